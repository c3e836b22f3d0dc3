"""Opening a run: alone on its source, and after what died runs left has been adopted."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, joinedload, sessionmaker

from models import audit
from models.engine import begin_write
from models.source import Capture, Run, RunStatus, Source
from scrapers.archive import Archive
from scrapers.locks import Check, LockedError, source_lock
from scrapers.store.keeping import OpenRun
from scrapers.store.rows import adopt_files, kept
from scrapers.urls import NO_ALIASES
from scrapers.verifying import Finding, verify

PROCESS = "process"


class RunInProgressError(Exception):
    """Another run over the same source is under way: `run_id`, `since`, `process` (host:pid).

    They are None in the moment in which the other run has the lock and no row yet.
    """

    def __init__(self, source: str, run: Run | None) -> None:
        self.source = source
        self.run_id = run.id if run else None
        self.since = run.started_at if run else None
        self.process = str(run.params.get(PROCESS)) if run else None
        super().__init__(
            f"{source} is being read by run {self.run_id}, since {self.since}, in {self.process}"
        )


@dataclass(frozen=True)
class Recovered:
    """What was found behind the last indexed record of runs that were cut off."""

    adopted: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Verified:
    """The outcome of reading the whole archive again."""

    captures: int
    files: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing but the traces of a cut off run was found."""
        return not any(finding.error for finding in self.findings)


@dataclass(frozen=True)
class Store:
    """Opens runs. `sessions` makes sessions, `now` tells the time, aware, in any zone."""

    sessions: sessionmaker[Session]
    archive: Archive
    now: Callable[[], datetime]

    @contextmanager
    def run(
        self,
        key: str,
        *,
        name: str,
        base_url: str | None,
        transport: str,
        actor: str,
        params: Mapping[str, Any] | None = None,
        aliases: Mapping[str, str] = NO_ALIASES,
    ) -> Iterator[OpenRun]:
        """A run over the source `key`, alone on it until the block ends.

        Runs that died are marked as interrupted and their records adopted first. A block that
        raises, or ends without `finish`, leaves the run as failed. Raises RunInProgressError.
        """
        with self._alone(key) as check:
            self._begin_source(key, name, base_url, actor)
            recovered = self._recover(key)
            run, notes = self._begin_run(key, transport, dict(params or {}))
            writer = self.archive.writer(key, run.id, run.started_at)
            opened = OpenRun(
                sessions=self.sessions,
                archive=self.archive,
                now=self.now,
                id=run.id,
                source_id=run.source_id,
                source=key,
                aliases=aliases,
                writer=writer,
                check_lock=check,
            )
            opened.notes.extend([*recovered.notes, *notes])
            try:
                yield opened
            except BaseException as error:
                opened.finish(RunStatus.FAILED, message=f"{type(error).__name__}: {error}")
                raise
            finally:
                writer.close()
                if not opened.finished:
                    opened.finish(RunStatus.FAILED, message="the run ended without a result")

    def recover(self, key: str) -> Recovered:
        """Mark runs of `key` whose process died, and adopt what they had archived.

        Raises RunInProgressError when a run is under way.
        """
        with self._alone(key):
            return self._recover(key)

    def settle(self) -> dict[str, Recovered]:
        """Recover every source that has a run without a process; by source, what was found."""
        with self.sessions() as session:
            keys = session.scalars(
                select(Source.key)
                .join(Run)
                .where(Run.status == RunStatus.RUNNING)
                .distinct()
                .order_by(Source.key)
            ).all()
        settled = {}
        for key in keys:
            # A source that is locked has a process: its run is alive.
            with suppress(RunInProgressError):
                settled[key] = self.recover(key)
        return settled

    def verify(self, tick: Callable[[], object] = lambda: None) -> Verified:
        """Read every record of every capture again; `tick` is called once a record."""
        with self.sessions() as session:
            statuses = {run.id: run.status for run in session.execute(select(Run.id, Run.status))}
            ended = {RunStatus.OK, RunStatus.PARTIAL, RunStatus.DRIFT}
            count = self._count(session)
            rows = session.scalars(
                select(Capture)
                .options(joinedload(Capture.revisit_of))
                .order_by(Capture.warc_file, Capture.warc_offset)
                .execution_options(yield_per=500)
            )
            findings = verify(
                self.archive,
                (kept(row) for row in rows),
                unfinished=lambda run: (
                    statuses[run] not in ended if run in statuses else self._has_begun(run)
                ),
                tick=tick,
            )
        return Verified(count, sum(1 for _ in self.archive.files()), tuple(findings))

    def captures(self) -> int:
        """How many captures there are."""
        with self.sessions() as session:
            return self._count(session)

    def _has_begun(self, run_id: int) -> bool:
        """Whether there is such a run by now: it may be writing since we looked at the runs."""
        with self.sessions() as session:
            return session.get(Run, run_id) is not None

    def _count(self, session: Session) -> int:
        return session.scalar(select(func.count(Capture.id))) or 0

    @contextmanager
    def _alone(self, key: str) -> Iterator[Check]:
        with self.sessions() as session:
            engine = cast(Engine, session.get_bind())
        try:
            with source_lock(engine, self.archive.directory, key) as check:
                yield check
        except LockedError as error:
            with self.sessions() as session:
                holder = session.scalar(
                    select(Run)
                    .join(Source)
                    .where(Source.key == key, Run.status == RunStatus.RUNNING)
                    .order_by(Run.id.desc())
                    .limit(1)
                )
                raise RunInProgressError(key, holder) from error

    def _begin_source(self, key: str, name: str, base_url: str | None, actor: str) -> None:
        with self.sessions() as session:
            begin_write(session)
            audit.bind(session, actor=actor, now=self.now())
            source = session.scalar(select(Source).where(Source.key == key))
            if source is None:
                session.add(Source(key=key, name=name, base_url=base_url))
            session.commit()

    def _begin_run(self, key: str, transport: str, params: dict[str, Any]) -> tuple[Run, list[str]]:
        now = self.now()
        with self.sessions(expire_on_commit=False) as session:
            begin_write(session)
            run = Run(
                source=session.scalars(select(Source).where(Source.key == key)).one(),
                transport=transport,
                params=params | {PROCESS: f"{socket.gethostname()}:{os.getpid()}"},
                status=RunStatus.RUNNING,
                started_at=now,
                heartbeat_at=now,
            )
            session.add(run)
            session.flush()
            # A database that was set back numbers its runs again: the files are there already.
            notes = adopt_files(session, self.archive, key, run)
            session.commit()
            return run, notes

    def _recover(self, key: str) -> Recovered:
        now = self.now()
        notes: list[str] = []
        with self.sessions() as session:
            begin_write(session)
            before = self._count(session)
            runs = session.scalars(
                select(Run)
                .join(Source)
                .where(
                    Source.key == key,
                    Run.status.in_([RunStatus.RUNNING, RunStatus.INTERRUPTED, RunStatus.FAILED]),
                )
                .order_by(Run.id)
            ).all()
            for run in runs:
                left = adopt_files(session, self.archive, key, run)
                if run.status is RunStatus.RUNNING:
                    # We hold the lock of the source, so nobody is running it.
                    run.status = RunStatus.INTERRUPTED
                    run.finished_at = now
                    run.message = "the process ended in the middle of the run"
                    # Said once: a torn record stays where it is for ever.
                    notes.extend(left)
            session.commit()
            after = self._count(session)
        return Recovered(after - before, tuple(notes))

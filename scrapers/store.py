"""Runs and captures in the database, beside the archive on disk.

A response is on disk before its row is committed, and each row is committed by itself: a
process that is killed loses at most the response it was writing, and what it had already
written whole is adopted by the next run.
"""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session, joinedload, sessionmaker
from sqlalchemy.orm.attributes import set_committed_value

from models import audit
from models.engine import begin_write
from models.source import Capture, Run, RunStatus, Source
from scrapers import archive as warc
from scrapers.archive import Archive, ArchiveError, Finding, Kept, Orphan, Writer
from scrapers.locks import Check, LockedError, source_lock
from scrapers.records import CapturedPage
from scrapers.transport import NOT_MODIFIED, Response, Validators
from scrapers.urls import NO_ALIASES, url_key

PROCESS = "process"
HTTP_OK = 200


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
    ) -> Iterator["OpenRun"]:
        """A run over the source `key`, alone on it until the block ends.

        Runs that died are marked as interrupted and their records adopted first. A block that
        raises, or ends without `finish`, leaves the run as failed. Raises RunInProgressError.
        """
        with self._alone(key) as check:
            self._begin_source(key, name, base_url, actor)
            recovered = self._recover(key)
            run = self._begin_run(key, transport, dict(params or {}))
            writer = self.archive.writer(key, run.id, run.started_at)
            opened = OpenRun(self, run.id, run.source_id, key, aliases, writer, check)
            opened.notes.extend(recovered.notes)
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

    def verify(self, tick: Callable[[], object] = lambda: None) -> Verified:
        """Read every record of every capture again; `tick` is called once a record."""
        with self.sessions() as session:
            statuses = {run.id: run.status for run in session.execute(select(Run.id, Run.status))}
            newest = max(statuses, default=0)
            ended = {RunStatus.OK, RunStatus.PARTIAL, RunStatus.DRIFT}
            count = session.scalar(select(func.count(Capture.id))) or 0
            rows = session.scalars(
                select(Capture)
                .options(joinedload(Capture.revisit_of))
                .order_by(Capture.warc_file, Capture.warc_offset)
                .execution_options(yield_per=500)
            )
            findings = warc.verify(
                self.archive,
                (kept(row) for row in rows),
                # A run that began after the look at the runs may be writing now.
                unfinished=lambda run: (
                    run > newest or (statuses.get(run, RunStatus.OK) not in ended)
                ),
                tick=tick,
            )
        return Verified(count, sum(1 for _ in self.archive.files()), tuple(findings))

    def captures(self) -> int:
        """How many captures there are."""
        with self.sessions() as session:
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

    def _begin_run(self, key: str, transport: str, params: dict[str, Any]) -> Run:
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
            session.commit()
            return run

    def _recover(self, key: str) -> Recovered:
        now = self.now()
        notes: list[str] = []
        adopted = 0
        with self.sessions() as session:
            begin_write(session)
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
                if run.status is RunStatus.RUNNING:
                    # We hold the lock of the source, so nobody is running it.
                    run.status = RunStatus.INTERRUPTED
                    run.finished_at = now
                    run.message = "the process ended in the middle of the run"
                for name in self.archive.files_of(key, run.id):
                    for found in warc.orphans(self.archive, name, _indexed(session, name)):
                        if isinstance(found, Orphan) and _adopt(session, run, found):
                            adopted += 1
                        else:
                            notes.append(_note(name, found))
            session.commit()
        return Recovered(adopted, tuple(notes))


@dataclass
class OpenRun:
    """A run under way. `notes` are sentences for its report about runs that were cut off."""

    store: Store
    id: int
    source_id: int
    source: str
    aliases: Mapping[str, str]
    writer: Writer
    check_lock: Check
    notes: list[str] = field(default_factory=list)
    finished: bool = False

    def keep(self, response: Response, *, page_kind: str | None = None) -> Capture:
        """Archive `response` and give its row, detached; what is already kept is not kept twice.

        A response is known again by address, variant, moment and body. A 304 gives a capture
        with the body it refers to. Raises LookupError when it refers to no capture of this
        source, ValueError when the address is none of the web, OSError from a full disk.
        """
        key = url_key(response.url, self.aliases)
        now = self.store.now()
        with self.store.sessions() as session:
            body = warc.sha256(response.body)
            earlier = None
            if response.refers_to is not None:
                earlier = self._holder(session, response.refers_to)
                body = earlier.sha256
            capture = _find(session, self.source_id, key, response, body)
            if capture is not None:
                session.expunge_all()
                return capture
            if earlier is None:
                earlier = self._same(session, key, response, body)
            session.expunge_all()
        # Nothing is locked in the database while the disk works.
        if earlier is None:
            packed = warc.response_record(response, key, now)
        else:
            packed = warc.revisit_record(response, key, now, kept(earlier))
        written = self.writer.write(packed)
        capture = _row(self.source_id, self.id, response, written, earlier)
        capture.url_key, capture.sha256, capture.archived_at = key, body, now
        capture.page_kind = page_kind
        with self.store.sessions(expire_on_commit=False) as session:
            begin_write(session)
            session.add(capture)
            session.commit()
            session.expunge_all()
        set_committed_value(capture, "revisit_of", earlier)
        return capture

    def page(self, capture: Capture) -> CapturedPage:
        """A kept page as parsers see it, read back from the archive. Raises ArchiveError."""
        return captured_page(self.store.archive, capture)

    def known(self, url: str, variant: str) -> Validators | None:
        """What the newest live capture of an address said about itself, for a live transport.

        A capture that can no longer be read is not known: it must be fetched anew.
        """
        with self.store.sessions() as session:
            capture = session.scalar(
                select(Capture)
                .options(joinedload(Capture.revisit_of))
                .where(
                    Capture.source_id == self.source_id,
                    Capture.url_key == url_key(url, self.aliases),
                    Capture.variant == variant,
                    Capture.via == "live",
                )
                .order_by(Capture.captured_at.desc(), Capture.id.desc())
                .limit(1)
            )
            if capture is None or capture.status != HTTP_OK:
                return None
            try:
                response = self.store.archive.read(kept(capture))
            except ArchiveError:
                return None
            etag, modified = response.header("ETag"), response.header("Last-Modified")
            if not etag and not modified:
                return None
            return Validators(capture.id, etag, modified)

    def note_kind(self, capture_id: int, page_kind: str) -> None:
        """Note what a page turned out to be."""
        self._write(update(Capture).where(Capture.id == capture_id).values(page_kind=page_kind))

    def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say that the run lives and how far it is. Raises LockLostError when it must stop."""
        self.check_lock()
        values = {"done": done, "heartbeat_at": self.store.now()}
        values |= {"total": total} if total is not None else {}
        values |= {"message": message} if message is not None else {}
        self._write(update(Run).where(Run.id == self.id).values(values))

    def finish(
        self,
        status: RunStatus,
        *,
        report: Mapping[str, Any] | None = None,
        message: str | None = None,
    ) -> None:
        """Say how the run ended."""
        now = self.store.now()
        self._write(
            update(Run)
            .where(Run.id == self.id)
            .values(
                status=status,
                finished_at=now,
                heartbeat_at=now,
                message=message,
                report=None if report is None else dict(report),
            )
        )
        self.finished = True

    def _write(self, statement: Any) -> None:
        with self.store.sessions() as session:
            begin_write(session)
            session.execute(statement)
            session.commit()

    def _holder(self, session: Session, capture_id: int) -> Capture:
        capture = session.get(Capture, capture_id, options=[joinedload(Capture.revisit_of)])
        if capture is None or capture.source_id != self.source_id:
            raise LookupError(f"{self.source} has no capture {capture_id} to refer to")
        return capture.revisit_of or capture

    def _same(self, session: Session, key: str, response: Response, body: str) -> Capture | None:
        """An earlier capture of this address with the same bytes, sent in the same packing."""
        earlier = session.scalar(
            select(Capture)
            .where(
                Capture.source_id == self.source_id,
                Capture.url_key == key,
                Capture.sha256 == body,
                Capture.revisit_of_id.is_(None),
            )
            .order_by(Capture.id)
            .limit(1)
        )
        if earlier is None:
            return None
        try:
            same = self.store.archive.read(kept(earlier)).raw == response.raw
        except ArchiveError:
            # What cannot be read any more must not be referred to.
            return None
        return earlier if same else None


def kept(capture: Capture) -> Kept:
    """A row as the archive sees it: its mapped columns are plain values to a reader."""
    return cast(Kept, capture)


def captured_page(archive: Archive, capture: Capture) -> CapturedPage:
    """A kept page as parsers see it, read from the archive.

    Raises ArchiveError when the bytes are no longer those that were kept.
    """
    return CapturedPage(
        capture_id=capture.id,
        url=capture.url,
        url_key=capture.url_key,
        variant=capture.variant,
        captured_at=capture.captured_at,
        status=capture.status,
        mime=capture.mime or "",
        body=archive.read(kept(capture)).body,
    )


def _find(
    session: Session, source_id: int, key: str, response: Response, body: str
) -> Capture | None:
    return session.scalar(
        select(Capture)
        .options(joinedload(Capture.revisit_of))
        .where(
            Capture.source_id == source_id,
            Capture.url_key == key,
            Capture.variant == response.variant,
            Capture.captured_at == response.captured_at,
            Capture.sha256 == body,
        )
    )


def _row(
    source_id: int, run_id: int, response: Response, written: warc.Written, earlier: Capture | None
) -> Capture:
    not_modified = response.status == NOT_MODIFIED and earlier is not None
    return Capture(
        source_id=source_id,
        run_id=run_id,
        url=response.url,
        variant=response.variant,
        captured_at=response.captured_at,
        via=response.via,
        # What the site says has not changed still is what it was.
        status=earlier.status if earlier and not_modified else response.status,
        mime=earlier.mime if earlier and not_modified else response.mime,
        size=earlier.size if earlier else len(response.body),
        warc_file=written.warc_file,
        warc_offset=written.warc_offset,
        length=written.length,
        record_sha256=written.record_sha256,
        revisit_of_id=earlier.id if earlier else None,
    )


def _indexed(session: Session, warc_file: str) -> int:
    """The byte of a file up to which its records have rows."""
    end = func.max(Capture.warc_offset + Capture.length)
    return session.scalar(select(end).where(Capture.warc_file == warc_file)) or 0


def _adopt(session: Session, run: Run, orphan: Orphan) -> bool:
    """Give a record its row; False when its payload is not there or it is kept already."""
    earlier = None
    if orphan.revisit:
        earlier = session.scalar(
            select(Capture)
            .where(
                Capture.source_id == run.source_id,
                Capture.url_key == orphan.url_key,
                Capture.sha256 == orphan.sha256,
                Capture.revisit_of_id.is_(None),
            )
            .order_by(Capture.id)
            .limit(1)
        )
        if earlier is None:
            return False
    if _find(session, run.source_id, orphan.url_key, orphan.response, orphan.sha256):
        return False
    capture = _row(run.source_id, run.id, orphan.response, orphan.written, earlier)
    capture.url_key, capture.sha256 = orphan.url_key, orphan.sha256
    capture.archived_at = orphan.kept_at
    session.add(capture)
    session.flush()
    return True


def _note(warc_file: str, found: Orphan | Finding) -> str:
    if isinstance(found, Finding):
        return f"{warc_file}: {found.message}"
    return (
        f"{warc_file}, byte {found.written.warc_offset}: "
        f"the copy of {found.response.url} could not be adopted"
    )

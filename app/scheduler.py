"""The worker: one process that leads, keeps the timetable and runs the queue of jobs.

When an hour of the timetable comes it only puts a job into the queue; an hour that passes
with nobody there is written down as missed and made good once. Jobs run in two lanes beside
each other, so that a fetch of hours holds up no backup.
"""

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import clock, ingest
from app.extensions import db
from app.leader import Leadership, leadership
from app.services import jobs
from app.services.timetable import TIMETABLE, Entry
from app.tasks import HANDLERS, JobFailedError, Progress
from models import audit, engine

log = structlog.get_logger()

LANES: dict[str, tuple[str, ...]] = {
    "sources": ("fetch", "replay", "check"),
    # A person waits for it.
    "at_once": ("keep_page", "read_file", "purge_cache", "import_check", "import_apply"),
    # A person waits for these too, but each may take a minute.
    "reports": ("build_report",),
    "upkeep": (
        "verify", "verify_audit", "backup", "clean_drafts", "draw_samples", "draw_cards",
        "open_data",
    ),
}  # fmt: skip
BEAT = 10.0
#: How long a job may take to notice that it is to end, in seconds; then it is left to die.
GRACE = 8.0
POLL = 1.0
STAND_BY = 2.0
#: Progress is written at most this often, in seconds: every write waits for other writers.
SAY_EVERY = 1.0


class Worker:
    """What `flask worker` runs. `stop` may be called from a signal handler."""

    def __init__(self, app: Flask, timetable: tuple[Entry, ...] = TIMETABLE) -> None:
        self.app = app
        self.timetable = timetable
        self._stop = threading.Event()
        self._lost = False
        self._watch = 0

    def stop(self) -> None:
        """End soon: running jobs go back into the queue."""
        self._stop.set()

    @contextmanager
    def session(self, actor: str = "worker") -> Any:
        """A writing transaction, kept where the block ends well."""
        with self.app.app_context(), db.sessionmaker() as session:
            engine.begin_write(session)
            audit.bind(session, actor=actor, now=clock.now())
            yield session
            session.commit()

    # --- leading -------------------------------------------------------------------------

    def leadership(self) -> Leadership:
        """The lock that this worker leads by."""
        with self.app.app_context():
            return leadership(self.app.extensions["config"], db.engine)

    def run(self) -> None:
        """Stand by until it is possible to lead, then lead until told to stop.

        Raises LostLeadError when the lock is gone: what still runs here must end with the
        process, and whoever keeps it alive starts it again.
        """
        lock = self.leadership()
        while not lock.take():
            if self._stop.wait(STAND_BY):
                return
        try:
            self._lead(lock)
        finally:
            lock.release()

    def drain(self) -> int:
        """Run what is due now and return how many jobs that were.

        Raises AlreadyLedError when another worker leads.
        """
        lock = self.leadership()
        if not lock.take():
            raise AlreadyLedError
        ran = 0
        try:
            with self.session() as session:
                jobs.recover(session, clock.now())
            while self._run_next(tuple(jobs.KINDS)):
                ran += 1
        finally:
            lock.release()
        return ran

    def _lead(self, lock: Leadership) -> None:
        now = clock.now()
        with self.session() as session:
            found = jobs.recover(session, now)
            self._watch, before = jobs.begin_watch(
                session, now, socket.gethostname(), pid=os.getpid()
            )
            if before is not None:
                self.note_missed(session, before, now)
        with self.app.app_context():
            settled = ingest.settle_runs(self.app.extensions["config"])
        log.info("worker leads", interrupted_jobs=len(found), interrupted_runs=settled)
        scheduler = self._scheduler()
        scheduler.start()
        lanes = [
            threading.Thread(target=self._lane, args=(kinds,), name=name, daemon=True)
            for name, kinds in LANES.items()
        ]
        for lane in lanes:
            lane.start()
        try:
            while not self._stop.is_set():
                self._beat(lock)
                self._stop.wait(BEAT)
        finally:
            scheduler.shutdown(wait=False)
            self._stop.set()
            for lane in lanes:
                lane.join(GRACE)
        if self._lost:
            raise LostLeadError
        with self.session() as session:
            jobs.end_watch(session, clock.now(), self._watch)

    def _beat(self, lock: Leadership) -> None:
        if not lock.held():
            log.warning("worker lost the lead")
            self._lost = True
            self._stop.set()
            return
        now = clock.now()
        try:
            with self.session() as session:
                before = jobs.beat(session, now, self._watch)
                # A machine that slept comes back with a gap in which hours may have passed.
                if before is not None and now - before > timedelta(seconds=BEAT * 6):
                    self.note_missed(session, before, now)
        except OperationalError:
            log.warning("the sign of life could not be written", exc_info=True)

    # --- the timetable -------------------------------------------------------------------

    def _scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=clock.ALMATY,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 60},
        )
        for entry in self.timetable:
            scheduler.add_job(self.enqueue, entry.trigger, args=[entry], id=job_id(entry))
        scheduler.add_listener(self._on_missed, EVENT_JOB_MISSED)
        return scheduler

    def enqueue(self, entry: Entry) -> None:
        """Put the job of a line of the timetable into the queue."""
        with self.session() as session:
            jobs.enqueue(session, None, clock.now(), entry.kind, entry.args, scheduled=True)

    def _on_missed(self, event: JobExecutionEvent) -> None:
        entry = next(line for line in self.timetable if job_id(line) == event.job_id)
        due = event.scheduled_run_time
        with self.session() as session:
            self.note_missed(session, due - timedelta(minutes=1), due, (entry,))

    def note_missed(
        self,
        session: Session,
        after: datetime,
        until: datetime,
        entries: tuple[Entry, ...] | None = None,
    ) -> None:
        """Write what the timetable wanted between two moments, and do it once, now."""
        for entry in entries or self.timetable:
            times = entry.times(after, until)
            if not times or jobs.ran_since(session, entry.kind, entry.args, times[-1]):
                continue
            now = clock.now()
            jobs.missed(session, now, entry.kind, entry.args, due_at=times[-1], times=len(times))
            jobs.enqueue(session, None, now, entry.kind, entry.args, scheduled=True)
            log.warning("scheduled run was missed", kind=entry.kind, times=len(times))

    # --- the queue -----------------------------------------------------------------------

    def _lane(self, kinds: tuple[str, ...]) -> None:
        while not self._stop.is_set():
            try:
                ran = self._run_next(kinds)
            except OperationalError:
                # The database is locked or away for a while; the queue will still be there.
                log.warning("the queue cannot be read", exc_info=True)
                ran = False
            if not ran:
                self._stop.wait(POLL)

    def _run_next(self, kinds: tuple[str, ...]) -> bool:
        with self.app.app_context(), db.sessionmaker() as session:
            if not jobs.waiting(session, clock.now(), kinds):
                return False
        with self.session() as session:
            job = jobs.claim(session, clock.now(), kinds)
        if job is None:
            return False
        log.info("job begins", job=job.id, kind=job.kind, attempt=job.attempt)
        self._write(self._outcome(job))
        log.info("job ended", job=job.id, kind=job.kind)
        return True

    def _write(self, change: Callable[[Session, datetime], None]) -> None:
        """Write how a job ended, as often as it takes: unwritten, it would never have ended."""
        while True:
            try:
                with self.session() as session:
                    change(session, clock.now())
            except OperationalError:
                if self._stop.wait(POLL):
                    raise
            else:
                return

    def _outcome(self, job: jobs.Claimed) -> Callable[[Session, datetime], None]:
        """Run the job; returns what is to be written of its end."""
        try:
            with self.app.app_context():
                result = HANDLERS[job.kind](job, self._progress(job.id))
        except jobs.CancelledError:
            end = jobs.put_back if self._stop.is_set() else jobs.stopped
            return partial(end, job_id=job.id)
        except JobFailedError as error:
            return partial(jobs.fail, job_id=job.id, reason=str(error), result=error.result)
        except Exception as error:  # whatever it was, the job must be seen to have failed
            log.exception("job failed", job=job.id, kind=job.kind)
            reason = f"{type(error).__name__}: {error}"
            return partial(jobs.fail, job_id=job.id, reason=reason)
        return partial(jobs.finish, job_id=job.id, result=result)

    def _progress(self, job_id: int) -> Progress:
        said = 0.0

        def say(done: int, total: int | None = None, message: str | None = None) -> None:
            nonlocal said
            if self._stop.is_set():
                raise jobs.CancelledError("the worker was told to end")
            if time.monotonic() - said < SAY_EVERY and done != total:
                return
            said = time.monotonic()
            with self.session() as session:
                jobs.progress(session, clock.now(), job_id, done=done, total=total, message=message)

        return say


class AlreadyLedError(Exception):
    """Another worker leads."""


class LostLeadError(Exception):
    """The lock by which this worker led is gone."""


def job_id(entry: Entry) -> str:
    """What APScheduler calls a line of the timetable."""
    return ":".join([entry.kind, *map(str, entry.args.values())])

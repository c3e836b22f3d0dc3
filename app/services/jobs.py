"""Long tasks: people and the timetable put them into the queue, the worker takes them out.

Jobs are not journalled, for their progress changes every second; who asked for one stands
in the job itself, and what it changes is journalled under `job:ID` or `run:ID`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.errors import ServiceError
from models.job import Job, JobState
from models.user import User

#: What stands in `Job.kind` of the row by which a worker says that it is alive.
WORKER = "worker"
#: A job whose process died again and again is not worth a further attempt.
MAX_ATTEMPTS = 3


class UnknownKindError(ServiceError):
    """There is no job of that kind."""


class JobNotFoundError(ServiceError):
    """There is no such job."""


class JobEndedError(ServiceError):
    """The job has ended and can no longer be cancelled."""


class CancelledError(Exception):
    """Somebody asked the running job to stop."""


@dataclass(frozen=True)
class Claimed:
    """A job that the caller now runs; `attempt` counts from 1."""

    id: int
    kind: str
    args: dict[str, Any]
    attempt: int


#: The sources that can be fetched, in the order in which they are shown, and their sites.
SOURCES = {"mazhilis-api": "mazhilis.parlam.kz", "parlam-html": "www.parlam.kz"}

#: Kinds, and whether one whose process died may simply be run again.
KINDS: dict[str, bool] = {
    "fetch": True,
    "replay": True,
    "check": True,
    "verify": True,
    "verify_audit": True,
    "backup": True,
    "clean_drafts": True,
    "keep_page": True,
    "purge_cache": True,
    "read_file": True,
    "draw_samples": True,
    "draw_cards": True,
    "import_check": True,
    "import_apply": True,
    "build_report": True,
    "open_data": True,
}


def enqueue(
    session: Session,
    actor: User | None,
    now: datetime,
    kind: str,
    args: dict[str, Any] | None = None,
    *,
    due_at: datetime | None = None,
    scheduled: bool = False,
) -> Job:
    """Put a job into the queue, or return the same one if it already waits or runs.

    `actor` is None for the timetable and the command line. Raises UnknownKindError.
    """
    if kind not in KINDS:
        raise UnknownKindError(kind)
    wanted = dict(args or {})
    waiting = session.scalars(
        select(Job).where(
            Job.kind == kind,
            Job.state.in_((JobState.QUEUED, JobState.RUNNING)),
        )
    )
    for job in waiting:
        if {k: v for k, v in job.args.items() if k != "attempt"} == wanted:
            return job
    job = Job(
        kind=kind,
        args=wanted,
        created_by_id=actor.id if actor else None,
        created_at=now,
        due_at=due_at or now,
        scheduled=scheduled,
    )
    session.add(job)
    session.flush()
    return job


def missed(
    session: Session,
    now: datetime,
    kind: str,
    args: dict[str, Any],
    *,
    due_at: datetime,
    times: int,
) -> Job:
    """Write down, once, that the timetable wanted a job `times` times, last at `due_at`."""
    known = select(Job).where(Job.kind == kind, Job.state == JobState.MISSED, Job.due_at == due_at)
    for job in session.scalars(known):
        if job.args == args:
            return job
    job = Job(
        kind=kind,
        args=args,
        state=JobState.MISSED,
        scheduled=True,
        created_at=now,
        due_at=due_at,
        finished_at=now,
        result={"times": times},
    )
    session.add(job)
    session.flush()
    return job


def cancel(session: Session, actor: User, now: datetime, job_id: int) -> Job:
    """Stop a job: at once where it waits, at its next sign of progress where it runs.

    Raises JobNotFoundError or JobEndedError.
    """
    job = _get(session, job_id)
    if job.state not in {JobState.QUEUED, JobState.RUNNING} or job.kind == WORKER:
        raise JobEndedError(job_id)
    if job.state is JobState.QUEUED:
        job.finished_at = now
    job.state = JobState.CANCELLED
    job.result = {"cancelled_by": actor.id}
    return job


def waiting(session: Session, now: datetime, kinds: Sequence[str]) -> bool:
    """Whether a job of `kinds` is due; only reads, so it may be asked every second."""
    due = select(Job.id).where(Job.state == JobState.QUEUED, Job.due_at <= now, Job.kind.in_(kinds))
    return session.scalar(due.limit(1)) is not None


def claim(session: Session, now: datetime, kinds: Sequence[str]) -> Claimed | None:
    """Take the job of `kinds` that has been due the longest, or None."""
    job = session.scalars(
        select(Job)
        .where(Job.state == JobState.QUEUED, Job.due_at <= now, Job.kind.in_(kinds))
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.started_at = job.heartbeat_at = now
    args = {k: v for k, v in job.args.items() if k != "attempt"}
    return Claimed(job.id, job.kind, args, job.args.get("attempt", 1))


def progress(
    session: Session,
    now: datetime,
    job_id: int,
    *,
    done: int,
    total: int | None,
    message: str | None,
) -> None:
    """Note how far a running job is; `total` is None where it is not known.

    Raises CancelledError when somebody asked it to stop.
    """
    job = _get(session, job_id)
    if job.state is not JobState.RUNNING:
        raise CancelledError("somebody asked the task to stop")
    job.done, job.total, job.message, job.heartbeat_at = done, total, message, now


def attach_run(session: Session, job_id: int, run_id: int) -> None:
    """Note which run a job works on."""
    _get(session, job_id).run_id = run_id


def finish(session: Session, now: datetime, job_id: int, result: dict[str, Any] | None) -> None:
    """End a job well. One that was cancelled in its last moment was done all the same."""
    job = _get(session, job_id)
    job.state, job.finished_at, job.result = JobState.DONE, now, result


def fail(
    session: Session, now: datetime, job_id: int, reason: str, result: dict[str, Any] | None = None
) -> None:
    """End a job badly; `reason` is what the operator reads."""
    job = _get(session, job_id)
    job.state, job.finished_at = JobState.FAILED, now
    job.message, job.result = reason, result


def stopped(session: Session, now: datetime, *, job_id: int) -> None:
    """End a running job that somebody cancelled."""
    job = _get(session, job_id)
    job.state, job.finished_at = JobState.CANCELLED, now


def put_back(session: Session, now: datetime, *, job_id: int) -> None:
    """Return a running job to the queue, because its worker was told to end."""
    job = _get(session, job_id)
    if job.state is JobState.RUNNING:
        job.state, job.started_at, job.heartbeat_at = JobState.QUEUED, None, None
    else:
        job.finished_at = now


def recover(session: Session, now: datetime) -> list[Job]:
    """End the jobs of a worker that died, and repeat those that may be repeated.

    Only the one leading worker may call this, before it runs anything. Returns the jobs
    that were found dead.
    """
    dead = list(
        session.scalars(
            select(Job)
            .where(Job.started_at.is_not(None), Job.finished_at.is_(None), Job.kind != WORKER)
            .order_by(Job.id)
        )
    )
    for job in dead:
        job.finished_at = now
        if job.state is JobState.CANCELLED:
            continue
        job.state = JobState.FAILED
        job.message = None
        attempt = job.args.get("attempt", 1)
        again = KINDS.get(job.kind, False) and attempt < MAX_ATTEMPTS
        job.result = {"interrupted": True, "repeated": again}
        if again:
            session.add(
                Job(
                    kind=job.kind,
                    args={**job.args, "attempt": attempt + 1},
                    created_by_id=job.created_by_id,
                    created_at=now,
                    due_at=now,
                    scheduled=job.scheduled,
                )
            )
    session.flush()
    return dead


def ran_since(session: Session, kind: str, args: dict[str, Any], moment: datetime) -> bool:
    """Whether the timetable put such a job into the queue at `moment` or later."""
    rows = session.scalars(
        select(Job).where(
            Job.kind == kind,
            Job.scheduled,
            Job.state != JobState.MISSED,
            Job.created_at >= moment,
        )
    )
    return any({k: v for k, v in job.args.items() if k != "attempt"} == args for job in rows)


def begin_watch(
    session: Session, now: datetime, name: str, *, pid: int
) -> tuple[int, datetime | None]:
    """Write that a worker leads from now on.

    Returns the number of its row and the moment the one before was last alive, None for
    the first worker there ever was.
    """
    last = session.scalars(
        select(Job).where(Job.kind == WORKER).order_by(Job.id.desc()).limit(1)
    ).one_or_none()
    for job in session.scalars(
        select(Job).where(Job.kind == WORKER, Job.state == JobState.RUNNING)
    ):
        job.state, job.finished_at = JobState.DONE, job.heartbeat_at
    row = Job(
        kind=WORKER,
        args={"host": name, "pid": pid},
        state=JobState.RUNNING,
        created_at=now,
        due_at=now,
        started_at=now,
        heartbeat_at=now,
    )
    session.add(row)
    session.flush()
    return row.id, last.heartbeat_at if last else None


def beat(session: Session, now: datetime, watch_id: int) -> datetime | None:
    """Say that the worker still lives; returns when it said so before."""
    row = _get(session, watch_id)
    before, row.heartbeat_at = row.heartbeat_at, now
    return before


def end_watch(session: Session, now: datetime, watch_id: int) -> None:
    """Write that a worker ended as it was told to."""
    row = _get(session, watch_id)
    row.state, row.heartbeat_at, row.finished_at = JobState.DONE, now, now


def _get(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id)
    if job is None:
        raise JobNotFoundError(job_id)
    return job

"""What coordinators see of sources: runs, jobs, the worker, and what waits for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from app.queries.paging import Page, paginate
from models.item import MergeProposal, ProposalState
from models.job import Job, JobState
from models.record import Observation, Record, RecordParticipation, Revision
from models.source import Capture, Run, Source
from models.user import User

WORKER = "worker"
#: A worker says every ten seconds that it lives.
SILENT = timedelta(seconds=45)
RUNS_SHOWN = 5
JOBS_SHOWN = 15
NOTED = timedelta(days=14)


@dataclass(frozen=True)
class RunRow:
    """One pass over a source; `report` is what the run said at its end, or empty."""

    id: int
    source_key: str
    transport: str
    params: Mapping[str, Any]
    status: str
    started_at: datetime
    finished_at: datetime | None
    done: int
    total: int | None
    message: str | None
    report: Mapping[str, Any]

    @property
    def running(self) -> bool:
        """Whether it still goes on, as far as is known."""
        return self.status == "running"


@dataclass(frozen=True)
class JobRow:
    """One long task; `asked_by` is the name of the person who wanted it, if one did."""

    id: int
    kind: str
    args: Mapping[str, Any]
    state: str
    scheduled: bool
    asked_by: str | None
    created_at: datetime
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    done: int
    total: int | None
    message: str | None
    result: Mapping[str, Any]
    run_id: int | None

    @property
    def active(self) -> bool:
        """Whether it waits, runs, or is about to stop."""
        return self.finished_at is None and self.state != "missed"


@dataclass(frozen=True)
class Worker:
    """The process that runs jobs: when it was last heard of, None for never."""

    alive: bool
    seen_at: datetime | None


@dataclass(frozen=True)
class SourceCard:
    """A source and its last runs, newest first; it has no row before its first run."""

    key: str
    site: str
    runs: tuple[RunRow, ...]
    runs_in_all: int


@dataclass(frozen=True)
class Overview:
    """The sources page."""

    cards: tuple[SourceCard, ...]
    worker: Worker
    active: tuple[JobRow, ...]
    recent: tuple[JobRow, ...]
    troubles: tuple[JobRow, ...]
    open_proposals: int
    unmatched_names: int

    @property
    def moving(self) -> bool:
        """Whether the page will soon look different."""
        return bool(self.active) or any(r.running for card in self.cards for r in card.runs)


def overview(session: Session, sites: Mapping[str, str], now: datetime) -> Overview:
    """The sources page at `now`; `sites` maps the key of each source to its site."""
    jobs = _jobs(session, JOBS_SHOWN + 10)
    finished = [job for job in jobs if not job.active]
    return Overview(
        cards=tuple(_card(session, key, site) for key, site in sites.items()),
        worker=_worker(session, now),
        active=tuple(job for job in jobs if job.active),
        recent=tuple(finished[:JOBS_SHOWN]),
        troubles=_troubles(session, now),
        open_proposals=session.scalar(
            select(func.count(MergeProposal.id)).where(MergeProposal.state == ProposalState.OPEN)
        )
        or 0,
        unmatched_names=session.scalar(
            select(func.count(func.distinct(RecordParticipation.name_key))).where(
                RecordParticipation.mandate_id.is_(None)
            )
        )
        or 0,
    )


def _worker(session: Session, now: datetime) -> Worker:
    row = session.scalars(
        select(Job).where(Job.kind == WORKER).order_by(Job.id.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return Worker(alive=False, seen_at=None)
    recent = row.heartbeat_at is not None and now - row.heartbeat_at < SILENT
    return Worker(alive=row.state is JobState.RUNNING and recent, seen_at=row.heartbeat_at)


def _card(session: Session, key: str, site: str) -> SourceCard:
    runs = select(Run, Source.key).join(Source).where(Source.key == key)
    rows = session.execute(runs.order_by(Run.id.desc()).limit(RUNS_SHOWN))
    count = select(func.count(Run.id)).join(Source).where(Source.key == key)
    return SourceCard(key, site, tuple(_run(run, k) for run, k in rows), session.scalar(count) or 0)


def _run(run: Run, key: str) -> RunRow:
    return RunRow(
        id=run.id,
        source_key=key,
        transport=run.transport,
        params=run.params,
        status=run.status.value,
        started_at=run.started_at,
        finished_at=run.finished_at,
        done=run.done,
        total=run.total,
        message=run.message,
        report=run.report or {},
    )


def run_page(session: Session, run_id: int) -> RunRow | None:
    """One run, or None."""
    found = session.execute(
        select(Run, Source.key).join(Source).where(Run.id == run_id)
    ).one_or_none()
    return _run(*found) if found else None


def runs(session: Session, key: str, page: int) -> Page[RunRow]:
    """All runs over a source, newest first."""
    query = select(Run, Source.key).join(Source).where(Source.key == key)
    found = paginate(session, query.order_by(Run.id.desc()), page)
    return Page([_run(run, k) for run, k in found.rows], found.number, found.size, found.total)


def _job(job: Job, name: str | None) -> JobRow:
    return JobRow(
        id=job.id,
        kind=job.kind,
        args=job.args,
        state=job.state.value,
        scheduled=job.scheduled,
        asked_by=name,
        created_at=job.created_at,
        due_at=job.due_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        done=job.done,
        total=job.total,
        message=job.message,
        result=job.result or {},
        run_id=job.run_id,
    )


def jobs_of(session: Session, kind: str, limit: int) -> list[JobRow]:
    """The newest jobs of a kind, the newest first. One statement."""
    return _jobs(session, limit, Job.kind == kind)


def _jobs(session: Session, limit: int, which: ColumnElement[bool] | None = None) -> list[JobRow]:
    query = (
        select(Job, User.name)
        .outerjoin(User, User.id == Job.created_by_id)
        .where(Job.kind != WORKER if which is None else which)
        .order_by(Job.id.desc())
        .limit(limit)
    )
    return [_job(job, name) for job, name in session.execute(query)]


def _troubles(session: Session, now: datetime) -> tuple[JobRow, ...]:
    """Missed and failed jobs of late that no later success of the same kind made good."""
    newest: dict[str, JobRow] = {}
    query = (
        select(Job, User.name)
        .outerjoin(User, User.id == Job.created_by_id)
        .where(Job.kind != WORKER, Job.finished_at >= now - NOTED)
        .order_by(Job.id)
    )
    for job, name in session.execute(query):
        key = f"{job.kind}:{job.args.get('source', '')}"
        if job.state is JobState.DONE:
            newest.pop(key, None)
        elif job.state in {JobState.FAILED, JobState.MISSED}:
            newest[key] = _job(job, name)
    return tuple(newest.values())


def job_page(session: Session, job_id: int) -> JobRow | None:
    """One job, or None."""
    found = session.execute(
        select(Job, User.name)
        .outerjoin(User, User.id == Job.created_by_id)
        .where(Job.id == job_id, Job.kind != WORKER)
    ).one_or_none()
    return _job(*found) if found else None


@dataclass(frozen=True)
class CaptureRow:
    """A kept copy in the list of a run."""

    id: int
    url: str
    variant: str
    captured_at: datetime
    status: int
    mime: str | None
    size: int
    page_kind: str | None
    again: bool


def run_captures(session: Session, run_id: int, page: int) -> Page[CaptureRow]:
    """The copies that a run kept, in their order."""
    query = select(Capture).where(Capture.run_id == run_id).order_by(Capture.id)
    found = paginate(session, query, page)
    rows = [
        CaptureRow(
            c.id,
            c.url,
            c.variant,
            c.captured_at,
            c.status,
            c.mime,
            c.size,
            c.page_kind,
            c.revisit_of_id is not None,
        )
        for c in found.rows
    ]
    return Page(rows, found.number, found.size, found.total)


@dataclass(frozen=True)
class RecordRow:
    """A record in the list of a run, with the key of the act it tells of."""

    source_uid: str
    item_key: str
    kind: str
    date: Any
    number: str | None
    title_ru: str | None
    title_kk: str | None
    listed: bool


def run_records(session: Session, run_id: int, page: int) -> Page[RecordRow]:
    """The records that the copies of a run told of."""
    seen = (
        select(Observation.record_id)
        .join(Capture, Capture.id == Observation.capture_id)
        .where(Capture.run_id == run_id)
    )
    return _records(session, select(Record).where(Record.id.in_(seen)), page)


def run_revised(session: Session, run_id: int, page: int) -> Page[RecordRow]:
    """The records that a run found edited."""
    edited = (
        select(Revision.record_id)
        .join(Capture, Capture.id == Revision.to_capture_id)
        .where(Capture.run_id == run_id)
    )
    return _records(session, select(Record).where(Record.id.in_(edited)), page)


def _records(session: Session, query: Any, page: int) -> Page[RecordRow]:
    found = paginate(session, query.options(joinedload(Record.item)).order_by(Record.id), page)
    rows = [
        RecordRow(
            r.source_uid,
            r.item.key,
            r.kind.value,
            r.date,
            r.number,
            r.title_ru,
            r.title_kk,
            r.listed,
        )
        for r in found.rows
    ]
    return Page(rows, found.number, found.size, found.total)

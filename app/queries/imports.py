"""What an import has to know of the portal, and what is there of imports."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from app.queries.paging import Page, paginate
from models.imports import Import, ImportKind, ImportRow, ImportState, RowAction
from models.job import Job, JobState
from models.person import Deputy, DeputyFact, Mandate, Party
from models.place import Convocation, Legislature
from models.topic import CodeBook, Topic


@dataclass(frozen=True)
class SeatKnown:
    """A seat of the convocation: all names of the person, and what tells them apart."""

    id: int
    slug: str
    seq: int
    names: tuple[str, ...]
    district: int | None
    party: str | None
    name_kk: str | None
    name_ru: str | None
    name_en: str | None


@dataclass(frozen=True)
class NamedKnown:
    """A party or a topic: its key or number, and all its names."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What the cells of a file are held against. `key` names the convocation: `kz-mazhilis-8`."""

    convocation_id: int
    key: str
    start: dt.date | None
    end: dt.date | None
    seats: tuple[SeatKnown, ...]
    parties: tuple[NamedKnown, ...] = ()
    topics: tuple[NamedKnown, ...] = ()
    by_id: dict[int, SeatKnown] = field(default_factory=dict)


def known(session: Session, convocation_id: int) -> Known:
    """What is known of a convocation. Five statements."""
    term, body = session.execute(
        select(Convocation, Legislature.key)
        .join(Legislature)
        .where(Convocation.id == convocation_id)
    ).one()
    seats = tuple(_seats(session, convocation_id))
    return Known(
        convocation_id,
        f"{body}-{term.number}",
        term.start,
        term.end,
        seats,
        tuple(NamedKnown(row.key, _names(row)) for row in session.scalars(select(Party))),
        tuple(_topics(session)),
        {seat.id: seat for seat in seats},
    )


def _seats(session: Session, convocation_id: int) -> list[SeatKnown]:
    facts: dict[int, set[str]] = {}
    said = (
        select(DeputyFact.deputy_id, DeputyFact.value)
        .join(Mandate, Mandate.deputy_id == DeputyFact.deputy_id)
        .where(DeputyFact.field == "name", Mandate.convocation_id == convocation_id)
        .distinct()
    )
    for deputy_id, name in session.execute(said):
        facts.setdefault(deputy_id, set()).add(name)
    query = (
        select(Mandate)
        .join(Mandate.deputy)
        .where(Mandate.convocation_id == convocation_id)
        .options(
            joinedload(Mandate.deputy), joinedload(Mandate.district), joinedload(Mandate.party)
        )
        .order_by(Deputy.name_key, Mandate.seq)
    )
    return [
        SeatKnown(
            seat.id,
            seat.deputy.slug,
            seat.seq,
            tuple(sorted({*_names(seat.deputy), *facts.get(seat.deputy_id, ())})),
            seat.district.number if seat.district else None,
            seat.party.key if seat.party else None,
            seat.deputy.name_kk,
            seat.deputy.name_ru,
            seat.deputy.name_en,
        )
        for seat in session.scalars(query)
    ]


def _topics(session: Session) -> list[NamedKnown]:
    """The topics of the newest version of each code book that is coded by."""
    newest = (
        select(CodeBook.key, func.max(CodeBook.version).label("version"))
        .where(~CodeBook.draft)
        .group_by(CodeBook.key)
        .subquery()
    )
    query = (
        select(Topic)
        .join(CodeBook)
        .join(newest, (newest.c.key == CodeBook.key) & (newest.c.version == CodeBook.version))
        .where(~Topic.retired)
        .order_by(CodeBook.key, Topic.number)
    )
    return [NamedKnown(str(topic.id), _names(topic)) for topic in session.scalars(query)]


def _names(row: Party | Topic | Deputy) -> tuple[str, ...]:
    return tuple(name for name in (row.name_kk, row.name_ru, row.name_en) if name)


def get(session: Session, import_id: int) -> Import | None:
    """The import of this number. One statement."""
    query = select(Import).where(Import.id == import_id)
    return session.scalar(
        query.options(
            joinedload(Import.file), joinedload(Import.begun_by), joinedload(Import.applied_by),
            joinedload(Import.convocation).joinedload(Convocation.legislature),
        )
    )  # fmt: skip


def history(session: Session, number: int) -> Page[Import]:
    """All imports, the newest first. Three statements."""
    query = select(Import).options(
        selectinload(Import.begun_by), joinedload(Import.file), defer(Import.columns),
        defer(Import.meanings),
    )  # fmt: skip
    return paginate(session, query.order_by(Import.id.desc()), number)


def rows(
    session: Session, import_id: int, action: RowAction | None, number: int
) -> Page[ImportRow]:
    """The rows of an import as its last check found them, the wrong ones first. Two statements."""
    query = select(ImportRow).where(ImportRow.import_id == import_id)
    if action is not None:
        query = query.where(ImportRow.action == action)
    first = case((ImportRow.action == RowAction.WRONG, 0), else_=1)
    return paginate(session, query.order_by(first, ImportRow.number), number)


def wrong_rows(session: Session, import_id: int) -> Sequence[ImportRow]:
    """All rows in which something is wrong, in the order of the file. One statement."""
    query = select(ImportRow).where(
        ImportRow.import_id == import_id, ImportRow.action == RowAction.WRONG
    )
    return session.scalars(query.order_by(ImportRow.number)).all()


def alike(session: Session, kind: ImportKind, headings: str) -> Import | None:
    """The newest import of a file with the same headings whose columns somebody has said."""
    query = select(Import).where(
        Import.kind == kind, Import.headings == headings, Import.state != ImportState.BEGUN
    )
    return session.scalar(query.order_by(Import.id.desc()).limit(1))


def same_file(session: Session, file_id: int, but: int) -> Import | None:
    """An earlier applied import of the same bytes."""
    query = select(Import).where(
        Import.file_id == file_id, Import.id != but, Import.state == ImportState.APPLIED
    )
    return session.scalar(query.order_by(Import.id.desc()).limit(1))


def running(session: Session, import_id: int) -> Job | None:
    """The task that works on an import or waits to, or the one that failed last."""
    query = select(Job).where(Job.kind.in_(("import_check", "import_apply")))
    for job in session.scalars(query.order_by(Job.id.desc()).limit(200)):
        if job.args.get("import") == import_id:
            active = job.state in {JobState.QUEUED, JobState.RUNNING}
            return job if active or job.state is JobState.FAILED else None
    return None

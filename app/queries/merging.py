"""What waits for a person's decision: acts that look the same, and names that fit nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.queries.paging import Page, paginate
from models.item import Item, MergeProposal, Participation, ProposalState
from models.person import Deputy, Mandate
from models.record import Record, RecordParticipation
from models.source import Source
from models.user import User

PAGE = 20


@dataclass(frozen=True)
class Side:
    """One of two acts that look alike; `records` are pairs of a source and its number of it."""

    item_id: int
    key: str
    kind: str
    title_ru: str | None
    title_kk: str | None
    number: str | None
    date: date | None
    deputies: tuple[Any, ...]
    records: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True)
class Proposal:
    """Two acts that may be one."""

    id: int
    state: str
    by_rule: bool
    score: float
    evidence: Mapping[str, Any]
    sides: tuple[Side, Side]
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


def proposals(session: Session, state: str, page: int) -> Page[Proposal]:
    """The proposals of a state, those most alike first. A fixed number of statements."""
    query = (
        select(MergeProposal, User.name)
        .outerjoin(User, User.id == MergeProposal.decided_by_id)
        .options(joinedload(MergeProposal.first), joinedload(MergeProposal.second))
        .where(MergeProposal.state == ProposalState(state))
        .order_by(MergeProposal.score.desc(), MergeProposal.id)
    )
    found = paginate(session, query, page, PAGE)
    ids = {i for row, _ in found.rows for i in (row.first_id, row.second_id)}
    deputies, records = _deputies(session, ids), _records(session, ids)

    def side(item: Item) -> Side:
        return Side(
            item.id,
            item.key,
            item.kind.value,
            item.title_ru,
            item.title_kk,
            item.number,
            item.date,
            deputies[item.id],
            records[item.id],
        )

    rows = [
        Proposal(
            id=row.id,
            state=row.state.value,
            by_rule=row.by_rule,
            score=row.score,
            evidence=row.evidence,
            sides=(side(row.first), side(row.second)),
            decided_by=name,
            decided_at=row.decided_at,
            reason=row.reason,
        )
        for row, name in found.rows
    ]
    return Page(rows, found.number, found.size, found.total)


def _deputies(session: Session, items: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    query = (
        select(Participation.item_id, Deputy)
        .join(Mandate, Mandate.id == Participation.mandate_id)
        .join(Deputy, Deputy.id == Mandate.deputy_id)
        .where(Participation.item_id.in_(items), ~Participation.withdrawn)
        .order_by(Deputy.slug)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for item_id, deputy in session.execute(query):
        found[item_id].append(deputy)
    return defaultdict(tuple, {key: tuple(value) for key, value in found.items()})


def _records(
    session: Session, items: Iterable[int]
) -> dict[int, tuple[tuple[str, str, str | None], ...]]:
    query = (
        select(Record.item_id, Source.key, Record.source_uid, Record.url_ru, Record.url_kk)
        .join(Source, Source.id == Record.source_id)
        .where(Record.item_id.in_(items))
        .order_by(Record.id)
    )
    found: dict[int, list[tuple[str, str, str | None]]] = defaultdict(list)
    for item_id, key, uid, ru, kk in session.execute(query):
        found[item_id].append((key, uid, ru or kk))
    return defaultdict(tuple, {key: tuple(value) for key, value in found.items()})


def counts(session: Session) -> dict[str, int]:
    """How many proposals there are of each state."""
    query = select(MergeProposal.state, func.count()).group_by(MergeProposal.state)
    return {state.value: number for state, number in session.execute(query)}


@dataclass(frozen=True)
class Unmatched:
    """A name in records of one convocation that fits no deputy, or several."""

    name_key: str
    name: str
    convocation_id: int
    records: int
    example_key: str


def names(session: Session, page: int) -> Page[Unmatched]:
    """The names that wait for a person, the most frequent first."""
    item = aliased(Item)
    query = (
        select(
            RecordParticipation.name_key,
            func.min(RecordParticipation.name).label("name"),
            Record.convocation_id,
            func.count().label("records"),
            func.min(item.key).label("example"),
        )
        .join(Record, Record.id == RecordParticipation.record_id)
        .join(item, item.id == Record.item_id)
        .where(RecordParticipation.mandate_id.is_(None))
        .group_by(RecordParticipation.name_key, Record.convocation_id)
        .order_by(func.count().desc(), RecordParticipation.name_key)
    )
    found = paginate(session, query, page, PAGE)
    return Page([_unmatched(row) for row in found.rows], found.number, found.size, found.total)


def _unmatched(row: Row[Any]) -> Unmatched:
    return Unmatched(row.name_key, row.name, row.convocation_id, row.records, row.example)


@dataclass(frozen=True)
class Seat:
    """Somebody whom a name may mean."""

    mandate_id: int
    convocation_id: int
    name_ru: str | None
    name_kk: str | None
    name_en: str | None


def seats(session: Session, convocations: Iterable[int]) -> list[Seat]:
    """The deputies of these convocations, by name."""
    query = (
        select(Mandate.id, Mandate.convocation_id, Deputy.name_ru, Deputy.name_kk, Deputy.name_en)
        .join(Deputy, Deputy.id == Mandate.deputy_id)
        .where(Mandate.convocation_id.in_(set(convocations)))
        .order_by(Deputy.name_key)
    )
    return [Seat(*row) for row in session.execute(query)]

"""The queue: which participations wait for a coder, in which order, and what comes next."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from app.queries import drawing
from app.queries.campaigns import assignment_counts
from app.queries.paging import Page
from app.queries.settled import read_by_two
from models.coding import Assignment, Coding, Draft, Reading
from models.item import DatePrecision, Item, Kind, Participation, Role
from models.person import Deputy, Mandate
from models.place import District
from models.reliability import Recoding
from models.user import User

PAGE_SIZE = 50
#: Stands for a date that is not known, and sorts after all that are.
NO_DATE = dt.date(1, 1, 1)


class State(StrEnum):
    """Which participations a coder wants to see."""

    UNCODED = "uncoded"
    MINE = "mine"
    UNSURE = "unsure"
    DRAFT = "draft"


class Place(StrEnum):
    """How near a deputy is to a coder; the queue is in this order."""

    OWN = "own"
    REGION = "region"
    REST = "rest"


@dataclass(frozen=True)
class Filter:
    """What the coder narrowed the queue to. Without kinds, what is queued by default."""

    deputy: int | None = None
    kinds: tuple[Kind, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    lang: str | None = None
    state: State = State.UNCODED


@dataclass(frozen=True)
class QueueRow:
    """One participation of the queue. `deputy_*` and `title_*` are for `pick`."""

    participation_id: int
    place: Place
    kind: Kind
    role: Role
    title_kk: str | None
    title_ru: str | None
    date: dt.date | None
    precision: DatePrecision
    number: str | None
    deputy_kk: str | None
    deputy_ru: str | None
    deputy_en: str | None
    reading: Reading | None


@dataclass(frozen=True)
class Queue:
    """A page of the queue and how many wait in each place."""

    page: Page[QueueRow]
    counts: dict[Place, int]
    first: int | None


@dataclass(frozen=True)
class Reach:
    """The mandates that come first for a coder."""

    own: frozenset[int]
    region: frozenset[int]


def reach(session: Session, coder: User) -> Reach:
    """The mandates assigned to the coder, and the others of the coder's region."""
    assigned = select(Assignment.mandate_id, Assignment.id).where(
        Assignment.user_id == coder.id, assignment_counts()
    )
    own = {mandate for mandate, _ in session.execute(assigned)}
    if coder.region_id is None:
        return Reach(frozenset(own), frozenset())
    region = (
        select(Mandate.id)
        .join(District, Mandate.district_id == District.id)
        .where(District.region_id == coder.region_id)
    )
    return Reach(frozenset(own), frozenset(session.scalars(region)) - frozenset(own))


def queue(session: Session, coder: User, wanted: Filter, number: int = 1) -> Queue:
    """Page `number` of the coder's queue. Four statements, whatever it holds."""
    rank, query = _base(session, coder, wanted)
    counting = query.with_only_columns(rank, func.count()).group_by(rank).order_by(None)
    by_rank = dict(session.execute(counting).all())
    counts = {place: by_rank.get(index, 0) for index, place in enumerate(Place)}
    total = sum(counts.values())
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    ids = _ordered(query, rank).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    chosen = list(session.execute(ids))
    rows = _rows(session, coder, chosen)
    first = rows[0].participation_id if rows and number == 1 else None
    return Queue(Page(rows, number, PAGE_SIZE, total), counts, first)


def first(session: Session, coder: User, wanted: Filter) -> int | None:
    """The participation that a coder begins with."""
    rank, query = _base(session, coder, wanted)
    return session.scalar(_ordered(query, rank).limit(1))


def following(
    session: Session, coder: User, wanted: Filter, participation: Participation
) -> int | None:
    """What comes after `participation`; from the end, the first that was passed over."""
    rank, query = _base(session, coder, wanted)
    query = query.where(Participation.id != participation.id)
    after = query.where(_beyond(session, coder, rank, participation, forward=True))
    found = session.scalar(_ordered(after, rank).limit(1))
    return found or session.scalar(_ordered(query, rank).limit(1))


def preceding(
    session: Session, coder: User, wanted: Filter, participation: Participation
) -> int | None:
    """What comes before `participation`, or nothing at the beginning."""
    rank, query = _base(session, coder, wanted)
    before = query.where(_beyond(session, coder, rank, participation, forward=False))
    return session.scalar(_ordered(before, rank, backward=True).limit(1))


def _base(
    session: Session, coder: User, wanted: Filter
) -> tuple[ColumnElement[int], Select[int, int]]:
    """How near each participation is, and the participations that `wanted` lets through."""
    rank = _rank(coder, reach(session, coder))
    query = (
        select(Participation.id, rank.label("rank"))
        .join(Item, Participation.item_id == Item.id)
        .where(Item.merged_into_id.is_(None), ~Participation.withdrawn)
        .where(_in_state(coder, wanted))
    )
    # What a coder has saved or begun stays in reach even when its kind is no longer queued.
    if wanted.kinds:
        query = query.where(Item.kind.in_(wanted.kinds))
    elif wanted.state is State.UNCODED:
        query = query.where(or_(Item.queued, _asked_of(coder)))
    if wanted.deputy is not None:
        seats = select(Mandate.id).where(Mandate.deputy_id == wanted.deputy)
        query = query.where(Participation.mandate_id.in_(seats))
    if wanted.since is not None:
        query = query.where(Item.date >= wanted.since)
    if wanted.until is not None:
        query = query.where(Item.date <= wanted.until)
    if wanted.lang in ("kk", "ru"):
        query = query.where(getattr(Item, f"title_{wanted.lang}") != "")
    return rank, query


def _in_state(coder: User, wanted: Filter) -> ColumnElement[bool]:
    if wanted.state is State.UNCODED:
        read = exists().where(Coding.participation_id == Participation.id, Coding.current)
        return or_(~read, _asked_of(coder))
    if wanted.state is State.DRAFT:
        drafts = select(Draft.participation_id).where(Draft.coder_id == coder.id)
        return Participation.id.in_(drafts)
    own = select(Coding.participation_id).where(Coding.coder_id == coder.id, Coding.current)
    if wanted.state is State.UNSURE:
        own = own.where(Coding.reading == Reading.UNSURE)
    return Participation.id.in_(own)


def _asked_of(coder: User) -> ColumnElement[bool]:
    """Parts that this very person is to read: a second time, blindly, or anew."""
    mine = exists().where(
        Coding.participation_id == Participation.id, Coding.coder_id == coder.id, Coding.current
    )
    anew = _recodings(coder).where(Recoding.coding_id.is_(None))
    return or_(
        and_(Participation.id.in_(drawing.given_to(coder.id)), ~mine, ~read_by_two()),
        Participation.id.in_(anew),
    )


def _recodings(coder: User) -> Select[int]:
    return select(Recoding.participation_id).where(
        Recoding.coder_id == coder.id, ~Recoding.withdrawn
    )


def _given(coder: User) -> ColumnElement[bool]:
    """Parts that were given to this person once: they keep their place when they are done."""
    return or_(
        Participation.id.in_(drawing.given_to(coder.id)), Participation.id.in_(_recodings(coder))
    )


def _rank(coder: User, near: Reach) -> ColumnElement[int]:
    # What was given to a person comes with their own deputies, and is not told apart there.
    whens = [(_given(coder), 0)]
    if near.own:
        whens.append((Participation.mandate_id.in_(near.own), 0))
    if near.region:
        whens.append((Participation.mandate_id.in_(near.region), 1))
    return case(*whens, else_=2)


def _ordered(
    query: Select[int, int], rank: ColumnElement[int], *, backward: bool = False
) -> Select[int, int]:
    """Near deputies first, then the newest act, then the newest participation."""
    day = func.coalesce(Item.date, NO_DATE)
    if backward:
        return query.order_by(rank.desc(), day, Participation.id)
    return query.order_by(rank, day.desc(), Participation.id.desc())


def _beyond(
    session: Session,
    coder: User,
    rank: ColumnElement[int],
    participation: Participation,
    *,
    forward: bool,
) -> ColumnElement[bool]:
    """Whether a row stands after `participation` in the order of `_ordered`, or before it."""
    near = reach(session, coder)
    here = 2
    if participation.mandate_id in near.own or session.scalar(
        select(Participation.id).where(Participation.id == participation.id, _given(coder))
    ):
        here = 0
    elif participation.mandate_id in near.region:
        here = 1
    day, date = func.coalesce(Item.date, NO_DATE), participation.item.date or NO_DATE
    row = Participation.id
    if forward:
        earlier = or_(day < date, and_(day == date, row < participation.id))
        return or_(rank > here, and_(rank == here, earlier))
    later = or_(day > date, and_(day == date, row > participation.id))
    return or_(rank < here, and_(rank == here, later))


def _rows(session: Session, coder: User, chosen: Sequence[tuple[int, int]]) -> list[QueueRow]:
    """The rows of one page, with what the coder saved on them."""
    mine = aliased(Coding)
    query = (
        select(
            Participation.id,
            Item.kind,
            Participation.role,
            Item.title_kk,
            Item.title_ru,
            Item.date,
            Item.date_precision,
            Item.number,
            Deputy.name_kk,
            Deputy.name_ru,
            Deputy.name_en,
            mine.reading,
        )
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(
            mine,
            and_(
                mine.participation_id == Participation.id,
                mine.coder_id == coder.id,
                mine.current,
            ),
        )
        .where(Participation.id.in_([pid for pid, _ in chosen]))
    )
    found = {row[0]: row[1:] for row in session.execute(query)}
    places = tuple(Place)
    return [QueueRow(pid, places[rank], *found[pid]) for pid, rank in chosen]  # type: ignore[call-arg]


@dataclass(frozen=True)
class DeputyChoice:
    """A deputy to narrow the queue to."""

    id: int
    name_kk: str | None
    name_ru: str | None
    name_en: str | None


def deputies(session: Session) -> list[DeputyChoice]:
    """The deputies who took part in anything, in the order of their names."""
    seats = select(Participation.mandate_id).where(~Participation.withdrawn).distinct()
    query = (
        select(Deputy.id, Deputy.name_kk, Deputy.name_ru, Deputy.name_en)
        .where(Deputy.id.in_(select(Mandate.deputy_id).where(Mandate.id.in_(seats))))
        .order_by(Deputy.name_key)
    )
    return [DeputyChoice(*row) for row in session.execute(query)]


def drafts(session: Session, coder: User) -> int:
    """How many drafts the coder has."""
    count = select(func.count(Draft.id)).where(Draft.coder_id == coder.id)
    return session.scalar(count) or 0

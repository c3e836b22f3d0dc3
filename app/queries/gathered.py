"""Acts of many deputies together, for pages of topics, parties and sessions and for reports.

An act is counted once, however many deputies took part in it; a participation is one deputy's
part in one act. `Gathered` holds both, so that a page can say which of the two it counts.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, aliased

from app.queries.counting import counted_for, until
from app.queries.deputies import Text
from app.queries.order import by_codepoint
from app.queries.terms import Term
from models.base import Confidence
from models.item import DatePrecision, Item, Kind, Participation, Role
from models.meeting import Answer
from models.person import Deputy, Mandate, MandateKind, Party
from models.place import District

#: What the address of a list calls deputies whose party nobody has stated.
NO_PARTY = "not-known"
#: What voters look for first; the other kinds follow.
FIRST_KINDS = (Kind.DEPUTY_REQUEST, Kind.VOTER_MEETING, Kind.RECEPTION)


@dataclass(frozen=True)
class Seat:
    """A mandate in the order of districts; `party` is the key of it, `faction` as sources say."""

    mandate: int
    slug: str
    name: Text
    kind: MandateKind
    district: int | None = None
    district_confidence: Confidence = Confidence.SOURCED
    party: str | None = None
    party_name: Text | None = None
    party_confidence: Confidence = Confidence.SOURCED
    faction: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True)
class Took:
    """That a seat took part in an act, and how."""

    mandate: int
    role: Role


@dataclass(frozen=True)
class Answered:
    """An answer to a request."""

    key: str
    title_kk: str | None
    title_ru: str | None
    date: dt.date | None
    precision: DatePrecision = DatePrecision.DAY
    period_start: dt.date | None = None
    period_end: dt.date | None = None


@dataclass(frozen=True)
class ActOf:
    """An act with those who took part in it.

    `themed` says that its source or who entered it gave it the topic of the page, `read` that
    a settled reading did; `sat` is whether it fell into a session, on the page of one.
    """

    key: str
    kind: Kind
    title_kk: str | None
    title_ru: str | None
    number: str | None
    date: dt.date | None
    precision: DatePrecision
    period_start: dt.date | None
    period_end: dt.date | None
    took: tuple[Took, ...]
    answers: tuple[Answered, ...] = ()
    themed: bool = False
    read: bool = False
    sat: Answer | None = None

    @property
    def month(self) -> dt.date | None:
        """The first day of the month that it fell into; None where that is not known."""
        if self.date is None or self.precision is DatePrecision.UNKNOWN:
            return None
        return self.date.replace(day=1)


@dataclass(frozen=True)
class Narrow:
    """Which acts of a list are shown; None leaves it open."""

    deputy: str | None = None
    party: str | None = None
    kind: Kind | None = None
    role: Role | None = None
    month: dt.date | None = None
    sat: Answer | None = None

    def __bool__(self) -> bool:
        return self != Narrow()


@dataclass(frozen=True)
class Gathered:
    """Acts, the newest first and undated ones last; seats in the order of districts."""

    seats: tuple[Seat, ...] = ()
    acts: tuple[ActOf, ...] = ()

    def seat(self, mandate: int) -> Seat:
        """The seat of that number. Raises StopIteration for one that took part in nothing."""
        return next(seat for seat in self.seats if seat.mandate == mandate)

    def kinds(self) -> dict[Kind, int]:
        """Acts by kind."""
        counts = Counter(act.kind for act in self.acts)
        return {kind: counts[kind] for kind in Kind if counts[kind]}

    def sat_kinds(self, sat: str) -> dict[Kind, int]:
        """Acts by kind of those in session, in recess, or of which that is not known."""
        counts = Counter(act.kind for act in self.acts if act.sat == sat)
        return {kind: counts[kind] for kind in Kind if counts[kind]}

    def roles(self) -> dict[Role, int]:
        """Participations in requests by role."""
        requests = (act for act in self.acts if act.kind is Kind.DEPUTY_REQUEST)
        counts = Counter(took.role for act in requests for took in act.took)
        return {role: counts[role] for role in Role if counts[role]}

    def months(self) -> list[tuple[dt.date, dict[Kind, int]]]:
        """Acts by month and kind, in the order of time; those without a day are in none."""
        found: dict[dt.date, Counter[Kind]] = defaultdict(Counter)
        for act in self.acts:
            if act.month is not None:
                found[act.month][act.kind] += 1
        return [(month, dict(found[month])) for month in sorted(found)]

    def undated(self) -> int:
        """Acts that are in no month."""
        return sum(act.month is None for act in self.acts)

    def parts(self) -> dict[int, Counter[tuple[Kind, Role, Answer | None]]]:
        """Participations by mandate, kind, role and whether in session."""
        found: dict[int, Counter[tuple[Kind, Role, Answer | None]]] = defaultdict(Counter)
        for act in self.acts:
            for took in act.took:
                found[took.mandate][(act.kind, took.role, act.sat)] += 1
        return dict(found)

    def narrowed(self, by: Narrow) -> tuple[ActOf, ...]:
        """The acts that `by` asks for. A deputy, a party and a role are asked of one part."""
        mandates = {
            seat.mandate
            for seat in self.seats
            if by.deputy in (None, seat.slug) and by.party in (None, seat.party or NO_PARTY)
        }
        return tuple(
            act
            for act in self.acts
            if by.kind in (None, act.kind)
            and by.month in (None, act.month)
            and by.sat in (None, act.sat)
            and any(t.mandate in mandates and by.role in (None, t.role) for t in act.took)
        )

    def of(self, mandates: frozenset[int]) -> "Gathered":
        """The acts in which one of these seats took part, with their parts alone."""
        kept = (
            replace(act, took=tuple(t for t in act.took if t.mandate in mandates))
            for act in self.acts
        )
        return Gathered(
            tuple(seat for seat in self.seats if seat.mandate in mandates),
            tuple(act for act in kept if act.took),
        )

    def parties(self) -> dict[str, Text | None]:
        """Keys and names of the parties of those who took part; in the order of districts."""
        return {seat.party or NO_PARTY: seat.party_name for seat in self.seats}


@dataclass(frozen=True)
class Cut:
    """What an edition counts: the condition on parts and acts, and the day it stands for."""

    acts: ColumnElement[bool] = field(default_factory=true)
    day: dt.date | None = None


def begun(session: Session, term: Term) -> dict[int, dt.date]:
    """The mandates of a convocation that began on a day of their own. One statement."""
    query = select(Mandate.id, Mandate.start).where(
        Mandate.convocation_id == term.id, Mandate.start.is_not(None)
    )
    return {mandate: day for mandate, day in session.execute(query) if day is not None}


def counted_in(session: Session, term: Term, cut: Cut | None = None) -> ColumnElement[bool]:
    """Parts in acts of a convocation that totals count. One statement."""
    of_term = (Item.convocation_id == term.id) & counted_for(begun(session, term), term.start)
    return of_term if cut is None else of_term & cut.acts


def gather(
    session: Session, term: Term, *where: ColumnElement[bool], cut: Cut | None = None
) -> Gathered:
    """The acts of a convocation that count, narrowed by `where` to some parts and acts.

    Four statements, however many they are.
    """
    query = (
        select(
            Item.id, Item.key, Item.kind, Item.title_kk, Item.title_ru, Item.number, Item.date,
            Item.date_precision, Item.period_start, Item.period_end,
            Participation.mandate_id, Participation.role,
        )
        .join(Participation, Participation.item_id == Item.id)
        .where(counted_in(session, term, cut), *where)
        .order_by(Item.date.desc().nulls_last(), by_codepoint(session, Item.key).desc())
        .order_by(Participation.mandate_id)
    )  # fmt: skip
    rows: dict[int, Any] = {}
    took: dict[int, list[Took]] = defaultdict(list)
    for row in session.execute(query):
        rows.setdefault(row.id, row)
        took[row.id].append(Took(row.mandate_id, row.role))
    found = seats(session, term, query)
    places = {seat.mandate: place for place, seat in enumerate(found)}
    answers = _answers(session, query, cut.day if cut else None)
    return Gathered(
        found,
        tuple(
            ActOf(
                row.key,
                row.kind,
                row.title_kk,
                row.title_ru,
                row.number,
                row.date,
                row.date_precision,
                row.period_start,
                row.period_end,
                tuple(sorted(took[number], key=lambda one: places[one.mandate])),
                answers.get(number, ()),
            )
            for number, row in rows.items()
        ),
    )


def seats(
    session: Session, term: Term, of: Select[*tuple[Any, ...]] | None = None
) -> tuple[Seat, ...]:
    """The seats of a convocation, or those in the parts of `of`. One statement."""
    query = (
        select(Mandate, Deputy, District, Party)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.convocation_id == term.id)
        .order_by(District.number.asc().nulls_last(), by_codepoint(session, Deputy.name_key))
        .order_by(Mandate.seq, Mandate.id)
    )
    if of is not None:
        parts = of.with_only_columns(Participation.mandate_id).order_by(None)
        query = query.where(Mandate.id.in_(parts))
    return tuple(seat_of(*row) for row in session.execute(query))


def seat_of(
    mandate: Mandate, deputy: Deputy, district: District | None, party: Party | None
) -> Seat:
    """A seat as pages of many deputies show it."""
    return Seat(
        mandate=mandate.id,
        slug=deputy.slug,
        name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
        kind=mandate.kind,
        district=district.number if district else None,
        district_confidence=mandate.district_confidence,
        party=party.key if party else None,
        party_name=Text.of(party),
        party_confidence=mandate.party_confidence,
        faction=mandate.faction,
        start=mandate.start,
        end=mandate.end,
    )


def _answers(
    session: Session, query: Select[*tuple[Any, ...]], day: dt.date | None
) -> Mapping[int, tuple[Answered, ...]]:
    """The answers to the acts of `query`, the earliest first."""
    asked = aliased(Item)
    rows: Iterable[Any] = session.execute(
        select(
            Item.answer_to_id, Item.key, Item.title_kk, Item.title_ru, Item.date,
            Item.date_precision, Item.period_start, Item.period_end,
        )
        .join(asked, Item.answer_to_id == asked.id)
        .where(asked.id.in_(query.with_only_columns(Item.id).order_by(None).correlate(None)))
        .where(Item.merged_into_id.is_(None), Item.confirmed, until(day))
        .order_by(Item.date.asc().nulls_last(), by_codepoint(session, Item.key))
    )  # fmt: skip
    found: dict[int, list[Answered]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Answered(*row[1:]))
    return {number: tuple(answers) for number, answers in found.items()}

"""The acts of one deputy, as the tabs of their page list them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, select, true
from sqlalchemy.orm import Session, defer

from app.queries.counting import (
    counted,
    in_office,
    is_before,
    is_coded,
    is_tagged,
    standing,
    to_be_coded,
)
from app.queries.meetings import known
from app.queries.order import by_codepoint
from app.queries.paging import Page, paginate
from app.queries.settled import settled_readings
from models.coding import Strength
from models.item import DatePrecision, Item, Kind, Participation, Role
from models.meeting import Answer, Meeting
from models.programme import Programme, Thesis


class Tab(StrEnum):
    """The lists of a deputy's acts."""

    REQUESTS = "requests"
    ANSWERS = "answers"
    MEETINGS = "meetings"
    RECEPTIONS = "receptions"
    OTHER = "other"
    ALL = "all"


TAB_KINDS: dict[Tab, tuple[Kind, ...]] = {
    Tab.REQUESTS: (Kind.DEPUTY_REQUEST,),
    Tab.ANSWERS: (Kind.ANSWER,),
    Tab.MEETINGS: (Kind.VOTER_MEETING,),
    Tab.RECEPTIONS: (Kind.RECEPTION,),
    Tab.OTHER: (
        Kind.DISTRICT_WORK,
        Kind.LEGISLATIVE_WORK,
        Kind.INTERNATIONAL_WORK,
        Kind.PUBLICATION,
        Kind.OTHER,
    ),
    Tab.ALL: tuple(Kind),
}


class Show(StrEnum):
    """Which acts of a tab: exactly those behind one number, or all of them."""

    ALL = ""
    COUNTED = "counted"
    TAGGED = "tagged"
    CODED = "coded"
    TO_BE_CODED = "to_be_coded"
    BEFORE = "before"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Filter:
    """What a list is asked for; `thesis` is the row of a promise.

    `held` is whether an act was in the deputy's district, `sat` whether it was in session.
    """

    tab: Tab = Tab.ALL
    show: Show = Show.ALL
    role: Role | None = None
    kind: Kind | None = None
    thesis: int | None = None
    held: Answer | None = None
    sat: Answer | None = None


@dataclass(frozen=True)
class Mark:
    """A promise that an act is linked to: its number in the programme, and how closely."""

    number: int
    strength: Strength
    own: bool


@dataclass(frozen=True)
class Act:
    """An act in a list."""

    key: str
    kind: Kind
    role: Role
    title_ru: str | None
    title_kk: str | None
    number: str | None
    date: dt.date | None
    precision: DatePrecision
    period_start: dt.date | None
    period_end: dt.date | None
    before: bool
    confirmed: bool
    coded: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Totals:
    """A deputy's participations by kind and role, and those that are listed but not counted."""

    by_kind: dict[Kind, int]
    requests_by_role: dict[Role, int]
    before: int
    unconfirmed: int
    tagged: int
    coded: int
    to_be_coded: int

    @property
    def counted(self) -> int:
        """All participations that count."""
        return sum(self.by_kind.values())

    def of_tab(self, tab: Tab) -> int:
        """Counted participations of a tab."""
        return sum(self.by_kind.get(kind, 0) for kind in TAB_KINDS[tab])


def totals(
    session: Session,
    mandate_id: int,
    start: dt.date | None,
    within: ColumnElement[bool] | None = None,
) -> Totals:
    """Count a deputy's participations, those `within` where it is given. Two statements."""
    mine = and_(Participation.mandate_id == mandate_id, true() if within is None else within)
    grouped = (
        select(Item.kind, Participation.role, func.count())
        .join(Item, Participation.item_id == Item.id)
        .where(mine, counted(start))
        .group_by(Item.kind, Participation.role)
    )
    by_kind: dict[Kind, int] = defaultdict(int)
    by_role: dict[Role, int] = defaultdict(int)
    for kind, role, count in session.execute(grouped):
        by_kind[kind] += count
        if kind is Kind.DEPUTY_REQUEST:
            by_role[role] += count
    others = (
        select(
            func.count().filter(not_(in_office(start))),
            func.count().filter(in_office(start), not_(Item.confirmed)),
            func.count().filter(counted(start), is_tagged()),
            func.count().filter(counted(start), is_coded()),
            func.count().filter(counted(start), to_be_coded()),
        )
        .select_from(Participation)
        .join(Item, Participation.item_id == Item.id)
        .where(mine, standing())
    )
    return Totals(dict(by_kind), dict(by_role), *session.execute(others).one())


def _asked(mandate_id: int, start: dt.date | None, wanted: Filter) -> Select[*tuple[Any, ...]]:
    query = (
        select(Item, Participation)
        .options(defer(Item.search_text))
        .join(Participation, Participation.item_id == Item.id)
        .where(Participation.mandate_id == mandate_id, standing())
        .where(Item.kind.in_(TAB_KINDS[wanted.tab]))
    )
    if wanted.kind is not None:
        query = query.where(Item.kind == wanted.kind)
    if wanted.role is not None:
        query = query.where(Participation.role == wanted.role)
    if wanted.held is not None:
        query = query.where(known(Meeting.in_district.expression) == wanted.held.value)
    if wanted.sat is not None:
        query = query.where(known(Meeting.in_session.expression) == wanted.sat.value)
    if wanted.held is not None or wanted.sat is not None:
        query = query.where(counted(start))
    if wanted.thesis is not None:
        query = query.where(is_tagged(wanted.thesis), counted(start))
    condition = {
        Show.COUNTED: [counted(start)],
        Show.TAGGED: [counted(start), is_tagged()],
        Show.CODED: [counted(start), is_coded()],
        Show.TO_BE_CODED: [counted(start), to_be_coded()],
        Show.BEFORE: [not_(in_office(start))],
        Show.UNCONFIRMED: [in_office(start), not_(Item.confirmed)],
    }
    return query.where(*condition.get(wanted.show, []))


def acts(
    session: Session, mandate_id: int, start: dt.date | None, wanted: Filter, number: int
) -> Page[Act]:
    """A page of a deputy's acts, the newest first and undated ones last. A fixed number
    of statements."""
    query = _asked(mandate_id, start, wanted).order_by(
        Item.date.desc().nulls_last(), by_codepoint(session, Item.key).desc()
    )
    page = paginate(session, query, number, 20)
    marks, coded = _marks(session, [part.id for _, part in page.rows])
    rows = [
        Act(
            key=item.key,
            kind=item.kind,
            role=part.role,
            title_ru=item.title_ru,
            title_kk=item.title_kk,
            number=item.number,
            date=item.date,
            precision=item.date_precision,
            period_start=item.period_start,
            period_end=item.period_end,
            before=is_before(item.date, item.date_precision, start),
            confirmed=item.confirmed,
            coded=part.id in coded,
            marks=tuple(marks.get(part.id, ())),
        )
        for item, part in page.rows
    ]
    return Page(rows, page.number, page.size, page.total)


def _marks(session: Session, parts: Sequence[int]) -> tuple[dict[int, list[Mark]], set[int]]:
    """Links to promises by participation, as they stand; and which were read. Six statements."""
    here = Participation.id.in_(parts)
    coded = set(session.scalars(select(Participation.id).where(here, is_coded())))
    standing_links = settled_readings(session, here)
    named = {thesis for reading in standing_links.values() for thesis in reading.theses}
    query = (
        select(Thesis.id, Thesis.number, Programme.mandate_id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Thesis.id.in_(named), ~Thesis.withdrawn)
    )
    theses = {row[0]: (row[1], row[2] is not None) for row in session.execute(query)}
    found = {
        part: [
            Mark(theses[thesis][0], strength, theses[thesis][1])
            for thesis, strength in reading.theses.items()
            if thesis in theses
        ]
        for part, reading in standing_links.items()
    }
    return {
        part: sorted(marks, key=lambda mark: (not mark.own, mark.number))
        for part, marks in found.items()
    }, coded

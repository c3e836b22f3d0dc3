"""The acts of one deputy: how many there are of each kind, and each of them with its marks."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select, true
from sqlalchemy.orm import Session

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
from app.queries.settled import settled_readings
from models.coding import Strength
from models.item import DatePrecision, Item, Kind, Participation, Role
from models.meeting import Answer, Meeting
from models.programme import Programme, Thesis


@dataclass(frozen=True)
class Mark:
    """A promise that an act is linked to: its number in the programme, and how closely.

    `strength` is None where an edition leaves it out.
    """

    number: int
    strength: Strength | None
    own: bool
    thesis: int = 0


@dataclass(frozen=True)
class Act:
    """A deputy's part in an act. `marks` is empty where an edition leaves links out.

    `held` is whether it was in the deputy's district, `sat` whether it was in session.
    """

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
    marks: tuple[Mark, ...] = ()
    tagged: bool = False
    queued: bool = False
    held: Answer = Answer.NOT_KNOWN
    sat: Answer = Answer.NOT_KNOWN

    @property
    def counted(self) -> bool:
        """Whether totals count it: the rule of `app.queries.counting.counted` for one row."""
        return self.confirmed and not self.before


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

    def of(self, kind: str) -> int:
        """Counted participations of one kind."""
        return self.by_kind.get(Kind(kind), 0)


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


def acts(
    session: Session,
    mandate_id: int,
    start: dt.date | None,
    within: ColumnElement[bool] | None = None,
) -> tuple[Act, ...]:
    """All that a deputy took part in, those `within` where it is given, counted or not.

    The newest first and undated ones last, by the order of their keys. Seven statements.
    """
    mine = (
        Participation.mandate_id == mandate_id, standing(), true() if within is None else within
    )  # fmt: skip
    query = (
        select(
            Item, Participation.id, Participation.role, to_be_coded(),
            known(Meeting.in_district.expression), known(Meeting.in_session.expression),
        )
        .join(Participation, Participation.item_id == Item.id)
        .where(*mine)
    )  # fmt: skip
    rows = session.execute(query).all()
    marks, coded = _marks(session, *mine)
    found = [
        Act(
            key=item.key,
            kind=item.kind,
            role=role,
            title_ru=item.title_ru,
            title_kk=item.title_kk,
            number=item.number,
            date=item.date,
            precision=item.date_precision,
            period_start=item.period_start,
            period_end=item.period_end,
            before=is_before(item.date, item.date_precision, start),
            confirmed=item.confirmed,
            coded=part in coded,
            marks=marks.get(part, ()),
            tagged=bool(marks.get(part)),
            queued=bool(queued),
            held=Answer(held),
            sat=Answer(sat),
        )
        for item, part, role, queued, held, sat in rows
    ]
    return tuple(sorted(found, key=lambda act: (act.date or dt.date.min, act.key), reverse=True))


def _marks(
    session: Session, *mine: ColumnElement[bool]
) -> tuple[dict[int, tuple[Mark, ...]], set[int]]:
    """Links to promises by participation, as they stand; and which were read. Six statements."""
    read: Any = select(Participation.id).join(Item, Participation.item_id == Item.id)
    coded = set(session.scalars(read.where(*mine, is_coded())))
    readings = settled_readings(session, *mine)
    named = {thesis for reading in readings.values() for thesis in reading.theses}
    query = (
        select(Thesis.id, Thesis.number, Programme.mandate_id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Thesis.id.in_(named), ~Thesis.withdrawn)
    )
    theses = {row[0]: (row[1], row[2] is not None) for row in session.execute(query)}
    found = {
        part: [
            Mark(theses[thesis][0], strength, theses[thesis][1], thesis)
            for thesis, strength in reading.theses.items()
            if thesis in theses
        ]
        for part, reading in readings.items()
    }
    return {
        part: tuple(sorted(marks, key=lambda mark: (not mark.own, mark.number)))
        for part, marks in found.items()
    }, coded

"""Figures that others stated beside what is counted here, and the rows behind each count.

Totals of a group count items, as the method says: a request of ten deputies is one. What a
source does not say is told apart: items in which the role is not stated, or which have no day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from app.queries.counting import during
from app.queries.deputies import Text
from app.queries.paging import Page, paginate, slice_of
from models.base import Lang
from models.figure import StatedFigure
from models.item import Item, Kind, Participation, Role
from models.person import Mandate, MandateKind, Party
from models.place import Convocation


@dataclass(frozen=True)
class Metric:
    """What a stated figure counts, as far as it is counted here too."""

    kind: Kind
    role: Role | None = None


#: What can be counted. Signed requests are those in which a source says that somebody signed.
METRICS: Mapping[str, Metric] = {
    "requests": Metric(Kind.DEPUTY_REQUEST),
    "requests_initiated": Metric(Kind.DEPUTY_REQUEST, Role.INITIATOR),
    "requests_signed": Metric(Kind.DEPUTY_REQUEST, Role.SIGNATORY),
    "meetings": Metric(Kind.VOTER_MEETING),
    "receptions": Metric(Kind.RECEPTION),
}
#: Endings of metrics that state a bound or a rounded number, with which nothing is equal.
ROUNDED = ("_more_than", "_less_than", "_about")
PARTY_SCOPES = ("faction", "single_mandate", "list")


class Reason(StrEnum):
    """Why a stated figure is not counted here."""

    METRIC = "metric"
    SCOPE = "scope"
    ROUNDED = "rounded"
    COMPUTED = "computed"


class Which(StrEnum):
    """Rows behind a line: those counted, and those of which a source says too little."""

    COUNTED = "counted"
    NOT_STATED = "not_stated"
    UNDATED = "undated"


@dataclass(frozen=True)
class Line:
    """A stated figure and what is counted: items of the period and scope, each once.

    `not_stated` items have a deputy of the scope whose role no source states; `undated` ones
    would count if their day lay in the period. Neither is part of `counted`.
    """

    figure: StatedFigure
    counted: int
    not_stated: int
    undated: int

    @property
    def difference(self) -> int:
        """Counted less stated."""
        return self.counted - self.figure.value


@dataclass(frozen=True)
class Sum:
    """A stated total and the figures that are stated to be its parts."""

    total: StatedFigure
    parts: tuple[StatedFigure, ...]

    @property
    def of_parts(self) -> int:
        """What the parts make together."""
        return sum(part.value for part in self.parts)

    @property
    def difference(self) -> int:
        """The parts less the total."""
        return self.of_parts - self.total.value


@dataclass(frozen=True)
class Uncounted:
    """A stated figure that is not counted here, and why."""

    figure: StatedFigure
    why: Reason


def figures(session: Session, convocation_id: int) -> list[StatedFigure]:
    """The figures of a convocation that were not withdrawn, in the order of their entry."""
    query = (
        select(StatedFigure)
        .where(StatedFigure.convocation_id == convocation_id, ~StatedFigure.withdrawn)
        .options(joinedload(StatedFigure.mandate).joinedload(Mandate.deputy))
        .order_by(StatedFigure.id)
    )
    return list(session.scalars(query))


def told(figure: StatedFigure, field: str) -> Text | None:
    """The `note` or `source` of a figure in the languages that it has.

    None where it has no words, or only words of which nobody said in which language they are.
    """
    texts = {lang: getattr(figure, f"{field}_{lang}") for lang in Lang}
    if figure.lang is not None:
        texts[figure.lang] = texts[figure.lang] or getattr(figure, field)
    return Text(*texts.values()) if any(texts.values()) else None


def get(session: Session, figure_id: int) -> StatedFigure | None:
    """One figure, withdrawn or not."""
    return session.get(StatedFigure, figure_id)


def withdrawn(session: Session, convocation_id: int, number: int) -> Page[StatedFigure]:
    """Page `number` of the figures that were withdrawn."""
    query = (
        select(StatedFigure)
        .where(StatedFigure.convocation_id == convocation_id, StatedFigure.withdrawn)
        .options(joinedload(StatedFigure.mandate).joinedload(Mandate.deputy))
        .order_by(StatedFigure.id)
    )
    return paginate(session, query, number)


def parties(session: Session) -> dict[str, Party]:
    """Parties by what scopes call them: `amanat`, with `_` for `-`. One statement."""
    query = select(Party).where(Party.is_party).order_by(Party.key)
    return {party.key.replace("-", "_"): party for party in session.scalars(query)}


def scope_of(scope: str, known: Mapping[str, Party]) -> ColumnElement[bool] | None:
    """Whose part in an act counts for a scope, but for that of one deputy; None for no such.

    A faction is the deputies of that party, as far as their party is known.
    """
    fixed: dict[str, ColumnElement[bool]] = {
        "chamber": true(),
        "single_mandate": Mandate.kind == MandateKind.DISTRICT,
        "list": Mandate.kind == MandateKind.LIST,
        "independents": Mandate.party.has(~Party.is_party),
    }
    if scope in fixed:
        return fixed[scope]
    for ending in PARTY_SCOPES:
        party = known.get(scope.removesuffix(f"_{ending}"))
        if not scope.endswith(f"_{ending}") or party is None:
            continue
        own = Mandate.party_id == party.id
        if ending == "faction":
            return own
        kind = MandateKind.LIST if ending == "list" else MandateKind.DISTRICT
        return and_(own, Mandate.kind == kind)
    return None


def reason(figure: StatedFigure, known: Mapping[str, Party]) -> Reason | None:
    """Why `figure` is not counted here; None where it is."""
    if figure.metric.endswith("_sum_of_parts"):
        return Reason.COMPUTED
    if figure.metric.endswith(ROUNDED):
        return Reason.ROUNDED
    if figure.metric not in METRICS:
        return Reason.METRIC
    if figure.mandate_id is None and scope_of(figure.scope, known) is None:
        return Reason.SCOPE
    return None


def lines(session: Session, convocation_id: int, number: int, size: int = 20) -> Page[Line]:
    """Page `number` of the figures that are counted here too. Three statements at most."""
    known = parties(session)
    countable = [row for row in figures(session, convocation_id) if reason(row, known) is None]
    page = slice_of(countable, number, size)
    if not page.rows:
        return Page([], page.number, page.size, page.total)
    query = union_all(*(_counts(row, known) for row in page.rows))
    counts = {row[0]: row[1:] for row in session.execute(query)}
    found = [Line(row, *map(int, counts[row.id])) for row in page.rows]
    return Page(found, page.number, page.size, page.total)


def line(session: Session, figure: StatedFigure) -> Line | None:
    """One figure beside what is counted; None where it is not."""
    known = parties(session)
    if reason(figure, known) is not None:
        return None
    found = session.execute(_counts(figure, known)).one()
    return Line(figure, *map(int, found[1:]))


def sums(session: Session, convocation_id: int, number: int, size: int = 20) -> Page[Sum]:
    """Page `number` of the stated totals whose parts are stated too."""
    found = figures(session, convocation_id)
    parts: dict[str, list[StatedFigure]] = {}
    for row in found:
        if row.sum_key:
            parts.setdefault(row.sum_key, []).append(row)
    totals = [Sum(row, tuple(parts[row.key])) for row in found if row.key in parts]
    return slice_of(totals, number, size)


def uncounted(
    session: Session, convocation_id: int, number: int, size: int = 50
) -> Page[Uncounted]:
    """Page `number` of the figures that are not counted here, with the reasons."""
    known = parties(session)
    found = [
        Uncounted(row, why)
        for row in figures(session, convocation_id)
        if (why := reason(row, known)) is not None
    ]
    return slice_of(found, number, size)


def rows(
    session: Session, figure: StatedFigure, which: Which, number: int, size: int = 50
) -> Page[Item]:
    """Page `number` of exactly the items behind a count, with who took part in them."""
    flags = _flags(figure, parties(session)).subquery()
    wanted = {
        Which.COUNTED: flags.c.counted == 1,
        Which.NOT_STATED: and_(flags.c.counted == 0, flags.c.not_stated == 1),
        Which.UNDATED: flags.c.undated == 1,
    }[which]
    ids = select(flags.c.id).where(wanted)
    query = (
        select(Item)
        .where(Item.id.in_(ids))
        .options(
            selectinload(Item.participations)
            .joinedload(Participation.mandate)
            .joinedload(Mandate.deputy)
        )
        .order_by(Item.date.asc().nulls_last(), Item.id)
    )
    return paginate(session, query, number, size)


def _counts(figure: StatedFigure, known: Mapping[str, Party]) -> Select[*tuple[Any, ...]]:
    """The figure's number, then items counted, with a role not stated, and without a day."""
    of = _flags(figure, known).subquery()
    unclear = case((of.c.counted == 0, of.c.not_stated), else_=0)
    return select(
        literal(figure.id),
        func.coalesce(func.sum(of.c.counted), 0),
        func.coalesce(func.sum(unclear), 0),
        func.coalesce(func.sum(of.c.undated), 0),
    )


def _flags(figure: StatedFigure, known: Mapping[str, Party]) -> Select[*tuple[Any, ...]]:
    """One row an item: whether it counts, has a part whose role is not stated, has no day."""
    mine, ours = _conditions(figure, known)
    metric = METRICS[figure.metric]
    part = and_(Participation.item_id == Item.id, ~Participation.withdrawn)
    unclear = and_(_within(figure), Participation.role == Role.NOT_STATED)

    def any_part(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((condition, 1), else_=0))

    return (
        select(
            Item.id,
            any_part(and_(_within(figure), ours)).label("counted"),
            (any_part(unclear) if metric.role else literal(0)).label("not_stated"),
            any_part(and_(_undated(figure), ours)).label("undated"),
        )
        .select_from(Item)
        .outerjoin(Participation, part)
        .outerjoin(Mandate, Participation.mandate_id == Mandate.id)
        .where(
            Item.convocation_id == figure.convocation_id,
            Item.kind == metric.kind,
            Item.merged_into_id.is_(None),
            Item.confirmed,
            mine,
        )
        .group_by(Item.id)
    )


def _conditions(
    figure: StatedFigure, known: Mapping[str, Party]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whose parts count, and in which role."""
    if figure.mandate_id is not None:
        whose: ColumnElement[bool] = Participation.mandate_id == figure.mandate_id
    else:
        found = scope_of(figure.scope, known)
        whose = found if found is not None else true()
    role = METRICS[figure.metric].role
    return whose, Participation.role == role if role is not None else true()


def _within(figure: StatedFigure) -> ColumnElement[bool]:
    return during(figure.period_start, figure.period_end)


def _undated(figure: StatedFigure) -> ColumnElement[bool]:
    """Items without a day that may lie in the period, or outside of it."""
    if figure.period_start is None and figure.period_end is None:
        return ~true()
    return and_(Item.date.is_(None), or_(Item.period_start.is_(None), Item.period_end.is_(None)))


def totals(session: Session, convocation_id: int) -> Sequence[StatedFigure]:
    """The figures that another one can be stated to be a part of: those that are no part."""
    return [row for row in figures(session, convocation_id) if row.sum_key is None]


def seats(session: Session, convocation_id: int) -> list[Mandate]:
    """The mandates of a convocation, to choose one deputy from."""
    query = (
        select(Mandate)
        .where(Mandate.convocation_id == convocation_id)
        .options(joinedload(Mandate.deputy), joinedload(Mandate.district))
        .order_by(Mandate.id)
    )
    return list(session.scalars(query))


def convocation(session: Session, convocation_id: int) -> Convocation | None:
    """A convocation by its number in the database."""
    return session.get(Convocation, convocation_id)

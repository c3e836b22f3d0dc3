"""What others stated about a period, for the report of it: each figure beside our own count."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.queries import reconciliation
from app.queries.chart_shapes import SINGLE_MANDATE, ChartsPart, Name, StatedBeside
from app.queries.charts import BESIDE
from app.queries.deputies import Text
from app.queries.terms import Term
from models.base import Confidence
from models.figure import StatedFigure
from models.programme import Origin


@dataclass(frozen=True)
class Stated:
    """A stated figure. `counted` is our own count for its very period, None where there is none.

    Acts of which a source says too little stand apart: `not_stated` has no role, `undated` no day.
    `note` and `source` stand as entered, and `notes` and `sources` are the same in the languages
    that they have; figures of one `source` can be held together.
    """

    key: str
    scope: str
    metric: str
    value: int
    deputy: Text | None = None
    slug: str | None = None
    district: int | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    note: str | None = None
    notes: Text | None = None
    sum_key: str | None = None
    source: str | None = None
    sources: Text | None = None
    source_url: str | None = None
    confidence: Confidence = Confidence.SOURCED
    counted: int | None = None
    not_stated: int = 0
    undated: int = 0
    why: reconciliation.Reason | None = None
    #: Of so many more the portal does not know whether they count too.
    open: int = 0

    @property
    def computed(self) -> bool:
        """Whether nobody stated it: it was computed from what somebody did."""
        return self.confidence is Confidence.INFERRED


def stated(
    session: Session,
    term: Term,
    start: dt.date,
    end: dt.date,
    frozen: Iterable[StatedBeside] | None = None,
) -> tuple[Stated, ...]:
    """The figures that belong to a period, in the order of their entry.

    They are those with a day in it, those of no period, those of before the convocation, which
    tell of its election, and the parts of any of these. Counts are today's, or those that an
    edition froze where `frozen` is given. Four statements.
    """
    convocation_id = term.id
    known_of = reconciliation.figures(session, convocation_id)
    mine = {row.key for row in known_of if _belongs(row, term, start, end)}
    found = [row for row in known_of if row.key in mine or row.sum_key in mine]
    if frozen is not None:
        kept = {(f.value, f.start, f.end, f.source): f.counted for f in frozen}
        return tuple(
            _stated(row, kept.get((row.value, row.period_start, row.period_end, row.source)))
            for row in found
        )
    known = reconciliation.parties(session)
    lines = {
        line.figure.id: line for line in reconciliation.lines(session, convocation_id, 1, 1000).rows
    }
    made = []
    for row in found:
        line = lines.get(row.id)
        made.append(
            _stated(
                row,
                line.counted if line else None,
                line.not_stated if line else 0,
                line.undated if line else 0,
                reconciliation.reason(row, known),
            )
        )
    return tuple(made)


def _belongs(row: StatedFigure, term: Term, start: dt.date, end: dt.date) -> bool:
    if row.period_end is not None and term.start is not None and row.period_end < term.start:
        return True
    return (row.period_start or start) <= end and start <= (row.period_end or end)


def _stated(
    row: StatedFigure,
    counted: int | None,
    not_stated: int = 0,
    undated: int = 0,
    why: reconciliation.Reason | None = None,
) -> Stated:
    deputy = row.mandate.deputy if row.mandate else None
    district = row.mandate.district if row.mandate else None
    return Stated(
        key=row.key,
        scope=row.scope,
        metric=row.metric,
        value=row.value,
        deputy=Text.of(deputy),
        slug=deputy.slug if deputy else None,
        district=district.number if district else None,
        start=row.period_start,
        end=row.period_end,
        note=row.note,
        notes=reconciliation.told(row, "note"),
        sum_key=row.sum_key,
        source=row.source,
        sources=reconciliation.told(row, "source"),
        source_url=row.source_url,
        confidence=row.confidence,
        counted=counted,
        not_stated=not_stated,
        undated=undated,
        why=why,
    )


def party_names(session: Session) -> dict[str, Text]:
    """Parties by what the scopes of figures call them. One statement."""
    found = {key: Text.of(row) for key, row in reconciliation.parties(session).items()}
    return {key: name for key, name in found.items() if name is not None}


def with_charts(
    figures: Iterable[Stated], part: ChartsPart, start: dt.date, end: dt.date
) -> tuple[Stated, ...]:
    """Figures beside what the charts of a period count, where nothing else counts them.

    Programmes have no period: what is known of them stands beside what was stated. Deputies of
    whom no meeting was found are counted where the figure speaks of the very period.
    """
    return tuple(
        _beside(one, part, (start, end)) if one.counted is None and not one.computed else one
        for one in figures
    )


def _beside(one: Stated, part: ChartsPart, period: tuple[dt.date, dt.date]) -> Stated:
    name, line = BESIDE.get(one.metric, (None, ""))
    if one.metric.startswith("programmes_own_on_"):
        name, line = Name.ORIGIN, Origin.OWN_ON_PARTY.value
    if one.scope != SINGLE_MANDATE:
        return one
    if name is Name.MEETINGS and (one.start, one.end) == period:
        return replace(one, counted=sum(not any(d.meetings.values()) for d in part.deputies))
    if name in (Name.AVAILABILITY, Name.ORIGIN):
        values = [d.availability if name is Name.AVAILABILITY else d.origin for d in part.deputies]
        known = sum(value is not None and value.value == line for value in values)
        return replace(one, counted=known, open=values.count(None))
    return one

"""What others stated about a period, for the report of it: each figure beside our own count."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.queries import reconciliation
from app.queries.chart_shapes import StatedBeside
from app.queries.deputies import Text
from models.base import Confidence
from models.figure import StatedFigure


@dataclass(frozen=True)
class Stated:
    """A stated figure. `counted` is our own count for its very period, None where there is none.

    Acts of which a source says too little stand apart: `not_stated` has no role, `undated` no day.
    `written` is whose source `source` is; figures of one written source can be held together.
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
    sum_key: str | None = None
    source: str | None = None
    source_url: str | None = None
    confidence: Confidence = Confidence.SOURCED
    counted: int | None = None
    not_stated: int = 0
    undated: int = 0
    why: reconciliation.Reason | None = None

    @property
    def computed(self) -> bool:
        """Whether nobody stated it: it was computed from what somebody did."""
        return self.confidence is Confidence.INFERRED


def stated(
    session: Session,
    convocation_id: int,
    start: dt.date,
    end: dt.date,
    frozen: Iterable[StatedBeside] | None = None,
) -> tuple[Stated, ...]:
    """The figures that belong to a period, in the order of their entry.

    Those of a period of their own that has no day in common with it are left out. Counts are
    today's, or those that an edition froze where `frozen` is given. Four statements.
    """
    found = [
        row
        for row in reconciliation.figures(session, convocation_id)
        if (row.period_start or start) <= end and start <= (row.period_end or end)
    ]
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
        sum_key=row.sum_key,
        source=row.source,
        source_url=row.source_url,
        confidence=row.confidence,
        counted=counted,
        not_stated=not_stated,
        undated=undated,
        why=why,
    )

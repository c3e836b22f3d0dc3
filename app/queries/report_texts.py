"""What analysts wrote for the report of a period, and what became of earlier recommendations."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.queries.deputies import Text
from app.queries.paging import Page, paginate
from models.place import Convocation
from models.report import (
    Addressee,
    FollowUp,
    PeriodReport,
    Recommendation,
    RecommendationState,
    ReportText,
    SectionKey,
)
from models.user import User


@dataclass(frozen=True)
class Recommended:
    """A recommendation; `state` and `note` are what the report that is read finds of it."""

    id: int
    number: int
    addressee: Addressee
    text: Text
    state: FollowUp = FollowUp.OPEN
    note: Text | None = None


@dataclass(frozen=True)
class Texts:
    """The analyst's own words: paragraphs by section and language, and recommendations.

    `earlier` are those of the report before this one, whose period is given.
    """

    own: Mapping[tuple[str, str], str] = field(default_factory=dict)
    recommendations: tuple[Recommended, ...] = ()
    earlier: tuple[Recommended, ...] = ()
    earlier_from: dt.date | None = None
    earlier_to: dt.date | None = None


def find(
    session: Session, convocation_id: int, start: dt.date, end: dt.date
) -> PeriodReport | None:
    """The report of exactly that period, or None. One statement."""
    return session.scalar(
        select(PeriodReport).where(
            PeriodReport.convocation_id == convocation_id,
            PeriodReport.start == start,
            PeriodReport.end == end,
        )
    )


def get(session: Session, report_id: int) -> PeriodReport | None:
    """A report by its number. One statement."""
    return session.scalar(
        select(PeriodReport)
        .where(PeriodReport.id == report_id)
        .options(joinedload(PeriodReport.convocation).joinedload(Convocation.legislature))
    )


def listing(session: Session, number: int, size: int = 20) -> Page[PeriodReport]:
    """A page of reports, the latest period first. Two statements."""
    query = (
        select(PeriodReport)
        .options(joinedload(PeriodReport.convocation).joinedload(Convocation.legislature))
        .order_by(PeriodReport.start.desc(), PeriodReport.end.desc(), PeriodReport.id.desc())
    )
    return paginate(session, query, number, size)


def earlier(session: Session, report: PeriodReport) -> PeriodReport | None:
    """The report before this one, of the same legislature. One statement."""
    body = select(Convocation.legislature_id).where(Convocation.id == report.convocation_id)
    return session.scalar(
        select(PeriodReport)
        .join(Convocation, PeriodReport.convocation_id == Convocation.id)
        .where(Convocation.legislature_id == body.scalar_subquery())
        .where(PeriodReport.end < report.end, PeriodReport.start <= report.start)
        .where(PeriodReport.id != report.id)
        .order_by(PeriodReport.end.desc(), PeriodReport.start.desc(), PeriodReport.id.desc())
        .limit(1)
    )


def own(session: Session, report: PeriodReport) -> dict[tuple[str, str], str]:
    """The texts that stand, by section and language. One statement."""
    newest = (
        select(func.max(ReportText.id))
        .where(ReportText.report_id == report.id)
        .group_by(ReportText.section, ReportText.lang)
    )
    rows = session.scalars(select(ReportText).where(ReportText.id.in_(newest)))
    return {(row.section.value, row.lang.value): row.text for row in rows if row.text}


def stood(
    session: Session, report: PeriodReport, section: SectionKey, version: int | None = None
) -> tuple[int, dict[str, str]]:
    """The texts of one section by language, and the number of the newest of them; 0 for none.

    With a `version`, as they stood when that number was the newest. One statement.
    """
    newest = select(func.max(ReportText.id)).where(
        ReportText.report_id == report.id, ReportText.section == section
    )
    if version is not None:
        newest = newest.where(ReportText.id <= version)
    rows = session.scalars(
        select(ReportText).where(ReportText.id.in_(newest.group_by(ReportText.lang)))
    ).all()
    return max((row.id for row in rows), default=0), {row.lang.value: row.text for row in rows}


def found_last(session: Session, by: PeriodReport, recommendation_id: int) -> int:
    """The number of what a report last found of a recommendation; 0 for nothing. One statement."""
    return (
        session.scalar(
            select(func.max(RecommendationState.id)).where(
                RecommendationState.report_id == by.id,
                RecommendationState.recommendation_id == recommendation_id,
            )
        )
        or 0
    )


def versions(
    session: Session, report: PeriodReport, section: SectionKey, number: int
) -> Page[tuple[ReportText, str]]:
    """A page of all that was written into a section, the newest first, with who did."""
    query = (
        select(ReportText, User.name)
        .join(User, ReportText.written_by_id == User.id)
        .where(ReportText.report_id == report.id, ReportText.section == section)
        .order_by(ReportText.id.desc())
    )
    return paginate(session, query, number, 10)


def recommendations(session: Session, report: PeriodReport) -> tuple[Recommended, ...]:
    """The recommendations of a report that were not withdrawn, by number. One statement."""
    return tuple(_recommended(row) for row in _rows(session, report))


def followed(session: Session, of: PeriodReport, by: PeriodReport) -> tuple[Recommended, ...]:
    """The recommendations of one report, with what a later one found of each. Two statements."""
    newest = (
        select(func.max(RecommendationState.id))
        .where(RecommendationState.report_id == by.id)
        .group_by(RecommendationState.recommendation_id)
    )
    query = select(RecommendationState).where(RecommendationState.id.in_(newest))
    states = {row.recommendation_id: row for row in session.scalars(query)}
    return tuple(_recommended(row, states.get(row.id)) for row in _rows(session, of))


def _rows(session: Session, report: PeriodReport) -> list[Recommendation]:
    query = (
        select(Recommendation)
        .where(Recommendation.report_id == report.id, ~Recommendation.withdrawn)
        .order_by(Recommendation.number, Recommendation.id)
    )
    return list(session.scalars(query))


def _recommended(row: Recommendation, found: RecommendationState | None = None) -> Recommended:
    return Recommended(
        id=row.id,
        number=row.number,
        addressee=row.addressee,
        text=Text(row.text_kk, row.text_ru, row.text_en),
        state=found.state if found else FollowUp.OPEN,
        note=Text(found.note_kk, found.note_ru, found.note_en) if found else None,
    )


def texts(session: Session, convocation_id: int, start: dt.date, end: dt.date) -> Texts:
    """All that was written for the report of a period. Six statements at most."""
    report = find(session, convocation_id, start, end)
    if report is None:
        return Texts()
    before = earlier(session, report)
    return Texts(
        own=own(session, report),
        recommendations=recommendations(session, report),
        earlier=followed(session, before, report) if before else (),
        earlier_from=before.start if before else None,
        earlier_to=before.end if before else None,
    )

"""Reported errors for the desk, and corrections for everybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.queries.paging import Page, paginate
from app.queries.programmes import version
from models.edition import Edition, ErrorReport, ReportState


@dataclass(frozen=True)
class Corrected:
    """A correction as everybody may read it: never who reported it, nor in which words."""

    id: int
    page: str
    change_kk: str | None
    change_ru: str | None
    change_en: str | None
    why_kk: str | None
    why_ru: str | None
    why_en: str | None
    on: datetime
    edition: int | None


def corrected(session: Session, number: int, page: str | None = None) -> Page[Corrected]:
    """A page of corrections, the newest first; of one public page where it is given."""
    query = (
        select(ErrorReport, Edition.number)
        .outerjoin(Edition, ErrorReport.edition_id == Edition.id)
        .where(ErrorReport.state == ReportState.CORRECTED)
        .order_by(ErrorReport.settled_at.desc(), ErrorReport.id.desc())
    )
    if page:
        query = query.where(_about(page))
    found = paginate(session, query, number, 20)
    rows = [
        Corrected(
            id=row.id,
            page=row.page,
            change_kk=row.change_kk,
            change_ru=row.change_ru,
            change_en=row.change_en,
            why_kk=row.why_kk,
            why_ru=row.why_ru,
            why_en=row.why_en,
            on=row.settled_at,
            edition=edition,
        )
        for row, edition in found.rows
    ]
    return Page(rows, found.number, found.size, found.total)


def count_about(session: Session, page: str) -> int:
    """How many corrections there were of one public page, in whatever language. One statement."""
    query = select(func.count(ErrorReport.id)).where(
        ErrorReport.state == ReportState.CORRECTED, _about(page)
    )
    return session.scalar(query) or 0


def _about(page: str) -> ColumnElement[bool]:
    """Reports on the page whose path without its language is `page`, with or without a query."""
    paths = [f"/{lang}{page}" for lang in ("kk", "ru", "en")]
    return or_(
        ErrorReport.page.in_(paths),
        *(ErrorReport.page.startswith(f"{path}?", autoescape=True) for path in paths),
    )


@dataclass(frozen=True)
class Report:
    """A report on the desk, with the number of its last change."""

    row: ErrorReport
    version: int


def reports(session: Session, state: ReportState, number: int) -> Page[ErrorReport]:
    """A page of reports: the open ones by age, settled ones the newest first. Two statements."""
    query = select(ErrorReport).where(ErrorReport.state == state)
    if state is ReportState.OPEN:
        query = query.order_by(ErrorReport.reported_at, ErrorReport.id)
    else:
        query = query.order_by(ErrorReport.settled_at.desc(), ErrorReport.id.desc())
    return paginate(session, query, number, 50)


def counts(session: Session) -> dict[str, int]:
    """How many reports are in each state. One statement."""
    query = select(ErrorReport.state, func.count()).group_by(ErrorReport.state)
    return {state.value: count for state, count in session.execute(query)}


def report(session: Session, report_id: int) -> Report | None:
    """One report, or None."""
    row = session.get(ErrorReport, report_id)
    return Report(row, version(session, "error_reports", report_id)) if row else None

"""Reported errors for the desk, and corrections for everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
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
    query = _all()
    if page:
        query = query.where(_about(page))
    found = paginate(session, query, number, 20)
    rows = [_corrected(row, edition) for row, edition in found.rows]
    return Page(rows, found.number, found.size, found.total)


def about(session: Session, page: str) -> tuple[Corrected, ...]:
    """All corrections of one public page and the pages below it, the newest first.

    One statement.
    """
    found = session.execute(_all().where(_about(page)))
    return tuple(_corrected(row, edition) for row, edition in found)


def _all() -> Select[*tuple[Any, ...]]:
    return (
        select(ErrorReport, Edition.number)
        .outerjoin(Edition, ErrorReport.edition_id == Edition.id)
        .where(ErrorReport.state == ReportState.CORRECTED)
        .order_by(ErrorReport.settled_at.desc(), ErrorReport.id.desc())
    )


def _corrected(row: ErrorReport, edition: int | None) -> Corrected:
    if row.settled_at is None:
        raise LookupError(f"correction {row.id} has no day")
    return Corrected(
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


def count_about(session: Session, page: str) -> int:
    """How many corrections there were of one public page, in whatever language. One statement."""
    query = select(func.count(ErrorReport.id)).where(
        ErrorReport.state == ReportState.CORRECTED, _about(page)
    )
    return session.scalar(query) or 0


def _about(page: str) -> ColumnElement[bool]:
    """Reports on the page whose path without its language is `page`, or on a page below it.

    With or without a query, of today or of an edition.
    """
    paths = [f"/{lang}{page}" for lang in ("kk", "ru", "en")]
    in_edition = or_(
        *(ErrorReport.page.startswith(f"/{lang}/editions/") for lang in ("kk", "ru", "en"))
    )
    return or_(
        ErrorReport.page.in_(paths),
        *(
            ErrorReport.page.startswith(path + mark, autoescape=True)
            for path in paths
            for mark in "?/"
        ),
        and_(
            in_edition,
            or_(
                ErrorReport.page.endswith(page, autoescape=True),
                *(ErrorReport.page.contains(page + mark, autoescape=True) for mark in "?/"),
            ),
        ),
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

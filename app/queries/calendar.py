"""The calendar by which terms are counted, and how it is known."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.paging import Page, paginate
from app.scoring.workdays import Calendar
from models.calendar import CalendarYear, SpecialDay


def calendar(session: Session) -> Calendar:
    """The special days, and the years of which all are known. Two statements."""
    days = session.execute(select(SpecialDay.day, SpecialDay.kind))
    years = session.scalars(select(CalendarYear.year).where(CalendarYear.whole))
    return Calendar({day: kind.value for day, kind in days}, frozenset(years))


def years(session: Session) -> list[CalendarYear]:
    """What is known of each year, the latest first."""
    return list(session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())))


def days(session: Session, number: int, size: int = 50) -> Page[SpecialDay]:
    """Page `number` of all special days, the latest first. Two statements."""
    return paginate(session, select(SpecialDay).order_by(SpecialDay.day.desc()), number, size)

"""What counts, as conditions: the same ones behind every number and the rows that it links to."""

from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.queries.settled import is_coded, is_tagged
from models.item import DatePrecision, Item, Participation

__all__ = [
    "counted", "counted_for", "during", "in_office", "is_before", "is_coded", "is_tagged",
    "standing", "to_be_coded", "until",
]  # fmt: skip


def standing() -> ColumnElement[bool]:
    """Acts that were not merged into another one, and parts in them that records still carry."""
    return and_(Item.merged_into_id.is_(None), ~Participation.withdrawn)


def in_office(start: date | None) -> ColumnElement[bool]:
    """Acts that no source dates before `start`; a month counts when it holds that day."""
    if start is None:
        return true()
    of_the_month = and_(
        Item.date_precision == DatePrecision.MONTH, Item.date >= start.replace(day=1)
    )
    return or_(Item.date.is_(None), Item.date >= start, of_the_month)


def is_before(day: date | None, precision: DatePrecision, start: date | None) -> bool:
    """Whether an act is dated before `start`: the same rule for one row."""
    if day is None or start is None:
        return False
    return day < (start.replace(day=1) if precision is DatePrecision.MONTH else start)


def counted(start: date | None) -> ColumnElement[bool]:
    """Parts in acts that totals count: standing, confirmed, and in office."""
    return and_(standing(), Item.confirmed, in_office(start))


def counted_for(own_starts: dict[int, date], start: date | None) -> ColumnElement[bool]:
    """As `counted` for many mandates, of which some began on a day of their own."""
    usual = and_(Participation.mandate_id.not_in(own_starts) if own_starts else true())
    begun = or_(
        and_(usual, in_office(start)),
        *(
            and_(Participation.mandate_id == mandate, in_office(day))
            for mandate, day in own_starts.items()
        ),
        false(),
    )
    return and_(standing(), Item.confirmed, begun)


def until(day: date | None) -> ColumnElement[bool]:
    """Acts that no source dates after `day`; all of them without one."""
    return true() if day is None else or_(Item.date.is_(None), Item.date <= day)


def during(start: date | None, end: date | None) -> ColumnElement[bool]:
    """Acts of a period: by their day, their month, or the period that they lie in.

    Both days are counted in; a month counts when the period has a day of it.
    """
    if start is None and end is None:
        return true()
    first, last = start or date.min, end or date.max
    of_the_month = and_(
        Item.date_precision == DatePrecision.MONTH, Item.date >= first.replace(day=1)
    )
    dated = and_(Item.date.is_not(None), or_(Item.date >= first, of_the_month), Item.date <= last)
    spanned = and_(Item.date.is_(None), Item.period_start >= first, Item.period_end <= last)
    return or_(dated, spanned)


def to_be_coded() -> ColumnElement[bool]:
    """Parts in acts that are queued for reading, or that were read anyway."""
    return or_(Item.queued, is_coded())

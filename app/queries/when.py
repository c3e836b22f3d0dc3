"""When an act was, for rows at hand: the same rules as the conditions of `app.queries.counting`."""

import datetime as dt
from typing import Protocol

from models.item import DatePrecision


class Dated(Protocol):
    """A row that says when an act was, as far as its sources do.

    `date` is the day, or the first day of the month where `precision` says so; the period is the
    time in which it was where no day is known.
    """

    @property
    def date(self) -> dt.date | None: ...

    @property
    def precision(self) -> DatePrecision: ...

    @property
    def period_start(self) -> dt.date | None: ...

    @property
    def period_end(self) -> dt.date | None: ...


def lies_in(act: Dated, start: dt.date, end: dt.date) -> bool:
    """Whether an act is of a period: the rule of `app.queries.counting.during` for one row."""
    if act.date is None:
        first, last = act.period_start, act.period_end
        return first is not None and last is not None and start <= first and last <= end
    month = act.precision is DatePrecision.MONTH
    return (start.replace(day=1) if month else start) <= act.date <= end


def has_no_day(act: Dated) -> bool:
    """Whether no source says when an act was: neither a day nor a period."""
    return act.date is None and (act.period_start is None or act.period_end is None)

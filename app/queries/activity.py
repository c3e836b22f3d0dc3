"""What a deputy's acts add up to, and the rows behind each sum: arithmetic over rows at hand.

The rows of today and those that an edition froze go through the same functions, so that a number
and its rows cannot differ between the two.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from app.queries.acts import Act
from models.item import DatePrecision, Kind, Role
from models.meeting import Answer


class Show(StrEnum):
    """Which acts: exactly those behind one number, or all of them."""

    ALL = ""
    COUNTED = "counted"
    TAGGED = "tagged"
    CODED = "coded"
    TO_BE_CODED = "to_be_coded"
    BEFORE = "before"
    UNCONFIRMED = "unconfirmed"


SHOWN: dict[Show, Callable[[Act], bool]] = {
    Show.ALL: lambda act: True,
    Show.COUNTED: lambda act: act.counted,
    Show.TAGGED: lambda act: act.counted and act.tagged,
    Show.CODED: lambda act: act.counted and act.coded,
    Show.TO_BE_CODED: lambda act: act.counted and act.queued,
    Show.BEFORE: lambda act: act.before,
    Show.UNCONFIRMED: lambda act: not act.before and not act.confirmed,
}


@dataclass(frozen=True)
class Filter:
    """What a list is asked for; `thesis` is a promise, `month` the first day of one.

    `held` is whether an act was in the deputy's district, `sat` whether it was in session.
    `undated` asks for acts of which no month is known.
    """

    show: Show = Show.ALL
    role: Role | None = None
    kind: Kind | None = None
    thesis: int | None = None
    held: Answer | None = None
    sat: Answer | None = None
    month: date | None = None
    undated: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything but the kind of acts is asked for."""
        further = (self.role, self.thesis, self.held, self.sat, self.month)
        return bool(self.show) or self.undated or any(each is not None for each in further)


def chosen(acts: Iterable[Act], wanted: Filter) -> list[Act]:
    """The acts that were asked for, in the order they came in."""
    return [act for act in acts if _fits(act, wanted)]


def _fits(act: Act, wanted: Filter) -> bool:
    return (
        SHOWN[wanted.show](act)
        and wanted.kind in (None, act.kind)
        and wanted.role in (None, act.role)
        and wanted.held in (None, act.held)
        and wanted.sat in (None, act.sat)
        and wanted.month in (None, month_of(act))
        and not (wanted.undated and month_of(act))
        and (wanted.thesis is None or any(mark.thesis == wanted.thesis for mark in act.marks))
    )


def month_of(act: Act) -> date | None:
    """The first day of the month of an act, where a source names it."""
    if act.date is None or act.precision not in (DatePrecision.DAY, DatePrecision.MONTH):
        return None
    return act.date.replace(day=1)


class Dated(Protocol):
    """An act with its date, or with the period that it lies in."""

    @property
    def date(self) -> dt.date | None:
        """Its day, or the first day of its month."""

    @property
    def precision(self) -> DatePrecision:
        """How exactly that is known."""

    @property
    def period_start(self) -> dt.date | None:
        """The first day on which it may have been."""

    @property
    def period_end(self) -> dt.date | None:
        """The last one."""


def is_during(act: Dated, start: date | None, end: date | None) -> bool:
    """Whether an act is of a period: the rule of `app.queries.counting.during` for one row."""
    if start is None and end is None:
        return True
    first, last = start or date.min, end or date.max
    if act.date is not None:
        whole = act.precision is DatePrecision.MONTH
        return (first.replace(day=1) if whole else first) <= act.date <= last
    if act.period_start is None or act.period_end is None:
        return False
    return first <= act.period_start and act.period_end <= last


@dataclass(frozen=True)
class Held:
    """How many acts were in the district, outside of it or where nobody knows; and when."""

    in_district: Counter[Answer]
    in_session: Counter[Answer]


def where_held(acts: Iterable[Act]) -> Held:
    """Where and when counted acts were held."""
    rows = [act for act in acts if act.counted]
    return Held(Counter(act.held for act in rows), Counter(act.sat for act in rows))


@dataclass(frozen=True)
class Month:
    """Counted acts of one month by where they were held; `first` is None where none is known."""

    first: date | None
    total: int
    held: Counter[Answer]


def months(acts: Sequence[Act]) -> list[Month]:
    """A calendar of the counted acts: months with any of them, the newest first, unknown last."""
    found: dict[date | None, list[Act]] = {}
    for act in acts:
        if act.counted:
            found.setdefault(month_of(act), []).append(act)
    return [
        Month(first, len(rows), Counter(act.held for act in rows))
        for first, rows in sorted(found.items(), key=lambda pair: pair[0] or date.min, reverse=True)
    ]

"""Working days: terms counted over weekends, holidays and transferred days.

Holidays are data, not rules (the Law "On holidays in the Republic of Kazakhstan" of 13 December
2001 No. 267-II and the Labour Code, articles 84 and 85, let the Government move days off every
year), so every function is given the days that are not what their weekday says.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

#: The kind of a weekend day on which people work because its rest was moved to another day.
#: Any other kind of a special day is a day of rest.
WORKING = "working"
SATURDAY = 5
DAY = timedelta(days=1)


def is_working(day: date, special: Mapping[date, str]) -> bool:
    """Whether people of a five-day week work on `day`."""
    kind = special.get(day)
    return day.weekday() < SATURDAY if kind is None else kind == WORKING


def due(sent: date, days: int, special: Mapping[date, str]) -> date:
    """The last day of a term of `days` working days that begins with the day `sent`.

    The day itself is not counted: the first working day after it is the first of the term, as
    terms begin on the day after the event (Civil Code of Kazakhstan, article 173). Raises
    ValueError for a term of less than one day.
    """
    if days < 1:
        raise ValueError("a term has at least one day")
    day = sent
    while days:
        day += DAY
        days -= is_working(day, special)
    return day


def working_days_between(start: date, end: date, special: Mapping[date, str]) -> int:
    """How many working days lie after `start` up to and including `end`; 0 where `end` is earlier.

    `working_days_between(sent, due(sent, n, special), special)` is n.
    """
    length = max(0, (end - start).days)
    return sum(is_working(start + DAY * step, special) for step in range(1, length + 1))


def unknown_years(start: date, end: date, known: Collection[int]) -> tuple[int, ...]:
    """The years from `start` to `end`, both inclusive, that the calendar does not cover whole."""
    return tuple(year for year in range(start.year, end.year + 1) if year not in known)


@dataclass(frozen=True)
class Calendar:
    """The special days that are known, and the years of which they are all known."""

    special: Mapping[date, str]
    years: frozenset[int]

    def due(self, sent: date, days: int) -> date:
        """As `due`."""
        return due(sent, days, self.special)

    def between(self, start: date, end: date) -> int:
        """As `working_days_between`."""
        return working_days_between(start, end, self.special)

    def unknown(self, start: date, end: date) -> tuple[int, ...]:
        """As `unknown_years`."""
        return unknown_years(start, end, self.years)


@dataclass(frozen=True)
class Move:
    """What moves the end of a term: a new beginning `on` a day, or `more` working days on top."""

    on: date
    more: int | None = None


def last_day(sent: date, days: int, moves: Iterable[Move], calendar: Calendar) -> date:
    """The last day of a term of `days` working days after `sent`, with all that moved it since.

    A letter that was forwarded has its whole term anew from the day on which it was passed on;
    an extended term runs on from the day on which it would have ended. `moves` come in the order
    in which they took effect.
    """
    end = calendar.due(sent, days)
    for move in moves:
        end = calendar.due(move.on, days) if move.more is None else calendar.due(end, move.more)
    return end

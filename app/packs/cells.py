"""What a cell of a country pack may hold: each function takes one and gives its value."""

import enum
import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from models.item import DatePrecision

LARGEST = 2_147_483_647
YEARS = range(1900, 2101)


class CellError(ValueError):
    """A cell that its column cannot take; the words are what it expects."""


def text(cell: str) -> str:
    """Any words."""
    return cell


def _matching(pattern: str, expected: str) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if not re.fullmatch(pattern, cell):
            raise CellError(expected)
        return cell

    return parse


slug = _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "small Latin letters and digits with single hyphens")
word = _matching(r"[a-z0-9]+([-_][a-z0-9]+)*", "small Latin letters and digits, joined by - or _")
code = _matching(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", "Latin letters and digits with single hyphens")
scheme = _matching(r"[a-z0-9-]+(/[a-z0-9-]+)+", "a scheme such as mazhilis-api/deputy")


def number(cell: str) -> int:
    """A whole number from 0 that both databases can keep."""
    if not re.fullmatch(r"[0-9]{1,10}", cell) or int(cell) > LARGEST:
        raise CellError(f"a whole number from 0 to {LARGEST}, digits only")
    return int(cell)


def positive(cell: str) -> int:
    """A whole number from 1."""
    if not re.fullmatch(r"[0-9]{1,6}", cell) or int(cell) == 0:
        raise CellError("a whole number from 1 to 999999, digits only")
    return int(cell)


def year(cell: str) -> int:
    """A year of four digits."""
    if not re.fullmatch(r"[0-9]{4}", cell) or int(cell) not in YEARS:
        raise CellError(f"a year from {YEARS[0]} to {YEARS[-1]}")
    return int(cell)


def day(cell: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell) or int(cell[:4]) not in YEARS:
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise CellError(
            f"a day that exists, as YYYY-MM-DD, from {YEARS[0]} to {YEARS[-1]}"
        ) from None


def day_or_month(cell: str) -> tuple[date, DatePrecision]:
    """A day as YYYY-MM-DD, or a month as YYYY-MM: its first day, to the month."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", cell):
            return day(f"{cell}-01"), DatePrecision.MONTH
        return day(cell), DatePrecision.DAY
    except CellError:
        raise CellError("a day as YYYY-MM-DD, a month as YYYY-MM, or nothing") from None


def flag(cell: str) -> bool:
    """Either yes or no."""
    if cell not in {"yes", "no"}:
        raise CellError("yes or no")
    return cell == "yes"


def url(cell: str) -> str:
    """A web address."""
    try:
        parts = urlsplit(cell)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in cell
    except ValueError:
        sound = False
    if not sound:
        raise CellError("a web address that begins with http:// or https://")
    return cell


def one_of(cls: type[enum.StrEnum]) -> Callable[[str], enum.StrEnum]:
    """A value of `cls`."""
    expected = "one of " + ", ".join(member.value for member in cls)

    def parse(cell: str) -> enum.StrEnum:
        try:
            return cls(cell)
        except ValueError:
            raise CellError(expected) from None

    return parse

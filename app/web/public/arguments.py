"""What an address asks for. A word that means nothing is as if it were not there."""

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import TypeVar

from flask import request

from app.queries.paging import Page, slice_of

Member = TypeVar("Member", bound=Enum)
T = TypeVar("T")
#: Larger than any row or page number, and still a number for both databases.
LARGEST = 2_000_000_000


def number(name: str) -> int | None:
    """A whole number from 1 on, or None."""
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return int(text) if 1 <= int(text) <= LARGEST else None


def page() -> int:
    """Which page of a list; the first one without another wish."""
    return number("page") or 1


def member(name: str, kind: type[Member]) -> Member | None:
    """One of the values of `kind`, or None."""
    text = request.args.get(name)
    return next((m for m in kind if m.value == text), None) if text else None


def sliced(rows: Sequence[T], size: int = 20) -> Page[T]:
    """The page of `rows` that the address asks for."""
    return slice_of(rows, page(), size)


def month(name: str) -> date | None:
    """The first day of a month that is written as 2023-10, or None."""
    text = request.args.get(name, "")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text, re.ASCII):
        return None
    year, number = int(text[:4]), int(text[5:])
    return date(year, number, 1) if year >= 1 and 1 <= number <= 12 else None


def day(name: str) -> date | None:
    """A day as `2024-05-17`, or None."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None

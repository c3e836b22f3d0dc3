"""What templates can call beyond Jinja's own: dates and numbers as each language writes them."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal

from app import i18n
from models.item import Kind


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.globals.update(LANGS=i18n.LANGS, lang=i18n.current, pick=i18n.pick)
    app.jinja_env.filters.update(
        date=long_date,
        day=short_date,
        moment=moment,
        month=month,
        number=number,
        iso=iso,
        by_kind=by_kind,
        in_language=in_language,
    )


def long_date(value: date | None) -> str:
    """A day in words: 8 марта 2026 г. Nothing for None. A moment is told as in Almaty."""
    return "" if value is None else format_date(value, "long")


def short_date(value: date | None) -> str:
    """A day in figures, for tables: 08.03.2026."""
    return "" if value is None else format_date(value, "dd.MM.yyyy")


def moment(value: datetime | None) -> str:
    """A day and minute in Almaty, to be followed by nothing: readers share the zone."""
    return "" if value is None else format_datetime(value, "dd.MM.yyyy HH:mm")


def month(value: date | None) -> str:
    """A month as a heading: `LLLL` is the nominative that Russian wants there."""
    return "" if value is None else format_date(value, "LLLL y")


def number(value: float | None) -> str:
    """A number with the separators of the language. Nothing for None."""
    return "" if value is None else format_decimal(value)


def iso(value: date | None) -> str:
    """A day or moment for a machine, as in <time datetime>."""
    return "" if value is None else value.isoformat()


def by_kind(counts: Mapping[Kind, int]) -> list[tuple[Kind, int]]:
    """Counts of acts in the order of the kinds: what an edition kept comes back in another."""
    return [(kind, counts[kind]) for kind in Kind if kind in counts]


def in_language(path: str) -> str:
    """A path of ours, `/kk/deputies/x`, in the language of the page that links to it."""
    return re.sub(rf"^/({'|'.join(i18n.LANGS)})(?=/|$)", f"/{i18n.current()}", path)

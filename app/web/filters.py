"""What templates can call beyond Jinja's own: dates and numbers as each language writes them."""

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal

from app import i18n


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.globals.update(LANGS=i18n.LANGS, lang=i18n.current, pick=i18n.pick)
    app.jinja_env.filters.update(
        date=long_date, day=short_date, moment=moment, month=month, number=number, iso=iso
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

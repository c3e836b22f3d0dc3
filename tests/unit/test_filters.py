"""Dates and numbers as each language writes them, and addresses that are ours."""

from datetime import UTC, date, datetime

import pytest
from flask import g
from flask_babel import refresh

from app.web import filters
from app.web.permissions import local_target

DAY = date(2026, 3, 8)
LATE = datetime(2026, 3, 7, 20, 30, tzinfo=UTC)
NARROW = "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture
def lang(app):
    def say(code):
        g.lang = code
        refresh()

    with app.test_request_context("/kk/"):
        yield say


@pytest.mark.parametrize(
    ("code", "long", "month"),
    [
        ("kk", f"2026{NARROW}ж. 8 наурыз", "Наурыз 2026"),
        ("ru", f"8 марта 2026{NARROW}г.", "март 2026"),
        ("en", "March 8, 2026", "March 2026"),
    ],
)
def test_dates(lang, code, long, month):
    lang(code)
    assert filters.long_date(DAY).replace("\N{NO-BREAK SPACE}", NARROW) in (
        long,
        long.replace(NARROW, " "),
    )
    assert filters.month(DAY) == month
    assert filters.short_date(DAY) == "08.03.2026"


def test_moments_are_told_as_in_almaty(lang):
    lang("kk")
    assert filters.moment(LATE) == "08.03.2026 01:30"
    assert filters.short_date(LATE) == "08.03.2026"
    assert "8 наурыз" in filters.long_date(LATE)


def test_numbers(lang):
    lang("ru")
    assert filters.number(1234567.5) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,5"
    lang("en")
    assert filters.number(1234567.5) == "1,234,567.5"


def test_nothing_is_shown_for_nothing(lang):
    for told in (
        filters.long_date,
        filters.short_date,
        filters.moment,
        filters.month,
        filters.number,
        filters.iso,
    ):
        assert told(None) == ""


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/kk/coding/?page=2", "/kk/coding/?page=2"),
        ("http://localhost/ru/desk/people", "/ru/desk/people"),
        ("http://evil.example/ru/desk/people", None),
        ("//evil.example/kk/", None),
        ("/\\evil.example/kk/", None),
        ("http:///kk/", "/kk/"),
        ("/kk/\n", None),
        ("/static/x", None),
        ("/kk/account/sign-in", None),
        ("/kk/account/link/x", None),
        ("http://[/kk/", None),
        ("", None),
        (None, None),
    ],
)
def test_only_pages_of_ours_are_led_to(app, address, target):
    with app.test_request_context("/kk/"):
        assert local_target(address) == target

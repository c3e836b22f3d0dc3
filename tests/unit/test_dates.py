"""Dates as the sites write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.dates import KAZAKH_MONTHS, KAZAKH_NAMES, read_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.06.2016", date(2016, 6, 24)),
        ("4-шіл-16", date(2016, 7, 4)),
        ("12-мау-06", date(2006, 6, 12)),
        ("1-ҚАҢ-15", date(2015, 1, 1)),
        ("2026-03-08", date(2026, 3, 8)),
        ("2026-03-08T10:00:00+05:00", date(2026, 3, 8)),
        ("2026-03-07T20:00:00Z", date(2026, 3, 8)),
        ("08.03.2026 10:15", date(2026, 3, 8)),
        ("2026 жылғы 8 наурыз", date(2026, 3, 8)),
        ("2026 жылдың 8 наурызы", date(2026, 3, 8)),
        ("2026 ж. 15 қаңтар", date(2026, 1, 15)),
        ("8 наурыз 2026", date(2026, 3, 8)),
        ("12 марта 2026 года", date(2026, 3, 12)),
        (" 12\xa0марта 2026 г. ", date(2026, 3, 12)),
    ],
)
def test_every_form_that_a_site_uses_is_read(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "31.02.2016", "30-ақп-16", "4-xyz-16", "12 марта", "вчера", "2026", "32 марта 2026",
     "00.00.0000", "12.13.2016", "24.06.1016", "9" * 10_000],
)  # fmt: skip
def test_what_is_no_day_is_no_date_and_nothing_is_filled_in(text):
    assert read_date(text) is None


@given(st.dates(min_value=date(1991, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_reads_back_from_every_form(day):
    kazakh = KAZAKH_NAMES[day.month - 1]
    assert read_date(f"{day:%d.%m.%Y}") == day
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.year} жылғы {day.day} {kazakh}") == day
    short = next(name for name, month in KAZAKH_MONTHS.items() if month == day.month)
    if day.year >= 2000:
        assert read_date(f"{day.day}-{short}-{day:%y}") == day


@given(st.text(max_size=80))
def test_no_text_at_all_is_too_strange(text):
    assert read_date(text) is None or read_date(text).year >= 1991

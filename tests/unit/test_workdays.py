"""Working days: what must hold for any calendar, and the calendar that comes with the project."""

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import ROOT
from app.scoring.workdays import (
    Calendar,
    Move,
    due,
    is_working,
    last_day,
    unknown_years,
    working_days_between,
)
from models.calendar import DayKind

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SPECIAL = st.dictionaries(DAYS, st.sampled_from(DayKind), max_size=80)
TERMS = st.integers(1, 60)
PACK = ROOT / "data" / "kz-calendar"


def rows(name):
    with (PACK / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KZ = {date.fromisoformat(row["day"]): row["kind"] for row in rows("special_days")}


@given(DAYS, TERMS, SPECIAL)
def test_a_term_ends_on_a_working_day_after_its_beginning(sent, days, special):
    end = due(sent, days, special)
    assert end > sent and is_working(end, special)


@given(DAYS, TERMS, SPECIAL)
def test_counting_back_gives_the_term(sent, days, special):
    end = due(sent, days, special)
    assert working_days_between(sent, end, special) == days
    assert working_days_between(sent, end - timedelta(days=1), special) == days - 1


@given(DAYS, TERMS, SPECIAL)
def test_a_longer_term_ends_later(sent, days, special):
    assert due(sent, days + 1, special) > due(sent, days, special)


@given(DAYS, TERMS, SPECIAL)
def test_a_letter_sent_later_is_not_due_earlier(sent, days, special):
    assert due(sent + timedelta(days=1), days, special) >= due(sent, days, special)


@given(DAYS, TERMS, TERMS, SPECIAL)
def test_two_terms_one_after_the_other_are_one_of_their_sum(sent, first, second, special):
    assert due(due(sent, first, special), second, special) == due(sent, first + second, special)


@given(DAYS, DAYS, DAYS, SPECIAL)
def test_working_days_add_up(one, two, three, special):
    a, b, c = sorted((one, two, three))
    whole = working_days_between(a, c, special)
    assert whole == working_days_between(a, b, special) + working_days_between(b, c, special)


@given(DAYS, TERMS)
def test_a_term_of_weeks_without_holidays_is_weeks(sent, weeks):
    monday = sent - timedelta(days=sent.weekday())
    assert due(monday, 5 * weeks, {}) == monday + timedelta(weeks=weeks)


@given(DAYS, TERMS, SPECIAL, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_one_more_day_off_never_brings_the_end_nearer(sent, days, special, day):
    assert due(sent, days, {**special, day: DayKind.DAY_OFF}) >= due(sent, days, special)


def test_no_term_is_shorter_than_a_day():
    with pytest.raises(ValueError, match="at least one day"):
        due(date(2024, 3, 1), 0, {})


def test_nothing_lies_between_a_day_and_an_earlier_one():
    assert working_days_between(date(2024, 3, 5), date(2024, 3, 1), {}) == 0


@pytest.mark.parametrize(
    ("sent", "days", "end"),
    [
        # 8 March, Nauryz on 21-23 March, and Monday 25 March for Saturday the 23rd.
        ("2024-03-01", 15, "2024-03-28"),
        # Saturday 4 May is worked for Wednesday 8 May.
        ("2024-04-30", 5, "2024-05-10"),
        # 28 June is Kurban Ait, Saturday 1 July is worked, 6 and 7 July are off.
        ("2023-06-27", 6, "2023-07-05"),
        # Sunday 5 January 2025 is worked for Friday the 3rd; the 7th is off.
        ("2024-12-31", 3, "2025-01-08"),
        # Monday 17 June 2024 is worked, for Kurban Ait began on Sunday.
        ("2024-06-14", 1, "2024-06-17"),
        # 30 August is no holiday any more, so that Monday the 31st is worked.
        ("2026-08-28", 1, "2026-08-31"),
    ],
)
def test_the_calendar_of_kazakhstan_moves_what_it_should(sent, days, end):
    assert due(date.fromisoformat(sent), days, KZ) == date.fromisoformat(end)


def test_every_holiday_on_a_weekend_has_a_day_off_after_it():
    """7 January and Kurban Ait are days off that are not moved; the rest are."""
    for year in range(2023, 2028):
        of_year = {day: kind for day, kind in KZ.items() if day.year == year}
        lost = [d for d, kind in of_year.items() if kind == "holiday" and d.weekday() > 4]
        named = [r for r in rows("special_days") if "Day off for the holiday" in r["name_en"]]
        assert sum(r["day"].startswith(str(year)) for r in named) == len(lost)
        worked = [d for d, kind in of_year.items() if kind == "working"]
        given_back = [r for r in rows("special_days") if r["name_en"].startswith("Day off moved")]
        assert sum(r["day"].startswith(str(year)) for r in given_back) == len(worked)


def test_a_year_that_is_not_known_whole_is_said():
    known = {int(row["year"]) for row in rows("calendar_years") if row["whole"] == "yes"}
    assert known == {2023, 2024, 2025, 2026}
    assert unknown_years(date(2026, 12, 20), date(2027, 1, 15), known) == (2027,)
    assert unknown_years(date(2022, 12, 20), date(2024, 1, 15), known) == (2022,)
    assert unknown_years(date(2024, 1, 1), date(2024, 12, 31), known) == ()


def test_forwarding_begins_the_term_anew_and_an_extension_goes_on_from_its_end():
    calendar = Calendar(KZ, frozenset({2024}))
    sent = date(2024, 2, 1)
    assert last_day(sent, 15, (), calendar) == date(2024, 2, 22)
    passed_on = Move(date(2024, 2, 12))
    assert last_day(sent, 15, [passed_on], calendar) == date(2024, 3, 4)
    more = Move(date(2024, 3, 1), more=10)
    assert last_day(sent, 15, [passed_on, more], calendar) == date(2024, 3, 19)

"""The rules over stated figures, on a made-up report with errors of its own."""

import datetime as dt
from dataclasses import replace

from app.queries.report_figures import Stated
from app.reports.checks import Known, Rule, check
from models.base import Confidence

START, END = dt.date(2025, 1, 1), dt.date(2025, 6, 30)
KNOWN = Known(regions=3, districts=5)


def said(metric, value, scope="single_mandate", **fields):
    """A figure of the made-up report."""
    values = {"key": f"{scope}-{metric}-{fields.get('slug', '')}-{value}", "source": "A report"}
    return Stated(
        scope=scope, metric=metric, value=value, **({"start": START, "end": END} | values | fields)
    )


def rules(*figures, known=KNOWN):
    return [(one.rule, one.numbers, one.gap) for one in check(figures, known)]


def test_parts_that_do_not_make_their_total_are_named_with_the_gap():
    total = said("meetings", 40, key="all")
    parts = [said("meetings", n, scope=f"group_{n}", sum_key="all") for n in (10, 12, 15)]
    assert rules(total, *parts) == [(Rule.SUM, "40 ≠ 10 + 12 + 15 = 37", -3)]
    assert not rules(replace(total, value=37), *parts)


def test_a_computed_part_proves_nothing():
    total = said("meetings", 40, key="all")
    part = said("meetings", 39, scope="x", sum_key="all", confidence=Confidence.INFERRED)
    assert not rules(total, part)


def test_one_thing_stated_with_two_numbers_is_found_whoever_says_it():
    two = [said("receptions", 7), said("receptions", 9, source="A newspaper")]
    assert rules(*two) == [(Rule.TWICE, "7 ≠ 9", 2)]
    assert not rules(two[0], replace(two[1], start=dt.date(2024, 1, 1)))
    assert not rules(two[0], replace(two[1], scope="chamber"))


def test_one_list_of_two_lengths_is_found_but_not_groups_by_place():
    lists = [said("themes_in_summary", 6), said("themes_in_annex", 9)]
    assert rules(*lists) == [(Rule.LIST, "6 ≠ 9", 3)]
    assert not rules(said("women_in_almaty", 6), said("women_in_semey", 9))


def test_fewer_named_than_counted_is_found():
    found = rules(said("speakers", 8), said("speakers_named", 3))
    assert found == [(Rule.NAMED, "8 > 3", -5)]
    assert not rules(said("speakers", 3), said("speakers_named", 3))


def test_one_deputy_in_two_places_is_found():
    places = [
        said("region_stated_as_abai", 4, scope="deputy", slug="one"),
        said("region_stated_as_aktobe", 1, scope="deputy", slug="one"),
        said("region_stated_as_aktobe", 1, scope="deputy", slug="two"),
    ]
    assert rules(*places) == [(Rule.PLACE, "4 : 1", 1)]


def test_fewer_regions_than_the_districts_lie_in_are_found():
    assert rules(said("observer_regions", 2, scope="monitoring")) == [(Rule.REACH, "2 < 3", 1)]
    assert not rules(said("observer_regions", 3, scope="monitoring"))


def test_groups_of_the_same_deputies_must_make_the_same_number():
    groups = [
        said("programmes_open", 3), said("programmes_not_available", 2),
        said("programmes_own_independents", 3), said("programmes_not_provided", 3),
    ]  # fmt: skip
    found = rules(*groups)
    assert (Rule.GROUPS, "3 + 2 = 5 ≠ 3 + 3 = 6", 1) in found
    assert (Rule.GROUPS, "2 ≠ 3", 1) in found
    assert not rules(*groups[:3], replace(groups[3], value=2))


def test_districts_are_held_against_those_that_are_known():
    districts = said("districts", 6, scope="election")
    assert rules(districts) == [(Rule.GROUPS, "6 ≠ 5", -1)]


def test_a_bound_is_held_against_what_is_stated_and_against_a_ratio():
    assert rules(said("visits_more_than", 30), said("visits", 30)) == [(Rule.BOUND, "30 ≤ 30", 0)]
    ratio = [
        said("candidates_per_seat_more_than", 9, scope="election"),
        said("candidates", 44, scope="election"), said("districts", 5, scope="election"),
    ]  # fmt: skip
    assert rules(*ratio) == [(Rule.BOUND, "44 / 5 ≤ 9", -1)]
    assert not rules(replace(ratio[0], value=8), *ratio[1:])
    assert not rules(said("visits_about", 30), said("visits", 12))


def test_a_percentage_is_held_against_its_numbers():
    share = said("answered_percent_of_letters", 60)
    numbers = [said("answered", 11), said("letters", 20)]
    assert rules(share, *numbers) == [(Rule.SHARE, "60 % ≠ 11 / 20 = 55 %", -5)]
    assert not rules(replace(share, value=55), *numbers)


def test_numbers_of_a_few_deputies_beside_a_total_of_all_are_found():
    few = [said("requests", 30), said("requests_initiated", 4, scope="deputy", slug="one")]
    assert rules(*few) == [(Rule.DETAIL, "1 < 5", 4)]


def test_another_count_of_the_portal_is_found_unless_it_may_still_become_the_same():
    figure = said("requests", 30, counted=28)
    assert rules(figure) == [(Rule.COUNTED, "30 ≠ 28", -2)]
    assert not rules(replace(figure, open=2))
    assert not rules(replace(figure, counted=30))

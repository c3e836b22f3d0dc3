from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.queries.settled import OPEN_READINGS
from app.scoring import (
    DEFINITIONS,
    Action,
    Exclusion,
    Headline,
    Outcome,
    Promise,
    SettledTag,
    action,
    bounds,
    ended_early,
    headline,
    months_between,
    percent,
    settled,
)
from app.scoring.actions import OPEN, RAISING, Reading
from models.coding import AnswerReading, Strength
from models.coding import Reading as CodingReading
from models.item import Kind


def tagged(*tags, answer=None):
    return Reading("tagged", answer, tags)


def test_a_promise_without_tags_has_no_action_found():
    assert action([]) is Action.NONE_FOUND


@pytest.mark.parametrize("kind", ["deputy_request", "voter_meeting", "reception"])
def test_a_request_or_a_meeting_directly_on_it_raises_a_promise(kind):
    assert action([SettledTag(kind, "direct")]) is Action.RAISED


@pytest.mark.parametrize("kind", ["publication", "international_work", "legislative_work", "other"])
def test_other_acts_do_not_raise_a_promise(kind):
    assert action([SettledTag(kind, "direct")]) is Action.NONE_FOUND


def test_a_related_request_does_not_raise_a_promise():
    assert action([SettledTag("deputy_request", "related")]) is Action.NONE_FOUND


def test_an_answer_that_acts_is_a_formal_result_whatever_stands_beside_it():
    tags = [SettledTag("deputy_request", "direct"), SettledTag("answer", "direct", "acts")]
    assert action(tags) is action(reversed(tags)) is Action.FORMAL_RESULT


@pytest.mark.parametrize("reading", ["promises", "refuses", "formal", None])
def test_an_answer_that_does_not_act_only_shows_that_the_promise_was_raised(reading):
    assert action([SettledTag("answer", "direct", reading)]) is Action.RAISED


def test_a_request_coded_as_acting_is_no_formal_result():
    assert action([SettledTag("deputy_request", "direct", "acts")]) is Action.RAISED


def test_one_reading_settles():
    assert settled([tagged((1, "direct"))]) == tagged((1, "direct"))


def test_none_fits_settles_too():
    assert settled([Reading("none_fits", None, ())]) is not None


def test_two_equal_readings_settle_in_any_order_of_tags():
    one = tagged((1, "direct"), (2, "related"))
    other = tagged((2, "related"), (1, "direct"))
    assert settled([one, other]) is not None


@pytest.mark.parametrize(
    "other",
    [
        tagged((2, "direct")),
        tagged((1, "related")),
        tagged((1, "direct"), answer="acts"),
        Reading("none_fits", None, ()),
        Reading("unsure", None, ()),
    ],
)
def test_two_readings_that_differ_settle_nothing(other):
    assert settled([tagged((1, "direct")), other]) is None


@pytest.mark.parametrize("reading", ["unsure", "skipped"])
def test_doubt_and_what_cannot_be_read_settle_nothing(reading):
    assert settled([Reading(reading, None, ())]) is None
    assert settled([Reading(reading, None, ())] * 2, sampled=True) is None


def test_inside_the_sample_one_reading_settles_nothing_and_two_equal_ones_do():
    one = tagged((1, "direct"))
    assert settled([one], sampled=True) is None
    assert settled([one, one], sampled=True) == one
    assert settled([one, tagged((2, "direct"))], sampled=True) is None


def test_two_readings_with_other_topics_settle_nothing():
    assert settled([Reading("tagged", None, (), ("a",)), Reading("tagged", None, (), ())]) is None


def test_an_adjudication_wins_over_whatever_the_coders_found():
    decided = tagged((3, "direct"))
    readings = [tagged((1, "direct")), Reading("unsure", None, ())]
    assert settled(readings, sampled=True, adjudicated=decided) == decided


def test_no_reading_settles_nothing():
    assert settled([]) is None


def test_the_words_of_the_database_are_those_of_the_method():
    assert set(Kind) >= RAISING
    assert {"direct", "related"} == set(Strength)
    assert "acts" in set(AnswerReading)
    assert OPEN == {str(reading) for reading in OPEN_READINGS} < set(CodingReading)


def test_the_headline_of_the_method_page():
    outcomes = (
        [Outcome.FULFILLED] * 3
        + [Outcome.PARTLY_FULFILLED] * 2
        + [Outcome.IN_PROGRESS] * 4
        + [Outcome.NOT_FULFILLED]
        + [Outcome.NOT_YET_RATED] * 2
    )
    counts = headline(Promise(quoted=True, testable=True, outcome=o) for o in outcomes)
    assert counts.testable == 12
    assert counts.of(Outcome.FULFILLED) == 3
    assert counts.of(Outcome.IN_PROGRESS) == 4
    assert counts.of(Outcome.NOT_YET_RATED) == 2
    assert counts.rated == 10
    found = bounds(counts)
    assert (found.fulfilled, found.at_most, found.rated) == (3, 5, 10)
    assert (found.low, found.high) == (30, 50)


def test_what_is_not_counted_says_why():
    counts = headline(
        [
            Promise(quoted=False, testable=False),
            Promise(quoted=True, testable=False),
            Promise(quoted=True, testable=True, own=False),
            Promise(quoted=True, testable=True, sourced=False),
            Promise(quoted=True, testable=True),
        ]
    )
    assert counts.testable == 1
    assert dict(counts.excluded) == {
        Exclusion.PARAPHRASED: 1,
        Exclusion.UNSOURCED: 1,
        Exclusion.UNTESTABLE: 1,
        Exclusion.PARTY: 1,
    }


def counts_of(rated: int, testable: int) -> Headline:
    outcomes = ((Outcome.FULFILLED, rated), (Outcome.NOT_YET_RATED, testable - rated))
    return Headline(testable, outcomes, ())


@pytest.mark.parametrize(
    ("rated", "testable", "allowed"),
    [(10, 10, True), (9, 9, False), (10, 12, True), (10, 13, False), (80, 100, True),
     (79, 100, False), (0, 0, False)],
)  # fmt: skip
def test_a_percentage_needs_ten_rated_and_four_fifths(rated, testable, allowed):
    assert (bounds(counts_of(rated, testable)) is not None) is allowed


def test_what_cannot_be_assessed_is_not_rated():
    counts = Headline(12, ((Outcome.FULFILLED, 9), (Outcome.NOT_ASSESSABLE, 3)), ())
    assert counts.rated == 9
    assert bounds(counts) is None


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.sampled_from(Outcome))))
def test_every_promise_is_in_exactly_one_group(promises):
    counts = headline(Promise(*promise) for promise in promises)
    shown = sum(n for _, n in counts.outcomes) + sum(n for _, n in counts.excluded)
    assert shown == len(promises)
    found = bounds(counts)
    assert found is None or 0 <= found.low <= found.high <= 100


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(1, 3, 33), (2, 3, 67), (1, 8, 13), (0, 1, 0)]
)
def test_percent_rounds_a_half_up(part, whole, shown):
    assert percent(part, whole) == shown


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_is_refused(part, whole):
    with pytest.raises(ValueError, match="not a share"):
        percent(part, whole)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2023, 3, 29), date(2026, 7, 1), 39),
        (date(2023, 3, 29), date(2023, 4, 28), 0),
        (date(2023, 3, 29), date(2023, 4, 29), 1),
        (date(2023, 1, 31), date(2023, 2, 28), 1),
        (date(2023, 1, 31), date(2023, 12, 31), 11),
        (date(2024, 1, 30), date(2024, 2, 28), 0),
        (date(2023, 5, 1), date(2023, 4, 1), 0),
    ],
)
def test_months_in_office_are_whole(start, end, months):
    assert months_between(start, end) == months


def test_the_eighth_convocation_ended_early():
    start, end = date(2023, 3, 29), date(2026, 7, 1)
    assert ended_early(start, end, 60, date(2026, 11, 20))
    assert not ended_early(start, end, 60, date(2026, 6, 1))
    assert not ended_early(start, None, 60, date(2026, 11, 20))
    assert not ended_early(start, end, None, date(2026, 11, 20))
    assert not ended_early(start, date(2028, 3, 29), 60, date(2028, 4, 1))


def test_definitions_have_one_key_each():
    keys = [definition.key for definition in DEFINITIONS]
    assert len(keys) == len(set(keys))

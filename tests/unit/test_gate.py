"""The gate, case by case: what blocks, what is left out, and what may go out."""

from dataclasses import replace

import pytest

from app.scoring.gate import (
    SENTENCES,
    Agreement,
    DeputyReading,
    Field,
    Figures,
    Rule,
    Standing,
    VerdictStanding,
    gate,
    sentence,
)

SET = VerdictStanding("a-a/1", two_persons=True, asked=True, answered=True)
#: Thirty participations of two deputies, all read twice and settled; two outcomes in order.
SMALL = Figures(
    campaign="2026",
    deputies=(DeputyReading("a-a", 20, 20), DeputyReading("b-b", 10, 10)),
    double_coded=30,
    double_settled=30,
    sample=30,
    sample_settled=30,
    verdicts=(SET, replace(SET, key="b-b/2")),
    testable=2,
)
#: Five hundred participations, a hundred of them read twice.
LARGE = replace(
    SMALL,
    deputies=(DeputyReading("a-a", 300, 300), DeputyReading("b-b", 200, 200)),
    double_coded=100,
    double_settled=100,
    units=100,
    sample=100,
    sample_settled=100,
)


def blocked(figures):
    return {f.rule: (f.n, f.of, f.limit, f.keys) for f in gate(figures).blocks}


@pytest.mark.parametrize("figures", [SMALL, LARGE])
def test_what_follows_the_method_passes(figures):
    found = gate(figures)
    assert found.ok and found.blocks == () and found.held_back == ()


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        (Figures(), Rule.NO_CAMPAIGN),
        (Figures(campaign="2026"), Rule.NOBODY_COVERED),
        (Figures(campaign="2026", deputies=(DeputyReading("a-a", 0, 9),)), Rule.NOTHING_CODED),
        (Figures(campaign="2026", deputies=(DeputyReading("a-a", 0, 0),)), Rule.NOTHING_CODED),
    ],
)
def test_where_nothing_began_nothing_else_is_asked(figures, rule):
    assert list(blocked(figures)) == [rule]


def with_reading(figures, coded, total):
    return replace(figures, deputies=(DeputyReading("a-a", coded, total),))


@pytest.mark.parametrize(
    ("coded", "total", "blocks"),
    [(79, 100, True), (80, 100, False), (100, 100, False), (799, 1000, True), (800, 1000, False)],
)
def test_eighty_percent_must_have_been_read(coded, total, blocks):
    figures = replace(with_reading(LARGE, coded, total), sample=200, sample_settled=200)
    assert (Rule.COVERAGE in blocked(figures)) is blocks


def test_a_deputy_of_whom_little_was_read_is_named_and_does_not_stop_the_others():
    few = (DeputyReading("a-a", 450, 450), DeputyReading("b-b", 10, 20))
    found = gate(replace(LARGE, deputies=few))
    assert found.ok
    (held,) = found.held_back
    assert (held.rule, held.n, held.of, held.keys) == (Rule.DEPUTY_COVERAGE, 1, 2, ("b-b",))
    assert found.kept_back_of("b-b") and not found.kept_back_of("a-a")


def test_a_deputy_without_anything_to_read_was_read_whole():
    nothing = (*LARGE.deputies, DeputyReading("c-c", 0, 0))
    assert gate(replace(LARGE, deputies=nothing)).held_back == ()


@pytest.mark.parametrize(
    ("double", "settled", "rule", "numbers"),
    [
        (29, 29, Rule.DOUBLE_CODED, (29, 30, 100, ())),
        (30, 28, Rule.DOUBLE_CODED, (28, 30, 100, ())),
        (0, 0, Rule.DOUBLE_CODED, (0, 30, 100, ())),
    ],
)
def test_few_units_must_all_be_read_twice_and_settled(double, settled, rule, numbers):
    figures = replace(SMALL, double_coded=double, double_settled=settled)
    assert blocked(figures)[rule] == numbers


@pytest.mark.parametrize(("settled", "blocks"), [(99, True), (100, False)])
def test_many_units_need_the_share_of_the_campaign(settled, blocks):
    figures = replace(LARGE, sample_settled=settled, sample=settled)
    assert (Rule.SAMPLE_SHARE in blocked(figures)) is blocks
    assert Rule.DOUBLE_CODED not in blocked(figures)


def test_the_share_is_a_setting_of_the_campaign():
    assert Rule.SAMPLE_SHARE in blocked(replace(LARGE, reliability_percent=21))
    assert gate(replace(LARGE, reliability_percent=10)).ok


def test_the_sample_is_settled_whole():
    figures = replace(LARGE, sample=120, sample_settled=119)
    assert blocked(figures) == {Rule.SAMPLE_SETTLED: (119, 120, None, ())}


def agreement(alpha, field=Field.THESES, n=100, raw=0.9):
    return Agreement(field, n, alpha, raw=raw)


@pytest.mark.parametrize(
    ("alpha", "standing"),
    [
        (1.0, Standing.PUBLISHED),
        (0.80, Standing.PUBLISHED),
        (0.7999, Standing.APPROXIMATE),
        (0.667, Standing.APPROXIMATE),
        (0.6669, Standing.LEFT_OUT),
        (-0.2, Standing.LEFT_OUT),
        (None, Standing.LEFT_OUT),
    ],
)
def test_from_a_hundred_units_on_alpha_decides_field_by_field(alpha, standing):
    other = agreement(0.95, Field.TOPICS)
    found = gate(replace(LARGE, agreement=(agreement(alpha), other)))
    assert found.ok, "a field that is left out stops no edition"
    assert found.standing(Field.THESES) is standing
    assert found.standing(Field.TOPICS) is Standing.PUBLISHED
    assert [f.field for f in found.held_back] == (
        [] if standing is Standing.PUBLISHED else [Field.THESES]
    )


@pytest.mark.parametrize(("raw", "standing"), [(1, Standing.PUBLISHED), (None, Standing.LEFT_OUT)])
def test_where_all_gave_one_value_nobody_disagreed(raw, standing):
    figures = replace(LARGE, agreement=(agreement(None, raw=raw),))
    assert gate(figures).standing(Field.THESES) is standing


@pytest.mark.parametrize("alpha", [0.1, None, 0.9])
def test_below_a_hundred_units_alpha_is_shown_and_not_judged_by(alpha):
    found = gate(replace(SMALL, agreement=(agreement(alpha, n=30),)))
    assert found.ok and not found.judged and found.held_back == ()
    assert [f.rule for f in found.notes] == [Rule.AGREEMENT_SHOWN]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"two_persons": False}, Rule.TWO_PERSONS),
        ({"later": True}, Rule.VERDICT_LATER),
        ({"asked": False, "answered": False}, Rule.POSITION_ASKED),
        ({"answered": False, "deadline_open": True}, Rule.POSITION_DEADLINE),
        ({"answered": False, "delivered": False}, Rule.POSITION_DELIVERED),
        ({"waiting": 1}, Rule.POSITION_PUBLISHED),
    ],
)
def test_each_outcome_has_two_persons_and_a_deputy_who_was_asked(change, rule):
    broken = replace(SET, key="b-b/2", **change)
    found = blocked(replace(SMALL, verdicts=(SET, broken)))
    assert list(found) == [rule]
    assert found[rule][3] == ("b-b/2",)


@pytest.mark.parametrize(
    "change",
    [
        {"answered": False},
        {"asked": False, "answered": True},
        {"deadline_open": True, "answered": True},
        {"delivered": False, "answered": True},
    ],
)
def test_a_deadline_that_passed_or_an_answer_is_enough(change):
    assert gate(replace(SMALL, verdicts=(replace(SET, **change), SET))).ok


def test_a_day_ahead_is_refused():
    assert Rule.DAY_AHEAD in blocked(replace(SMALL, day_ahead=True))


def test_what_is_not_yet_rated_is_said_and_blocks_nothing():
    found = gate(replace(LARGE, testable=12, proposed=1))
    assert found.ok
    assert {f.rule: (f.n, f.of) for f in found.notes} == {
        Rule.NOT_YET_RATED: (2, 12),
        Rule.PROPOSED: (1, 1),
    }


def test_an_edition_without_any_outcome_may_go_out():
    assert gate(replace(SMALL, verdicts=(), testable=0)).ok


def test_every_finding_has_a_sentence_with_its_numbers():
    assert set(SENTENCES) == set(Rule)
    said = [sentence(f) for f in gate(with_reading(LARGE, 10, 100)).blocks]
    assert said[0] == "Coverage: 10 of 100 participations were read; at least 80 % must be."

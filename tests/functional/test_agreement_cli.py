"""`flask agreement --json` on readings whose agreement is known."""

import json
from datetime import timedelta

import pytest

from app.queries.readings import Entry
from models.coding import AnswerReading, Reading, Strength
from models.item import Kind
from tests.conftest import NOW
from tests.factories.campaign import make_campaign
from tests.factories.trust import NONE_FITS, UNSURE, draw_unit, read, tagged
from tests.factories.world import World
from tests.unit.test_agreement import EXAMPLE


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def mandate(world):
    return world.mandate()


@pytest.fixture
def theses(world, mandate):
    return world.programme(mandate).theses


@pytest.fixture
def campaign(session, world, mandate):
    return make_campaign(session, world.convocation, mandate, reliability_percent=0, key="spring")


@pytest.fixture
def twice(session, world, mandate, campaign, make_user):
    """Two people read an act of the sample, blindly."""
    people = [make_user(), make_user()]

    def twice(one, other, now=NOW, **fields):
        part = world.participation(mandate, **fields)
        draw_unit(session, campaign, part, people[1])
        read(session, people[0], part, one, now)
        read(session, people[1], part, other, now)
        return part, people

    return twice


@pytest.fixture
def run(app, session):
    def run(*options):
        session.commit()
        result = app.test_cli_runner().invoke(args=["agreement", *options])
        assert result.exit_code == 0, result.output
        return json.loads(result.output) if "--json" in options else result.output

    return run


def test_the_binary_example_of_krippendorff_comes_out(run, twice):
    """Ten units, of which two people see ones and noughts as in his example B."""
    one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    values = {0: NONE_FITS, 1: UNSURE}
    for a, b in zip(one, other, strict=True):
        twice(values[a], values[b])
    found = run("--json")
    reading = found["fields"]["reading"]
    assert found["units"] == 10
    assert round(reading["alpha"], 3) == 0.095
    assert reading["raw"] == 0.6
    assert reading["interval"][0] < reading["alpha"] < reading["interval"][1]
    assert reading["confusions"] == [{"one": "none_fits", "other": "unsure", "n": 4}]
    assert reading["band"] == "few"
    # Nobody chose a thesis: alpha is not defined, and raw agreement is what can be said.
    theses = found["fields"]["theses"]
    assert (theses["n"], theses["alpha"], theses["raw"], theses["largest"]) == (10, None, 1.0, 1.0)
    assert found["fields"]["answer"]["n"] == 0


def test_pairs_of_the_four_observer_example_come_out_as_names(run, twice, world, mandate, theses):
    """The first and the last observer; a value is one thesis, so that sets are names."""
    more = [*theses, *(world.thesis(theses[0].programme, n) for n in (4, 5))]
    for a, b in zip(EXAMPLE[0], EXAMPLE[3], strict=True):
        if a and b:
            twice(tagged(more[a - 1]), tagged(more[b - 1]))
    found = run("--json")["fields"]
    # By hand: 8 of 9 alike; values 1 to 4 are given 5, 6, 4 and 3 times.
    expected = (18 * 17 - (5 * 4 + 6 * 5 + 4 * 3 + 3 * 2)) / (18 * 17)
    assert found["theses"]["n"] == 9
    assert found["theses"]["alpha"] == pytest.approx(1 - (1 / 9) / expected, abs=1e-6)
    slug = mandate.deputy.slug
    assert found["theses"]["confusions"] == [{"one": f"{slug}/1", "other": f"{slug}/4", "n": 1}]
    assert found["strength"]["n"] == 8


def test_strength_is_compared_where_both_made_the_link(run, twice, theses):
    related = {"strength": Strength.RELATED}
    twice(tagged(theses[0]), tagged(theses[0]))
    twice(tagged(theses[0]), tagged(theses[0], **related))
    twice(tagged(theses[1], **related), tagged(theses[1], **related))
    twice(tagged(theses[0]), NONE_FITS)
    strength = run("--json")["fields"]["strength"]
    assert (strength["level"], strength["n"]) == ("ordinal", 3)
    assert strength["alpha"] == pytest.approx(1 - (1 / 3) / (18 / 30), abs=1e-6)
    assert strength["confusions"] == [{"one": "related", "other": "direct", "n": 1}]


def test_what_an_answer_does_is_compared_on_answers_only(run, twice, theses):
    twice(NONE_FITS, NONE_FITS)
    acts = Entry(Reading.NONE_FITS, answer_reading=AnswerReading.ACTS)
    twice(acts, acts, kind=Kind.ANSWER)
    twice(acts, NONE_FITS, kind=Kind.ANSWER)
    answer = run("--json")["fields"]["answer"]
    assert (answer["n"], answer["raw"]) == (2, 0.5)
    assert answer["confusions"] == [{"one": "acts", "other": "left_open", "n": 1}]


def test_topics_are_sets_of_their_keys(run, twice, world):
    roads, water = world.topics("roads", "water")
    twice(tagged(topics=[roads]), tagged(topics=[roads, water]))
    twice(tagged(topics=[water]), tagged(topics=[water]))
    topics = run("--json")["fields"]["topics"]
    assert topics["confusions"] == [{"one": "issues/water", "other": None, "n": 1}]
    # Distances: {r}-{r,w} 2/3, {r}-{w} 1, {r,w}-{w} 2/3; given once, once and twice.
    expected = 2 * (2 / 3 + 2 * 1 + 2 * 2 / 3) / (4 * 3)
    assert topics["alpha"] == pytest.approx(1 - (2 / 3 / 2) / expected, abs=1e-6)


def test_agreement_is_of_the_moment_when_both_had_read(run, twice, session, theses):
    part, people = twice(tagged(theses[0]), NONE_FITS)
    before = run("--json")
    read(session, people[1], part, tagged(theses[0]))
    assert run("--json") == before


def test_a_period_and_a_campaign_narrow_it(run, twice, session, world, mandate, make_user):
    twice(NONE_FITS, NONE_FITS)
    twice(NONE_FITS, UNSURE, now=NOW + timedelta(days=3))
    other = make_campaign(session, world.convocation, world.mandate(), key="autumn")
    assert other.key == "autumn"
    assert run("--json", "--campaign", "spring")["units"] == 2
    assert run("--json", "--campaign", "autumn")["units"] == 0
    assert run("--json", "--to", "2026-11-20")["units"] == 1
    assert run("--json", "--from", "2026-11-23", "--to", "2026-11-23")["units"] == 1
    assert run("--json", "--from", "2026-11-24")["units"] == 0


def test_units_of_which_one_reading_is_missing_do_not_count(
    run, session, world, mandate, campaign, make_user
):
    part = world.participation(mandate)
    draw_unit(session, campaign, part)
    read(session, make_user(), part, NONE_FITS)
    found = run("--json")
    assert (found["units"], found["waiting"]) == (0, 1)


def test_a_table_for_people_and_a_sentence_for_a_wrong_key(app, run):
    assert "not defined" in run()
    result = app.test_cli_runner().invoke(args=["agreement", "--campaign", "none"])
    assert result.exit_code == 1 and "There is no campaign none" in result.output


def test_the_last_day_of_the_calendar_is_refused_in_words(app, session):
    result = app.test_cli_runner().invoke(args=["agreement", "--to", "9999-12-31"])
    assert result.exit_code == 1
    assert "give an earlier one" in result.output

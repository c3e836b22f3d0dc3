"""Which reading stands, in SQL as in the method; and what of the sample nobody can see."""

import random

import pytest
from sqlalchemy import select

from app import scoring
from app.queries.settled import (
    is_coded,
    is_hidden,
    is_settled,
    is_tagged,
    settled_readings,
)
from app.scoring.actions import Reading as Read
from models.coding import AnswerReading, Coding, Reading, Strength, ThesisTag, TopicTag
from models.item import Item, Kind, Participation
from models.reliability import Adjudication, SettledThesis, SettledTopic
from tests.conftest import NOW
from tests.factories.campaign import make_campaign
from tests.factories.trust import NONE_FITS, SKIPPED, UNSURE, draw_unit, read, tagged
from tests.factories.world import World


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
    # The share is nil, so that a test alone says what is in the sample.
    return make_campaign(session, world.convocation, mandate, reliability_percent=0)


@pytest.fixture
def part(world, mandate, theses):
    noise = world.mandate()
    world.programme(noise)
    world.item(noise)
    return world.participation(mandate)


def parts(session, condition):
    query = select(Participation.id).join(Item, Participation.item_id == Item.id)
    return set(session.scalars(query.where(condition)))


def shows(session, part):
    """What pages, counts and exports can tell of a participation."""
    return {
        "coded": part.id in parts(session, is_coded()),
        "tagged": part.id in parts(session, is_tagged()),
        "settled": part.id in settled_readings(session),
        "hidden": part.id in parts(session, is_hidden()),
    }


def test_outside_the_sample_one_reading_stands(session, part, theses, make_user):
    read(session, make_user(), part, tagged(theses[0], strength=Strength.RELATED))
    assert shows(session, part) == {
        "coded": True, "tagged": True, "settled": True, "hidden": False
    }  # fmt: skip
    found = settled_readings(session, Participation.id == part.id)[part.id]
    assert found.theses == {theses[0].id: Strength.RELATED}
    assert part.id in parts(session, is_tagged(theses[0].id))
    assert part.id not in parts(session, is_tagged(theses[1].id))


def test_the_first_reading_of_a_unit_looks_like_none(session, part, theses, make_user, campaign):
    first, second = make_user(), make_user()
    draw_unit(session, campaign, part, second)
    before = shows(session, part)
    read(session, first, part, tagged(theses[0]))
    assert shows(session, part) == before
    read(session, second, part, tagged(theses[0]))
    assert shows(session, part) == {
        "coded": True, "tagged": True, "settled": True, "hidden": False
    }  # fmt: skip


def test_two_who_differ_settle_nothing_even_when_one_changes_their_mind(
    session, part, theses, make_user, campaign
):
    first, second = make_user(), make_user()
    draw_unit(session, campaign, part, second)
    read(session, first, part, tagged(theses[0]))
    read(session, second, part, tagged(theses[1]))
    assert shows(session, part)["coded"] and not shows(session, part)["settled"]
    # Whoever tries one thesis after another must not learn from the site which one it was.
    read(session, second, part, tagged(theses[0]))
    assert not shows(session, part)["settled"]
    assert not shows(session, part)["tagged"]


@pytest.mark.parametrize("entry", [UNSURE, SKIPPED])
def test_doubt_and_what_cannot_be_read_are_answers_that_settle_nothing(
    session, part, make_user, entry
):
    read(session, make_user(), part, entry)
    assert shows(session, part)["coded"] and not shows(session, part)["settled"]


def adjudicate(session, part, user, reading=Reading.TAGGED, theses=(), topics=()):
    decision = Adjudication(
        participation_id=part.id, reading=reading, reason="потому что", compared=[],
        decided_by_id=user.id, decided_at=NOW,
        thesis_tags=[SettledThesis(thesis=t, strength=Strength.DIRECT) for t in theses],
        topic_tags=[SettledTopic(topic=t) for t in topics],
    )  # fmt: skip
    session.add(decision)
    session.flush()


def test_an_adjudication_wins_and_follows_the_act_through_a_merge(
    session, world, mandate, part, theses, make_user
):
    topic = world.topics("roads")[0]
    read(session, make_user(), part, tagged(theses[0]))
    adjudicate(session, part, make_user(), theses=[theses[2]], topics=[topic])
    kept = world.participation(mandate)
    part.item.merged_into = kept.item
    session.flush()
    found = settled_readings(session, Item.merged_into_id.is_(None))
    assert found[kept.id].theses == {theses[2].id: Strength.DIRECT}
    assert found[kept.id].topics == {topic.id}


def test_a_unit_of_an_act_that_was_merged_hides_the_act_it_became(
    session, world, mandate, part, theses, make_user, campaign
):
    first = make_user()
    draw_unit(session, campaign, part, make_user())
    coding = read(session, first, part, NONE_FITS)
    read(session, first, part, tagged(theses[0]))
    kept = world.participation(mandate)
    part.item.merged_into = kept.item
    session.get(Coding, coding.id).current = False
    for current in session.scalars(select(Coding).where(Coding.current)):
        current.participation_id = kept.id
    session.flush()
    assert shows(session, kept)["hidden"] and not shows(session, kept)["tagged"]
    # The reading that was replaced stays on the act that was merged away, and is hidden there.
    assert shows(session, part)["hidden"]


def test_topics_of_two_versions_of_a_book_are_the_same(session, world, part, make_user, campaign):
    old, new = world.topics("roads")[0], world.topics("roads", key="second")[0]
    new.code_book.key, new.code_book.version = "issues", 2
    session.flush()
    draw_unit(session, campaign, part, make_user())
    read(session, make_user(), part, tagged(topics=[old]))
    read(session, make_user(), part, tagged(topics=[new]))
    assert shows(session, part)["settled"]


def test_sql_and_the_method_agree_on_every_mixture(
    session, world, mandate, theses, make_user, campaign
):
    """Two hundred units with up to three readings each, drawn or not, adjudicated or not."""
    chance = random.Random(11)  # noqa: S311  not a secret
    people = [make_user() for _ in range(3)]
    topics = world.topics("roads", "water")
    wanted = {}
    for _ in range(200):
        part = world.participation(mandate, kind=Kind.ANSWER)
        drawn = chance.random() < 0.5
        readings = []
        for person in people[: chance.choice((0, 1, 1, 2, 2, 3))]:
            coding = Coding(
                participation_id=part.id, coder=person, saved_at=NOW,
                reading=chance.choice([*Reading, Reading.TAGGED, Reading.TAGGED]),
                answer_reading=chance.choice([None, None, AnswerReading.ACTS]),
            )  # fmt: skip
            session.add(coding)
            chosen = chance.sample(theses, chance.choice((0, 1, 1)))
            named = chance.sample(topics, chance.choice((0, 0, 1)))
            tags(session, coding, chosen, named, chance)
            readings.append(plain(coding))
        decided = None
        if readings and chance.random() < 0.2:
            adjudicate(session, part, people[0], theses=[theses[1]])
            decided = Read("tagged", None, ((theses[1].id, "direct"),))
        if drawn:
            draw_unit(session, campaign, part)
        wanted[part.id] = scoring.settled(readings, sampled=drawn, adjudicated=decided)
    found = settled_readings(session)
    assert {part for part, reading in wanted.items() if reading} == set(found)
    assert parts(session, is_settled()) == set(found)
    for part, reading in found.items():
        assert wanted[part].tags == tuple(
            sorted((t, s.value) for t, s in reading.theses.items())
        )  # fmt: skip
        assert wanted[part].reading == reading.reading
    assert parts(session, is_tagged()) == {part for part, r in found.items() if r.theses}
    assert len(found) > 40


def tags(session, coding, chosen, named, chance):
    coding.thesis_tags = [
        ThesisTag(thesis=thesis, strength=chance.choice(list(Strength))) for thesis in chosen
    ]
    coding.topic_tags = [TopicTag(topic=topic) for topic in named]
    session.flush()


def plain(coding):
    return Read(
        coding.reading.value,
        coding.answer_reading.value if coding.answer_reading else None,
        tuple(sorted((tag.thesis_id, tag.strength.value) for tag in coding.thesis_tags)),
        tuple(sorted(tag.topic.key for tag in coding.topic_tags)),
    )

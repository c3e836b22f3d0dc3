"""Adjudication, precedents and case comments: who may do what, and when."""

import pytest
from sqlalchemy import func, select

from app.queries import adjudication as queries
from app.queries import cases
from app.queries import precedents as log
from app.queries.adjudication import Show, Why
from app.queries.readings import Entry
from app.queries.settled import settled_readings
from app.services import adjudication as service
from app.services import comments, precedents
from app.services.adjudication import (
    AlreadyDecidedError,
    NotReadError,
    OwnReadingError,
    Problem,
    Rule,
)
from app.services.comments import ClosedCaseError
from app.services.errors import InvalidError, NotFoundError
from models.audit import Audit
from models.coding import Reading, Strength
from models.reliability import Adjudication
from models.user import User, UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign
from tests.factories.trust import NONE_FITS, UNSURE, draw_unit, read, tagged
from tests.factories.world import World
from tests.unit.test_coding_at_once import at_once

__all__ = ["at_once"]


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
def people(make_user):
    return [make_user(), make_user()]


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR)


@pytest.fixture
def part(session, world, mandate, theses, people):
    campaign = make_campaign(session, world.convocation, mandate, reliability_percent=0)
    part = world.participation(mandate)
    draw_unit(session, campaign, part, people[1])
    return part


@pytest.fixture
def differing(session, part, people, theses):
    read(session, people[0], part, tagged(theses[0], note="К школе"))
    read(session, people[1], part, tagged(theses[1]))
    return part


@pytest.fixture
def decide(session, boss):
    def decide(part, entry, *, reason="Речь о школе", base=0, rule=None, actor=boss):
        return service.decide(
            session, actor, NOW, part.id, entry, reason=reason, base=base, rule=rule
        )

    return decide


def waiting(session, person, show=Show.OPEN):
    return [row.participation_id for row in queries.cases(session, person, show).page.rows]


def test_what_two_read_differently_waits_for_a_third_person(
    session, world, mandate, differing, theses, people, boss
):
    alike, once, doubted = (world.participation(mandate) for _ in range(3))
    for person in people:
        read(session, person, alike, NONE_FITS)
    read(session, people[0], once, NONE_FITS)
    read(session, people[0], doubted, UNSURE)
    found = queries.cases(session, boss, Show.OPEN).page.rows
    assert [(row.participation_id, row.why, row.sampled) for row in found] == [
        (differing.id, Why.DIFFER, True),
        (doubted.id, Why.DOUBT, False),
    ]
    assert queries.waiting(session) == 2
    own = queries.cases(session, people[1], Show.OPEN)
    assert [row.participation_id for row in own.page.rows] == [doubted.id] and own.own == 1


def test_a_decision_settles_and_leaves_the_codings_as_they_are(
    session, differing, theses, decide, boss, people
):
    decision = decide(differing, tagged(theses[1], strength=Strength.RELATED))
    assert settled_readings(session)[differing.id].theses == {theses[1].id: Strength.RELATED}
    assert len(decision.compared) == 2
    assert waiting(session, boss) == [] and waiting(session, boss, Show.DECIDED) == [differing.id]
    said = cases.readings(session, differing.id, boss)
    assert {row.theses[0][0].id for row in said} == {theses[0].id, theses[1].id}
    journal = select(Audit.reason).where(
        Audit.entity == "adjudications", Audit.entity_id == decision.id
    )
    assert session.scalars(journal).all() == ["Речь о школе"]


def test_a_unit_that_one_person_has_read_cannot_be_settled(session, part, people, decide, boss):
    read(session, people[0], part, UNSURE)
    assert waiting(session, boss) == []
    assert cases.readings(session, part.id, boss) == ()
    with pytest.raises(NotReadError):
        decide(part, NONE_FITS)


def test_nobody_settles_what_they_have_read_themselves(differing, people, decide):
    with pytest.raises(OwnReadingError):
        decide(differing, NONE_FITS, actor=people[0])


def test_a_decision_decides_and_gives_its_reason(differing, decide, theses):
    with pytest.raises(InvalidError) as caught:
        decide(differing, UNSURE, reason=" ", rule=Rule("", "текст"))
    assert caught.value.problems == [
        ("reading", Problem.UNDECIDED),
        ("reason", Problem.REASON_REQUIRED),
        ("title", precedents.Problem.TITLE_REQUIRED),
    ]
    with pytest.raises(InvalidError):
        decide(differing, Entry(Reading.NONE_FITS, {theses[0].id: Strength.DIRECT}))


def test_a_later_decision_takes_the_place_of_an_earlier_one(session, differing, decide, theses):
    first = decide(differing, tagged(theses[0]))
    with pytest.raises(AlreadyDecidedError):
        decide(differing, NONE_FITS)
    later = decide(differing, NONE_FITS, base=first.id, reason="Передумали")
    session.refresh(first)
    assert (first.current, later.current, later.supersedes_id) == (False, True, first.id)
    assert settled_readings(session)[differing.id].reading is Reading.NONE_FITS
    assert [row.id for row, _ in queries.decisions(session, differing.id)] == [later.id, first.id]


def test_two_who_decide_at_once_make_one_decision(at_once, session, differing, make_user):
    part = differing.id
    people = [make_user(UserRole.COORDINATOR).id for _ in range(3)]
    session.commit()

    def decide(own, number):
        try:
            service.decide(
                own, own.get(User, people[number]), NOW, part, NONE_FITS,
                reason=f"так решил {number}", base=0,
            )  # fmt: skip
        except AlreadyDecidedError:
            return "late"
        return "decided"

    assert sorted(at_once(decide, times=3)) == ["decided", "late", "late"]
    assert session.scalar(select(func.count(Adjudication.id))) == 1


def test_a_precedent_is_found_by_any_form_of_its_words_and_by_its_case(
    session, differing, decide, theses, boss
):
    decide(differing, tagged(theses[0]), rule=Rule("Ремонт школ", "Запрос о крыше — это ремонт"))
    assert log.search(session, "ремонта школы").total == 1
    assert log.search(session, "дорога").total == 1
    assert log.search(session, "больница").total == 0
    row = log.search(session).rows[0]
    assert (row.title, row.reason) == ("Ремонт школ", "Речь о школе")
    with pytest.raises(InvalidError):
        precedents.withdraw(session, boss, NOW, row.id, reason="")
    precedents.withdraw(session, boss, NOW, row.id, reason="Правило изменилось")
    assert log.search(session, holding=True).total == 0
    assert log.search(session).rows[0].withdrawn


def test_a_case_is_open_to_its_readers_only_when_all_have_read_it(
    session, part, people, boss, make_user, theses
):
    stranger = make_user()
    read(session, people[0], part, tagged(theses[0]))
    for person in (*people, boss, stranger):
        assert not cases.is_open_to(session, part.id, person)
        with pytest.raises(ClosedCaseError):
            comments.add(session, person, NOW, part.id, "Что вы думаете?")
    read(session, people[1], part, NONE_FITS)
    assert [cases.is_open_to(session, part.id, p) for p in (*people, boss, stranger)] == [
        True, True, True, False,
    ]  # fmt: skip
    said = comments.add(session, people[0], NOW, part.id, "Здесь о школе")
    comments.add(session, boss, NOW, part.id, "Посмотрю")
    seen = cases.comments(session, part.id, people[1])
    letters = {row.letter for row in cases.readings(session, part.id, people[1]) if not row.mine}
    assert {seen[0].letter} == letters and seen[1].letter == ""
    with pytest.raises(NotFoundError):
        comments.withdraw(session, people[1], NOW, said.id)
    comments.withdraw(session, people[0], NOW, said.id)
    assert cases.comments(session, part.id, people[1])[0].text == ""


def test_one_reading_outside_the_sample_is_no_case_to_talk_of(
    session, world, mandate, people, boss
):
    part = world.participation(mandate)
    read(session, people[0], part, NONE_FITS)
    with pytest.raises(ClosedCaseError):
        comments.add(session, people[0], NOW, part.id, "Есть кто?")


def test_the_order_of_two_readings_says_nothing_of_who_came_first(
    session, world, mandate, people, theses, part, boss
):
    places = set()
    for _ in range(12):
        case = world.participation(mandate)
        read(session, people[0], case, tagged(theses[0]))
        read(session, people[1], case, NONE_FITS)
        seen = cases.readings(session, case.id, boss)
        assert seen == cases.readings(session, case.id, boss)
        places.add([row.reading for row in seen].index(Reading.TAGGED))
    assert places == {0, 1}

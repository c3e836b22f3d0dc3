"""Parties and factions: deputies, programme and requests, acts and parts apart."""

import datetime as dt

import pytest

from app import scoring
from app.queries import parties as queries
from app.queries.found import Found
from app.queries.gathered import NO_PARTY, Cut
from app.queries.terms import named
from models.item import Item, Role
from models.person import DeputyFact, Party
from models.programme import Availability, Origin
from tests.conftest import NOW
from tests.factories.together import Courts
from tests.factories.trust import read, tagged
from tests.support import count_queries


@pytest.fixture
def courts(session, make_user):
    """The first deputy is of the party with the second of none; a third ran on its programme."""
    found = Courts(session, make_user)
    world = found.world
    found.third = world.mandate(world.region(), found.party, name="Бір Депутат")
    found.listed = world.mandate(party=found.party, name="Тізім Депутат")
    # All of the party: the request of the first, one of two deputies of it, one of the list.
    both = world.item(found.first, found.third, title_ru="Вдвоём")
    world.item(found.listed, role=Role.SIGNATORY, title_ru="По списку")
    (thesis,) = (
        session.query(Item).session.query(queries.Thesis).filter_by(text_ru="Независимый суд")
    )
    found.party_thesis = thesis
    found.thesis.adapts = thesis
    read(session, make_user(), both.participations[1], tagged(thesis))
    session.commit()
    return found


@pytest.fixture
def term(session, courts):
    return named(session, courts.term_key)


def fact(courts, mandate, name, first, last, lang=""):
    courts.world.add(
        DeputyFact(deputy=mandate.deputy, convocation_id=courts.world.convocation.id,
                   origin="site", field="faction", lang=lang, value=name, first_seen=first,
                   last_seen=last)
    )  # fmt: skip


def test_the_list_names_parties_and_those_of_no_known_party(session, term, courts):
    lines = {line.key: line for line in queries.parties(session, term).parties}
    assert (lines[courts.party.key].by_district, lines[courts.party.key].others) == (2, 1)
    assert (lines[NO_PARTY].by_district, lines[NO_PARTY].others) == (1, 0)
    assert list(lines)[-1] == NO_PARTY


def test_requests_are_counted_as_acts_and_as_parts_and_never_mixed(session, term, courts):
    part = queries.party(session, term, courts.party.key, {})
    # О судах, О суде присяжных, the one that waits for a second reading, Вдвоём, По списку.
    assert len(part.gathered.acts) == 5
    assert part.gathered.roles() == {Role.INITIATOR: 4, Role.SIGNATORY: 1, Role.NOT_STATED: 1}
    single = part.requests_of(part.single())
    assert len(single.acts) == 4
    assert sum(single.roles().values()) == 5
    others = part.requests_of(part.listed())
    assert len(others.acts) == 1


def test_only_parts_of_its_own_deputies_stand_in_its_requests(session, term, courts):
    part = queries.party(session, term, courts.party.key, {})
    assert courts.second.deputy.slug not in {seat.slug for seat in part.gathered.seats}


def test_single_mandate_deputies_stand_in_the_order_of_districts(session, term, courts):
    part = queries.party(session, term, courts.party.key, {})
    expected = [courts.first.deputy.slug, courts.third.deputy.slug]
    assert [member.seat.slug for member in part.single()] == expected
    assert [member.seat.slug for member in part.listed()] == [courts.listed.deputy.slug]


def test_availability_is_counted_over_single_mandate_deputies(session, term, courts):
    programme = session.query(queries.Programme).filter_by(mandate_id=courts.first.id).one()
    programme.availability, programme.origin = Availability.PUBLISHED, Origin.OWN
    session.commit()
    part = queries.party(session, term, courts.party.key, {})
    assert part.availability() == ((Availability.PUBLISHED, 1), (None, 1))


def test_a_promise_of_the_party_has_actions_of_who_ran_on_it_and_no_outcome(session, term, courts):
    said = {
        courts.third.deputy.slug: {
            courts.party_thesis.id: Found(scoring.Action.RAISED, scoring.Outcome.NOT_YET_RATED)
        },
        courts.first.deputy.slug: {courts.thesis.id: Found(None, scoring.Outcome.FULFILLED)},
    }
    part = queries.party(session, term, courts.party.key, said)
    (thesis,) = part.programme.theses
    assert thesis.actions() == {scoring.Action.RAISED: 1}
    assert [ran.mandate for ran in thesis.ran] == [courts.third.id]
    assert thesis.adapted == (courts.first.id,)
    assert thesis.tagged == 1
    assert thesis.topic_address == "issues.courts"
    assert "fulfilled" not in str(part)


def test_a_deputy_who_changed_faction_is_in_both_with_the_days(session, term, courts):
    later = NOW + dt.timedelta(days=30)
    fact(courts, courts.second, "Ақ жол", NOW, NOW)
    fact(courts, courts.second, "Нұр Отан", later, later)
    session.commit()
    lines = {line.key: line for line in queries.parties(session, term).parties}
    assert {"faction-ak-jol", "faction-nur-otan"} <= lines.keys() and NO_PARTY not in lines
    for key in ("faction-ak-jol", "faction-nur-otan"):
        part = queries.party(session, term, key, {})
        (member,) = part.members
        assert part.line.is_faction and part.programme is None
        assert [(one.name, one.first_seen) for one in member.factions] == [
            ("Ақ жол", NOW), ("Нұр Отан", later),
        ]  # fmt: skip


def test_a_faction_told_in_two_languages_is_one(session, term, courts):
    fact(courts, courts.first, "Фракция Весна", NOW, NOW, lang="ru")
    fact(courts, courts.first, "Көктем фракциясы", NOW, NOW, lang="kk")
    session.commit()
    factions = [line for line in queries.parties(session, term).parties if line.is_faction]
    assert [(line.name.name_ru, line.name.name_kk) for line in factions] == [
        ("Фракция Весна", None)
    ]


def test_a_party_without_a_programme_or_a_deputy(session, term, courts):
    other = courts.world.party()
    nobody = queries.party(session, term, other.key, {})
    assert nobody is None
    courts.second.party = other
    session.commit()
    part = queries.party(session, term, other.key, {})
    assert part.programme is None and len(part.members) == 1
    assert queries.party(session, term, "x", {}) is None


def test_an_edition_shows_only_whom_it_covers(session, term, courts):
    cut = Cut(Item.participations.any(mandate_id=courts.first.id))
    said = {courts.first.deputy.slug: {}}
    parts = {key: part for _, key, part in queries.frozen_parties(session, term, said, cut)}
    assert set(parts) == {"", courts.party.key}
    part = parts[courts.party.key]
    assert [member.seat.slug for member in part.members] == [courts.first.deputy.slug]


def test_a_page_takes_as_many_statements_however_much_there_is(app, session, term, courts):
    def statements():
        with count_queries(app) as seen:
            queries.party(session, term, courts.party.key, {})
        return seen.count

    before = statements()
    for _ in range(8):
        courts.world.item(courts.first, courts.third)
        courts.world.mandate(courts.world.region(), courts.party)
    session.commit()
    assert statements() == before <= 18
    assert session.query(Party).count() == 1

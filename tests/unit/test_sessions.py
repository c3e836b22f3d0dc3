"""What falls into which session and recess, counted by hand."""

import datetime as dt

import pytest

from app.queries import sessions as queries
from app.queries.gathered import Cut, Narrow
from app.queries.terms import named
from models.item import DatePrecision, Item, Kind, Role
from models.meeting import Answer
from models.place import Session as Sitting
from tests.factories.together import Courts
from tests.support import count_queries


@pytest.fixture
def courts(session, make_user):
    """Two sessions: the end of the second is not known, nor is that of the convocation."""
    found = Courts(session, make_user)
    world = found.world
    for number, start, end in (
        (1, dt.date(2023, 3, 29), dt.date(2023, 6, 30)),
        (2, dt.date(2023, 9, 1), None),
    ):
        world.add(
            Sitting(convocation=world.convocation, number=number, start=start, end=end,
                    source="газета")
        )  # fmt: skip
    world.item(found.first, kind=Kind.RECEPTION, date=dt.date(2023, 6, 30))
    world.item(found.second, kind=Kind.VOTER_MEETING, date=dt.date(2023, 7, 1))
    world.item(found.second, kind=Kind.PUBLICATION, date=dt.date(2023, 5, 1))
    # A month that a session begins in: its last day decides to which of the two it goes.
    world.item(
        found.second, date=dt.date(2023, 3, 1), date_precision=DatePrecision.MONTH,
        title_ru="В марте",
    )  # fmt: skip
    session.commit()
    return found


@pytest.fixture
def term(session, courts):
    return named(session, courts.term_key)


def one(session, term, number):
    return queries.one_session(session, term, number)


def test_the_list_counts_acts_once_and_says_what_is_in_no_session(session, term):
    part = queries.sessions(session, term)
    assert [line.number for line in part.sessions] == [1, 2]
    assert part.sessions[0].acts == {
        Kind.DEPUTY_REQUEST: 1, Kind.VOTER_MEETING: 2, Kind.RECEPTION: 1,
    }  # fmt: skip
    assert part.sessions[1].acts == {Kind.DEPUTY_REQUEST: 4}
    assert part.outside == {Kind.DEPUTY_REQUEST: 1}


def test_the_recess_lies_between_two_sessions(session, term):
    first, second = queries.sessions(session, term).sessions
    assert first.recess == (dt.date(2023, 7, 1), dt.date(2023, 8, 31))
    assert second.end is None and second.recess is None


def test_acts_are_told_apart_by_session_and_recess(session, term):
    part = one(session, term, 1)
    # Of a month that began before the first session nobody can say.
    assert part.gathered.sat_kinds(Answer.YES) == {Kind.RECEPTION: 1}
    assert part.gathered.sat_kinds(Answer.NO) == {Kind.VOTER_MEETING: 2}
    assert part.gathered.sat_kinds(Answer.NOT_KNOWN) == {Kind.DEPUTY_REQUEST: 1}


def test_without_an_end_nobody_says_what_was_in_session(session, term):
    part = one(session, term, 2)
    assert part.gathered.sat_kinds(Answer.NOT_KNOWN) == {Kind.DEPUTY_REQUEST: 4}


def test_a_session_without_an_end_lasts_until_the_convocation_ends(session, courts):
    courts.world.convocation.end = dt.date(2026, 7, 1)
    session.commit()
    part = one(session, named(session, courts.term_key), 2)
    assert part.gathered.sat_kinds(Answer.YES) == {Kind.DEPUTY_REQUEST: 4}
    assert part.line.until == dt.date(2026, 7, 1)


def test_parts_of_deputies_are_more_than_the_acts(session, term, courts):
    part = one(session, term, 2)
    parts = part.gathered.parts()
    assert len(part.gathered.acts) == 4
    assert sum(sum(found.values()) for found in parts.values()) == 5
    assert parts[courts.second.id][(Kind.DEPUTY_REQUEST, Role.SIGNATORY, Answer.NOT_KNOWN)] == 1
    by = Narrow(deputy=courts.second.deputy.slug, role=Role.SIGNATORY, sat=Answer.NOT_KNOWN)
    assert len(part.gathered.narrowed(by)) == 1


def test_single_mandate_deputies_stand_in_the_order_of_districts_also_with_nothing(
    session, term, courts
):
    idle = courts.world.mandate(courts.world.region(), name="Бос Депутат")
    late = courts.world.mandate(courts.world.region(), name="Кеш Депутат")
    late.start = dt.date(2024, 1, 1)
    courts.world.mandate(name="Тізім Депутат")
    session.commit()
    part = one(session, term, 1)
    slugs = [seat.slug for seat in part.seats]
    mandates = (courts.first, courts.second, idle, late)
    assert slugs == [mandate.deputy.slug for mandate in mandates]
    assert part.away_seats() == {late.id}


def test_what_has_no_day_stands_in_no_session(session, term):
    part = one(session, term, queries.OUTSIDE)
    assert part.line is None
    assert [act.title_ru for act in part.gathered.acts] == ["О суде присяжных"]
    assert one(session, term, 7) is None


def test_the_list_and_the_pages_count_the_same(session, term):
    listed = queries.sessions(session, term)
    for line in listed.sessions:
        assert one(session, term, line.number).gathered.kinds() == line.acts


def test_an_edition_shows_only_whom_it_covers(session, term, courts):
    mine = Cut(Item.participations.any(mandate_id=courts.first.id))
    covered = {courts.first.deputy.slug}
    parts = {
        key: part
        for kind, key, part in queries.frozen_sessions(session, term, covered, mine)
        if kind == "session"
    }
    assert {seat.slug for seat in parts["1"].seats} == covered
    assert set(parts) == {"0", "1", "2"}


def test_a_page_takes_as_many_statements_however_much_there_is(app, session, term, courts):
    def statements():
        with count_queries(app) as seen:
            one(session, term, 2)
        return seen.count

    before = statements()
    for _ in range(12):
        courts.world.item(courts.first, courts.second, date=dt.date(2024, 2, 2))
    session.commit()
    assert statements() == before <= 9

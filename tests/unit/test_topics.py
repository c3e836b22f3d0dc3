"""What concerns a topic, counted by hand in a small world with acts that must not count."""

import datetime as dt

import pytest

from app.queries import topics as queries
from app.queries.gathered import NO_PARTY, Cut, Gathered, Narrow
from app.queries.terms import named
from models.item import Item, Kind, Role
from tests.factories.together import Courts
from tests.support import count_queries


@pytest.fixture
def courts(session, make_user):
    found = Courts(session, make_user)
    session.commit()
    return found


@pytest.fixture
def term(session, courts):
    return named(session, courts.term_key)


@pytest.fixture
def page(session, term):
    return queries.topic(session, term, "issues.courts", {})


def titles(acts):
    return [act.title_ru for act in acts]


def test_a_topic_is_counted_over_all_versions_of_its_book(session, term):
    part = queries.topics(session, term, {})
    lines = {line.address: line for book in part.books for line in book.topics}
    assert lines["issues.courts"].acts == {Kind.DEPUTY_REQUEST: 3, Kind.VOTER_MEETING: 1}
    assert lines["issues.courts"].promises == 2
    assert lines["issues.courts"].party_promises == 1
    assert lines["issues.courts"].name.name_ru == "Суды"
    assert lines["themes.roads"].acts == {Kind.DEPUTY_REQUEST: 1}
    assert lines["themes.roads"].promises == 1


def test_topics_stand_in_the_order_of_their_book_and_a_retired_one_says_so(session, term):
    (issues, _) = queries.topics(session, term, {}).books
    assert [line.key for line in issues.topics] == ["courts", "roads", "water"]
    assert [line.retired for line in issues.topics] == [False, True, False]
    assert issues.version == 2
    assert issues.topics[1].acts == {} and issues.topics[1].promises == 0


def test_a_draft_of_a_book_is_nowhere(session, term):
    assert queries.topic(session, term, "issues.secret", {}) is None
    assert "secret" not in str(queries.topics(session, term, {}))


def test_acts_stand_newest_first_and_undated_ones_last(page):
    assert titles(page.gathered.acts) == [
        "О судьях", "О судах", "Встреча о судах", "О суде присяжных",
    ]  # fmt: skip
    assert page.gathered.acts[1].answers[0].title_ru == "Ответ"


def test_an_act_says_how_it_came_under_the_topic(page):
    ways = {act.title_ru: (act.themed, act.read) for act in page.gathered.acts}
    assert ways == {
        "О судах": (True, False), "О судьях": (False, True),
        "О суде присяжных": (True, False), "Встреча о судах": (True, False),
    }  # fmt: skip


def test_acts_and_participations_are_counted_apart(page, courts):
    assert page.gathered.kinds() == {Kind.DEPUTY_REQUEST: 3, Kind.VOTER_MEETING: 1}
    assert page.gathered.roles() == {Role.INITIATOR: 2, Role.SIGNATORY: 1, Role.NOT_STATED: 2}
    parts = page.gathered.parts()
    assert sum(parts[courts.first.id].values()) == 3
    assert sum(parts[courts.second.id].values()) == 3


def test_deputies_and_promises_stand_in_the_order_of_districts(page, courts):
    slugs = [courts.first.deputy.slug, courts.second.deputy.slug]
    assert [seat.slug for seat in page.gathered.seats] == slugs
    assert [promise.seat.slug for promise in page.promises] == slugs


def test_months_hold_acts_with_a_day_or_a_month_and_say_how_many_have_none(page):
    assert page.gathered.months() == [
        (dt.date(2023, 7, 1), {Kind.VOTER_MEETING: 1}),
        (dt.date(2023, 9, 1), {Kind.DEPUTY_REQUEST: 2}),
    ]
    assert page.gathered.undated() == 1


@pytest.mark.parametrize(
    ("by", "found"),
    [
        (Narrow(kind=Kind.VOTER_MEETING), ["Встреча о судах"]),
        (Narrow(month=dt.date(2023, 9, 1)), ["О судьях", "О судах"]),
        (Narrow(role=Role.SIGNATORY), ["О судах"]),
        (Narrow(party=NO_PARTY), ["О судьях", "О судах", "О суде присяжных"]),
        (Narrow(deputy="nobody"), []),
        # The first deputy of the party initiated, and did not sign.
        (Narrow(party="party-2", role=Role.SIGNATORY), []),
    ],
)
def test_filters_ask_one_and_the_same_part(page, courts, by, found):
    if by.party not in (None, NO_PARTY):
        by = Narrow(party=courts.party.key, role=by.role)
    assert titles(page.gathered.narrowed(by)) == found


def test_numbers_of_the_list_and_of_the_page_are_the_same(session, term):
    for book in queries.topics(session, term, {}).books:
        for line in book.topics:
            found = queries.topic(session, term, line.address, {})
            assert found.line == line
            assert found.gathered.kinds() == line.acts
            assert len(found.promises) == line.promises


def test_an_edition_counts_only_the_deputies_it_covers(session, term, courts):
    mine = Item.participations.any(mandate_id=courts.first.id)
    said = {courts.first.deputy.slug: {}}
    parts = {
        key: part
        for kind, key, part in queries.frozen_topics(session, term, said, Cut(mine))
        if kind == "topic"
    }
    assert [p.seat.slug for p in parts["issues.courts"].promises] == [courts.first.deputy.slug]
    assert parts["issues.courts"].gathered.kinds() == {
        Kind.DEPUTY_REQUEST: 2, Kind.VOTER_MEETING: 1,
    }  # fmt: skip


def test_topics_on_which_readers_do_not_agree_count_by_theme_alone(session, term):
    parts = {
        key: part
        for kind, key, part in queries.frozen_topics(session, term, {}, Cut(), readings=False)
        if kind == "topic"
    }
    assert titles(parts["issues.courts"].gathered.acts) == [
        "О судах", "Встреча о судах", "О суде присяжных",
    ]  # fmt: skip


def test_the_deputies_of_a_party_can_be_taken_out(page, courts):
    mine = page.gathered.of(frozenset({courts.first.id}))
    assert titles(mine.acts) == ["О судах", "Встреча о судах", "О суде присяжных"]
    assert mine.roles() == {Role.INITIATOR: 1, Role.NOT_STATED: 1}
    assert Gathered().of(frozenset({1})) == Gathered()


def test_a_page_takes_as_many_statements_however_much_there_is(app, session, term, courts):
    def statements():
        with count_queries(app) as seen:
            queries.topic(session, term, "issues.courts", {})
        with count_queries(app) as listed:
            queries.topics(session, term, {})
        return seen.count, listed.count

    before = statements()
    for _ in range(12):
        courts.world.item(courts.first, theme=courts.courts)
    session.commit()
    assert statements() == before
    assert max(before) <= 26

"""The monitoring table says what the pages say, for today and for an edition."""

import datetime as dt

import pytest
from flask import g

from app.queries import editions, terms
from app.queries.figures import KEYS
from app.queries.table_shapes import Scope
from app.queries.tables import TABLES
from app.queries.tables.monitoring import Stated
from app.scoring import Action, Exclusion, Outcome
from app.web.public import cite
from models.item import Role
from tests.factories.acts import make_world
from tests.page_checks import check_page
from tests.support import count_queries

TABLE, TOPICS = TABLES["monitoring"], TABLES["deputy_topics"]
#: Where a figure that has a page of its own stands in the table.
FIGURES = {
    "promises": "promises",
    "testable": "promises_testable",
    **{f"excluded_{e.value}": f"excluded_{e.value}" for e in Exclusion},
    **{o.value: f"outcome_{o.value}" for o in Outcome},
    **{f"action_{a.value}": f"action_{a.value}" for a in Action},
    "requests": "requests",
    "requests_initiator": "requests_initiated",
    "requests_signatory": "requests_signed",
    "requests_not_stated": "requests_role_not_stated",
    "meetings": "meetings",
    "meetings_in_district": "meetings_in_district",
    "meetings_out_of_district": "meetings_outside",
    "meetings_place_unknown": "meetings_place_not_known",
    "meetings_in_session": "meetings_in_session",
    "meetings_in_recess": "meetings_in_recess",
    "meetings_time_unknown": "meetings_time_not_known",
    "receptions": "receptions",
    "coverage": "read",
    "months": "months",
}


def rows(session, table=TABLE, **scope):
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows(session, Scope(**scope))]


@pytest.fixture
def watched(portal):
    return portal.world


def figures(app, slug, edition):
    with app.test_request_context("/"):
        g.edition = edition
        return cite.find(slug).figures


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return check_page(response.text)


@pytest.mark.parametrize("number", [None, 1])
def test_every_number_is_that_of_the_page(portal, number):
    app, session = portal.app, portal.session
    edition = editions.get(session, number) if number else None
    found = rows(session, edition=edition)
    assert len(found) == 12
    for row in found:
        told = figures(app, row["deputy"], edition)
        for key, column in FIGURES.items():
            if row["promises"] is None and column.startswith(("promises", "excluded")):
                assert not told[key].value, (row["deputy"], key)
                continue
            assert row[column] == told[key].value, (row["deputy"], key)
        assert row["to_be_read"] == told["coverage"].of
    # A figure that is added to the pages is to be thought of here.
    left = KEYS.keys() - FIGURES.keys()
    assert left == {"percentage", "answers", "items", "tagged"} | {
        key for key in KEYS if key.startswith("receptions_")
    }


@pytest.mark.parametrize("number", [None, 2])
def test_the_pages_themselves_print_the_numbers(portal, watched, number):
    client, session = portal.app.test_client(), portal.session
    edition = editions.get(session, number) if number else None
    row = next(r for r in rows(session, edition=edition) if r["deputy"] == slug_of(watched))
    path = row["scorecard"]
    assert path == (f"/editions/{number}" if number else "") + f"/deputies/{slug_of(watched)}"
    requests = page_of(client, f"/en{path}/requests")
    for role, key in (
        ("initiator", "initiated"), ("signatory", "signed"), ("not_stated", "role_not_stated"),
    ):  # fmt: skip
        assert requests.find(id=f"figure-{role}").get_text(" ").split()[0] == str(
            row[f"requests_{key}"]
        )
    assert row["requests_initiated"] >= 3
    letters = page_of(client, f"/en{path}/appeals").find(id="figure-letters").get_text()
    assert letters == str(row["appeals_sent"])
    meetings = page_of(client, f"/en{path}/meetings").find(id="rows").get_text()
    assert meetings == f"Meetings with voters ({row['meetings']})"


def slug_of(watched):
    return watched.first.deputy.slug


def test_a_row_is_what_was_entered(portal, watched):
    session = portal.session
    found = rows(session)
    row = next(r for r in found if r["deputy"] == slug_of(watched))
    assert {key: row[key] for key in row if key.startswith(("meetings", "appeals"))} == {
        "meetings": 4, "meetings_in_district": 2, "meetings_outside": 1,
        "meetings_place_not_known": 1, "meetings_in_session": 1, "meetings_in_recess": 2,
        "meetings_time_not_known": 1, "appeals_sent": 4, "appeals_answered": 1,
        "appeals_overdue": 1, "appeals_waiting": 1, "appeals_not_delivered": 1,
    }  # fmt: skip
    assert row["requests_by_topic"] == "social-issues.courts: 2"
    assert (row["issues_raised"], row["issues"]) == (2, "social-issues.courts; social-issues.roads")
    assert row["requests_by_promise"] == "1: 1; 2: 1"
    assert row["promises_with_request"] == 2
    assert row["working_groups"] == "Су жөніндегі топ (сайт)"
    assert row["stated"] is Stated.EDITION
    assert (row["edition"], row["outcome_fulfilled"]) == (2, 2)
    unknown = next(r for r in found if r["deputy"] == "no-programme")
    assert unknown["promises"] is None
    assert unknown["availability"] is None
    ended = next(r for r in found if r["deputy"] == "ended")
    assert (ended["end_reason"], ended["ended_early"]) == ("сложил полномочия", True)


def test_an_edition_keeps_saying_what_it_said(portal, watched):
    session = portal.session
    first, second = (editions.get(session, number) for number in (1, 2))
    before = rows(session, edition=first)
    watched.world.item(watched.first, theme=watched.issues[1])
    watched.first.end_reason = "иначе"
    session.flush()
    assert rows(session, edition=first) == before
    slug = slug_of(watched)
    said = {
        each.number: next(r for r in rows(session, edition=each) if r["deputy"] == slug)
        for each in (first, second)
    }
    assert [said[number]["outcome_fulfilled"] for number in (1, 2)] == [1, 2]
    assert [said[number]["edition"] for number in (1, 2)] == [1, 2]
    assert said[1]["requests_by_topic"] == "social-issues.courts: 2"


def test_rows_stand_in_the_order_of_districts(portal, watched):
    session = portal.session
    found = [row["district"] for row in rows(session)]
    numbers = [number for number in found if number is not None]
    assert numbers == sorted(numbers)
    assert found[len(numbers) :] == [None]
    assert [row["deputy"] for row in rows(session, edition=editions.get(session, 1))] == [
        row["deputy"] for row in rows(session)
    ]


def test_rows_are_chosen_by_period_region_party_and_topic(portal, watched):
    session = portal.session
    slug = slug_of(watched)

    def first(**scope):
        return next((row for row in rows(session, **scope) if row["deputy"] == slug), None)

    # An edition is asked the same: its rows are chosen by a rule of their own.
    for edition in (None, editions.get(session, 2)):
        year = {"start": dt.date(2024, 10, 1), "end": dt.date(2025, 12, 31), "edition": edition}
        row = first(**year)
        assert (row["requests"], row["requests_role_not_stated"]) == (1, 1)
        assert (row["meetings"], row["appeals_sent"]) == (0, 0)
        assert row["outcome_fulfilled"] == 2
        row = first(topic="social-issues.courts", edition=edition)
        assert (row["requests"], row["meetings"], row["appeals_sent"]) == (2, 0, 1)
        assert row["promises"] == 0
        row = first(topic="social-issues.roads", edition=edition)
        assert (row["requests"], row["meetings"]) == (0, 4)
        region = watched.first.district.region.key
        kept = rows(session, region=region, edition=edition)
        assert [one["region"] for one in kept] == [region] * 2
        assert first(party=watched.party.key, edition=edition) is None
        assert first(party="not-known", edition=edition)["requests"] >= 5


def test_the_rows_of_topics_add_up_to_the_row_of_the_deputy(portal, watched):
    session = portal.session
    for edition in (None, editions.get(session, 1)):
        slug = slug_of(watched)
        mine = [r for r in rows(session, TOPICS, edition=edition) if r["deputy"] == slug]
        assert [row["topic"] for row in mine] == sorted({row["topic"] for row in mine})
        told = {row["topic"]: row["requests"] for row in mine if row["requests"]}
        row = next(r for r in rows(session, edition=edition) if r["deputy"] == slug)
        assert "; ".join(f"{k}: {v}" for k, v in told.items()) == row["requests_by_topic"]
        courts = next(r for r in mine if r["topic"] == "social-issues.courts")
        assert (courts["requests_initiated"], courts["requests_signed"]) == (1, 1)
        assert courts["appeals"] == 1
        environment = next(r for r in mine if r["topic"] == "social-issues.environment")
        assert environment["requests"] == 0
        assert sum(r["promises"] for r in mine) == 2


def test_before_the_first_edition_nothing_is_stated(session):
    world = make_world(session)
    mandate = world.deputy("kuspan", "Куспан Абзал", world.district(14))
    world.promise(mandate, 1, "Построить школу")
    world.act(mandate, role=Role.INITIATOR)
    session.commit()
    (row,) = rows(session)
    assert row["stated"] is Stated.NO_EDITION
    assert (row["promises"], row["outcome_not_yet_rated"], row["outcome_fulfilled"]) == (1, 1, None)
    assert (row["action_raised"], row["edition"]) == (None, None)
    assert row["requests_initiated"] == 1
    assert row["issues_raised"] is None


def test_a_deputy_of_two_convocations_has_a_row_in_each(session):
    world = make_world(session)
    mandate = world.deputy("kuspan", "Куспан Абзал", world.district(14))
    other = make_later(world, mandate)
    session.commit()
    found = rows(session)
    assert {row["convocation"]: row["scorecard"] for row in found} == {
        f"kz-mazhilis-{number}": f"/deputies/kuspan?legislature=kz-mazhilis&convocation={number}"
        for number in (8, 9)
    }
    (term,) = (t for t in terms.terms(session) if t.id == other.id)
    assert [row["convocation"] for row in rows(session, term=term)] == ["kz-mazhilis-9"]


def make_later(world, mandate):
    from models.person import Mandate, MandateKind
    from models.place import Convocation

    later = world.add(
        Convocation(legislature=world.legislature, number=9, start=dt.date(2030, 1, 1))
    )
    world.add(Mandate(deputy=mandate.deputy, convocation=later, kind=MandateKind.NOT_STATED))
    return later


def test_statements_grow_by_the_same_number_for_each_deputy(app, session):
    world = make_world(session)
    for number in range(1, 4):
        world.act(world.deputy(f"a-{number}", f"Имя {number}", world.district(number)))
    session.commit()
    spent = []
    for number in (4, 5):
        with count_queries(app) as queries:
            assert len(rows(session)) == number - 1
        spent.append(len(queries))
        world.act(world.deputy(f"a-{number}", f"Имя {number}", world.district(number)))
        session.commit()
    assert spent[1] - spent[0] <= 30

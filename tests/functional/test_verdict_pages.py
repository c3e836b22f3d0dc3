"""Verdicts on the desk: proposed by one, confirmed by another, seen by all staff."""

import datetime as dt
import io

import pytest
from sqlalchemy import select

from models.coding import Coding, Reading, Strength, ThesisTag
from models.file import StoredFile
from models.user import UserRole
from models.verdict import Status, Verdict, VerdictState
from tests.conftest import NOW
from tests.factories import verdicts as make
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries

PDF = b"%PDF-1.7 an act of the akimat"


@pytest.fixture
def world(session):
    made = World(session)
    made.convocation.start = dt.date(2023, 3, 29)
    return made


@pytest.fixture
def people(make_user):
    return make_user(UserRole.ACTIVIST, name="Первая"), make_user(UserRole.COORDINATOR)


@pytest.fixture
def thesis(world, session, people):
    """A thesis that may be judged; another deputy's, with a verdict, stands beside it."""
    other = make.promise(world, world.mandate(name="Сапаров"), text_ru="Открыть музей")
    make.standing(world, other, *people)
    found = make.promise(world, world.mandate(world.region(), name="Құспанов"))
    session.commit()
    return found


@pytest.fixture
def as_(app, sign_in):
    """A client of its own for each person."""
    app.config["WTF_CSRF_ENABLED"] = False
    return lambda person: sign_in(app.test_client(), person)


def entered(**changes):
    values = {
        "status": "fulfilled", "reason": "", "as_of": "2026-11-01",
        "explanation_kk": "Мектеп ашылды", "explanation_ru": "Школа открыта",
        "piece0-kind": "official_act", "piece0-file": (io.BytesIO(PDF), "act.pdf"),
        "piece0-note": "страница 2",
    }  # fmt: skip
    return values | changes


def now(session):
    session.rollback()
    return session


def test_a_verdict_is_proposed_confirmed_and_shown(session, thesis, people, as_):
    first, second = people
    address = f"/ru/desk/theses/{thesis.id}/verdict"
    one, other = as_(first), as_(second)
    check_page(one.get(f"{address}/propose").text)
    answer = one.post(f"{address}/propose", data=entered())
    assert answer.location == address, " ".join(
        check_page(answer.text).find("main").get_text().split()
    )
    page = check_page(one.get(address).text)
    assert not page.find("form", action=lambda a: a and a.endswith("/confirm"))
    verdict = now(session).scalars(select(Verdict).where(Verdict.thesis_id == thesis.id)).one()
    confirm = f"/ru/desk/verdicts/{verdict.id}/confirm"
    assert one.post(confirm).status_code == 403
    assert "/verdict" in other.get("/ru/desk/verdicts/?show=for_me").text
    assert other.post(confirm).location == address
    page = check_page(other.get(address).text)
    assert "Школа открыта" in page.get_text() and "Первая" in page.get_text()
    assert now(session).get(Verdict, verdict.id).state is VerdictState.CONFIRMED
    assert other.post(confirm).status_code == 409


def test_what_is_wrong_stands_beside_its_field_and_the_file_is_kept(session, thesis, people, as_):
    client = as_(people[0])
    address = f"/en/desk/theses/{thesis.id}/verdict/propose"
    wrong = entered(**{"piece0-kind": "other", "explanation_kk": "", "as_of": "2030-01-01"})
    answer = client.post(address, data=wrong)
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id="explanation_kk-error")
    token = page.find(attrs={"name": "piece0-file_token"})["value"]
    assert token
    again = entered(**{"piece0-kind": "other", "as_of": "2030-01-01", "piece0-file_token": token})
    del again["piece0-file"]
    page = check_page(client.post(address, data=again).text)
    assert page.find(id="as_of-error") and page.find(id="piece0-kind-error")
    token = page.find(attrs={"name": "piece0-file_token"})["value"]
    last = entered(**{"piece0-file_token": token})
    del last["piece0-file"]
    assert client.post(address, data=last).status_code == 303
    assert len(now(session).scalars(select(StoredFile).where(StoredFile.name == "act.pdf")).all())


def test_an_act_of_the_deputy_is_picked_as_evidence(world, session, thesis, people, as_):
    item = world.item(thesis.programme.mandate)
    record = session.scalars(select(make.Record).where(make.Record.item_id == item.id)).one()
    record.capture_ru_id = make.capture(world).id
    tag(world, item, people[0], thesis)
    session.commit()
    client = as_(people[0])
    address = f"/ru/desk/theses/{thesis.id}/verdict"
    form = check_page(client.get(f"{address}/propose").text)
    assert form.find("option", value=str(item.id))
    sent = entered(status="in_progress", **{"piece0-kind": "other", "piece0-item": str(item.id)})
    del sent["piece0-file"]
    assert client.post(f"{address}/propose", data=sent).status_code == 303
    page = check_page(client.get(address).text)
    assert page.find("a", href=f"/ru/items/{item.key}")
    assert page.find("a", href=lambda h: h and "/ru/captures/" in h)


def tag(world, item, coder, thesis):
    coding = world.add(
        Coding(participation=item.participations[0], coder=coder, reading=Reading.TAGGED,
               saved_at=NOW)
    )  # fmt: skip
    world.add(ThesisTag(coding=coding, thesis=thesis, strength=Strength.DIRECT))


def test_a_thesis_that_takes_none_says_why(world, session, people, as_):
    party = world.programme(party=world.party(), theses=1, source="сайт").theses[0]
    session.commit()
    client = as_(people[0])
    address = f"/en/desk/theses/{party.id}/verdict"
    page = check_page(client.get(address).text)
    assert "the party's" in page.find(class_="notice").get_text()
    assert not page.find("a", href=f"{address}/propose")
    answer = client.post(f"{address}/propose", data=entered())
    assert answer.status_code == 422 and "the party" in " ".join(
        check_page(answer.text).find("main").get_text().split()
    )


def test_a_refusal_without_a_reason_changes_nothing(world, session, thesis, people, as_):
    verdict = make.verdict(world, thesis, people[0])
    session.commit()
    client = as_(people[1])
    address = f"/ru/desk/verdicts/{verdict.id}/refuse"
    client.post(address, data={"reason": " "})
    kept = now(session).get(Verdict, verdict.id)
    assert (kept.state, kept.confirmed_by_id) == (VerdictState.PROPOSED, None)
    session.rollback()
    client.post(address, data={"reason": "не та школа"})
    assert now(session).get(Verdict, verdict.id).state is VerdictState.REFUSED
    assert "не та школа" in check_page(client.get(f"/ru/desk/theses/{thesis.id}/verdict").text).text


@pytest.mark.parametrize(
    ("role", "sees", "proposes", "settles"),
    [
        (UserRole.ANALYST, 200, 403, 403),
        (UserRole.ACTIVIST, 200, 200, 403),
        (UserRole.COORDINATOR, 200, 200, 200),
        (UserRole.ADMINISTRATOR, 200, 200, 200),
    ],
)
def test_who_may_do_what(
    world, session, thesis, people, make_user, as_, role, sees, proposes, settles
):
    verdict = make.verdict(world, thesis, people[0])
    session.commit()
    client = as_(make_user(role))
    base = f"/kk/desk/theses/{thesis.id}/verdict"
    assert client.get("/kk/desk/verdicts/").status_code == sees
    page = client.get(base)
    assert page.status_code == sees
    form = check_page(page.text).find("form", action=lambda a: a and a.endswith("/confirm"))
    assert bool(form) is (proposes == 200)
    assert client.get(f"{base}/propose").status_code == proposes
    assert client.get(f"/kk/desk/verdicts/{verdict.id}/reviewer").status_code == settles
    assert client.get("/kk/desk/positions/").status_code == settles


def test_the_list_is_narrowed_and_asks_a_fixed_number_of_times(
    app, world, session, thesis, people, as_
):
    client = as_(people[1])
    tag(world, world.item(thesis.programme.mandate), people[0], thesis)
    thesis.programme.mandate.deputy.name_key = "kuspanov"
    session.commit()
    with count_queries(app) as few:
        client.get("/ru/desk/verdicts/")
    for number in range(12):
        row = make.promise(world, world.mandate())
        tag(world, world.item(row.programme.mandate), people[0], row)
        if number % 2:
            make.verdict(world, row, people[0])
        else:
            make.standing(world, row, *people, status=Status.FULFILLED)
    session.commit()
    with count_queries(app) as many:
        page = client.get("/ru/desk/verdicts/")
    assert many.count == few.count <= 20
    check_page(page.text)

    def rows(query):
        found = check_page(client.get(f"/ru/desk/verdicts/?{query}").text)
        return len(found.select("#verdicts tbody tr"))

    assert [rows(q) for q in ("", "show=for_me", "show=fulfilled", "show=rated")] == [14, 6, 6, 7]
    assert (rows("name=Құспанов"), rows("show=not_rated"), rows("show=blocked")) == (1, 7, 14)


def test_the_page_of_a_thesis_asks_a_fixed_number_of_times(
    app, world, session, thesis, people, as_
):
    client, address = as_(people[1]), f"/ru/desk/theses/{thesis.id}/verdict"
    make.standing(world, thesis, *people)
    session.commit()
    with count_queries(app) as few:
        client.get(address)
    for _ in range(6):
        old = make.verdict(world, thesis, people[0], state=VerdictState.REFUSED)
        world.add(make.VerdictEvidence(verdict=old, kind="other", file_id=old.file_id))
    session.commit()
    with count_queries(app) as many:
        client.get(address)
    assert many.count == few.count


def test_a_reviewer_is_invited_and_the_link_is_shown_once(world, session, thesis, people, as_):
    verdict = make.verdict(world, thesis, people[0])
    session.commit()
    client, address = as_(people[1]), f"/en/desk/verdicts/{verdict.id}/reviewer"
    sent = {"name": "Somebody", "email": people[0].email, "lang": "en"}
    wrong = client.post(address, data=sent)
    assert wrong.status_code == 422 and check_page(wrong.text).find(id="email-error")
    page = check_page(client.post(address, data=sent | {"email": "out@example.org"}).text)
    link = page.select_one("#link").text
    assert "/en/guest/" in link
    shown = client.get(f"/en/desk/theses/{thesis.id}/verdict")
    assert "out@example.org" in shown.text and link not in shown.text

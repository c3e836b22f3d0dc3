"""Campaigns, the proposal of who watches whom, the hand-over and the board on the desk."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.queries import campaigns as queries
from models.campaign import Campaign, CampaignMandate, Reminder, SearchStep
from models.coding import Assignment
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def boss(make_user):
    return make_user(UserRole.COORDINATOR, name="Айгүл")


@pytest.fixture
def signed(client, sign_in, boss):
    return sign_in(client, boss)


@pytest.fixture
def regions(world):
    return world.region("Абай облысы"), world.region("Ұлытау облысы")


@pytest.fixture
def seats(session, world, regions):
    """Three single-mandate deputies, two of them of one region, and one of a party's list."""
    found = [world.mandate(regions[0]), world.mandate(regions[0]), world.mandate(regions[1])]
    world.mandate()
    session.commit()
    return found


@pytest.fixture
def campaign(session, world, seats):
    found = make_campaign(session, world.convocation, *seats, work_from=dt.date(2026, 1, 10))
    session.commit()
    return found


def now(session):
    """The session, seeing what the pages have saved since."""
    session.commit()
    return session


def sent(world, **changes):
    values = {
        "name_kk": "Бақылау 2024", "name_ru": "Наблюдение 2024", "name_en": "",
        "convocation": world.convocation.id, "observed_from": "2024-03-01",
        "observed_to": "2024-12-31", "work_from": "2024-10-01", "work_to": "2024-12-31",
        "programme_due": "2024-11-01", "coding_due": "", "verdict_due": "",
        "reliability_percent": "20", "appeal_days": "15", "position_days": "15",
    }  # fmt: skip
    return values | changes


def test_a_campaign_is_begun_covered_opened_changed_and_closed(signed, session, world, seats):
    assert check_page(signed.get("/ru/desk/campaigns/").text).find(class_="empty")
    check_page(signed.get("/ru/desk/campaigns/new").text)
    made = signed.post("/ru/desk/campaigns/new", data=sent(world))
    assert made.status_code == 303
    base = made.location
    assert "Наблюдение 2024" in check_page(signed.get(base).text).h1.text
    refused = signed.post(f"{base}/open")
    assert refused.status_code == 409
    assert "никого" in check_page(refused.text).main.text or "nobody" in refused.text
    signed.post(f"{base}/districts")
    campaign = now(session).scalars(select(Campaign)).one()
    assert len(queries.covered(session, campaign.id)) == 3
    signed.post(f"{base}/open")
    assert now(session).get(Campaign, campaign.id).state == "open"
    page = check_page(signed.get(f"{base}/edit").text)
    version = page.select_one("input[name=version]")["value"]
    changed = sent(world, appeal_days="10", version=version)
    assert signed.post(f"{base}/edit", data=changed).status_code == 303
    stale = signed.post(f"{base}/edit", data=changed | {"appeal_days": "7"})
    assert stale.status_code == 409 and check_page(stale.text).select_one("[role=alert]")
    assert now(session).get(Campaign, campaign.id).appeal_days == 10
    signed.post(f"{base}/close", data={"reason": ""})
    assert now(session).get(Campaign, campaign.id).state == "open"
    signed.post(f"{base}/close", data={"reason": "the report is out"})
    assert now(session).get(Campaign, campaign.id).state == "closed"
    assert signed.post(f"{base}/edit", data=changed).status_code == 409
    check_page(signed.get(base).text)
    signed.post(f"{base}/reopen", data={"reason": "too early"})
    assert now(session).get(Campaign, campaign.id).state == "open"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_kk": "", "name_ru": ""}, "name_kk"),
        ({"convocation": ""}, "convocation"),
        ({"observed_to": "2024-01-01"}, "observed_to"),
        ({"work_from": ""}, "work_from"),
        ({"reliability_percent": "120"}, "reliability_percent"),
        ({"programme_due": "2024-01-01"}, "programme_due"),
        ({"appeal_days": "x"}, "appeal_days"),
    ],
)
def test_what_is_wrong_with_a_campaign_stands_beside_its_field(
    signed, session, world, seats, changes, field
):
    answer = signed.post("/en/desk/campaigns/new", data=sent(world, **changes))
    assert answer.status_code == 422
    assert check_page(answer.text).select_one(f"#{field}-error")
    assert not now(session).scalars(select(Campaign)).all()


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_page_of_a_campaign_is_whole(signed, session, campaign, seats, make_user, lang):
    watch(session, campaign, make_user(), seats[0])
    session.commit()
    number = session.scalars(select(Assignment.id)).one()
    base = f"/{lang}/desk"
    for path in (
        "/campaigns/", f"/campaigns/{campaign.id}", f"/campaigns/{campaign.id}/edit",
        f"/campaigns/{campaign.id}/deputies", f"/campaigns/{campaign.id}/assign", "/board",
        f"/assignments/{number}/hand-over", f"/board/{campaign.id}/remind", "/assignments/",
    ):  # fmt: skip
        check_page(signed.get(base + path).text)


def test_deputies_are_chosen_by_hand_and_left_out_with_a_reason(signed, session, campaign, seats):
    address = f"/en/desk/campaigns/{campaign.id}/deputies"
    page = check_page(signed.get(address).text)
    assert len(page.select("main [type=checkbox]")) == 4
    assert len(page.select("main [type=checkbox][checked]")) == 3
    kept = {"mandates": [seats[0].id, seats[1].id]}
    assert signed.post(address, data=kept).status_code == 422
    assert signed.post(address, data=kept | {"reason": "left the chamber"}).status_code == 303
    assert len(queries.covered(now(session), campaign.id)) == 2
    rows = session.scalars(select(CampaignMandate).where(CampaignMandate.withdrawn)).all()
    assert [row.mandate_id for row in rows] == [seats[2].id]


def test_the_proposal_is_taken_whole_or_changed_by_hand(
    signed, session, campaign, seats, regions, make_user, boss
):
    near = make_user(name="Дана", region_id=regions[0].id)
    far = make_user(name="Ерлан", region_id=regions[1].id)
    make_user(UserRole.ANALYST)
    session.commit()
    address = f"/en/desk/campaigns/{campaign.id}/assign"
    page = check_page(signed.get(address).text)
    proposed = {
        control["name"]: control.select_one("[selected]")["value"]
        for control in page.select("main select")
    }
    assert proposed == {
        f"watcher-{seats[0].id}": str(near.id),
        f"watcher-{seats[1].id}": str(near.id),
        f"watcher-{seats[2].id}": str(far.id),
    }
    assert "of the same region" in page.main.text
    changed = proposed | {f"watcher-{seats[1].id}": str(boss.id), f"watcher-{seats[2].id}": ""}
    assert signed.post(address, data=changed).status_code == 303
    found = queries.watches(now(session), campaign.id)
    assert {key: [w.user_id for w in value] for key, value in found.items()} == {
        seats[0].id: [near.id],
        seats[1].id: [boss.id],
    }
    # What was left open is proposed again, to the one who has less by now.
    again = check_page(signed.get(address).text)
    assert len(again.select("main select")) == 1


def test_a_hand_over_shows_all_to_the_one_who_goes_on(
    signed, session, world, campaign, seats, make_user, client, sign_in
):
    one, two = make_user(name="Дана"), make_user(name="Ерлан")
    watch(session, campaign, one, seats[0])
    world.add(
        SearchStep(
            mandate_id=seats[0].id, place="media", address="газета", finding="nothing",
            looked_on=dt.date(2026, 11, 1), entered_by_id=one.id, entered_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    number = session.scalars(select(Assignment.id)).one()
    address = f"/en/desk/assignments/{number}/hand-over"
    assert signed.post(address, data={"user": two.id, "reason": ""}).status_code == 422
    assert signed.post(address, data={"user": one.id, "reason": "x"}).status_code == 422
    assert signed.post(address, data={"user": two.id, "reason": "on leave"}).status_code == 303
    assert signed.get(address).status_code == 404
    sign_in(client, two)
    page = check_page(client.get(f"/en/coding/deputies/{seats[0].id}").text)
    text = " ".join(page.main.text.split())
    assert "газета" in text and "/looks/new" in str(page.main)
    assert "Ерлан began to watch: on leave" in text
    assert "Дана no longer watches: on leave" in text
    sign_in(client, one)
    assert "/looks/new" not in client.get(f"/en/coding/deputies/{seats[0].id}").text


def test_the_board_shows_people_deputies_and_steps(signed, session, campaign, seats, make_user):
    one, two = make_user(name="Дана"), make_user(name="Ерлан")
    watch(session, campaign, one, seats[0])
    watch(session, campaign, two, seats[1])
    campaign.programme_due = dt.date(2026, 1, 20)
    session.commit()
    page = check_page(signed.get("/en/desk/board").text)
    assert [row.th.text for row in page.select("#people tbody tr")] == ["Дана", "Ерлан"]
    assert len(page.select("#board tbody tr")) == 3
    assert "1 deputy is watched by nobody." in page.main.text
    only = check_page(signed.get(f"/en/desk/board?person={two.id}").text)
    assert len(only.select("#board tbody tr")) == 1
    stuck = check_page(signed.get("/en/desk/board?stuck=y").text)
    assert len(stuck.select("#board tbody tr")) == 2
    assert {tag.text for tag in stuck.select("#board .tag-bad")} == {"stuck", "late"}


def test_a_reminder_is_sent_once_until_it_was_read(
    signed, session, campaign, seats, make_user, client, sign_in, boss
):
    activist = make_user()
    watch(session, campaign, activist, seats[0])
    session.commit()
    link = check_page(signed.get("/en/desk/board").text).select_one("#board a[href*=remind]")
    page = check_page(signed.get(link["href"]).text)
    chosen = {c["name"]: c.select_one("[selected]")["value"] for c in page.select("main select")}
    assert chosen == {"user": str(activist.id), "mandate": str(seats[0].id), "step": "search"}
    words = chosen | {"text": "До пятницы, пожалуйста"}
    assert signed.post(link["href"], data=words).status_code == 303
    assert signed.post(link["href"], data=words).status_code == 422
    reminder = now(session).scalars(select(Reminder)).one()
    assert (reminder.sender_id, reminder.step, reminder.seen_at) == (boss.id, "search", None)
    assert "reminded, not read yet" in signed.get("/en/desk/board").text
    sign_in(client, activist)
    client.post(f"/en/coding/reminders/{reminder.id}/seen")
    sign_in(client, boss)
    assert "reminded, not read yet" not in signed.get("/en/desk/board").text
    assert signed.post(link["href"], data=words).status_code == 303


def test_several_campaigns_run_over_the_same_data(signed, session, world, campaign, seats):
    other = make_campaign(session, world.convocation, seats[0], name_en="A second look")
    session.commit()
    page = check_page(signed.get("/en/desk/board").text)
    assert len(page.select(".tabs a")) == 2
    assert queries.current(session, seats[0].id) is other
    assert queries.current(session, seats[1].id) is campaign
    assert signed.get("/en/desk/board?campaign=987654").status_code == 404


def test_lists_ask_the_database_no_more_for_many_than_for_few(
    app, session, world, signed, campaign, seats, regions, make_user
):
    def asked(path):
        with count_queries(app) as seen:
            assert signed.get(path).status_code == 200
        return seen.count

    watch(session, campaign, make_user(), *seats)
    session.commit()
    paths = (
        "/en/desk/campaigns/", f"/en/desk/campaigns/{campaign.id}",
        f"/en/desk/campaigns/{campaign.id}/assign", "/en/desk/board", "/en/desk/assignments/",
    )  # fmt: skip
    few = [asked(path) for path in paths]
    more = [world.mandate(regions[1]) for _ in range(30)]
    for seat in more:
        world.add(CampaignMandate(campaign=campaign, mandate=seat))
        world.participation(seat)
    watch(session, campaign, make_user(), *more[:15])
    make_campaign(session, world.convocation, *more, state="draft")
    session.commit()
    assert [asked(path) for path in paths] == few
    board = check_page(signed.get("/en/desk/board?page=2").text)
    assert len(board.select("#board tbody tr")) == 8
    assert few == [3, 11, 10, 15, 4]

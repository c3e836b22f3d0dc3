"""The sheet of a deputy, and the list with which the work of a person begins."""

import datetime as dt
import io

import pytest
from sqlalchemy import select

from models.appeal import Appeal, Channel, Subject
from models.audit import Audit
from models.base import Lang
from models.campaign import CampaignMandate, Membership, Reminder, SearchStep, SocialAccount
from models.item import Kind
from models.programme import Availability
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries

LOOK = {
    "place": "party_site",
    "address": "https://party.example/programmes",
    "looked_on": "2026-11-19",
    "clicks": "4",
    "finding": "nothing",
}


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def seats(world):
    """A deputy who is watched, and one who is not."""
    region = world.region()
    return world.mandate(region, name="Құспанов Арман"), world.mandate(region)


@pytest.fixture
def campaign(session, world, seats):
    return make_campaign(session, world.convocation, *seats, name_en="Watch 2024")


@pytest.fixture
def activist(session, make_user, campaign, seats):
    user = make_user(name="Дана")
    watch(session, campaign, user, seats[0])
    session.commit()
    return user


@pytest.fixture
def signed(client, sign_in, activist):
    return sign_in(client, activist)


def letter(world, seat, user, **fields):
    values = {
        "subject": Subject.PROGRAMME, "channel": Channel.EMAIL, "lang": Lang.RU,
        "heading": "О программе",
        "text": "Просим", "entered_by_id": user.id, "entered_at": NOW, "term_days": 15,
    }  # fmt: skip
    return world.add(Appeal(mandate=seat, **(values | fields)))


def now(session):
    """The session, which sees what others have committed meanwhile."""
    session.commit()
    return session


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_work_begins_with_the_deputies_one_watches(signed, seats, lang):
    page = check_page(signed.get(f"/{lang}/coding/").text)
    links = [link["href"] for link in page.select(".cards h3 a")]
    assert links == [f"/{lang}/coding/deputies/{seats[0].id}"]
    everybody = check_page(signed.get(f"/{lang}/coding/?whose=all").text)
    assert len(everybody.select(".cards h3 a")) == 2


def test_signing_in_leads_to_ones_deputies(client, make_user, session):
    from tests.accounts import PASSWORD, accept, enter, first_link, path_of

    accept(client, path_of(first_link(client.application)), email="dana@example.org")
    client.post("/en/account/sign-out")
    answer = enter(client, "dana@example.org", PASSWORD)
    assert answer.location.endswith("/coding/")


def test_an_analyst_sees_the_deputies_of_open_campaigns_and_enters_nothing(
    client, sign_in, make_user, activist, seats
):
    sign_in(client, make_user(UserRole.ANALYST))
    assert len(check_page(client.get("/en/coding/").text).select(".cards h3 a")) == 2
    page = check_page(client.get(f"/en/coding/deputies/{seats[0].id}").text)
    assert not page.select("main form") and "/new" not in str(page.main)
    address = f"/en/coding/deputies/{seats[0].id}/looks/new"
    assert client.post(address, data=LOOK).status_code == 403


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_sheet_is_whole_when_empty_and_when_full(signed, session, world, seats, activist, lang):
    address = f"/{lang}/coding/deputies/{seats[0].id}"
    assert check_page(signed.get(address).text).find(class_="empty")
    fill(session, world, seats[0], activist)
    page = check_page(signed.get(address).text)
    assert not page.select("main .empty")
    assert len(page.select("#waiting tbody tr")) == 3
    assert "Құспанов Арман" in page.h1.text


def fill(session, world, seat, user):
    entered = {"entered_by_id": user.id, "entered_at": NOW, "mandate_id": seat.id}
    world.programme(seat, availability=Availability.PUBLISHED)
    letter(world, seat, user, sent_on=dt.date(2026, 10, 1), due_on=dt.date(2026, 10, 22))
    letter(world, seat, user, sent_on=dt.date(2026, 11, 10), due_on=dt.date(2099, 12, 1))
    letter(world, seat, user, heading="черновик", term_days=None)
    world.participation(seat)
    world.participation(seat, kind=Kind.VOTER_MEETING)
    world.add(
        SearchStep(place="media", address="местная газета", looked_on=dt.date(2026, 11, 1),
                   finding="nothing", **entered)
    )  # fmt: skip
    world.add(
        SocialAccount(network="Instagram", url="https://instagram.example/x", use="rare",
                      looked_on=dt.date(2026, 11, 1), **entered)
    )  # fmt: skip
    world.add(Membership(kind="committee", name_kk="Аграрлық комитет", source="сайт", **entered))
    session.commit()


def test_letters_without_an_answer_in_time_stand_first(signed, session, world, seats, activist):
    fill(session, world, seats[0], activist)
    page = check_page(signed.get(f"/en/coding/deputies/{seats[0].id}").text)
    states = [row.select("td")[0].text.strip() for row in page.select("#waiting tbody tr")]
    assert states == ["no answer by 22.10.2026", "waits for an answer", "draft"]
    home = check_page(signed.get("/en/coding/").text)
    assert "1 letter without an answer in time" in home.main.text


def test_no_sheet_links_to_a_letter_that_its_reader_may_not_open(
    client, sign_in, session, world, seats, activist, make_user
):
    fill(session, world, seats[0], activist)
    address = f"/en/coding/deputies/{seats[0].id}"
    for role, opens in ((UserRole.ACTIVIST, False), (UserRole.COORDINATOR, True)):
        reader = sign_in(client, make_user(role=role))
        rows = check_page(reader.get(address).text).select("#waiting tbody tr")
        assert len(rows) == 3
        links = [link["href"] for row in rows for link in row.select("a")]
        assert bool(links) is opens
        assert all(reader.get(link).status_code == 200 for link in links)


def test_a_letter_to_whom_has_a_programme_does_not_begin_by_asking_for_it(
    signed, session, world, seats
):
    address = f"/en/coding/deputies/{seats[0].id}"

    def heading():
        page = check_page(signed.get(address).text)
        button = next(link for link in page.select("a") if link.text == "Write a letter")
        return check_page(signed.get(button["href"]).text).select_one("#heading")["value"]

    assert heading() == "Сайлауалды бағдарлама туралы"
    world.programme(seats[0], availability=Availability.PUBLISHED)
    session.commit()
    assert heading() == "Әлеуметтік маңызы бар мәселе туралы"
    words = " ".join(check_page(signed.get(address).text).main.text.split())
    assert "no look was noted; the programme is here" in words
    assert "Nobody has looked" not in words


def test_a_look_is_noted_with_its_copy_and_absence_is_counted(signed, session, seats, activist):
    address = f"/en/coding/deputies/{seats[0].id}/looks/new"
    check_page(signed.get(address).text)
    copy = (io.BytesIO("<html>ничего</html>".encode()), "page.html")
    assert signed.post(address, data=LOOK | {"file": copy}).status_code == 303
    assert signed.post(address, data=LOOK | {"place": "media"}).status_code == 303
    rows = now(session).scalars(select(SearchStep).order_by(SearchStep.id)).all()
    assert [(row.place, row.clicks, row.file_id is None) for row in rows] == [
        ("party_site", 4, False),
        ("media", 4, True),
    ]
    assert {row.entered_by_id for row in rows} == {activist.id}
    page = check_page(signed.get(f"/en/coding/deputies/{seats[0].id}").text)
    assert "in 2 places, last on 19.11.2026: not found so far" in " ".join(page.main.text.split())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": ""}, "address"),
        ({"address": "javascript://alert"}, "address"),
        ({"looked_on": "2999-01-01"}, "looked_on"),
        ({"looked_on": ""}, "looked_on"),
        ({"clicks": "-1"}, "clicks"),
        ({"place": "moon"}, "place"),
        ({"finding": ""}, "finding"),
        ({"capture": "987654"}, "capture"),
    ],
)
def test_a_look_that_is_not_right_comes_back_as_typed(signed, session, seats, changes, field):
    address = f"/en/coding/deputies/{seats[0].id}/looks/new"
    answer = signed.post(address, data=LOOK | {"note": "typed"} | changes)
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.select_one(f"#{field}-error") and page.select_one("#note").text.strip() == "typed"
    assert not now(session).scalars(select(SearchStep)).all()


def test_accounts_and_committees_are_entered(signed, session, seats):
    base = f"/en/coding/deputies/{seats[0].id}"
    account = {"network": "Facebook", "use": "active", "url": "https://fb.example/x",
               "voters_answered": "yes", "looked_on": "2026-11-19"}  # fmt: skip
    assert signed.post(f"{base}/accounts/new", data=account).status_code == 303
    none = account | {"use": "none_found"}
    assert signed.post(f"{base}/accounts/new", data=none).status_code == 422
    assert signed.post(f"{base}/accounts/new", data=none | {"url": ""}).status_code == 303
    committee = {"kind": "working_group", "name_ru": "О воде", "source": "сайт Мажилиса"}
    assert signed.post(f"{base}/memberships/new", data=committee).status_code == 303
    for wrong in ({"name_ru": ""}, {"source": ""}, {"start": "2024-02-02", "end": "2024-01-01"}):
        assert signed.post(f"{base}/memberships/new", data=committee | wrong).status_code == 422
    uses = now(session).scalars(select(SocialAccount.use).order_by(SocialAccount.id))
    assert list(uses) == ["active", "none_found"]
    assert session.scalars(select(Membership.name_ru)).all() == ["О воде"]


def test_an_entry_made_in_error_is_taken_back_with_a_reason(signed, session, seats):
    base = f"/en/coding/deputies/{seats[0].id}"
    signed.post(f"{base}/looks/new", data=LOOK)
    row = now(session).scalars(select(SearchStep)).one()
    address = f"{base}/look/{row.id}/withdraw"
    check_page(signed.get(address).text)
    assert signed.post(address, data={"reason": " "}).status_code == 422
    assert signed.post(address, data={"reason": "the wrong party"}).status_code == 303
    assert now(session).get(SearchStep, row.id).withdrawn
    last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (last.entity, last.reason) == ("search_steps", "the wrong party")
    assert signed.post(f"{base}/wish/{row.id}/withdraw").status_code == 404
    other = f"/en/coding/deputies/{seats[1].id}/look/{row.id}/withdraw"
    assert signed.post(other, data={"reason": "x"}).status_code == 403


@pytest.mark.parametrize("what", ["looks", "accounts", "memberships"])
def test_the_sheet_of_a_deputy_of_others_is_only_read(signed, session, seats, what):
    base = f"/en/coding/deputies/{seats[1].id}"
    page = check_page(signed.get(base).text)
    assert f"{base}/" not in str(page.main)
    assert signed.get(f"{base}/{what}/new").status_code == 403
    assert signed.post(f"{base}/{what}/new", data=LOOK).status_code == 403
    assert signed.get(f"/en/coding/deputies/987654/{what}/new").status_code == 404
    assert signed.get("/en/coding/deputies/987654").status_code == 404


def test_a_reminder_stands_on_the_home_until_it_was_read(signed, session, world, seats, activist,
                                                          campaign, make_user):  # fmt: skip
    boss = make_user(UserRole.COORDINATOR, name="Айгүл")
    values = {"campaign_id": campaign.id, "sender_id": boss.id, "sent_at": NOW, "step": "search"}
    world.add(Reminder(user_id=activist.id, mandate_id=seats[0].id, text="До пятницы", **values))
    other = world.add(Reminder(user_id=boss.id, text="Чужое", **values))
    session.commit()
    page = check_page(signed.get("/en/coding/").text)
    assert "До пятницы" in page.main.text and "Чужое" not in page.main.text
    button = page.select_one("main .notice form")["action"]
    assert signed.post(button).status_code == 303
    assert "До пятницы" not in signed.get("/en/coding/").text
    assert signed.post(f"/en/coding/reminders/{other.id}/seen").status_code == 404


def test_a_sheet_and_a_home_ask_the_database_no_more_for_many_than_for_few(
    app, session, world, signed, campaign, activist, seats
):
    def asked(path):
        with count_queries(app) as queries:
            assert signed.get(path).status_code == 200
        return queries.count

    paths = ("/en/coding/", f"/en/coding/deputies/{seats[0].id}")
    few = [asked(path) for path in paths]
    for _ in range(5):
        more = world.mandate(world.region())
        world.add(CampaignMandate(campaign=campaign, mandate=more))
        watch(session, campaign, activist, more)
    for _ in range(5):
        world.participation(seats[0])
        letter(world, seats[0], activist)
    session.commit()
    assert [asked(path) for path in paths] == few
    assert few == [16, 23]


def test_where_no_programme_was_entered_the_form_says_to_enter_it(signed, session, world, seats):
    address = f"/en/desk/programmes/{seats[0].id}/edit"
    assert check_page(signed.get(address).text).h1.text.startswith("Enter the programme: ")
    world.programme(seats[0], availability=Availability.PUBLISHED)
    session.commit()
    assert check_page(signed.get(address).text).h1.text.startswith("Correct the programme: ")

"""The order of theses on the coding screen, and the page that counts what it does."""

import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.queries import offering
from app.queries.offered import FEW, Choice, tally
from app.web.coding import offers as sealed_offers
from models.campaign import Campaign, CampaignMandate, CampaignState
from models.coding import Coding, Reading
from models.reliability import Offer, OfferArm, SampleUnit
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def world(session):
    return make_world(session)


@pytest.fixture
def mandate(world):
    return world.deputy("a", "Ахметов")


@pytest.fixture
def theses(world, mandate):
    texts = ("Построить школы", "Отремонтировать дороги", "Провести чистую воду в сёла")
    return [world.promise(mandate, number, text) for number, text in enumerate(texts, 1)]


@pytest.fixture
def part(world, mandate, theses, session):
    item = world.act(mandate, "О нехватке воды в сёлах", title_kk="Ауылдағы су туралы")
    world.act(mandate, "О школах")
    session.commit()
    return item.participations[0]


@pytest.fixture
def coder(make_user):
    return make_user()


@pytest.fixture
def signed(client, sign_in, coder):
    return sign_in(client, coder)


@pytest.fixture
def arm(monkeypatch):
    """Put every first reading into one arm."""

    def put(which):
        monkeypatch.setattr(offering, "arm_of", lambda *_: which)

    put(OfferArm.ORDERED)
    return put


def opened(signed, part):
    return BeautifulSoup(signed.get(f"/ru/coding/{part.id}").text, "html.parser")


def order(page):
    return [
        int(f.find("input")["name"].removeprefix("thesis-")) for f in page.select("[data-thesis]")
    ]


def send(signed, part, page=None, **fields):
    page = page or opened(signed, part)
    values = {
        name: page.find("form", id="coding").find("input", attrs={"name": name})["value"]
        for name in ("base", "token", "offer")
    }
    return signed.post(f"/ru/coding/{part.id}", data=values | {"action": "save"} | fields)


def offers(session):
    session.rollback()
    return session.scalars(select(Offer)).all()


def test_the_likeliest_thesis_stands_first_and_has_the_first_key(signed, part, theses, arm):
    page = check_page(signed.get(f"/ru/coding/{part.id}").text)
    assert order(page)[0] == theses[2].id
    assert page.select_one("[data-thesis] kbd").text == "1"
    # Its own number in the programme is still told.
    assert "3." in page.select_one("[data-thesis] legend").text
    assert page.select_one("#thesis-order button") is not None


def test_a_saved_reading_is_tied_to_what_was_offered(signed, part, theses, coder, session, arm):
    send(signed, part, **{"reading": "tagged", f"thesis-{theses[2].id}": "direct"})
    (offer,) = offers(session)
    assert (offer.arm, offer.coder_id, offer.ranked[0]) == (
        OfferArm.ORDERED, coder.id, theses[2].id,
    )  # fmt: skip
    assert sorted(offer.ranked) == sorted(thesis.id for thesis in theses)
    assert offer.coding.thesis_tags[0].thesis_id == theses[2].id


def test_a_control_reading_keeps_the_order_of_the_programme_and_is_recorded(
    signed, part, theses, session, arm
):
    arm(OfferArm.PLAIN)
    page = opened(signed, part)
    assert order(page) == [thesis.id for thesis in theses]
    assert page.select_one("#thesis-order button") is None
    send(signed, part, page, reading="none_fits")
    (offer,) = offers(session)
    assert (offer.arm, offer.ranked[0]) == (OfferArm.PLAIN, theses[2].id)
    assert offer.coding.reading is Reading.NONE_FITS


def test_one_first_reading_in_five_is_a_control_and_always_the_same_one():
    arms = [offering.arm_of(part, 7) for part in range(5000)]
    assert 0.18 < arms.count(OfferArm.PLAIN) / 5000 < 0.22
    assert arms == [offering.arm_of(part, 7) for part in range(5000)]
    assert arms != [offering.arm_of(part, 8) for part in range(5000)]


def test_the_second_reading_of_the_sample_sees_no_order_and_records_none(
    signed, part, theses, session, coder, make_user, world, mandate, arm
):
    campaign = Campaign(
        key="c", convocation=world.convocation, name_ru="Кампания", seed="s",
        observed_from=dt.date(2016, 1, 1), observed_to=dt.date(2016, 12, 31),
        work_from=dt.date(2016, 1, 1), work_to=dt.date(2026, 12, 31), state=CampaignState.OPEN,
        reliability_percent=0,
    )  # fmt: skip
    session.add_all([campaign, CampaignMandate(campaign=campaign, mandate=mandate)])
    world.read(part.item, mandate, make_user(), theses[2])
    session.add(SampleUnit(campaign=campaign, participation=part, coder=coder, drawn_at=NOW))
    session.commit()
    page = opened(signed, part)
    assert order(page) == [thesis.id for thesis in theses]
    assert page.select_one("#thesis-order button") is None
    send(signed, part, page, reading="none_fits")
    assert offers(session) == []


def test_what_would_be_drawn_into_the_sample_is_read_without_an_order(
    signed, part, theses, session, world, mandate, arm
):
    campaign = Campaign(
        key="c", convocation=world.convocation, name_ru="Кампания", seed="s",
        observed_from=dt.date(2016, 1, 1), observed_to=dt.date(2016, 12, 31),
        work_from=dt.date(2016, 1, 1), work_to=dt.date(2026, 12, 31), state=CampaignState.OPEN,
        reliability_percent=100,
    )  # fmt: skip
    session.add_all([campaign, CampaignMandate(campaign=campaign, mandate=mandate)])
    session.commit()
    assert order(opened(signed, part)) == [thesis.id for thesis in theses]


def test_the_other_order_is_remembered_and_loses_nothing_that_was_ticked(
    signed, part, theses, session, arm
):
    ticked = {f"thesis-{theses[0].id}": "direct"}
    gone = send(signed, part, action="order", **ticked)
    assert gone.status_code == 303
    page = opened(signed, part)
    assert order(page) == [thesis.id for thesis in theses]
    assert page.select_one(f"#thesis-{theses[0].id}-direct").has_attr("checked")
    # They have seen the order all the same, and it stays recorded.
    assert [offer.arm for offer in offers(session)] == [OfferArm.ORDERED]
    send(signed, part, page, action="order")
    assert order(opened(signed, part))[0] == theses[2].id


def test_who_turned_the_order_off_takes_no_part_in_the_comparison(
    signed, part, theses, session, arm
):
    signed.set_cookie(sealed_offers.COOKIE, sealed_offers.PROGRAMME)
    page = opened(signed, part)
    assert order(page) == [thesis.id for thesis in theses]
    send(signed, part, page, reading="none_fits")
    assert offers(session) == []


def test_a_seal_of_another_act_or_of_nobody_records_nothing(
    signed, part, session, world, mandate, arm
):
    other = world.act(mandate, "О дорогах")
    session.commit()
    page = opened(signed, other.participations[0])
    seal = page.find("input", attrs={"name": "offer"})["value"]
    assert seal
    send(signed, part, offer=seal, reading="none_fits")
    assert offers(session) == []
    forged = json.dumps([part.id, 1, "ordered", [1]])
    send(signed, part, offer=forged, action="draft", note="x")
    assert offers(session) == []


def test_a_reading_after_an_undo_is_the_one_that_counts_and_a_later_one_is_not(
    signed, part, session, coder, arm
):
    send(signed, part, reading="none_fits")
    session.rollback()
    first = session.scalars(select(Coding)).one()
    signed.post(f"/ru/coding/undo/{first.id}")
    send(signed, part, reading="unsure", note="?")
    session.rollback()
    second = session.scalars(select(Coding).order_by(Coding.id.desc())).first()
    assert [offer.coding_id for offer in offers(session)] == [second.id]
    send(signed, part, reading="none_fits")
    assert [offer.coding_id for offer in offers(session)] == [second.id]


def test_the_figures_stand_with_n_and_with_a_caution(
    signed, part, theses, session, make_user, client, sign_in, arm, app
):
    send(signed, part, **{"reading": "tagged", f"thesis-{theses[2].id}": "direct"})
    session.rollback()
    sign_in(client, make_user(UserRole.ANALYST))
    page = check_page(client.get("/ru/desk/suggestions").text)
    table = page.select_one("#hits").text
    assert "1/1 (100" in table
    assert str(FEW) in page.select_one(".notice").text
    with count_queries(app) as few:
        client.get("/kk/desk/suggestions")
    assert few.count <= 5


def test_the_page_says_so_where_nothing_was_offered_yet(client, sign_in, make_user):
    sign_in(client, make_user(UserRole.COORDINATOR))
    page = check_page(client.get("/kk/desk/suggestions").text)
    assert page.select_one("#hits") is None


def test_an_offer_of_a_pending_unit_of_the_sample_is_not_counted(
    signed, part, theses, session, world, mandate, make_user, client, sign_in, coder, arm
):
    send(signed, part, **{"reading": "tagged", f"thesis-{theses[2].id}": "direct"})
    session.rollback()
    campaign = Campaign(
        key="c", convocation=world.convocation, name_ru="Кампания", seed="s",
        observed_from=dt.date(2016, 1, 1), observed_to=dt.date(2016, 12, 31),
        work_from=dt.date(2016, 1, 1), work_to=dt.date(2026, 12, 31), state=CampaignState.OPEN,
    )  # fmt: skip
    second = make_user(UserRole.COORDINATOR)
    session.add(SampleUnit(campaign=campaign, participation=part, coder=second, drawn_at=NOW))
    session.commit()
    sign_in(client, second)
    page = check_page(client.get("/ru/desk/suggestions").text)
    assert page.select_one("#hits") is None


def test_hits_are_counted_over_readings_with_a_thesis():
    rows = [
        Choice(OfferArm.ORDERED, "ru", (5, 6, 7, 8), Reading.TAGGED, frozenset({5, 8})),
        Choice(OfferArm.ORDERED, "ru", (5, 6, 7, 8), Reading.TAGGED, frozenset({7})),
        Choice(OfferArm.ORDERED, "ru", (5, 6, 7, 8), Reading.TAGGED, frozenset({8})),
        # Topics only, and a thesis that was not in the order.
        Choice(OfferArm.ORDERED, "ru", (5, 6, 7, 8), Reading.TAGGED, frozenset({99})),
        Choice(OfferArm.ORDERED, "ru", (5, 6, 7, 8), Reading.NONE_FITS, frozenset()),
        Choice(OfferArm.ORDERED, "ru", (5, 6, 7, 8), Reading.UNSURE, frozenset()),
    ]
    found = tally(rows)
    assert (found.n, found.tagged, found.none_fits, found.open) == (6, 4, 1, 1)
    assert (found.linked, found.first, found.first_three, found.theses) == (3, 1, 2, 5)

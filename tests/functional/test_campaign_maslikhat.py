"""A campaign over a maslikhat that a country pack brought: no code knows its name."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app import packs
from app.queries import campaigns
from models import audit
from models.campaign import Campaign
from models.person import Deputy, Mandate
from models.place import Convocation, Legislature, Region
from models.user import UserRole
from tests.conftest import NOW
from tests.page_checks import check_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def maslikhat(session):
    """The maslikhat of the small pack, beside the Mazhilis."""
    for directory in ("data/kz-mazhilis-8", "tests/fixtures/packs/maslikhat"):
        packs.load(session, ROOT / directory, NOW)
    session.commit()
    audit.bind(session, actor="test", now=NOW)
    return session.scalars(
        select(Convocation).join(Legislature).where(Legislature.key == "example-maslikhat")
    ).one()


def test_a_maslikhat_is_watched_from_the_first_click_to_the_sheet(
    client, session, maslikhat, make_user, sign_in
):
    region = session.scalars(select(Region).where(Region.key == "KZ-27")).one()
    activist = make_user(name="Дана", region_id=region.id)
    sign_in(client, make_user(UserRole.COORDINATOR))
    days = {"observed_from": "2023-05-01", "observed_to": "2023-12-31",
            "work_from": "2023-10-01", "work_to": "2030-12-31"}  # fmt: skip
    values = {"name_kk": "Мәслихатты бақылау", "convocation": maslikhat.id,
              "reliability_percent": "20", "appeal_days": "15", "position_days": "15"}  # fmt: skip
    base = client.post("/kk/desk/campaigns/new", data=values | days).location
    client.post(f"{base}/districts")
    offered = check_page(client.get(f"{base}/assign").text).select("main select")
    chosen = {control["name"]: control.select_one("[selected]")["value"] for control in offered}
    assert set(chosen.values()) == {str(activist.id)} and len(chosen) == 2
    client.post(f"{base}/assign", data=chosen)
    client.post(f"{base}/open")
    session.commit()
    campaign = session.scalars(select(Campaign)).one()
    assert [book.key for book in campaigns.books(session, campaign.id)].count("example-topics") == 1
    board = check_page(client.get("/kk/desk/board").text)
    assert len(board.select("#board tbody tr")) == 2
    sign_in(client, activist)
    home = check_page(client.get("/kk/coding/").text)
    assert len(home.select(".cards h3 a")) == 2
    seat = session.scalars(select(Mandate).join(Deputy).where(Deputy.slug == "ulgili-adal")).one()
    sheet = check_page(client.get(f"/kk/coding/deputies/{seat.id}").text)
    assert "Үлгілі Адал Өмірұлы" in sheet.h1.text and "/looks/new" in str(sheet.main)
    queue = sheet.select_one("#acts ~ p a.button")["href"]
    assert len(check_page(client.get(queue).text).select("#queue tbody tr")) == 1

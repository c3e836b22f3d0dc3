"""Pages of the journal and of orders of theses, on a phone and a desk, with and without scripts."""

import os

import pytest
from sqlalchemy import select

from app.queries import offering
from models.coding import Coding, Reading
from models.reliability import OfferArm
from models.user import UserRole
from tests.factories.acts import make_world


@pytest.fixture
def coordinator(make_user):
    return make_user(UserRole.COORDINATOR, name="Айгүл Серік")


@pytest.fixture
def part(session, monkeypatch):
    monkeypatch.setattr(offering, "arm_of", lambda *_: OfferArm.ORDERED)
    world = make_world(session)
    mandate = world.deputy("a", "Ахметов")
    for number, text in enumerate(("Построить школы", "Провести чистую воду в сёла"), 1):
        world.promise(mandate, number, text, text_kk="Ауылға таза су" if number == 2 else None)
    found = world.act(mandate, "О нехватке воды в сёлах").participations[0]
    session.commit()
    return found


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_runs_over_the_edge(open_page, coordinator, part, lang, width):
    page = open_page(width=width, user=coordinator)
    for path in (
        "desk/journal", "desk/history/theses/2", "desk/journal/2/undo", "desk/suggestions",
        f"coding/{part.id}",
    ):  # fmt: skip
        page.goto(f"/{lang}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        if os.environ.get("SHOTS"):
            name = path.replace("/", "-")
            page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{lang}-{width}.png")


@pytest.mark.parametrize("js", [True, False])
def test_the_order_is_turned_and_nothing_that_was_ticked_is_lost(open_page, coordinator, part, js):
    page = open_page(user=coordinator, js=js)
    page.goto(f"/en/coding/{part.id}")
    assert "таза су" in page.locator("[data-thesis]").first.inner_text()
    page.locator("[data-thesis]").first.get_by_label("directly").check()
    page.get_by_role("button", name="Show the order of the programme").click()
    page.get_by_role("button", name="Show the order of likelihood").wait_for()
    assert "школы" in page.locator("[data-thesis]").first.inner_text()
    assert page.locator("[data-thesis]").nth(1).get_by_label("directly").is_checked()
    page.reload()
    assert "школы" in page.locator("[data-thesis]").first.inner_text()


def test_the_enter_key_saves_and_does_not_turn_the_order(open_page, coordinator, part, session):
    page = open_page(user=coordinator, js=False)
    page.goto(f"/en/coding/{part.id}")
    assert page.get_by_role("button", name="Save and next").count() == 1
    page.locator("#reading-none_fits").check()
    with page.expect_navigation():
        page.locator("#reading-none_fits").press("Enter")
    # The session still sees what stood there when it asked for the number of the part.
    session.rollback()
    assert session.scalars(select(Coding)).one().reading is Reading.NONE_FITS

"""Double coding and adjudication in a real browser, by keyboard, with scripts and without."""

import os

import pytest
from sqlalchemy import func, select

from models.reliability import Adjudication, SampleUnit
from models.user import UserRole
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_acts_are_read_twice_and_settled_by_keyboard(
    open_page, session, world, make_user, script, tmp_path
):
    people = [make_user(), make_user()]
    boss = make_user(UserRole.COORDINATOR)
    mandate = world.mandate(name="Құспанов Айдос")
    world.programme(mandate, theses=3)
    for _ in range(3):
        world.participation(mandate, text="Прошу принять меры.")
    campaign = make_campaign(session, world.convocation, mandate, reliability_percent=100)
    watch(session, campaign, people[1], mandate)
    session.commit()
    for place, person in enumerate(people):
        page = open_page(user=person, locale="ru-RU", js=script)
        page.goto("/ru/coding/start")
        for turn in range(3):
            here = page.url
            if script:
                page.keyboard.press("n" if turn or place else "1")
                page.keyboard.press("s")
            else:
                page.focus("#reading-none_fits" if turn or place else "#thesis-1-direct")
                page.keyboard.press("Space")
                if not turn and not place:
                    page.focus("#reading-tagged")
                    page.keyboard.press("Space")
                page.keyboard.press("Enter")
            page.wait_for_url(lambda url, here=here: url != here)
    session.rollback()
    assert session.scalar(select(func.count(SampleUnit.completed_at))) == 3
    page = open_page(user=boss, locale="ru-RU", js=script)
    page.goto("/ru/desk/cases")
    page.locator("#cases tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#decision")
    if shots := os.environ.get("SHOTS"):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{shots}/case-{width}.png", full_page=True)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width or not script
    page.focus("#reading-none_fits")
    page.keyboard.press("Space")
    page.focus("#reason")
    page.keyboard.type("В запросе нет ничего о школах")
    page.focus("#decide")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases")
    session.rollback()
    assert session.scalar(select(func.count(Adjudication.id))) == 1

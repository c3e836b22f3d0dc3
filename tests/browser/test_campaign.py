"""A campaign and the sheet of a deputy in the browser: without scripts, and for everybody."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from models.campaign import SearchStep
from models.coding import Assignment
from models.user import UserRole
from tests.factories.campaign import make_campaign, watch
from tests.factories.world import World
from tests.functional.test_sheet import fill


@pytest.fixture
def world(session):
    return World(session)


def test_a_campaign_runs_without_scripts_on_a_phone(open_page, make_user, session, world):
    region = world.region()
    seats = [world.mandate(region, name=f"Құспанов {n}") for n in range(3)]
    activist = make_user(name="Дана", region_id=region.id)
    boss = make_user(UserRole.COORDINATOR)
    session.commit()
    desk = open_page(user=boss, js=False, width=360)
    desk.goto("/en/desk/campaigns/new")
    desk.get_by_label("Name in English").fill("Watch 2024")
    desk.get_by_label("Convocation").select_option(str(world.convocation.id))
    for label, day in (
        ("Acts are observed from", "2024-03-01"), ("Acts are observed to", "2024-12-31"),
        ("Work begins", "2024-10-01"), ("Work ends", "2030-12-31"),
    ):  # fmt: skip
        desk.get_by_label(label).fill(day)
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Cover all single-mandate deputies").click()
    desk.get_by_role("link", name="Propose who watches whom").click()
    desk.get_by_role("button", name="Assign so").click()
    expect(desk.get_by_text("3 deputies were assigned.")).to_be_visible()
    desk.get_by_role("button", name="Open the campaign").click()
    # The groups of the header open without a script, one at a time.
    groups = desk.locator(".groups details")
    groups.first.locator("summary").click()
    groups.last.locator("summary").click()
    assert groups.first.get_attribute("open") is None
    groups.last.get_by_role("link", name="Board").click()
    expect(desk.locator("#board tbody tr")).to_have_count(3)

    work = open_page(user=activist, js=False, width=360)
    work.goto("/en/coding/")
    work.get_by_role("link", name="Құспанов 1").click()
    work.get_by_role("link", name="Add a look for the programme").click()
    work.get_by_label("Where you looked").select_option("election_commission")
    work.get_by_label("Address of the page").fill("https://example.org/programmes")
    work.get_by_label("Clicks").fill("5")
    work.get_by_label("Nothing").check()
    work.get_by_role("button", name="Save").click()
    expect(work.locator("#looks tbody tr")).to_have_count(1)
    expect(work.get_by_text("not found so far")).to_be_visible()
    session.commit()
    row = session.scalars(select(SearchStep)).one()
    assert (row.mandate_id, row.clicks) == (seats[1].id, 5)


@pytest.mark.parametrize(("lang", "width"), [("kk", 360), ("ru", 1280)])
def test_axe_finds_nothing_on_campaign_pages(
    browser, live_server, make_user, session, world, lang, width
):
    region = world.region()
    seats = [world.mandate(region) for _ in range(3)]
    world.topics("roads")
    campaign = make_campaign(session, world.convocation, *seats, programme_due=dt.date(2026, 1, 1))
    activist, boss = make_user(), make_user(UserRole.COORDINATOR)
    watch(session, campaign, activist, *seats[:2])
    fill(session, world, seats[0], activist)
    number = session.scalars(select(Assignment.id).order_by(Assignment.id)).first()
    own, sheet = f"desk/campaigns/{campaign.id}", f"coding/deputies/{seats[0].id}"
    pages = {
        boss: (
            "desk/campaigns/", own, f"{own}/edit", f"{own}/deputies", f"{own}/assign",
            "desk/board", f"desk/board/{campaign.id}/remind",
            f"desk/assignments/{number}/hand-over", sheet,
        ),
        activist: (
            "coding/", sheet, f"{sheet}/looks/new", f"{sheet}/accounts/new",
            f"{sheet}/memberships/new",
        ),
    }  # fmt: skip
    found = []
    for user, paths in pages.items():
        context = browser.new_context(
            base_url=live_server.url, bypass_csp=True, viewport={"width": width, "height": 800}
        )
        context.add_cookies([live_server.cookie_of(user)])
        page = context.new_page()
        for path in paths:
            assert page.goto(f"/{lang}/{path}").status == 200, path
            page.locator(".groups summary").first.click()
            faults = Axe().run(page).response["violations"]
            found += [f"{path}: {f['id']}: {n['html']}" for f in faults for n in f["nodes"]]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{path} is wider than {width}")
        context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_all_steps_of_the_board_are_in_sight_on_a_desk(open_page, make_user, session, world, lang):
    seat = world.mandate(world.region(), name="Құспанов Арман")
    activist, boss = make_user(name="Дана Ерланқызы"), make_user(UserRole.COORDINATOR)
    watch(session, make_campaign(session, world.convocation, seat), activist, seat)
    fill(session, world, seat, activist)
    session.commit()
    page = open_page(user=boss, width=1280)
    page.goto(f"/{lang}/desk/board")
    hidden = "table => table.parentElement.scrollWidth - table.parentElement.clientWidth"
    assert page.locator("#board").evaluate(hidden) == 0

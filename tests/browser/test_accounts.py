"""Accounts as a person meets them: in a browser, by keyboard, on a phone, without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from app import clock
from app.services import accounts, passwords
from models.user import UserRole

PASSWORD = "seven green camels"
NARROW, WIDE = 360, 1280


@pytest.fixture
def admin(make_user):
    hashed = passwords.hash_password(PASSWORD)
    return make_user(UserRole.ADMINISTRATOR, name="Айгүл", password=hashed)


@pytest.fixture
def invitation(session):
    def make(role=UserRole.ACTIVIST, email="dana@example.org"):
        _link, token = accounts.invite(session, None, clock.now(), role=role, email=email)
        session.commit()
        return f"account/link/{token}"

    return make


def test_a_person_comes_in_by_a_link_goes_out_and_comes_back_without_scripts(open_page, invitation):
    page = open_page(width=NARROW, js=False)
    page.goto(f"/en/{invitation()}")
    page.get_by_label("Name and surname").fill("Дана Қуанышова")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill("something else")
    page.get_by_role("button", name="Begin").click()
    assert "not the same" in page.get_by_role("alert").inner_text()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.goto("/en/account/")
    page.locator(".menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    assert "signed out" in page.get_by_role("status").inner_text()
    page.goto("/en/account/password")
    page.get_by_label("E-mail address").fill("dana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.url.endswith("/en/account/password")


def test_signing_in_needs_the_keyboard_alone(open_page, admin):
    page = open_page()
    page.goto("/en/account/sign-in")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    assert page.locator(":focus").bounding_box()["x"] >= 0, "it is seen when it has the focus"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(admin.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/kk/"))
    assert page.locator(".menu summary").last.inner_text().startswith("Айгүл")


def test_an_invitation_is_made_and_withdrawn(open_page, admin):
    page = open_page(user=admin)
    page.goto("/en/desk/people")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("E-mail address").fill("new@example.org")
    page.get_by_label("Analyst").check()
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#link").inner_text()
    stranger = open_page()
    stranger.goto(link)
    assert "new@example.org" in stranger.locator("main").inner_text()
    page.get_by_role("link", name="Back to the people").click()
    page.get_by_role("button", name="Withdraw the link for new@example.org").click()
    assert "withdrawn" in page.get_by_role("status").inner_text()


PAGES = ["account/sign-in", "account/link/no", "nowhere"]
OWN = [
    "account/",
    "account/password",
    "account/two-step",
    "account/two-step/on",
    "desk/people",
    "desk/people/invite",
    "desk/people/1",
]


def faults(page):
    """What axe finds, and whether anything makes the page wider than the screen."""
    found = [
        f"{page.url}: {fault['id']}: {node['html']}"
        for fault in Axe().run(page).response["violations"]
        for node in fault["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return found + ([f"{page.url} is wider than the screen"] if wide else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_finds_nothing(browser, live_server, admin, invitation, width, scheme):
    context = browser.new_context(
        base_url=live_server.url,
        bypass_csp=True,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    found = []
    for path in [*PAGES, invitation()]:
        page.goto(f"/ru/{path}")
        found += faults(page)
    context.add_cookies([live_server.cookie_of(admin)])
    for path in OWN:
        page.goto(f"/kk/{path}")
        found += faults(page)
    page.locator(".menu summary").last.click()
    found += faults(page)
    page.goto("/en/desk/people/invite")
    page.locator("main button").click()  # the sentences are ours: forms are `novalidate`
    assert page.locator(".field-error").count() == 2
    found += faults(page)
    context.close()
    assert not found, "\n".join(found)


def test_what_is_pressed_is_large_enough(open_page, admin):
    page = open_page(width=NARROW, user=admin)
    for path in OWN:
        page.goto(f"/en/{path}")
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select, summary')]
              .filter(e => e.offsetParent && e.type !== 'hidden' && !e.closest('p, td, th, li li'))
              .filter(e => !e.classList.contains('skip'))
              .filter(e => { const b = e.getBoundingClientRect(); return b.height < 24; })
              .map(e => e.outerHTML)"""
        )
        assert small == [], path

"""The whole site in a real browser: axe over a page of every kind, and a walk by keyboard alone."""

import pytest
import time_machine

from tests.browser.test_axe import faults
from tests.factories.voters import LATER, Voters
from tests.site_walk import Walk, of_sitemap

#: Cards for other sites, the choice of a language and pages of accounts have tests of their own.
NO_PAGES = ("embed ", "root.", "account.")


@pytest.fixture
def voters(app, session, make_user):
    """A portal with everything odd that a voter can meet."""
    with time_machine.travel(LATER, tick=True):
        return Voters(session, make_user, 5).publish()


def pages(app, lang):
    """A page of every kind that a walk from the first page and the sitemap comes to.

    What is asked of a page in twos and threes shows nothing that one question does not.
    """
    walk = Walk(app, most=1)
    walk.check = lambda *_: None
    walk.walk([f"/{lang}/", *of_sitemap(app, lang)])
    return sorted(
        address
        for kind, address in walk.samples.items()
        if address in walk.ids
        and kind.startswith(lang)
        and address.count("&") == 0
        and not any(word in f"{kind} " for word in NO_PAGES)
    )


@pytest.mark.timeout(900)
@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_a_page_of_every_kind(
    app, browser, live_server, voters, lang, width, capsys
):
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": width, "height": 800},
    )  # fmt: skip
    page, found = context.new_page(), []
    addresses = pages(app, lang)
    for address in addresses:
        page.goto(address)
        found += faults(page)
    context.close()
    with capsys.disabled():
        print(f"\naxe, {lang}, {width} px, light and dark: {len(addresses)} pages")
    assert not found, "\n".join(found)
    assert len(addresses) > 25


def tab_to(page, selector, limit=200):
    """Go on by the tabulator to what `selector` matches, which must show that it has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        matches, shown, height = page.evaluate(
            """(wanted) => { const e = document.activeElement, s = getComputedStyle(e);
            return [e.matches(wanted), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0,
                    e.getBoundingClientRect().height] }""",
            selector,
        )
        if matches:
            assert shown, f"{selector} has the focus and does not show it"
            assert height >= 16
            return
    raise AssertionError(f"the tabulator does not come to {selector} on {page.url}")


def enter(page, address):
    """Press Enter and wait for the page it leads to."""
    page.keyboard.press("Enter")
    page.wait_for_url(address)


@pytest.mark.parametrize("js", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_voter_finds_reads_checks_and_follows_by_keyboard_alone(
    live_server, open_page, voters, js, width
):
    page = open_page(locale="ru-RU", width=width, js=js)
    page.goto("/ru/")
    tab_to(page, "#q")
    page.keyboard.type("Құспан")
    enter(page, "**/ru/deputies/deputy-2")
    tab_to(page, "main a[href*='/promises/']")
    enter(page, "**/promises/*")
    tab_to(page, "main a[href*='/items/'], main a[href*='/evidence/']")
    page.go_back()
    tab_to(page, ".share a[href='/ru/feeds/deputies/deputy-2.atom']")
    feed = page.request.get(page.url.rpartition("/deputies/")[0] + "/feeds/deputies/deputy-2.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")

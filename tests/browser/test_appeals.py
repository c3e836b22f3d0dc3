"""A letter to a deputy in a real browser: written in Kazakh, sent, overdue, answered, printed."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from app import clock
from models.calendar import CalendarYear
from tests.factories.appeals import campaign
from tests.factories.world import World

TODAY = clock.day(clock.now())


@pytest.fixture
def world(session):
    for year in range(TODAY.year - 1, TODAY.year + 2):
        session.add(CalendarYear(year=year, whole=True, source="made up"))
    return World(session)


@pytest.fixture
def mandate(world, session):
    mandate = world.mandate(world.region("Абай облысы"), name="Құспанов Абзал")
    campaign(session, mandate, appeal_law="ҚР ӘРПК 76-бабы")
    return mandate


@pytest.fixture
def activist(world, session, make_user, mandate):
    user = make_user(name="Әйгерім Қ.")
    world.assign(user, mandate)
    session.commit()
    return user


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).click()


def save(page):
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("js", [True, False])
def test_a_letter_from_the_first_word_to_the_answer(open_page, activist, mandate, js, tmp_path):
    page = open_page(user=activist, js=js, locale="kk-KZ", width=360)
    page.goto("/kk/coding/appeals")
    with page.expect_navigation():
        page.locator("a[href$='/kk/coding/appeals/new']").click()
    page.locator("#mandate").select_option(str(mandate.id))
    page.locator("#lang").select_option("kk")
    save(page)
    text = page.locator("#text").input_value()
    assert "Құспанов Абзал" in text and "ҚР ӘРПК 76-бабы" in text
    page.locator("#text").fill(text.replace("[ұйымның атауы]", "«Әділ сөз» қоры"))
    assert fits(page)
    save(page)
    assert page.locator(".notice-warn").inner_text().count("[") == 1
    letter = page.url

    page.goto(f"{letter}/send")
    page.locator("#sent_on").fill((TODAY - dt.timedelta(days=60)).isoformat())
    page.locator("#channel").select_option("e_otinish")
    page.locator("#number").fill("ЖТ-2024-15")
    save(page)
    assert page.locator(".tag-bad").count() == 1 and fits(page)
    page.goto("/kk/coding/appeals")
    assert "ЖТ-2024-15" in page.locator("#letters tbody tr").first.inner_text()
    page.goto("/kk/coding/")
    assert page.locator(f"main .notice a[href='{letter[letter.index('/kk') :]}']").count() == 1

    page.goto(f"{letter}/answer")
    page.locator("#answer_kind-0").check()
    page.locator("#answered_on").fill((TODAY - dt.timedelta(days=1)).isoformat())
    page.locator("#answer_text").fill("Бағдарлама қоса беріліп отыр.")
    save(page)
    assert page.locator(".tag-ok").count() == 1
    assert page.locator(".tag-bad").count() == 0


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_a_printed_letter_is_the_letter_alone(open_page, activist, mandate, lang):
    page = open_page(user=activist, locale="kk-KZ")
    page.goto(f"/{lang}/coding/appeals/new?mandate={mandate.id}&lang={lang}")
    save(page)
    page.goto(f"{page.url}/letter")
    assert page.locator(".notice").first.is_visible()
    page.emulate_media(media="print")
    for hidden in (".top", ".crumbs", ".notice"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".letter").is_visible() and page.locator("h1").is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF") and b"595" in printed


@pytest.mark.parametrize("path", ["/appeals", "/appeals/new"])
def test_nothing_stands_in_the_way_of_a_screen_reader(
    open_page, browser, activist, live_server, path
):
    context = browser.new_context(bypass_csp=True, base_url=live_server.url)
    context.add_cookies([live_server.cookie_of(activist)])
    page = context.new_page()
    page.goto(f"/ru/coding{path}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()

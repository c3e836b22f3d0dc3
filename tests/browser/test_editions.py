"""Editions in a real browser: narrow and wide, in three languages, without scripts; and axe."""

import os
from pathlib import Path

import pytest

from app.services import editions as service
from models.user import UserRole
from models.verdict import PositionState
from tests.browser.test_axe import faults
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.editions import AS_OF, Ready

WIDTHS = (360, 1280)
#: Where pictures of the pages go, for whoever wants to look at them.
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def published(session, make_user):
    ready = Ready(session, make_user)
    link = verdicts.link(ready.world, ready.first, ready.coordinator)
    verdicts.position(
        ready.world, ready.verdicts[3], link, text="Мы этого не обещали.\n" + "слово" * 60,
        disputes=True, state=PositionState.PUBLISHED, published_at=NOW,
    )  # fmt: skip
    for name in ("Осень 2026", "Зима " + "2026" * 30):
        service.publish(session, ready.coordinator, NOW, campaign="2026", name=name, as_of=AS_OF)
        ready.theses[5].text_ru = "Построить две школы"
        session.flush()
    ready.rate(4, ready.verdicts[2].status)
    session.commit()
    slug = ready.first.deputy.slug
    return [
        "editions/", "editions/2/", f"editions/2/deputies/{slug}", "editions/2/methodology",
        "editions/2/compare/1", f"deputies/{slug}", "deputies/", "corrections",
        f"report-error?page=/ru/deputies/{slug}",
    ]  # fmt: skip


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_editions(
    browser, live_server, make_user, session, published, lang, width
):
    coordinator = make_user(UserRole.COORDINATOR)
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, reduced_motion="reduce",
        viewport={"width": width, "height": 800},
    )  # fmt: skip
    page = context.new_page()
    found = []
    desk = ["desk/editions/?as_of=2026-11-15", "desk/corrections/"]
    for signed_in, paths in ((False, published), (True, desk)):
        if signed_in:
            context.add_cookies([live_server.cookie_of(coordinator)])
        for number, path in enumerate(paths):
            assert page.goto(f"/{lang}/{path}").status == 200, path
            shoot(page, f"{'desk' if signed_in else 'public'}-{number}-{lang}-{width}")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found += faults(page)
    context.close()
    assert not found, "\n".join(found)


def test_an_error_is_reported_without_scripts_and_settled_at_the_desk(
    open_page, make_user, published
):
    coordinator = make_user(UserRole.COORDINATOR)
    page = open_page(locale="ru-RU", width=360, js=False)
    page.goto(f"/ru/{published[2]}")
    page.get_by_role("link", name="Report an error").or_(
        page.locator("footer a[href*='report-error']")
    ).last.click()
    page.locator("#text").fill("Школа достроена")
    page.locator("main form button").click()
    assert "/report-error/thanks" in page.url
    desk = open_page(user=coordinator)
    desk.goto("/en/desk/corrections/")
    desk.locator("#reports a").first.click()
    for name in ("change_kk", "change_ru", "why_kk", "why_ru"):
        desk.locator(f"#{name}").fill("Түзетілді / Исправлено")
    desk.locator("form[action$='/correct'] button").click()
    page.goto("/ru/corrections")
    assert "Исправлено" in page.locator("main").inner_text()
    assert "Школа достроена" not in page.content()

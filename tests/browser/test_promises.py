"""From a scorecard to the kept copy behind a promise, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories.promises import Chain
from tests.functional.test_edition_pages import publish


@pytest.fixture
def chain(session, make_user):
    found = Chain(session, make_user)
    session.commit()
    publish(found)
    return found


def path_of(chain, lang="ru"):
    return f"/{lang}/deputies/{chain.first.deputy.slug}/promises/{chain.theses[0].id}"


@pytest.mark.parametrize("js", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_scorecard_to_the_promise_the_act_and_its_kept_copy(
    live_server, open_page, chain, js, width
):
    page = open_page(locale="ru-RU", width=width, js=js)
    page.goto(f"/ru/deputies/{chain.first.deputy.slug}")
    page.locator(f"main a[href$='/promises/{chain.theses[0].id}']").first.click()
    assert page.locator("section.step").count() == 5
    page.locator("#step-deeds ~ ol a[href*='/items/']").first.click()
    assert chain.request.key in page.url
    page.locator(f"main a[href$='/captures/{chain.copy.id}']").first.click()
    assert chain.copy.sha256 in page.content()


def test_the_chain_can_be_read_with_the_keyboard_alone(live_server, open_page, chain):
    page = open_page(width=360)
    page.goto(path_of(chain))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "document.activeElement.getAttribute('href') || document.activeElement.tagName"
            )
        )
        if seen[-1] == "SUMMARY" and seen.count("SUMMARY") == 1:
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open")
    order = [
        next(place for place, href in enumerate(seen) if part in href)
        for part in ("/letter", "/files/", "/items/", "/evidence/")
    ]
    assert order == sorted(order)


def test_on_paper_there_is_the_letter_and_nothing_else(live_server, open_page, chain):
    page = open_page(width=1280, js=False)
    page.goto(f"{path_of(chain)}/letter?in=ru&to=body")
    page.locator("#to").select_option("deputy")
    page.get_by_role("button").first.click()
    assert "to=deputy" in page.url
    assert page.locator("#letter").input_value().startswith("Кому: Құспан Абзал")
    page.emulate_media(media="print")
    assert page.locator(".on-paper").is_visible()
    for hidden in ("h1", "#letter", "form.filters", "footer"):
        assert not page.locator(hidden).first.is_visible(), hidden


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_chain_and_the_letter(browser, live_server, chain, lang, width):
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    slug, found = chain.first.deputy.slug, []
    for path in (
        path_of(chain, lang),
        f"/{lang}/editions/1/deputies/{slug}/promises/{chain.theses[4].id}",
        f"{path_of(chain, lang)}/letter?to=body",
        f"/{lang}/editions/1/items/{chain.request.key}",
        f"/{lang}/recall",
        f"/{lang}/files/{chain.leaflet.sha256}",
    ):
        assert page.goto(path).status == 200, path
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [
                f"{path} {scheme}: {fault['id']}: {node['html'][:120]}"
                for fault in Axe().run(page).response["violations"]
                for node in fault["nodes"]
            ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
    assert not found, "\n".join(found)

"""The copy in a browser: served below a folder of another host, and opened from a disk."""

import functools
import http.server
import re
import threading
from urllib.parse import urlsplit

import pytest

from tests.factories.mirror import SEED, copy, portal

#: The pages are made by the portal itself, a second for each ten of them on a quiet machine.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def folder(template, tmp_path_factory):
    home = tmp_path_factory.mktemp("portal")
    site = tmp_path_factory.mktemp("hosts") / "some" / "folder"
    with portal(template, "sqlite", home, mirror_key=SEED) as app:
        copy(app, site, langs=("kk", "ru"))
    return site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def served(folder):
    root = folder.parent.parent
    handler = functools.partial(_Quiet, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/folder/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser, folder, served):
    """Open the copy from a host or a disk; every request must stay in it, and nothing complain."""
    contexts, wrong = [], []

    def make(where, *, js=True, width=1280, allow="\n"):
        home = served if where == "http" else f"{folder.as_uri()}/"
        context = browser.new_context(
            java_script_enabled=js, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()

        def note(said, page, allow):
            if said.type == "error" and allow not in said.text:
                wrong.append(f"{said.text} ({page.url})")

        def asked(request):
            if allow not in request.url and not request.url.startswith((home, "data:")):
                wrong.append(f"asked elsewhere: {request.url}")

        def failed(request):
            # A page that is left before its pictures have come gives them up: nothing is amiss.
            if allow not in request.url and request.failure != "net::ERR_ABORTED":
                wrong.append(f"failed: {request.url}: {request.failure}")

        page.on("request", asked)
        page.on("requestfailed", failed)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("console", lambda said: note(said, page, allow))
        page.on(
            "response",
            lambda got: wrong.append(f"{got.status}: {got.url}") if got.status >= 400 else None,
        )
        page.goto(home + "index.html")
        return page

    yield make
    for context in contexts:
        context.close()
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("where", ["http", "file"])
@pytest.mark.parametrize("js", [True, False])
def test_a_voter_walks_from_home_to_the_kept_copy_and_into_another_language(visit, where, js):
    page = visit(where, js=js)
    page.click("main a[lang=kk]")
    assert page.locator("aside.mirror").count() == 1
    page.locator("main a[href*='deputies/deputy-']").first.click()
    page.locator("main a[href*='/promises/'], main a[href*='promises/']").first.click()
    assert "/promises/" in page.url
    page.locator("main a[href*='/items/']").first.click()
    page.locator("main a[href*='/captures/']").first.click()
    assert re.search(r"/captures/\d+\.html", page.url)
    frame = page.frame_locator("iframe.kept-frame")
    assert "Дороги разбиты" in frame.locator("body").inner_text()
    page.click("nav.languages a[hreflang=ru]")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert "/ru/captures/" in urlsplit(page.url).path
    styles = page.evaluate("document.styleSheets.length") if js else 2
    assert styles >= 2


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_word_in_another_form_is_found_and_leads_to_its_page(visit, where):
    page = visit(where)
    page.click("main a[lang=ru]")
    page.fill("main input[name=q]", "дорогами")
    page.press("main input[name=q]", "Enter")
    page.wait_for_selector("#mirror-count")
    hit = page.locator("#mirror-results a[href*='items/']").first
    assert "О ремонте дорог" in hit.inner_text()
    hit.click()
    assert "/ru/items/" in page.url


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_deputy_is_found_in_latin_letters_with_an_error(visit, where):
    page = visit(where)
    page.click("main a[lang=kk]")
    page.fill("main input[name=q]", "kuspn")
    page.press("main input[name=q]", "Enter")
    page.wait_for_selector("#mirror-count")
    page.locator("#mirror-results a[href*='deputies/']").first.click()
    assert "Құспан" in page.locator("h1").inner_text()


@pytest.mark.parametrize("where", ["http", "file"])
def test_without_scripts_the_search_is_a_list(visit, where):
    page = visit(where, js=False)
    page.click("main a[lang=ru]")
    page.fill("main input[name=q]", "дорога")
    page.press("main input[name=q]", "Enter")
    assert page.locator("noscript, main .notice").first.is_visible()
    page.locator("main ul.columns a[href*='deputies/']").first.click()
    assert "/ru/deputies/" in page.url


def test_nothing_is_wider_than_a_phone(visit, folder):
    page = visit("file", width=360)
    for path in ("index.html", "ru/index.html", "ru/search.html?q=дорога", "kk/mirror.html"):
        page.goto(f"{folder.as_uri()}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_policy_of_the_copy_stops_a_request_that_a_page_would_make(visit):
    page = visit("file", allow="elsewhere.example")
    page.click("main a[lang=ru]")
    blocked = page.evaluate(
        "new Promise(done => { document.addEventListener('securitypolicyviolation',"
        " event => done(event.effectiveDirective)); const one = new Image();"
        " one.src = 'https://elsewhere.example/a.png'; setTimeout(() => done(''), 3000); })"
    )
    assert blocked == "img-src"

"""Charts on a phone, and the card on a page of somebody else whose policy is strict."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from models.item import Role
from tests.factories.acts import make_world
from tests.factories.charts import make_chamber


@pytest.fixture
def chamber(session, make_user):
    made = make_chamber(session, make_user())
    session.commit()
    return made


@pytest.fixture
def large(session):
    """A chamber of 98 deputies of districts, some with very long names."""
    world = make_world(session)
    for number in range(1, 99):
        name = (
            f"Әбдіғаппарова-Нұрмұхаметқызы Гүлжанар {number}" if number % 7 == 0 else f"Ә {number}"
        )
        mandate = world.deputy(f"deputy-{number}", name, world.district(number))
        if number % 3:
            world.act(mandate, role=list(Role)[number % 3])
    session.commit()
    return world


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_ninety_eight_deputies_are_readable_on_a_phone(live_server, open_page, large, lang):
    page = open_page(width=360, js=False)
    page.goto(f"/{lang}/charts/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    lines = page.locator("#chart-requests .chart-line")
    assert lines.count() == 98
    # Every bar has as much room as every other one, or its length would say nothing.
    bars = page.locator("#chart-requests .chart-pieces")
    widths = {round(bars.nth(n).bounding_box()["width"]) for n in (0, 5, bars.count() - 1)}
    assert len(widths) == 1 and widths.pop() > 150
    for number in range(0, 98, 9):
        box = lines.nth(number).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    first, last = lines.nth(0).inner_text(), lines.nth(97).inner_text()
    assert "№ 1" in first and "№ 98" in last


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_charts_have_no_barrier(browser, live_server, chamber, scheme, width):
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme,
        bypass_csp=True,
    )  # fmt: skip
    page = context.new_page()
    for path in ("charts/", "charts/kz-mazhilis-8/requests/chamber", "embed?slug=kuspan-abzal",
                 "deputies/kuspan-abzal/embed"):  # fmt: skip
        page.goto(f"/kk/{path}")
        if path == "charts/":
            for details in page.locator("main details").all():
                details.evaluate("element => { element.open = true; }")
        found = Axe().run(page).response["violations"]
        assert not found, (path, [(rule["id"], rule["nodes"][0]["html"]) for rule in found])
    context.close()


def test_each_kind_of_piece_has_a_look_of_its_own(live_server, open_page, chamber):
    """Colour is not the only carrier: a pattern, a full piece and an empty frame."""
    page = open_page(width=1280, js=False)
    page.goto("/en/charts/")
    legend = page.locator("#chart-requests .chart-legend rect")
    fills = [legend.nth(n).evaluate("element => getComputedStyle(element).fill") for n in range(3)]
    assert fills[1] == 'url("#look-1")' and len(set(fills)) == 3


@pytest.fixture
def host(live_server):
    """A page of somebody else that frames a card, and allows nothing but that frame."""
    pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            policy, body = pages.get(self.path, ("default-src 'none'", ""))
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(f"<!doctype html><html lang=en><title>x</title>{body}".encode())

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}", pages
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def visitor(browser):
    """A browser that notes whom it asks, with what, and what its console says."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append((request.url, request.headers)))
    page.on("console", lambda message: page.complaints.append(message.text))
    yield page
    context.close()


def code_of(client, which):
    """The code that the help page gives to be copied."""
    page = BeautifulSoup(client.get("/ru/embed?slug=kuspan-abzal").data, "html.parser")
    return page.find(id=which).get_text()


def test_the_card_stands_in_a_strict_page_and_follows_nobody(
    live_server, host, visitor, client, chamber
):
    address, pages = host
    code = code_of(client, "frame").replace("http://localhost/", f"{live_server.url}/")
    pages["/host"] = (f"default-src 'none'; frame-src {live_server.url}", code)
    visitor.goto(f"{address}/host")
    frame = visitor.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Куспан Абзал"
    assert visitor.frames[1].evaluate("document.documentElement.scrollHeight") <= 400
    ours = [(url, headers) for url, headers in visitor.asked if url.startswith(live_server.url)]
    others = [url for url, _ in visitor.asked
              if not url.startswith((live_server.url, address, "data:"))]  # fmt: skip
    assert not others and not visitor.complaints
    assert [url.split("?")[0].rsplit("/", 1)[-1] for url, _ in ours] == ["embed", "embed.css"]
    assert not any("cookie" in headers for _, headers in ours)
    assert not any(address in headers.get("referer", "") for _, headers in ours)
    assert visitor.context.cookies() == []
    frame.locator("a").click()
    visitor.wait_for_url(f"{live_server.url}/ru/deputies/kuspan-abzal")


def test_the_picture_stands_where_frames_are_forbidden(live_server, host, visitor, client, chamber):
    address, pages = host
    code = code_of(client, "picture").replace("http://localhost/", f"{live_server.url}/")
    pages["/host"] = (f"default-src 'none'; img-src {live_server.url}", code)
    visitor.goto(f"{address}/host")
    image = visitor.locator("img")
    image.scroll_into_view_if_needed()
    visitor.wait_for_load_state("networkidle")
    assert image.evaluate("element => [element.naturalWidth, element.naturalHeight]") == [1200, 630]
    assert "Куспан Абзал" in image.get_attribute("alt")
    assert not visitor.complaints and visitor.context.cookies() == []

"""Hostile kept pages in a browser: nothing runs, nothing is asked for, nothing leads away."""

import pytest

from tests.attacks import ATTACKS, page
from tests.factories.copies import Copies

URL = "https://mazhilis.parlam.kz/api/core/deputies/by-alphabet/"


@pytest.mark.parametrize("scripts", [True, False])
def test_no_attack_runs_or_asks_for_anything(app, session, live_server, open_page, scripts):
    markup = "".join(f"<div>{attack}</div>" for attack in ATTACKS.values())
    copies = Copies(app, session)
    numbers = [copies.keep(URL, page(markup), kind="deputies-by-alphabet").id]
    for name in ("script", "refresh", "svg", "frames", "mutation by noscript", "half a tag"):
        copy = copies.keep(f"{URL}?{len(numbers)}", page(ATTACKS[name]), kind="deputies")
        numbers.append(copy.id)
    session.rollback()
    browser = open_page(js=scripts)
    asked: list[str] = []
    browser.on("request", lambda request: asked.append(request.url))
    for number in numbers:
        for path in (f"/ru/captures/{number}/page", f"/ru/captures/{number}"):
            asked.clear()
            browser.goto(f"{live_server.url}{path}")
            browser.wait_for_load_state("networkidle")
            assert browser.title() != "run"
            assert browser.url.endswith(path)
            assert all(url.startswith(live_server.url) for url in asked), asked
            if path.endswith("/page"):
                own = [url for url in asked if not url.endswith("/favicon.ico")]
                assert own == [f"{live_server.url}{path}"]
        browser.locator("iframe").scroll_into_view_if_needed()
        browser.wait_for_load_state("networkidle")
        assert "до" in browser.frame_locator("iframe").locator("body").inner_text()
        assert all(frame.title() != "run" for frame in browser.frames) if scripts else True

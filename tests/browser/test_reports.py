"""The report as one HTML file on a phone, in the dark, and before axe; and its page on the desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.reports.html import HtmlWriter
from app.words import LANGS, Words
from models.user import UserRole
from tests.factories.acts import make_world
from tests.factories.documents import rich_document


@pytest.mark.parametrize("lang", LANGS)
def test_the_file_is_read_on_a_phone_and_in_the_dark_and_asks_nobody(browser, tmp_path, lang):
    path = tmp_path / "report.html"
    path.write_bytes(HtmlWriter().write(rich_document(lang), Words(lang)))
    for scheme, width in (("light", 360), ("dark", 1280)):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        context.close()


def test_the_desk_page_of_reports_before_axe(live_server, open_page, session, make_user):
    world = make_world(session)
    world.deputy("bapi-ermurat", "Бапи Ермурат", world.district(2))
    session.commit()
    person = make_user(UserRole.ANALYST)
    for width in (360, 1280):
        page = open_page(width=width, user=person)
        page.goto("/kk/desk/reports/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

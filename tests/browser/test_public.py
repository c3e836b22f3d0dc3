"""The voter's way in a real browser: on a phone, in three languages, without scripts."""

from datetime import date

import pytest

from app.web.permissions import ANYONE, allowed_roles
from models.place import Session
from models.topic import CodeBook, Topic
from tests.factories.acts import make_world

WIDTHS = (360, 1280)
#: Pages of many deputies together, each with what its address needs.
TOGETHER = (
    "topics/kz-mazhilis-8/issues.schools?tab=promises",
    "topics/kz-mazhilis-8/issues.schools?tab=acts",
    "parties/kz-mazhilis-8/",
    "parties/kz-mazhilis-8/not-known",
    "parties/kz-mazhilis-8/not-known?tab=requests",
    "sessions/kz-mazhilis-8/",
    "sessions/kz-mazhilis-8/1",
    "compare?d=kuspan-abzal",
)
#: What some pages need instead of what the others do.
OWN = {"public.cite": {"key": "testable"}}
#: What is not a page, or has tests of its own: the bytes of a kept copy and the page in its frame,
#: pictures, and feeds.
NO_PAGES = {
    "public.capture_bytes",
    "public.capture_page",
    "public.capture_picture",
    "public.card_picture",
    "public.feed_all",
    "public.feed_deputy",
    "public.feed_promise",
    "public.photo",
}


@pytest.fixture
def portal(session, make_user):
    """A deputy with promises, an act on one of them, and one with a very long title."""
    world = make_world(session)
    mandate = world.deputy("kuspan-abzal", "Куспан Абзал", world.district(14))
    world.district(15, "KZ-16")
    thesis = world.promise(mandate, 1, "Построить школу в каждом районе")
    act = world.act(mandate, "О строительстве школы", uid="1")
    world.read(act, mandate, make_user(name="Айгүл Сейткали"), thesis)
    world.act(mandate, "длинноеслово" * 160, uid="2", number="ДЗ-" + "9" * 60)
    book = world.add(CodeBook(key="issues", name_ru="Вопросы", name_kk="Мәселелер"))
    thesis.topic = act.theme = world.add(
        Topic(code_book=book, key="schools", number=1, name_ru="Школы", name_kk="Мектептер")
    )
    world.add(
        Session(convocation=world.convocation, number=1, start=date(2016, 3, 25),
                end=date(2016, 6, 30), source="газета")
    )  # fmt: skip
    capture = world.capture()
    session.commit()
    return capture


@pytest.mark.parametrize("width", WIDTHS)
def test_a_voter_finds_a_deputy_and_the_evidence_in_a_few_clicks(
    live_server, open_page, portal, width
):
    page = open_page(locale="ru-RU", width=width, js=False)
    page.goto("/")
    assert "/ru/" in page.url
    page.locator(".tiles a").first.click()
    page.get_by_role("link", name="Куспан Абзал").click()
    assert page.locator("h1").inner_text() == "Куспан Абзал"
    page.locator("#promise-1 a[href*='thesis=']").click()
    page.get_by_role("link", name="О строительстве школы").click()
    assert "/items/parlam-html/1" in page.url


def test_a_name_is_found_from_the_first_page(live_server, open_page, portal):
    page = open_page(locale="en", js=False)
    page.goto("/en/")
    page.locator("#q").fill("Құспан")
    page.locator("#q").press("Enter")
    assert page.locator("h1").inner_text() == "Куспан Абзал"


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_public_page_is_wider_than_the_screen_or_names_a_coder(
    app, live_server, open_page, portal, lang, width
):
    page = open_page(width=width, js=False)
    seen = set()
    for path in public_paths(app, lang, portal.id):
        response = page.goto(path)
        assert response.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert "Сейткали" not in page.content(), path
        seen.add(path)
    assert len(seen) >= 12


def public_paths(app, lang, capture):
    """Every page of the public blueprint that there is here, and the tabs of a deputy.

    Pages of editions and of kept files have tests of their own, with editions and files.
    """
    known = {"slug": "kuspan-abzal", "thesis": 1, "key": "parlam-html/2", "capture_id": capture}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            page = rule.endpoint.startswith("public.") and "GET" in (rule.methods or ())
            values = known | OWN.get(rule.endpoint, {})
            here = rule.arguments <= values.keys() | {"lang"}
            if page and here and rule.endpoint not in NO_PAGES:
                assert ANYONE in allowed_roles(app, rule.endpoint)
                wanted = {name: values[name] for name in rule.arguments - {"lang"}}
                yield app.url_map.bind("").build(rule.endpoint, {"lang": lang, **wanted})
    for path in TOGETHER:
        yield f"/{lang}/{path}"
    yield f"/{lang}/items/parlam-html/1"
    yield f"/{lang}/search?q=школа"
    yield f"/{lang}/search?q=школа&what=request&since=2000-01-01"
    yield f"/{lang}/search?q=нет+такого+слова"
    yield f"/{lang}/deputies/?convocation=8"
    yield f"/{lang}/districts/kz-mazhilis-8/14"
    yield f"/{lang}/regions/kz-mazhilis-8/KZ-15"
    yield f"/{lang}/find?q=нет"
    yield f"/{lang}/find?q=14+15"
    yield f"/{lang}/charts/kz-mazhilis-8/requests/unknown"
    yield f"/{lang}/embed?slug=kuspan-abzal"

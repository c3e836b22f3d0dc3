"""Citing a figure, passing a page on, and what the head of a page tells machines."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from app.queries.figures import KEYS
from app.scoring import DEFINITIONS
from app.services import editions as service
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page


@pytest.fixture
def ready(session, make_user):
    """A campaign that can be published; the first deputy is `deputy-2`."""
    made = Ready(session, make_user)
    session.commit()
    return made


@pytest.fixture
def published(session, ready):
    """The same with its first edition out."""
    service.publish(
        session, ready.coordinator, NOW, campaign=ready.campaign.id, name="I", as_of=AS_OF
    )
    session.commit()
    return ready


def figure(client, key, lang="en", edition=None):
    head = f"/{lang}/editions/{edition}" if edition else f"/{lang}"
    return check_page(client.get(f"{head}/deputies/deputy-2/figures/{key}").text)


def test_every_key_is_defined_and_has_words():
    defined = {definition.key for definition in DEFINITIONS}
    assert {known.definition for known in KEYS.values()} <= defined


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("edition", [None, 1])
def test_every_key_of_a_deputy_has_a_page_today_and_in_an_edition(client, published, lang, edition):
    for key in KEYS:
        page = figure(client, key, lang, edition)
        assert len(page.select("main bdi[lang]")) >= 3, key


def test_a_figure_says_its_number_its_rows_and_its_edition(client, published):
    page = figure(client, "fulfilled")
    assert page.select_one(".lead strong").text == "1/5"
    assert "of the testable promises" in page.select_one(".lead").text
    said = {quote["lang"]: quote.text for quote in page.select("main bdi.secret")}
    address = "http://localhost/en/editions/1/deputies/deputy-2/figures/fulfilled"
    assert said["en"].endswith(address)
    assert "edition 1" in said["en"]
    assert said["kk"].endswith(address.replace("/en/", "/kk/"))
    assert page.select_one("code.hash")


def test_a_number_of_today_says_that_it_will_change(client, published):
    page = figure(client, "requests")
    assert "preliminary" in page.select_one(".lead").text
    assert page.select_one("main .notice-warn a")["href"].startswith("/en/editions/1/")
    assert "preliminary, before an edition" in page.main.text


def test_before_an_edition_no_outcome_is_a_figure(client, ready):
    page = figure(client, "fulfilled")
    assert "This figure is not published" in page.main.text
    assert figure(client, "not_yet_rated").select_one(".lead strong").text == "5/5"


def test_an_unknown_figure_is_answered_with_those_that_there_are(client, ready):
    answer = client.get("/en/deputies/deputy-2/figures/score")
    assert answer.status_code == 404
    page = check_page(answer.text)
    assert len(page.select("main li a")) == len(KEYS)
    assert client.get("/en/deputies/nobody/figures/fulfilled").status_code == 404


def test_a_page_is_passed_on_by_links_that_load_nothing(client, published):
    page = figure(client, "fulfilled", "ru")
    links = {urlsplit(a["href"]).netloc or "mail": a["href"] for a in page.select(".share .button")}
    whatsapp, telegram, mail = (links[host] for host in ("wa.me", "t.me", "mail"))
    url = "http://localhost/ru/deputies/deputy-2/figures/fulfilled"
    assert parse_qs(urlsplit(whatsapp).query)["text"][0].endswith(url)
    assert parse_qs(urlsplit(telegram).query)["url"] == [url]
    assert "%0D%0A" in mail and "+" not in mail
    assert page.select_one("#share-address")["value"] == url


def test_the_head_names_the_page_in_every_language(client, published):
    page = figure(client, "fulfilled", "ru", 1)
    url = "http://localhost/{}/editions/1/deputies/deputy-2/figures/fulfilled"
    links = {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}
    assert links == {
        "kk": url.format("kk"), "ru": url.format("ru"), "en": url.format("en"),
        "x-default": url.format("kk"),
    }  # fmt: skip
    assert page.select_one("link[rel=canonical]")["href"] == url.format("ru")
    graph = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert graph["og:url"] == url.format("ru")
    assert graph["og:locale"] == "ru_KZ"
    assert "1/5" in graph["og:description"]


def test_a_page_tells_machines_what_it_is_and_no_text_ends_the_data(client, published, session):
    published.first.deputy.name_ru = "</script><script>alert('x')</script> & \u2028"
    session.commit()
    page = figure(client, "fulfilled", "ru")
    (data,) = page.select("script[type='application/ld+json']")
    told = json.loads(data.text)
    assert told["@type"] == "WebPage"
    assert "<script>alert('x')</script> &" in told["name"]
    assert not page.select("script:not([src]):not([type])")
    home = check_page(client.get("/kk/").text)
    assert json.loads(home.select_one("script[type]").text)["@type"] == "WebSite"

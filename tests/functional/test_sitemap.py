"""What search engines are told: every page in every language, and what is not theirs."""

import pytest
from lxml import etree

from app.services import editions as service
from app.web.public import sitemap
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page

MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def published(session, make_user):
    """A campaign whose first edition is out."""
    made = Ready(session, make_user)
    made.world.topics("roads")
    session.commit()
    which = made.campaign.id
    service.publish(session, made.coordinator, NOW, campaign=which, name="I", as_of=AS_OF)
    session.commit()
    return made


def listed(client):
    """Every address of every file of the sitemap."""
    files = etree.fromstring(client.get("/sitemap.xml").data).xpath(
        "//s:loc/text()", namespaces=MAP
    )
    found = []
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200, file
        found += etree.fromstring(answer.data).xpath("//s:url/s:loc/text()", namespaces=MAP)
    return found


def test_every_address_of_the_sitemap_is_a_page_that_may_be_found(client, published):
    found = listed(client)
    assert len(found) == len(set(found)) > 60
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = check_page(answer.text)
        assert page.select_one("link[rel=canonical]")["href"] == address


def test_each_address_names_itself_in_the_other_languages(client, published):
    file = etree.fromstring(client.get("/sitemaps/edition-1-1.xml").data)
    for url in file.findall("s:url", MAP):
        others = {a.get("hreflang"): a.get("href") for a in url.findall("x:link", MAP)}
        assert set(others) == {"kk", "ru", "en", "x-default"}
        assert url.findtext("s:loc", namespaces=MAP) in others.values()
        assert url.findtext("s:lastmod", namespaces=MAP) == NOW.date().isoformat()


def test_a_long_list_is_cut_into_files(client, published, monkeypatch):
    whole = listed(client)
    monkeypatch.setattr(sitemap, "SIZE", 7)
    assert sorted(listed(client)) == sorted(whole)
    assert client.get("/sitemaps/today-99.xml").status_code == 404
    assert client.get("/sitemaps/edition-9-1.xml").status_code == 404


def test_robots_are_kept_from_work_and_from_copies_of_other_peoples_pages(client, published):
    text = client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    for path in ("/kk/desk", "/ru/captures", "/en/coding", "/en/account"):
        assert f"Disallow: {path}" in text
    assert not any("/deputies" in line for line in text.splitlines())


def test_what_was_typed_into_the_search_is_no_page_to_be_found(client, published):
    page = check_page(client.get("/en/search?q=roads").text)
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert not page.select("link[rel=canonical]")

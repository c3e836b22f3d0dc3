"""The search page: its addresses, its marks, and what it says when nothing is found."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.services import editions as service
from models.edition import EditionPart
from models.programme import Thesis
from models.search import WORD
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page


@pytest.fixture
def world(session):
    world = make_world(session)
    world.kuspan = world.deputy("kuspan", "Куспан Айгуль", world.district(14))
    world.act(world.kuspan, "О ремонте дорог <b>сел</b>", uid="road")
    world.promise(world.kuspan, 1, "Построить дорогу")
    session.commit()
    return world


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, response.text
    return check_page(response.text)


def test_found_words_are_marked_in_the_language_of_the_text(client, world):
    main = page(client, f"/kk/search?q={quote('дорога')}").main
    marks = main.select("mark")
    assert [mark.text for mark in marks] == ["дорогу", "дорог"]
    assert all(mark.find_parent("bdi")["lang"] == "ru" for mark in marks)
    assert not main.select(".card b")


def test_filters_stay_in_the_address_and_in_the_form(client, world):
    asked = f"q={quote('дорога')}&deputy=kuspan&since=2016-01-01"
    main = page(client, f"/ru/search?{asked}").main
    assert main.select_one("#deputy option[selected]")["value"] == "kuspan"
    assert main.select_one("#since")["value"] == "2016-01-01"
    (kind,) = [a["href"] for a in main.select(".tabs a") if "what=request" in a["href"]]
    assert "deputy=kuspan" in kind and "since=2016-01-01" in kind
    assert page(client, kind).main.find("a", href="/ru/items/parlam-html/road")


@pytest.mark.parametrize(
    "asked", ["since=x", "until=2016-13-01", "session=0", "session=9999999999", "what=shoe",
              "term=no", "region=%00", "party=" + "a" * 5_000, "deputy=%F0%9F%98%80",
              "topic=%ED%A0%80", "page=-1", "page=999999999"],
)  # fmt: skip
def test_what_means_nothing_changes_nothing_or_finds_nothing(client, world, asked):
    page(client, f"/ru/search?q={quote('дорога')}&{asked}")
    page(client, f"/ru/search?{asked}")


@pytest.mark.parametrize("query", ["%ED%A0%80", "%00", "%E2%80%AE", quote('" OR NEAR(a b)*'), "%"])
def test_a_hostile_query_is_a_page(client, world, query):
    page(client, f"/en/search?q={query}")


def test_nothing_found_says_what_to_try(client, world):
    main = page(client, f"/en/search?q={quote('дорога пингвин')}&deputy=kuspan").main
    addresses = [a["href"] for a in main.select("a")]
    assert f"/en/search?q={quote('дорога')}" in addresses
    assert "Nothing was found." in main.text and not main.select(".tabs")


def test_without_words_the_page_says_what_can_be_searched(client, world):
    assert "Words are found in all their forms" in page(client, "/en/search").main.text


def test_an_edition_is_searched_in_what_it_froze_and_nothing_later(client, session, make_user):
    ready = Ready(session, make_user)
    session.commit()
    service.publish(session, ready.coordinator, NOW, campaign="2026", name="Осень", as_of=AS_OF)
    session.commit()
    held = session.scalar(select(EditionPart.body).where(EditionPart.kind == "search"))
    promise, act, person = held["promises"][0], held["acts"][0], held["people"][0]
    word = max(WORD.findall(promise["text_ru"]), key=len)
    thesis = session.get(Thesis, promise["id"])
    thesis.text_ru = "Совсем другое"
    session.commit()
    main = page(client, f"/ru/editions/1/search?q={quote(word)}").main
    address = f"/ru/editions/1/deputies/{promise['slug']}/promises/{promise['id']}"
    assert main.find("a", href=address)
    title = max(WORD.findall(act["title_ru"] or act["title_kk"]), key=len)
    found = page(client, f"/ru/editions/1/search?q={quote(title)}").main
    assert [a for a in found.select("a") if a["href"].startswith("/ru/editions/1/items/")]
    name = person["name"]["name_ru"] or person["name"]["name_kk"]
    people = page(client, f"/kk/editions/1/search?q={quote(name)}").main
    assert people.select(f".card a[href$='/deputies/{person['slug']}']")
    assert not page(client, f"/ru/editions/1/search?q={quote('Совсем другое')}").main.select(".hit")
    assert page(client, f"/ru/search?q={quote('Совсем другое')}").main.select(".hit")
    page(
        client, f"/en/editions/1/search?q={quote(word)}&what=promise&deputy=nobody&since=2020-01-01"
    )

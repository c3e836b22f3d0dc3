"""The way from the first page to a district, and what the pages of districts and regions say."""

import datetime as dt

import pytest

from app.services import editions as service
from models.base import Confidence
from models.place import Convocation, Legislature, Place, Region, Successor
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page
from tests.support import count_queries

TERM = "kz-mazhilis-8"
OVER = dt.date(2026, 7, 1)


@pytest.fixture
def world(session):
    return make_world(session)


def main_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text
    return check_page(response.text).main


def text_of(client, path, status=200):
    return " ".join(main_of(client, path, status).get_text(" ").split())


def hrefs(main):
    return [a["href"] for a in main.find_all("a", href=True)]


def test_the_map_and_the_list_lead_to_the_same_districts(client, session, world):
    for number, column in ((1, 2), (2, 3), (3, 1)):
        world.district(number, f"KZ-{number // 3 + 1}0", tile_row=1, tile_column=column)
    world.deputy("a", "Абенов А", session.query(Region).first().districts[0])
    session.commit()
    main = main_of(client, "/ru/")
    tiles = main.select(".tiles-placed > li")
    assert [tile["class"] for tile in tiles] == [
        ["tile", "r1", "c2", "right"], ["tile", "r1", "c3"], ["tile", "r1", "c1"],
    ]  # fmt: skip
    on_map = {a["href"] for a in main.select(".tiles a")}
    in_list = {href for card in main.select(".cards") for href in hrefs(card)}
    assert on_map == {f"/ru/districts/{TERM}/{number}" for number in (1, 2, 3)} <= in_list
    # What the frame of a tile says to the eye stands in words, too.
    assert "Абенов А" in tiles[0].get_text(" ")
    assert not tiles[0].a.get("class") and tiles[1].a["class"] == ["open"]


@pytest.mark.parametrize(
    "second", [{}, {"tile_row": 1, "tile_column": 1}, {"tile_row": 99, "tile_column": 1}]
)
def test_a_pack_that_places_not_every_district_has_a_plain_row_of_tiles(
    client, session, world, second
):
    world.deputy("a", "Абенов А", world.district(1, tile_row=1, tile_column=1))
    world.district(2, **second)
    session.commit()
    main = main_of(client, "/en/")
    assert not main.select(".tiles-placed") and len(main.select(".tiles > li")) == 2


def test_the_first_page_takes_the_same_number_of_queries_for_any_number_of_districts(
    app, client, session, world
):
    def count():
        with count_queries(app) as queries:
            text_of(client, "/ru/")
        return len(queries)

    world.deputy("d-1", "Д 1", world.district(1))
    session.commit()
    few = count()
    for number in range(2, 30):
        world.deputy(f"d-{number}", f"Д {number}", world.district(number, f"KZ-{number}"))
    session.commit()
    assert count() == few <= 9


def test_before_anything_is_loaded_the_first_page_and_the_lists_say_so(client):
    for path in ("/en/", "/en/deputies/"):
        assert "No deputies are loaded yet" in text_of(client, path)
    assert "No edition has been published yet" in text_of(client, "/en/data")


@pytest.mark.parametrize("query", ["Құспан", "Куспан", "Kuspan", "Kuspn", " kuspan "])
def test_a_name_that_fits_one_deputy_leads_straight_to_them(client, session, world, query):
    world.deputy("kuspan-abzal", "Куспан Абзал", world.district(14))
    world.deputy("other", "Абенов Серик", world.district(15))
    session.commit()
    response = client.get("/kk/find", query_string={"q": query})
    assert (response.status_code, response.location) == (302, "/kk/deputies/kuspan-abzal")


def test_a_number_a_town_or_a_region_leads_straight_to_its_page(client, session, world):
    world.district(14, "KZ-27")
    town = {"key": "oral", "name_kk": "Орал", "name_ru": "Уральск"}
    district = session.query(Region).one().districts[0]
    world.add(Place(convocation_id=world.convocation.id, district=district, **town))
    session.commit()
    for query in ("14", "№ 14", "Уральск", "oral"):
        response = client.get("/ru/find", query_string={"q": query})
        assert response.location == f"/ru/districts/{TERM}/14", query
    assert client.get("/ru/find?q=Жетысуская").location == f"/ru/regions/{TERM}/KZ-27"


def test_where_several_fit_they_are_listed_and_two_of_one_name_told_apart(client, session, world):
    first = world.deputy("omarov-a", "Омаров Арман")
    first.deputy.birth_year = 1961
    world.deputy("omarov-a-2", "Омаров Арман", world.district(2))
    session.commit()
    text = text_of(client, "/en/find?q=Omarov")
    assert "Several fit" in text and "born in 1961" in text and "omarov-a-2" in text
    text = text_of(client, "/en/deputies/?convocation=8")
    assert "born in 1961" in text and "(omarov-a-2)" in text


@pytest.mark.parametrize("query", ["Нигдеград", "%", "'\"--", "\x00", "9" * 300])
def test_what_nobody_knows_is_said_with_who_could_know(client, session, world, query):
    world.deputy("kuspan-abzal", "Куспан Абзал", world.district(14))
    session.commit()
    response = client.get("/en/find", query_string={"q": query})
    assert response.status_code == 200
    asked = query.replace("\x00", "")
    assert ("election commission" in response.text) == bool(asked)


def test_a_district_tells_all_who_held_it_in_time_and_how_sure_it_is(client, session, world):
    district = world.district(14, "KZ-27", confidence=Confidence.INFERRED, source="the order",
                              territory_ru="вся область", electorate=5200,
                              territory_confidence=Confidence.INFERRED)  # fmt: skip
    world.deputy("second", "Второй Депутат", district, start=dt.date(2018, 1, 1))
    world.deputy("first", "Первый Депутат", district, end=dt.date(2017, 12, 31),
                 end_reason="умер", source="the protocol")  # fmt: skip
    world.deputy("noise", "Чужой", world.district(15))
    session.commit()
    main = main_of(client, f"/en/districts/{TERM}/14")
    names = [h.get_text(" ", strip=True) for h in main.select(".cards h3 a")]
    assert names == ["Первый Депутат", "Второй Депутат"]
    text = " ".join(main.get_text(" ").split())
    for words in ("December 31, 2017", "умер", "the protocol", "inferred", "5,200", "the order"):
        assert words in text
    assert "Чужой" not in text and "Who represents this place now" not in text


@pytest.mark.parametrize(
    "path",
    [f"/en/districts/{TERM}/99", "/en/districts/nobody-1/1", f"/en/districts/{TERM}/{'9' * 30}",
     f"/en/regions/{TERM}/KZ-99", f"/en/regions/{TERM}/%00", "/en/regions/x/KZ-15",
     f"/en/editions/7/districts/{TERM}/1"],
)  # fmt: skip
def test_a_district_or_region_that_is_not_there_has_no_page(client, session, world, path):
    world.deputy("a", "А", world.district(1))
    session.commit()
    text_of(client, path, 404)


def test_after_a_mandate_ended_nobody_is_named_unless_something_says_who(client, session, world):
    world.convocation.end = OVER
    world.deputy("a", "Абенов А", world.district(1, "KZ-15"))
    session.commit()
    for path in (f"/en/districts/{TERM}/1", f"/en/regions/{TERM}/KZ-15"):
        text = text_of(client, path)
        assert "Not known: no source" in text and "election commission" in text
    assert "On July 1, 2026 the mandates of its deputies ended" in text_of(client, "/en/")


def test_after_a_mandate_ended_those_are_named_of_whom_the_packs_know(client, session, world):
    world.convocation.end = OVER
    district = world.district(1, "KZ-15")
    world.deputy("a", "Абенов А", district)
    told = {"convocation_id": world.convocation.id, "source": "the law", "url": "https://x.example"}
    world.add(Successor(key="a", district_id=district.id, name_en="The new one", **told,
                        since=dt.date(2026, 9, 1)))  # fmt: skip
    other = world.district(2, "KZ-20")
    world.add(Successor(key="b", district_id=other.id, name_en="Somebody else", **told))
    body = world.add(Legislature(key="aktobe-maslikhat", name_en="Maslikhat"))
    for key, end in ((1, dt.date(2024, 1, 1)), (2, None)):
        sits = world.add(
            Convocation(legislature=body, number=key, start=dt.date(2019 + key, 1, 1), end=end)
        )
        world.convocation, old = sits, world.convocation
        world.deputy(f"m-{key}", f"Маслихатов {key}", world.district(3, "KZ-15"))
        world.convocation = old
    session.commit()
    text = text_of(client, f"/en/districts/{TERM}/1")
    assert "The new one" in text and "since September 1, 2026" in text and "the law" in text
    assert "Маслихатов 2" in text and "since January 1, 2021" in text
    assert "Маслихатов 1" not in text and "Somebody else" not in text


def test_a_region_lists_its_districts_and_one_without_any_says_so(client, session, world):
    world.deputy("a", "Абенов А", world.district(1, "KZ-15"))
    world.district(2, "KZ-15")
    world.district(3, "KZ-20")
    world.add(Region(key="KZ-99", name_en="Empty Region"))
    session.commit()
    main = main_of(client, f"/en/regions/{TERM}/KZ-15")
    assert [h.get_text(strip=True) for h in main.find_all("h2")][:2] == ["District 1", "District 2"]
    assert "Абенов А" in main.get_text() and "is not known yet" in main.get_text()
    text = text_of(client, f"/en/regions/{TERM}/KZ-99")
    assert "No district of this convocation is known" in text


def test_a_deputy_who_changed_district_or_faction_is_shown_with_both(client, session, world):
    first = world.deputy("a", "Абенов А", world.district(5), end=dt.date(2018, 1, 1), faction="Ак")
    moved = world.deputy("b", "Другой", world.district(6), seq=2, faction="Жол")
    noise, moved.deputy = moved.deputy, first.deputy
    session.delete(noise)
    session.commit()
    text = text_of(client, "/en/deputies/")
    assert "Before: district 5" in text and "Before: faction Ак, to January 1, 2018" in text


def test_an_edition_keeps_its_list_its_districts_and_its_method(client, session, make_user):
    ready = Ready(session, make_user)
    number, key = ready.first.district.number, ready.first.district.region.key
    session.commit()
    service.publish(session, None, NOW, campaign="2026", name="First", as_of=AS_OF)
    session.commit()
    ready.first.district.territory_ru = "сказано потом"
    ready.first.deputy.name_ru = ready.first.deputy.name_kk = "Переименован"
    session.commit()
    for path in ("deputies/", f"districts/assembly-8/{number}", f"regions/assembly-8/{key}"):
        text = text_of(client, f"/ru/editions/1/{path}")
        assert "Құспан Абзал" in text, path
        assert "Переименован" not in text and "сказано потом" not in text, path
        assert "Переименован" in text_of(client, f"/ru/{path}"), path
    assert "5 testable promises" in text_of(client, f"/en/editions/1/districts/assembly-8/{number}")
    assert "version 1" in text_of(client, "/en/editions/1/methodology")
    assert client.get(f"/ru/editions/1/parts/district/assembly-8-{number}.json").status_code == 200


def test_who_to_ask_and_the_licence_are_settings_and_their_want_is_said(app, client):
    for path in ("/en/about", "/en/privacy"):
        assert "Contact: not known yet" in text_of(client, path)
    assert "The licence of the data is not stated yet" in text_of(client, "/en/data")


@pytest.mark.parametrize(("second", "told"), [("KZ-10", 0), ("KZ-20", 2)])
def test_a_region_that_all_tiles_share_is_not_repeated_in_each(
    client, session, world, second, told
):
    first = world.district(1, "KZ-10")
    first.region.name_ru = "Область Абай"
    world.district(2, second)
    world.deputy("a", "Абенов А", first)
    session.commit()
    main = main_of(client, "/ru/")
    assert len(main.select(".tile")) == 2
    assert len(main.select(".tile .of")) == told

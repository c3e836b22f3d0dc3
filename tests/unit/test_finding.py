import pytest

from app.queries.finding import find
from app.queries.terms import terms
from models.place import Convocation, Place
from tests.factories.acts import make_world


@pytest.fixture
def place(session):
    world = make_world(session)
    first = world.district(14, "KZ-35", territory_ru="город Байконур, Кармакшинский район",
                           territory_kk="Байқоңыр қаласы, Қармақшы ауданы")  # fmt: skip
    second = world.district(3, "KZ-15", territory_ru="город Талдыкорган")
    world.deputy("kuspan", "Куспан Айгуль Сапаровна", first, name_kk="Құспан Айгүл Сапарқызы")
    world.deputy("abenov", "Абенов Серик", second)
    session.commit()
    return world


@pytest.mark.parametrize(
    "query",
    ["Құспан", "Куспан", "Kuspan", "Kuspn", "кУСПАН", "Quspan", "Айгуль Куспан", "депутат Куспан"],
)
def test_a_deputy_is_found_in_any_script_and_with_small_errors(session, place, query):
    assert [person.slug for person in find(session, query).people] == ["kuspan"]


@pytest.mark.parametrize("query", ["14", "district 14", "округ 14", "№14", "14 сайлау округі"])
def test_a_district_is_found_by_its_number_with_its_deputy(session, place, query):
    (found,) = find(session, query).districts
    assert (found.number, [holder.slug for holder in found.holders]) == (14, ["kuspan"])


@pytest.mark.parametrize(
    "query", ["Байконур", "байқоңыр", "город Байконур", "Baikonur", "в Байконуре", "Кармакшинский"]
)
def test_a_district_is_found_by_a_place_of_its_territory(session, place, query):
    assert [found.number for found in find(session, query).districts] == [14]


@pytest.mark.parametrize("query", ["Жетысуская область", "жетісу", "Jetisu", "zhetysu"])
def test_a_region_is_found_by_its_name_and_not_each_of_its_districts(session, place, query):
    found = find(session, query)
    assert {region.key for region in found.regions} == {"KZ-35", "KZ-15"}
    assert not found.districts


def test_only_the_convocation_that_was_asked_for_is_looked_through(session, place):
    later = place.add(Convocation(legislature=place.legislature, number=9))
    place.deputy("kuspanov", "Куспанов Марат", convocation=later)
    session.commit()
    eighth = next(term for term in terms(session) if term.number == 8)
    assert {p.slug for p in find(session, "Куспан").people} == {"kuspan", "kuspanov"}
    assert {p.slug for p in find(session, "Куспан", eighth).people} == {"kuspan"}


@pytest.mark.parametrize("query", ["", "   ", "\x00", "%", "'\"*", "область", "\u202e", "9" * 400])
def test_what_names_nothing_finds_nothing(session, place, query):
    assert not find(session, query)


@pytest.mark.parametrize("query", ["Орал", "Уральск", "Oral", "уралск", "город Уральск"])
def test_a_district_is_found_by_a_town_in_it(session, place, query):
    fifth = place.district(5, "KZ-27")
    place.add(
        Place(
            convocation_id=place.convocation.id,
            key="oral",
            district=fifth,
            name_kk="Орал",
            name_ru="Уральск",
        )
    )
    place.add(Place(convocation_id=place.convocation.id, key="x", district=fifth, name_ru="Аксай"))
    session.commit()
    assert [found.number for found in find(session, query).districts] == [5]


def test_a_town_whose_district_nobody_knows_leads_to_its_region(session, place):
    region = place.district(6, "KZ-31").region
    place.add(
        Place(convocation_id=place.convocation.id, key="taraz", region=region, name_ru="Тараз")
    )
    session.commit()
    found = find(session, "Тараз")
    assert ([r.key for r in found.regions], found.districts) == (["KZ-31"], ())

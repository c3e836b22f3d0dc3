"""What is found by which words: the same lists on both databases, which CI runs one by one."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.queries.search import SIZE, search
from app.queries.search_filters import Wanted, choices
from app.queries.terms import terms
from models.file import StoredFile
from models.item import DatePrecision, Kind
from models.place import Convocation
from models.place import Session as Sitting
from models.programme import Availability
from models.record import Document, DocumentStatus, Record
from models.search import WORD, fold
from models.search_entry import What
from models.topic import CodeBook, Topic
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.support import count_queries

PAIRS = Path(__file__).parents[1] / "fixtures" / "search_queries.csv"
with PAIRS.open() as source:
    QUERIES = list(csv.DictReader(source))


@pytest.fixture
def world(session):
    world = make_world(session, start=dt.date(2016, 3, 24))
    place = world.district(14, "KZ-35", territory_ru="город Байконур")
    world.kuspan = world.deputy("kuspan", "Куспан Айгуль", place, name_kk="Құспан Айгүл")
    world.abenov = world.deputy("abenov", "Абенов Серик", world.district(3, "KZ-15"))
    act = world.act
    act(world.kuspan, "О ремонте дорог в районе", uid="road", date=dt.date(2016, 5, 1))
    act(world.kuspan, "О строительстве мостов", uid="bridge")
    act(world.abenov, "Об оснащении сельской больницы", uid="hospital")
    act(world.abenov, "О реформе судов", uid="court", kind=Kind.VOTER_MEETING)
    act(world.abenov, "О тарифах", uid="tariff", kind=Kind.ANSWER)
    act(world.abenov, "Новогодняя ёлка", uid="tree", kind=Kind.OTHER)
    act(world.kuspan, None, title_kk="Мектептердің құрылысы туралы", uid="school")
    act(world.kuspan, None, title_kk="Қедек ауылы", uid="kedek")
    act(world.kuspan, None, title_kk="Көшелерді жарықтандыру", uid="street")
    act(world.kuspan, None, title_kk="Тұрғын үй кезегі", uid="house")
    act(world.kuspan, None, title_kk="Облыс әкіміне сауал", uid="mayor")
    act(world.kuspan, None, title_kk="Жол жөндеу", uid="way")
    act(world.kuspan, None, title_kk="Ауыз су", uid="water")
    act(world.abenov, "Депутатский запрос", uid="numbered", number="ДЗ-397")
    act(world.abenov, "Запрос", uid="addressed", addressee="Министр финансов")
    told = act(world.abenov, "Запрос", uid="record")
    record = world.session.query(Record).filter_by(item_id=told.id).one()
    record.text_ru = "Жители улицы Гагарина просят воды. " * 3
    act(world.abenov, "Запрос", uid="with-paper")
    owner = world.session.query(Record).filter_by(source_uid="with-paper").one()
    world.add(
        Document(record=owner, url="https://e.org/document.pdf", status=DocumentStatus.FETCHED,
                 text="Очистка арыков города", mime="application/pdf")
    )  # fmt: skip
    world.first = world.promise(world.kuspan, 1, "Отремонтировать дороги")
    world.promise(world.kuspan, 2, None, text_kk="Мектеп салу")
    world.first.programme.file = StoredFile(
        sha256="a" * 64, name="programme.pdf", mime="application/pdf", size=1, stored_at=NOW,
        text="Построим стадион",
    )  # fmt: skip
    world.first.programme.availability = Availability.PUBLISHED
    session.commit()
    return world


def named(hit):
    """A hit by a name that the table of queries uses."""
    if hit.what is What.PROMISE:
        return "deal-road" if hit.number == 1 else "deal-school"
    if hit.what is What.DOCUMENT:
        return (hit.file_name or "").removesuffix(".pdf")
    return hit.slug or (hit.key or "").removeprefix("parlam-html/")


def listed(found):
    return [named(hit) for hit in (*found.people, *found.page.rows)]


def test_there_are_enough_pairs():
    assert len(QUERIES) >= 60


def test_every_query_of_the_table_finds_what_it_says_and_counts_it(session, world):
    for row in QUERIES:
        found = search(session, Wanted(row["query"]))
        assert set(listed(found)) == set(row["expected"].split()), row
        assert found.total == len(row["expected"].split()), row


def test_the_order_is_deputies_then_titles_then_promises_then_the_newest(session, world):
    world.act(world.kuspan, "Дорога на Байконур", uid="later", date=dt.date(2016, 6, 1))
    world.act(world.kuspan, "Дорога без даты", uid="undated", date=None)
    told = world.act(world.kuspan, "Запрос", uid="inside", date=dt.date(2020, 6, 1))
    world.session.query(Record).filter_by(item_id=told.id).one().text_ru = "о дороге"
    world.deputy("dorogin", "Дорога Иван")
    session.commit()
    found = search(session, Wanted("дорога"))
    order = ["dorogin", "deal-road", "later", "road", "undated", "inside"]
    assert listed(found) == order


def test_counts_are_of_every_kind_whichever_is_shown(session, world):
    every = {What.PROMISE: 1, What.REQUEST: 1}
    for what, shown in ((None, 2), (What.REQUEST, 1), (What.MEETING, 0)):
        found = search(session, Wanted("дорога", what))
        assert (found.counts, found.page.total) == (every, shown)


def test_filters_narrow_what_is_found_and_what_is_counted(session, world):
    book = world.add(CodeBook(key="areas", name_ru="Сферы"))
    topic = world.add(Topic(code_book=book, key="roads", number=1, name_ru="Дороги"))
    world.add(
        Sitting(convocation_id=world.convocation.id, number=2, start=dt.date(2017, 1, 1),
                end=dt.date(2017, 6, 30))
    )  # fmt: skip
    world.act(world.abenov, "О дорогах", uid="other", date=dt.date(2017, 3, 5), theme=topic)
    world.act(world.abenov, "О дорогах", uid="month", date=dt.date(2017, 2, 1),
              date_precision=DatePrecision.MONTH)  # fmt: skip
    session.commit()

    def found(**by):
        return set(listed(search(session, Wanted("дороги", **by))))

    assert found(deputy="abenov") == {"other", "month"}
    assert found(region="KZ-35") == {"road", "deal-road"}
    assert found(since=dt.date(2017, 2, 20)) == {"other", "month"}
    assert found(until=dt.date(2016, 12, 31)) == {"road"}
    assert found(topic="roads") == {"other"}
    assert found(deputy="nobody") == found(party="none") == set()
    term = terms(session)[0]
    within = search(session, Wanted("дороги", session=2), term)
    assert set(listed(within)) == {"other", "month"}
    offered = choices(session, term, "ru")
    assert [one.value for one in offered.deputies] == ["abenov", "kuspan"]
    assert [sat.number for sat in offered.sessions] == [2]


def test_another_convocation_is_left_out(session, world):
    later = world.add(Convocation(legislature=world.legislature, number=9))
    world.deputy("kuspanov", "Куспанов Марат", convocation=later)
    world.act(None, "О дорогах", uid="ninth").convocation = later
    session.commit()
    eighth = next(term for term in terms(session) if term.number == 8)
    assert set(listed(search(session, Wanted("дороги"), eighth))) == {"road", "deal-road"}
    assert listed(search(session, Wanted("Куспан"), eighth)) == ["kuspan"]


def test_a_snippet_is_in_its_own_language_and_marks_what_was_found(session, world):
    (hit,) = search(session, Wanted("воде Гагариной"), lang="kk").page.rows
    assert hit.snippet.lang == "ru"
    marked = [piece.text for piece in hit.snippet.pieces if piece.found]
    assert marked[:2] == ["Гагарина", "воды"]
    (hit,) = search(session, Wanted("көше"), lang="ru").page.rows
    assert hit.title.lang == "kk" and hit.title.marked and hit.snippet is None


def test_pages_follow_each_other_without_a_gap_or_a_repetition(session, world):
    for number in range(45):
        world.act(world.kuspan, "О лифтах", uid=f"lift-{number:02}")
    session.commit()
    pages = [search(session, Wanted("лифт"), number=n).page for n in (1, 2, 3)]
    rows = [named(hit) for page in pages for hit in page.rows]
    assert len(rows) == len(set(rows)) == 45 and len(pages[0].rows) == SIZE
    assert search(session, Wanted("лифт"), number=99).page.number == 3


def test_a_search_takes_the_same_number_of_statements_for_many_results(app, session, world):
    def statements():
        with count_queries(app) as queries:
            search(session, Wanted("лифт"))
        return queries.count

    world.act(world.kuspan, "О лифтах", uid="first")
    session.commit()
    few = statements()
    for number in range(30):
        world.act(world.abenov, "О лифтах", uid=f"lift-{number}")
    session.commit()
    assert statements() == few <= 16


HOSTILE = [
    "", " ", "\x00", "дороги\x00", '"', '""', "'", "дороги OR мост", "дороги AND", "NOT",
    "NEAR(a b)", "a*", "^дороги", "search_text:дороги", "{a b}", "-дороги", "(", ")", "%", "_",
    "\\", "дороги;--", "\u202eдороги", "\u200fдороги\u200e", "<script>alert(1)</script>",
    "a" * 10_000, "дороги " * 5_000, "\U0001f600", "½ ² ﬁ", "e\u0301", "1e5 0x10 3.14 a@b.c http://x.y/z",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_no_sign_of_a_query_means_anything(session, world, query):
    found = search(session, Wanted(query))
    assert found.total < 5


def test_an_operator_is_a_word_like_any_other(session, world):
    assert search(session, Wanted("дороги OR мост")).total == 0
    assert search(session, Wanted("дорог*")).total == 2


@pytest.mark.parametrize("surrogate", ["\ud800", "дороги \udfff"])
def test_a_lone_surrogate_finds_what_the_rest_finds(session, world, surrogate):
    found = search(session, Wanted(surrogate))
    assert found.total == (2 if "дороги" in surrogate else 0)


KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.lists(st.text(alphabet=KAZAKH + KAZAKH.upper() + "az09-½ß", min_size=1, max_size=12),
                     min_size=1, max_size=8), place=st.integers(0, 7))  # fmt: skip
def test_any_word_of_a_text_finds_the_text(session, text, place):
    world = session.info.get("world") or make_world(session)
    session.info["world"] = world
    words = WORD.findall(fold(" ".join(text)))
    if not words:
        return
    act = world.act(None, " ".join(text))
    session.commit()
    found = search(session, Wanted(words[place % len(words)], What.REQUEST))
    keys = {hit.key for hit in found.page.rows}
    number = 1
    while act.key not in keys and number < found.page.last:
        number += 1
        page = search(session, Wanted(words[place % len(words)], What.REQUEST), number=number).page
        keys |= {hit.key for hit in page.rows}
    assert act.key in keys

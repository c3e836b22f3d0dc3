import datetime as dt
import re

import pytest

from app.queries.scorecards import scorecard
from app.scoring import Action
from models.base import Confidence
from models.coding import AnswerReading, Reading, Strength
from models.item import DatePrecision, Kind, Role
from models.person import DeputyFact, MandateKind, Party
from models.programme import Wording
from models.record import Observation, Record, Revision, Statement
from tests.factories.acts import SEEN, make_world
from tests.page_checks import check_page
from tests.support import count_queries

LANGS = ("kk", "ru", "en")


@pytest.fixture
def world(session):
    return make_world(session)


@pytest.fixture
def kuspan(world):
    return world.deputy("kuspan-abzal", "Куспан Абзал", world.district(14), name_kk="Құспан Абзал")


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text
    text = " ".join(check_page(response.text).main.get_text(" ").split())
    # Words of a link stand apart from the mark that follows it only in the text of the parser.
    return re.sub(r" ([.,:;])", r"\1", text)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["", "deputies/", "search", "search?q=x", "methodology", "about"])
def test_an_empty_portal_has_its_pages(client, lang, path):
    text_of(client, f"/{lang}/{path}")


@pytest.mark.parametrize("lang", LANGS)
def test_a_deputy_with_nothing_has_an_intended_page(client, session, world, kuspan, lang):
    session.commit()
    text_of(client, f"/{lang}/deputies/kuspan-abzal")
    for tab in ("requests", "meetings", "items", "appeals", "history", "print"):
        text_of(client, f"/{lang}/deputies/kuspan-abzal/{tab}")


def test_a_quotation_without_a_source_is_listed_and_not_counted(client, session, world, kuspan):
    world.promise(kuspan, 1, "Построить школу", source=None)
    session.commit()
    text = text_of(client, "/en/deputies/kuspan-abzal")
    assert "no source yet, not counted" in text
    assert "1 testable promise" not in text


def test_nothing_is_ever_called_not_done(client, session, world, kuspan):
    world.promise(kuspan, 1, "Построить школу")
    session.commit()
    text = text_of(client, "/en/deputies/kuspan-abzal")
    assert "1 testable promise: 1 not yet rated." in text
    assert "none found so far" in text
    assert "not fulfilled" not in text


def test_deputies_stand_in_the_order_of_their_districts(client, session, world):
    world.deputy("a-a", "А А", world.district(20))
    world.deputy("b-b", "Б Б", world.district(3))
    world.deputy("c-c", "В В")
    session.commit()
    text = text_of(client, "/ru/deputies/")
    assert text.index("Б Б") < text.index("А А") < text.index("В В")


def test_deputies_of_the_list_are_not_among_those_of_districts(client, session, world, kuspan):
    world.deputy("l-l", "Список", kind=MandateKind.LIST)
    session.commit()
    assert "Список" not in text_of(client, "/ru/deputies/")
    assert "Список" in text_of(client, "/ru/deputies/?convocation=8")


def test_an_inferred_party_is_marked_and_a_sourced_one_is_not(client, session, world):
    party = Party(key="amanat", name_en="Amanat")
    world.deputy("a-a", "А", party=party, party_confidence=Confidence.INFERRED)
    session.commit()
    assert "Amanat inferred" in text_of(client, "/en/deputies/")


def test_lists_take_the_same_number_of_queries_for_any_number_of_deputies(
    app, client, session, world
):
    def count():
        with count_queries(app) as queries:
            text_of(client, "/ru/deputies/")
        return len(queries)

    for number in range(1, 4):
        world.act(world.deputy(f"d-{number}", f"Д {number}", world.district(number)))
    session.commit()
    few = count()
    for number in range(4, 30):
        world.act(world.deputy(f"d-{number}", f"Д {number}", world.district(number)))
    session.commit()
    # One of them asks whether anything public has changed since.
    assert count() == few <= 7


def test_a_page_of_a_deputy_takes_the_same_number_of_queries_for_any_number_of_acts(
    app, client, session, world, kuspan, make_user
):
    coder = make_user()
    thesis = world.promise(kuspan, 1, "Построить школу")
    counts = []
    for amount in (2, 15):
        for _ in range(amount):
            world.read(world.act(kuspan), kuspan, coder, thesis)
        session.commit()
        for path in ("", "/items"):
            with count_queries(app) as queries:
                text_of(client, f"/ru/deputies/kuspan-abzal{path}")
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 22


def test_requests_are_counted_by_role_and_items_before_the_mandate_apart(
    client, session, world, kuspan
):
    world.act(kuspan, "Первый", role=Role.INITIATOR)
    world.act(kuspan, "Второй", role=Role.SIGNATORY)
    world.act(kuspan, "Третий", role=Role.SIGNATORY)
    world.act(kuspan, "Давний", role=Role.SIGNATORY, date=dt.date(2012, 1, 1))
    world.act(kuspan, "Сомнительный", confirmed=False)
    session.commit()
    text = text_of(client, "/en/deputies/kuspan-abzal/requests")
    for count in ("initiated 1 cite", "signed 2 cite", "role not stated 0 cite", "all requests 3"):
        assert count in text
    assert "Listed and not counted: 2 further requests, dated before this mandate" in text
    listed = text_of(client, "/en/deputies/kuspan-abzal/items?kind=deputy_request")
    assert "before this mandate, not counted" in listed
    assert "not confirmed, not counted" in listed
    signed = text_of(client, "/ru/deputies/kuspan-abzal/requests?role=signatory")
    assert "Второй" in signed
    assert "Третий" in signed
    assert "Давний" not in signed


def test_a_month_that_holds_the_first_day_is_in_office(client, session, world, kuspan):
    world.act(kuspan, "Март", date=dt.date(2016, 3, 1), date_precision=DatePrecision.MONTH)
    world.act(kuspan, "Февраль", date=dt.date(2016, 2, 1), date_precision=DatePrecision.MONTH)
    session.commit()
    text = text_of(client, "/ru/deputies/kuspan-abzal/items?show=counted")
    assert "Март" in text
    assert "Февраль" not in text


def test_a_number_and_its_rows_agree(client, session, world, kuspan, make_user):
    coder, other = make_user(), make_user()
    thesis = world.promise(kuspan, 1, "Построить школу")
    for number in range(3):
        act = world.act(kuspan, f"Школа {number}")
        world.read(act, kuspan, coder, thesis)
        world.read(act, kuspan, other, thesis)
    apart = world.act(kuspan, "Больница")
    world.read(apart, kuspan, coder, thesis)
    world.read(apart, kuspan, other, thesis, strength=Strength.RELATED)
    world.act(kuspan, "Дорога")
    session.commit()
    text = text_of(client, "/en/deputies/kuspan-abzal")
    assert "3 items, 3 directly preliminary" in text
    assert "5 parts in items found" in text
    assert "4 read so far, 5 to be read in all" in text
    rows = text_of(client, f"/ru/deputies/kuspan-abzal/items?thesis={thesis.id}")
    assert rows.count("Школа") == 3
    assert "Больница" not in rows


def test_action_follows_settled_readings_only(client, session, world, kuspan, make_user):
    coder, other = make_user(), make_user()
    thesis = world.promise(kuspan, 1, "Построить школу")
    act = world.act(kuspan, "Школа")
    world.read(act, kuspan, coder, thesis)
    session.commit()
    assert action_of(session, thesis) is Action.RAISED
    assert "Action:" not in text_of(client, "/en/deputies/kuspan-abzal")
    world.read(act, kuspan, other)
    session.commit()
    assert action_of(session, thesis) is Action.NONE_FOUND
    answer = world.act(kuspan, "Ответ", kind=Kind.ANSWER)
    world.read(answer, kuspan, coder, thesis, answer_reading=AnswerReading.ACTS)
    session.commit()
    assert action_of(session, thesis) is Action.FORMAL_RESULT


def action_of(session, thesis):
    """What the page of an edition would say: until then only linked items are counted."""
    card = scorecard(session, "kuspan-abzal", dt.date(2026, 11, 20))
    return next(p.action for p in card.programme.promises if p.id == thesis.id)


def test_an_unsure_reading_counts_as_read_and_settles_nothing(
    client, session, world, kuspan, make_user
):
    world.promise(kuspan, 1, "Построить школу")
    world.read(world.act(kuspan), kuspan, make_user(), reading=Reading.UNSURE)
    session.commit()
    text = text_of(client, "/en/deputies/kuspan-abzal")
    assert "1 read so far, 1 to be read in all" in text
    assert "none found so far" in text


def test_the_promises_of_the_party_are_said_to_be_the_partys(client, session, world):
    party = world.add(Party(key="amanat", name_en="Amanat"))
    world.deputy("a-a", "А А", party=party, party_confidence=Confidence.SOURCED)
    world.promise(party, 1, "Рост доходов", wording=Wording.PARAPHRASED, testable=False)
    session.commit()
    text = text_of(client, "/en/deputies/a-a")
    assert "They are the party’s and carry no outcome of the deputy." in text
    assert "1 made by the party" in text
    assert "not rated: it is the party’s promise" in text
    assert "testable promise:" not in text


def test_own_promises_come_before_those_of_the_party(client, session, world):
    party = world.add(Party(key="amanat", name_en="Amanat"))
    mandate = world.deputy("a-a", "А А", party=party)
    world.promise(party, 1, "Рост доходов")
    world.promise(mandate, 1, "Построить школу")
    session.commit()
    text = text_of(client, "/ru/deputies/a-a")
    assert "Построить школу" in text
    assert "Рост доходов" not in text


def test_a_withdrawn_promise_is_nowhere(client, session, world, kuspan, make_user):
    thesis = world.promise(kuspan, 1, "По ошибке", withdrawn=True)
    world.promise(kuspan, 2, "Построить школу")
    act = world.act(kuspan, "Школа", uid="1")
    world.read(act, kuspan, make_user(), thesis)
    session.commit()
    for path in ("/ru/deputies/kuspan-abzal", "/ru/items/parlam-html/1"):
        assert "По ошибке" not in text_of(client, path)
    assert "0 linked to promises" in text_of(client, "/en/deputies/kuspan-abzal")


def test_a_mandate_that_ended_early_says_so(client, session):
    world = make_world(session, start=dt.date(2023, 3, 29), end=dt.date(2026, 7, 1))
    world.deputy("a-a", "А А")
    session.commit()
    text = text_of(client, "/en/deputies/a-a")
    assert "39 months of a term of 60" in text
    assert "the mandate ended early" in text


@pytest.mark.parametrize("lang", LANGS)
def test_an_item_shows_its_evidence(client, session, world, kuspan, lang):
    item = world.act(kuspan, "О школе", uid="28316", title_kk="Мектеп туралы")
    record = session.query(Record).one()
    old, new = world.capture(), world.capture(captured_at=SEEN + dt.timedelta(days=30))
    for capture, code in ((old, "ru"), (new, "ru"), (new, "kk")):
        said = Statement(sha256=f"{capture.id}{code}", fields={})
        world.add(Observation(record_id=record.id, capture=capture, lang=code, statement=said))
    world.add(
        Revision(
            record=record, lang="ru", field="title", before="О щколе", after="О школе",
            from_capture_id=old.id, to_capture_id=new.id,
        )
    )  # fmt: skip
    record.listed = False
    session.commit()
    page = client.get(f"/{lang}/items/parlam-html/28316").text
    text = text_of(client, f"/{lang}/items/parlam-html/28316")
    assert item.title_kk in text
    assert item.title_ru in text
    assert "О щколе" in text
    assert f"/{lang}/captures/{old.id}" in page
    assert f"/{lang}/captures/{new.id}" in page
    assert new.sha256[:16] in text
    assert "02.08.2016" in text


def test_a_merged_item_leads_to_the_one_it_became(client, session, world, kuspan):
    last = world.act(kuspan, "Итог", uid="1")
    middle = world.act(None, "Середина", uid="2", merged_into_id=last.id)
    world.act(None, "Начало", uid="3", merged_into_id=middle.id)
    session.commit()
    response = client.get("/ru/items/parlam-html/3")
    assert response.status_code == 302
    assert response.location == "/ru/items/parlam-html/1"
    text = text_of(client, "/en/items/parlam-html/1")
    assert "1 other account of the same act" in text


@pytest.mark.parametrize(
    "path",
    ["items/parlam-html/999", "items/x", "deputies/nobody", "deputies/kuspan-abzal?convocation=6",
     "deputies/?convocation=99", "captures/1", "captures/99999999999999999999",
     "captures/1/bytes"],
)  # fmt: skip
def test_what_is_not_there_is_404(client, session, world, kuspan, path):
    session.commit()
    assert client.get(f"/ru/{path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["tab=x", "page=-1", "page=x", "page=99999999999", "thesis=x", "role=x", "show=x",
              "convocation=x", "outcome=x", "action=x", "excluded=x", "promise=x", "promise=99"]
)  # fmt: skip
def test_an_address_that_asks_for_nonsense_is_a_page(client, session, world, kuspan, query):
    session.commit()
    text_of(client, f"/ru/deputies/kuspan-abzal?{query}")
    text_of(client, f"/ru/search?q=x&{query}")


TITLES = ["<script>alert(1)</script>", "=1+1", "\u202eцакан", "т" * 2000, "a\nb", "{{ 7*7 }}", "%s"]


@pytest.mark.parametrize("title", TITLES)
def test_hostile_titles_are_only_text(client, session, world, kuspan, title):
    world.act(kuspan, title, uid="1")
    session.commit()
    for path in ("", "items/parlam-html/1", "deputies/kuspan-abzal/items", "deputies/"):
        response = client.get(f"/ru/{path}")
        assert response.status_code == 200
        if "{{" not in title:
            check_page(response.text)
        assert "49" not in response.text
        assert "<script>alert" not in response.text
    assert title.split("\n")[0] in client.get("/ru/items/parlam-html/1").text or "<" in title


def test_facts_lead_to_their_kept_copy(client, session, world, kuspan):
    capture = world.capture()
    world.add(
        DeputyFact(
            deputy=kuspan.deputy, origin="parlam-html", field="post", lang="ru",
            value="Член Комитета", convocation_id=world.convocation.id, last_seen=SEEN,
            last_capture_id=capture.id,
        )
    )  # fmt: skip
    world.add(
        DeputyFact(deputy=kuspan.deputy, origin="api", field="email", value="a@parlam.example")
    )
    session.commit()
    page = client.get("/ru/deputies/kuspan-abzal").text
    assert "Член Комитета" in page
    assert f"/ru/captures/{capture.id}" in page
    assert "a@parlam.example" not in page


@pytest.mark.parametrize("path", ["", "deputies/", "deputies/kuspan-abzal", "methodology"])
def test_caches_may_ask_whether_a_page_changed(client, session, world, kuspan, path):
    session.commit()
    first = client.get(f"/ru/{path}")
    assert first.headers["ETag"]
    assert "public" in first.headers["Cache-Control"]
    again = client.get(f"/ru/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    packed = client.get(f"/ru/{path}", headers={"Accept-Encoding": "gzip"})
    headers = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(f"/ru/{path}", headers=headers).status_code == 304


def test_a_changed_page_has_another_etag(client, session, world, kuspan):
    session.commit()
    before = client.get("/ru/deputies/kuspan-abzal").headers["ETag"]
    world.act(kuspan)
    session.commit()
    assert client.get("/ru/deputies/kuspan-abzal").headers["ETag"] != before


def test_who_is_signed_in_leaves_nothing_in_a_cache(
    client, session, world, kuspan, make_user, sign_in
):
    session.commit()
    sign_in(client, make_user())
    response = client.get("/ru/deputies/kuspan-abzal")
    assert response.headers["Cache-Control"] == "no-store"


def test_no_public_page_names_a_coder(client, session, world, kuspan, make_user):
    coder = make_user(name="Айгүл Сейткали", email="aigul@example.org")
    thesis = world.promise(kuspan, 1, "Построить школу")
    act = world.act(kuspan, "О школе", uid="1")
    world.read(act, kuspan, coder, thesis, note="Личная заметка читающего")
    capture = world.capture()
    session.commit()
    paths = [
        "", "deputies/", "deputies/?convocation=8", "deputies/kuspan-abzal", "methodology",
        "deputies/kuspan-abzal/items", "items/parlam-html/1", f"captures/{capture.id}",
        "search?q=школа", "search?q=aigul", "search?q=Куспан", "about",
    ]  # fmt: skip
    for lang in LANGS:
        for path in paths:
            text = client.get(f"/{lang}/{path}").text
            for secret in ("Айгүл", "Сейткали", "aigul@", "Личная заметка"):
                assert secret not in text, path


def test_a_percentage_stands_only_beside_its_numbers(client, session, world, kuspan):
    for number in range(1, 13):
        world.promise(kuspan, number, f"Обещание {number}")
    session.commit()
    for lang in LANGS:
        assert "%" not in text_of(client, f"/{lang}/deputies/kuspan-abzal")


@pytest.mark.parametrize(
    "query", ["Құспан", "Куспан", "Kuspan", "kuspn", "КУСПАН АБЗАЛ", "abzal kuspan", "Quspan"]
)
def test_a_name_is_found_in_any_script(client, session, world, kuspan, query):
    world.deputy("a-a", "Сабильянов Нуртай")
    session.commit()
    page = client.get(f"/ru/search?q={query}").text
    assert check_page(page).main.find("a", href="/ru/deputies/kuspan-abzal")
    assert not check_page(page).main.find("a", href="/ru/deputies/a-a")


@pytest.mark.parametrize(
    ("query", "found"),
    [("школы", True), ("мектептер", True), ("школы мектеп", True), ("школы дороги", False),
     ("%", False), ("_", False), ("шк%", False)],
)  # fmt: skip
def test_items_are_found_by_their_words(client, session, world, kuspan, query, found):
    world.act(kuspan, "О строительстве школ", title_kk="Мектептің құрылысы туралы", uid="1")
    session.commit()
    from urllib.parse import quote

    page = client.get(f"/ru/search?q={quote(query)}").text
    assert ("/ru/items/parlam-html/1" in page) is found


@pytest.mark.parametrize("query", ["", "   ", "%00", "a" * 10_000, "'\"--", "%25" * 50, "<b>"])
def test_any_query_is_a_page(client, session, world, kuspan, query):
    session.commit()
    text_of(client, f"/ru/search?q={query}")


def test_deputies_of_an_older_convocation_are_paged(client, session, world, kuspan):
    from models.place import Convocation

    old = world.add(Convocation(legislature=world.legislature, number=6, start=dt.date(2011, 1, 1)))
    for number in range(58):
        world.deputy(f"o-{number:02}", f"Старый {number:02}", kind=MandateKind.NOT_STATED,
                     convocation=old)  # fmt: skip
    session.commit()
    first = text_of(client, "/ru/deputies/?legislature=kz-mazhilis&convocation=6")
    second = text_of(client, "/ru/deputies/?legislature=kz-mazhilis&convocation=6&page=2")
    assert first.count("Старый") == 50
    assert second.count("Старый") == 8


def test_a_capture_that_cannot_be_read_still_shows_its_hash(client, session, world):
    capture = world.capture()
    session.commit()
    text = text_of(client, f"/en/captures/{capture.id}")
    assert capture.sha256 in text
    assert "cannot be read just now" in text
    assert client.get(f"/en/captures/{capture.id}/bytes").status_code == 404


def test_another_convocation_is_another_page_for_search_engines(client, session, world, kuspan):
    session.commit()
    page = client.get("/ru/deputies/?convocation=8&tab=all").text
    assert 'rel="canonical" href="http://localhost/ru/deputies/?convocation=8"' in page


def test_names_stand_where_a_reader_of_their_alphabet_looks_for_them(
    client, session, world, kuspan
):
    for slug, name, name_kk in (
        ("zh", "Жуков А", "Қыранов А"), ("ka", "Кадыров Б", "Кадыров Б"),
        ("ch", "Чирков В", "Әлиев В"), ("ai", "Айсин Г", "Ахметов Г"), ("yo", "Ёлкин Д", "Өтеев Д"),
    ):  # fmt: skip
        world.deputy(slug, name, name_kk=name_kk)
    session.commit()

    def order(path):
        page = check_page(client.get(path).text)
        links = page.select("main a[href*='/deputies/']")
        slugs = [link["href"].rsplit("/", 1)[1].split("?")[0] for link in links]
        return [slug for slug in dict.fromkeys(slugs) if len(slug) == 2]

    for path in ("deputies/?convocation=8", "deputies/", ""):
        assert order(f"/ru/{path}") == ["ai", "yo", "zh", "ka", "ch"], path
        assert order(f"/kk/{path}") == ["ai", "ch", "ka", "zh", "yo"], path

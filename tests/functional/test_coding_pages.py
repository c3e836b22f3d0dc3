"""The queue and the coding screen, as they answer."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from models.coding import Coding, Draft, Reading
from models.item import Kind
from models.user import UserRole
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def region(world):
    return world.region()


@pytest.fixture
def coder(make_user, region):
    return make_user(region_id=region.id)


@pytest.fixture
def signed(client, sign_in, coder):
    return sign_in(client, coder)


@pytest.fixture
def mandate(world):
    mandate = world.mandate(name="Құспанов")
    world.programme(mandate, theses=2)
    return mandate


@pytest.fixture
def theses(world, mandate, session):
    from app.queries.coding import programme_theses

    return programme_theses(session, mandate)[0]


def hidden(page, name):
    return page.find("form", id="coding").find("input", attrs={"name": name})["value"]


@pytest.fixture
def send(signed):
    """Open the screen and send its form as it came, with `fields` changed."""

    def send(part, query="", page=None, **fields):
        address = f"/ru/coding/{part.id}{query}"
        page = page or BeautifulSoup(signed.get(address).text, "html.parser")
        values = {"base": hidden(page, "base"), "token": hidden(page, "token"), "action": "save"}
        return signed.post(address, data=values | fields)

    return send


def now(session):
    """The session, seeing what the pages have saved since."""
    session.rollback()
    return session


def codings(session):
    return now(session).scalar(select(func.count(Coding.id)))


def test_the_queue_begins_with_own_deputies_then_the_region(
    world, session, coder, region, signed, mandate
):
    far, near, own = world.mandate(name="Дальний"), world.mandate(region, name="Ближний"), mandate
    for deputy in (far, near, own):
        world.item(deputy, date=dt.date(2024, 5, 1))
    world.assign(coder, own)
    world.item(far, kind=Kind.PUBLICATION, queued=False, title_ru="Не в очереди")
    gone = world.participation(far, title_ru="Отозвано")
    gone.withdrawn = True
    session.commit()
    page = check_page(signed.get("/ru/coding/queue").text)
    names = [row.find("td").find("span").text for row in page.select("#queue tbody tr")]
    assert names == ["Құспанов", "Ближний", "Дальний"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_pages_are_whole_in_every_language(world, session, signed, mandate, lang):
    world.topics("Дороги", "Школы")
    part = world.participation(mandate, kind=Kind.ANSWER, documents=("Текст",), text="Тело")
    session.commit()
    check_page(signed.get(f"/{lang}/coding/queue").text)
    check_page(signed.get(f"/{lang}/coding/{part.id}").text)


def test_the_queue_says_when_it_is_empty(signed):
    assert check_page(signed.get("/ru/coding/queue").text).find(class_="empty")
    assert check_page(signed.get("/ru/coding/queue?state=mine").text).find(class_="empty")


def test_filters_narrow_the_queue_and_go_with_the_coder(world, session, signed, mandate):
    early = world.participation(mandate, date=dt.date(2023, 4, 1), title_kk="Жол туралы")
    late = world.participation(mandate, date=dt.date(2024, 4, 1))
    other = world.participation(world.mandate(), kind=Kind.PUBLICATION, queued=False)
    session.commit()

    def listed(query):
        page = check_page(signed.get(f"/ru/coding/queue?{query}").text)
        links = [row.find("a")["href"] for row in page.select("#queue tbody tr")]
        return [int(link.split("/coding/")[1].split("?")[0]) for link in links]

    assert listed("") == [late.id, early.id]
    assert listed("until=2023-12-31") == [early.id]
    assert listed("since=2024-01-01") == [late.id]
    assert listed("text=kk") == [early.id]
    assert listed("kind=publication") == [other.id]
    assert listed(f"deputy={mandate.deputy_id}") == [late.id, early.id]
    assert listed("since=nonsense&deputy=x&state=?&kind=y") == [late.id, early.id]
    start = signed.get("/ru/coding/start?until=2023-12-31&state=uncoded")
    assert start.location == f"/ru/coding/{early.id}?until=2023-12-31&state=uncoded"


def test_saving_goes_to_the_next_in_the_same_filter(world, session, signed, send, mandate, theses):
    parts = [world.participation(mandate, date=dt.date(2024, 1, day)) for day in (3, 2, 1)]
    session.commit()
    answer = send(
        parts[0], "?until=2024-01-31", reading="tagged", **{f"thesis-{theses[0].id}": "direct"}
    )
    assert answer.status_code == 303
    assert answer.location == f"/ru/coding/{parts[1].id}?until=2024-01-31"
    page = check_page(signed.get(answer.location).text)
    assert page.find(id="undo")


def test_the_last_one_leads_back_to_the_queue(world, session, send, mandate):
    part = world.participation(mandate)
    session.commit()
    assert send(part, reading="none_fits").location == "/ru/coding/queue"


def test_a_form_with_mistakes_loses_nothing(world, session, signed, send, mandate, theses):
    topic = world.topics("Дороги")[0]
    part = world.participation(mandate)
    session.commit()
    answer = send(
        part,
        note="моя заметка",
        topics=str(topic.id),
        **{f"thesis-{theses[1].id}": "related", "reading": "none_fits"},
    )
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id="note").text.strip() == "моя заметка"
    assert page.find(id=f"thesis-{theses[1].id}-related").has_attr("checked")
    assert page.find(id=f"topic-{topic.id}").has_attr("checked")
    assert page.find(id="reading-error")
    assert codings(session) == 0


def test_a_form_sent_twice_makes_one_row(world, session, signed, send, mandate):
    part = world.participation(mandate)
    session.commit()
    page = BeautifulSoup(signed.get(f"/ru/coding/{part.id}").text, "html.parser")
    for _ in range(2):
        assert send(part, page=page, reading="none_fits").status_code == 303
    assert codings(session) == 1


def test_a_second_tab_is_shown_both_readings_and_chooses(
    world, session, signed, send, mandate, theses
):
    part = world.participation(mandate)
    session.commit()
    tab = BeautifulSoup(signed.get(f"/ru/coding/{part.id}").text, "html.parser")
    send(part, reading="none_fits", note="первая")
    answer = send(
        part, page=tab, reading="tagged", note="вторая", **{f"thesis-{theses[0].id}": "direct"}
    )
    shown = signed.get(answer.location)
    assert shown.status_code == 409
    page = check_page(shown.text)
    assert [quote.text for quote in page.select(".card .quote")] == ["первая", "вторая"]
    form = page.select(".card form")[1]
    assert signed.post(form["action"]).status_code == 303
    standing = now(session).scalars(select(Coding).where(Coding.current)).one()
    assert standing.note == "вторая"
    assert codings(session) == 2


def test_a_second_person_learns_nothing_but_that(
    app, world, session, signed, send, mandate, make_user, sign_in, theses
):
    part = world.participation(mandate)
    world.participation(mandate)
    session.commit()
    page = BeautifulSoup(signed.get(f"/ru/coding/{part.id}").text, "html.parser")
    other = make_user(name="Первая Кодировщица")
    client = sign_in(app.test_client(), other)
    theirs = BeautifulSoup(client.get(f"/ru/coding/{part.id}").text, "html.parser")
    client.post(
        f"/ru/coding/{part.id}",
        data={
            "base": hidden(theirs, "base"),
            "token": hidden(theirs, "token"),
            "reading": "unsure",
            "note": "тайная заметка",
        },
    )
    assert codings(session) == 1
    answer = send(part, page=page, reading="none_fits")
    for address in (answer.location, f"/ru/coding/{part.id}", "/ru/coding/queue?state=unsure"):
        text = signed.get(address).text
        assert "тайная заметка" not in text
        assert "Первая Кодировщица" not in text
    assert codings(session) == 2


def test_undo_goes_back_with_a_draft(world, session, signed, send, mandate):
    part, _ = world.participation(mandate), world.participation(mandate)
    session.commit()
    answer = send(part, reading="none_fits", note="поспешно")
    action = check_page(signed.get(answer.location).text).find(id="undo")["action"]
    undone = signed.post(action)
    assert undone.location == f"/ru/coding/{part.id}"
    page = check_page(signed.get(undone.location).text)
    assert page.find(id="note").text.strip() == "поспешно"
    assert page.find(id="undo") is None
    assert now(session).scalars(select(Coding.current)).all() == [False]
    assert signed.post(action).status_code == 409


def test_a_draft_is_kept_offered_and_thrown_away(world, session, signed, send, mandate):
    part = world.participation(mandate)
    session.commit()
    sent = signed.post(f"/ru/coding/{part.id}/draft", data={"note": "половина", "base": "0"})
    assert sent.status_code == 204
    assert f"/ru/coding/{part.id}" in signed.get("/ru/coding/queue?state=draft").text
    page = check_page(signed.get(f"/ru/coding/{part.id}").text)
    assert page.find(id="note").text.strip() == "половина"
    send(part, action="discard")
    assert now(session).scalar(select(func.count(Draft.id))) == 0


def test_a_draft_can_be_kept_without_script(world, session, send, mandate):
    part = world.participation(mandate)
    session.commit()
    assert send(part, action="draft", reading="unsure").status_code == 303
    assert now(session).scalars(select(Draft)).one().fields["reading"] == Reading.UNSURE


def test_a_merged_act_leads_to_the_one_that_stands(world, session, signed, mandate):
    lost, kept = world.participation(mandate), world.participation(mandate)
    lost.item.merged_into = kept.item
    session.commit()
    assert signed.get(f"/ru/coding/{lost.id}").location == f"/ru/coding/{kept.id}"


def test_an_unsure_reading_stays_in_reach(world, session, signed, send, mandate):
    part = world.participation(mandate)
    session.commit()
    send(part, reading="unsure", note="к какой школе?")
    assert f"/coding/{part.id}" not in signed.get("/ru/coding/queue").text
    assert f"/coding/{part.id}" in signed.get("/ru/coding/queue?state=unsure").text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (UserRole.ACTIVIST, 200),
        (UserRole.COORDINATOR, 200),
        (UserRole.ADMINISTRATOR, 200),
        (UserRole.ANALYST, 403),
    ],
)
def test_who_may_code(client, sign_in, make_user, world, session, mandate, role, status):
    part = world.participation(mandate)
    session.commit()
    sign_in(client, make_user(role))
    assert client.get("/ru/coding/queue").status_code == status
    assert client.get(f"/ru/coding/{part.id}").status_code == status


def test_a_long_text_is_cut_and_shown_in_full_elsewhere(world, session, signed, mandate):
    words = " ".join(f"слово{number}" for number in range(40_000))
    part = world.participation(mandate, text=words, documents=(words, words, words))
    session.commit()
    answer = signed.get(f"/ru/coding/{part.id}", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 60_000
    plain = signed.get(f"/ru/coding/{part.id}")
    assert len(plain.data) < 200_000
    links = [
        link["href"]
        for link in check_page(plain.text).select(".act a")
        if "/coding/" in link["href"]
    ]
    assert len(links) == 4
    assert "слово39999" in signed.get(links[-1]).text
    assert "слово39999" in signed.get(links[0]).text


def test_the_number_of_queries_does_not_grow(app, world, session, signed, mandate):
    def fill(count):
        for _ in range(count):
            other = world.mandate()
            part = world.item(mandate, other, documents=("а", "б")).participations[0]
        session.commit()
        return part

    part = fill(2)
    with count_queries(app) as few:
        signed.get("/ru/coding/queue")
    with count_queries(app) as few_screen:
        signed.get(f"/ru/coding/{part.id}")
    world.topics(*(str(number) for number in range(20)))
    part = fill(15)
    with count_queries(app) as many:
        signed.get("/ru/coding/queue")
    with count_queries(app) as many_screen:
        signed.get(f"/ru/coding/{part.id}")
    assert many.count == few.count <= 8
    assert many_screen.count <= few_screen.count + 1 <= 34

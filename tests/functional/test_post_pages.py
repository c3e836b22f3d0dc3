"""Entering posts and the acts in them, correcting them, and what voters see of it."""

import datetime as dt
import io

import pytest
from sqlalchemy import func, select

from app.services import evidence
from models.file import StoredFile
from models.item import Item, Kind
from models.meeting import Answer, Became, Meeting, Post, VotersOrder
from models.topic import CodeBook, Topic
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.evidence import act_fields, kept_file, make_watched, post_fields
from tests.page_checks import check_page
from tests.support import count_queries

PNG = b"\x89PNG\r\n\x1a\n a screenshot"


@pytest.fixture
def watched(session):
    world, mandate = make_watched(session)
    book = world.add(CodeBook(key="issues", name_ru="Вопросы"))
    world.add(Topic(code_book=book, key="water", number=1, name_ru="Вода", name_kk="Су"))
    session.commit()
    return world, mandate


@pytest.fixture
def world(watched):
    return watched[0]


@pytest.fixture
def mandate(watched):
    return watched[1]


@pytest.fixture
def activist(client, sign_in, make_user, watched, session):
    user = make_user(UserRole.ACTIVIST, name="Активист Ә.")
    sign_in(client, user)
    session.refresh(user)
    session.commit()
    return user


@pytest.fixture
def entered(session, world, mandate, activist):
    """A post with one meeting, entered by the activist."""
    post = evidence.enter(
        session, activist, NOW, post_fields(kept_file(world)), [act_fields(mandate)]
    )
    session.commit()
    return post


def sent(mandate, **more):
    fields = {
        "url": "https://www.facebook.com/p/1", "network": "", "published_on": "2024-05-20",
        "post_title": "Встреча в Темиртау", "file": (io.BytesIO(PNG), "снимок.png"),
        "acts-0-mandate": str(mandate.id), "acts-0-kind": "voter_meeting",
        "acts-0-day": "2024-05-18", "acts-0-title": "Встреча о воде", "acts-0-lang": "ru",
        "acts-0-place": "г. Темиртау, школа № 4", "acts-0-in_district": "",
        "acts-0-in_session": "", "action": "save",
    }  # fmt: skip
    return fields | more


def now(session):
    session.rollback()
    return session


def test_a_post_with_its_meeting_is_entered_on_one_screen(client, activist, mandate, session):
    page = check_page(client.get(f"/ru/coding/posts/new?mandate={mandate.id}").text)
    assert page.find("option", selected=True, value=str(mandate.id))
    topic = page.find("input", {"name": "acts-0-topics"})["value"]
    more = {
        "acts-0-audience": "40", "acts-0-audience_note": "жители", "acts-0-topics": topic,
        "acts-0-orders-0-text": "Провести воду", "acts-0-orders-0-became": "taken_on",
        "acts-0-orders-0-note": "сказал на встрече",
    }  # fmt: skip
    answer = client.post("/ru/coding/posts/new", data=sent(mandate, **more))
    assert answer.status_code == 303, check_page(answer.text).find(class_="notice-error")
    shown = check_page(client.get(answer.location).text)
    for words in ("Встреча о воде", "Темиртау", "Провести воду", "Вода", "Facebook"):
        assert words in shown.text
    post = now(session).scalars(select(Post)).one()
    assert (post.network, post.url_key) == ("facebook", "facebook.com/p/1")
    meeting = session.scalars(select(Meeting)).one()
    assert (meeting.audience, meeting.in_district, len(meeting.themes)) == (40, Answer.YES, 1)
    order = session.scalars(select(VotersOrder)).one()
    assert (order.became, order.note) == (Became.TAKEN_ON, "сказал на встрече")
    queue = client.get("/ru/coding/queue")
    assert "Встреча о воде" in queue.text


def test_rows_are_added_and_taken_away_without_scripts_and_nothing_typed_is_lost(
    client, activist, mandate
):
    data = sent(mandate, action="add-act")
    page = check_page(client.post("/ru/coding/posts/new", data=data).text)
    assert page.find(id="acts-1-title") and page.find(id="acts-0-title")["value"]
    token = page.find("input", {"name": "file_token"})["value"]
    assert "снимок.png" in page.text
    again = sent(mandate, action="add-order:0", file_token=token)
    del again["file"]
    page = check_page(client.post("/ru/coding/posts/new", data=again).text)
    assert page.find(id="acts-0-orders-0-text")
    assert page.find("input", {"name": "file_token"})["value"] == token
    more = {f"acts-1-{name}": again[f"acts-0-{name}"] for name in ("mandate", "kind", "lang")}
    more |= {"acts-1-title": "Вторая", "acts-0-orders-0-text": "Мост"}
    drop = check_page(
        client.post("/ru/coding/posts/new", data=again | more | {"action": "drop-act:0"}).text
    )
    assert drop.find(id="acts-0-title")["value"] == "Вторая"
    assert not drop.find(id="acts-1-title")


def test_the_file_kept_by_token_is_saved_with_the_post(client, activist, mandate, session):
    page = check_page(
        client.post("/ru/coding/posts/new", data=sent(mandate, action="add-act")).text
    )
    data = sent(mandate, file_token=page.find("input", {"name": "file_token"})["value"])
    del data["file"]
    assert client.post("/ru/coding/posts/new", data=data).status_code == 303
    assert now(session).scalars(select(StoredFile)).one().name == "снимок.png"


def test_a_further_row_that_nobody_filled_is_no_act(client, activist, mandate, session):
    more = {"acts-1-mandate": str(mandate.id), "acts-1-kind": "reception", "acts-1-lang": "ru"}
    assert client.post("/ru/coding/posts/new", data=sent(mandate, **more)).status_code == 303
    assert now(session).scalar(select(func.count(Meeting.id))) == 1


def test_a_post_gives_two_meetings(client, activist, mandate, session):
    second = {
        "acts-1-mandate": str(mandate.id), "acts-1-kind": "reception", "acts-1-lang": "kk",
        "acts-1-month": "2023-08", "acts-1-title": "Қабылдау", "acts-1-place": "Балқаш қаласы",
        "acts-1-in_district": "yes", "acts-1-in_session": "",
    }  # fmt: skip
    assert client.post("/ru/coding/posts/new", data=sent(mandate, **second)).status_code == 303
    titles = now(session).execute(
        select(Item.title_ru, Item.title_kk).where(Item.key.startswith("hand/")).order_by(Item.id)
    )
    assert titles.all() == [("Встреча о воде", None), (None, "Қабылдау")]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"file": (io.BytesIO(b"MZ\x00\x01"), "a.pdf")}, "file-error"),
        ({"url": "javascript:alert(1)"}, "url-error"),
        ({"acts-0-title": ""}, "acts-0-title-error"),
        ({"acts-0-day": ""}, "acts-0-day-error"),
        ({"acts-0-mandate": ""}, "acts-0-mandate-error"),
        ({"acts-0-place": "актовый зал"}, "acts-0-in_district-error"),
        ({"acts-0-day": "2022-01-01"}, "acts-0-in_session-error"),
        ({"acts-0-audience": "-1"}, "acts-0-audience-error"),
        ({"acts-0-kind": "deputy_request"}, "acts-0-kind-error"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    client, activist, mandate, session, wrong, place
):
    answer = client.post("/ru/coding/posts/new", data=sent(mandate, **wrong))
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id=place), page.find_all(class_="field-error")
    assert now(session).scalar(select(func.count(Post.id))) == 0


def test_a_copy_is_required(client, activist, mandate):
    data = sent(mandate)
    del data["file"]
    assert check_page(client.post("/ru/coding/posts/new", data=data).text).find(id="file-error")


def test_what_may_be_the_same_is_shown_and_asked_before_saving(
    client, activist, mandate, session, world
):
    act = world.act(mandate, "Кездесу", kind=Kind.VOTER_MEETING, date=dt.date(2024, 5, 19))
    session.commit()
    answer = client.post("/ru/coding/posts/new", data=sent(mandate))
    page = check_page(answer.text)
    assert answer.status_code == 422 and page.find("a", href=f"/ru/items/{act.key}")
    assert now(session).scalar(select(func.count(Post.id))) == 0
    chosen = sent(mandate, **{"acts-0-same": str(act.id), "acts-0-title": ""})
    assert client.post("/ru/coding/posts/new", data=chosen).status_code == 303
    assert now(session).scalar(select(func.count(Item.id))) == 1
    item = check_page(client.get(f"/ru/items/{act.key}").text)
    assert "social" not in item.text and "facebook.com" in str(item)


def test_looking_for_acts_saves_nothing_and_shows_what_place_and_day_tell(
    client, activist, mandate, session
):
    answer = client.post("/ru/coding/posts/new", data=sent(mandate, action="look"))
    page = check_page(answer.text)
    assert answer.status_code == 200
    assert page.find(id="acts-0-in_district-hint") and page.find(id="acts-0-in_session-hint")
    assert now(session).scalar(select(func.count(Post.id))) == 0


def test_a_post_that_is_there_leads_to_its_page_where_more_acts_are_added(
    client, activist, mandate, session, entered
):
    data = sent(mandate, url=entered.url, **{"acts-0-same": "another"})
    page = check_page(client.post("/ru/coding/posts/new", data=data).text)
    address = f"/ru/coding/posts/{entered.id}"
    assert page.find("a", href=address)
    check_page(client.get(f"{address}/acts").text)
    more = {"acts-0-title": "Приём", "acts-0-kind": "reception", "acts-0-day": "2024-02-01"}
    assert client.post(f"{address}/acts", data=sent(mandate, **more)).location == address
    assert "Приём" in client.get(address).text


def test_an_act_is_corrected_with_a_reason_and_its_history_shown(
    client, activist, mandate, session, entered
):
    record = session.scalars(select(Meeting)).one().item_id
    page = check_page(client.get(f"/ru/coding/posts/{entered.id}").text)
    address = page.find("a", href=lambda href: href and "/acts/" in href and "edit" in href)["href"]
    form = check_page(client.get(address).text)
    assert form.find(id="acts-0-title")["value"] == "Встреча о воде"
    data = sent(mandate, **{"acts-0-title": "Встреча о воде и свете"})
    del data["file"]
    assert check_page(client.post(address, data=data).text).find(id="reason-error")
    answer = client.post(address, data=data | {"reason": "уточнено по видео"})
    assert answer.status_code == 303
    shown = check_page(client.get(answer.location).text)
    assert "уточнено по видео" in shown.text and "и свете" in shown.text and record


def test_a_post_is_corrected_taken_back_and_brought_back(client, activist, session, entered):
    address = f"/ru/coding/posts/{entered.id}"
    check_page(client.get(f"{address}/edit").text)
    said = {"url": entered.url, "network": "media", "post_title": "Иначе", "reason": "опечатка"}
    assert client.post(f"{address}/edit", data=said).location == address
    key = session.scalars(select(Item.key).where(Item.key.startswith("hand/"))).one()
    session.rollback()
    assert client.post(f"{address}/withdraw", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/withdraw", data={"reason": "не о нём"}).location == address
    assert "не о нём" in check_page(client.get(address).text).text
    item = check_page(client.get(f"/ru/items/{key}").text)
    assert item.find(class_="notice-warn")
    assert client.get("/ru/coding/posts?withdrawn=y").text.count(f"/posts/{entered.id}") == 1
    assert client.post(f"{address}/restore", data={"reason": "о нём"}).location == address
    assert not check_page(client.get(f"/ru/items/{key}").text).find(class_="notice-warn")


def test_another_activist_reads_it_and_is_told_whom_to_ask(
    client, entered, sign_in, make_user, session
):
    sign_in(client, make_user(UserRole.ACTIVIST))
    session.rollback()
    address = f"/ru/coding/posts/{entered.id}"
    page = check_page(client.get(address).text)
    assert not page.find("a", href=f"{address}/edit")
    assert client.post(f"{address}/withdraw", data={"reason": "x"}).status_code == 403


def test_what_became_of_an_order_is_told_later_with_a_copy(
    client, activist, session, entered, mandate
):
    item_id = session.scalars(select(Meeting.item_id)).one()
    session.rollback()
    check_page(client.get(f"/ru/coding/items/{item_id}/orders/new").text)
    said = {"text": "Провести воду", "became": "not_known"}
    assert client.post(f"/ru/coding/items/{item_id}/orders/new", data=said).status_code == 303
    order_id = now(session).scalars(select(VotersOrder.id)).one()
    session.rollback()
    address = f"/ru/coding/orders/{order_id}"
    check_page(client.get(address).text)
    done = said | {"became": "done", "note": "ответ акимата", "file": (io.BytesIO(PNG), "a.png")}
    assert client.post(address, data=done).status_code == 303
    order = now(session).scalars(select(VotersOrder)).one()
    assert order.became is Became.DONE and order.file_id is not None
    session.rollback()
    assert client.post(address, data={"text": "", "became": "done"}).status_code == 422
    assert client.post(f"{address}/withdraw", data={"reason": "двойник"}).status_code == 303
    assert client.get(address).status_code == 404


def test_the_list_is_narrowed_and_asks_the_database_the_same_however_long_it_is(
    app, client, activist, session, world, mandate, entered
):
    def asked():
        with count_queries(app) as queries:
            check_page(client.get(f"/ru/coding/posts?mandate={mandate.id}").text)
        return queries.count

    before = asked()
    for number in range(6):
        fields = act_fields(mandate, title=f"Встреча {number}", another=True)
        said = post_fields(kept_file(world, f"{number}" * 64), path=f"p/many{number}")
        evidence.enter(session, activist, NOW, said, [fields])
    session.commit()
    assert asked() == before
    assert "p/many" not in client.get("/ru/coding/posts?mandate=987654").text


def test_an_analyst_reads_and_does_not_enter(client, entered, sign_in, make_user, session):
    sign_in(client, make_user(UserRole.ANALYST))
    session.rollback()
    page = check_page(client.get("/ru/coding/posts").text)
    assert not page.find("a", href="/ru/coding/posts/new")
    assert check_page(client.get(f"/ru/coding/posts/{entered.id}").text)
    assert client.get("/ru/coding/posts/new").status_code == 403

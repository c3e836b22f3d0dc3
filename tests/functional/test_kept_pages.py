"""A kept copy on its page: framed, told, checked, compared, and withheld where it must be."""

import hashlib
import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from app.queries.items import item_page
from app.queries.unquoted import unquoted
from models.audit import Audit
from models.record import Observation, Record, Statement
from models.source import Capture
from models.user import UserRole
from models.withholding import CaptureWithholding
from tests.attacks import ATTACKS, page
from tests.conftest import NOW
from tests.factories.copies import Copies, picture
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries

URL = "https://mazhilis.parlam.kz/api/core/deputies/by-alphabet/"
WORDS = "<html lang=ru><body><h1>Список</h1><p>Құспан сказал</p><script>alert(1)</script>"


@pytest.fixture
def copies(app, session):
    return Copies(app, session)


@pytest.fixture
def capture(copies):
    copies.keep("https://mazhilis.parlam.kz/noise", b"<p>noise", kind="deputies")
    return copies.keep(URL, WORDS.encode(), kind="deputies-by-alphabet")


@pytest.fixture
def coordinator(app, sign_in, make_user, client):
    return sign_in(app.test_client(), make_user(UserRole.COORDINATOR))


def frame_of(client, capture):
    return client.get(f"/ru/captures/{capture.id}/page")


def test_a_kept_page_is_shown_in_a_frame_that_can_do_nothing(client, capture):
    answer = client.get(f"/ru/captures/{capture.id}")
    frame = check_page(answer.text).find("iframe")
    assert frame.has_attr("sandbox") and not frame["sandbox"] and frame["title"]
    assert frame["src"] == f"/ru/captures/{capture.id}/page"
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]

    shown = frame_of(client, capture)
    policy = shown.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "sandbox" in policy.split("; ") and "frame-ancestors 'self'" in policy
    assert "form-action 'none'" in policy and "unsafe" not in policy and "allow-" not in policy
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "Құспан сказал" in shown.text and "alert" not in shown.text
    assert '<html lang="ru">' in shown.text
    assert "frame-src" not in client.get("/ru/about").headers["Content-Security-Policy"]


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_no_attack_reaches_the_frame(client, copies, attack):
    found = copies.keep(URL, page(ATTACKS[attack]), kind="deputies-by-alphabet")
    body = frame_of(client, found).text.partition("<body>")[2].lower()
    for word in ("<script", "<iframe", "<svg", "<img", "<form", "<style", "<link", "<meta",
                 " href=", " src=", " srcset="):  # fmt: skip
        told = body.replace("&lt;", "‹")
        outside = "".join(part.partition('"')[2] if i % 2 else part
                          for i, part in enumerate(told.split('title="')))  # fmt: skip
        assert word not in outside, f"{attack}: {word}"
    check_page(client.get(f"/ru/captures/{found.id}").text)


def test_of_a_page_of_an_unknown_kind_the_public_sees_nothing(client, copies, coordinator):
    found = copies.keep("https://mazhilis.parlam.kz/x", b"<p>secret")
    assert frame_of(client, found).status_code == 404
    assert "secret" not in client.get(f"/ru/captures/{found.id}").text
    assert "secret" in frame_of(coordinator, found).text


def test_letters_of_citizens_are_not_in_the_frame(app, session, client, coordinator):
    copies = Copies(app, session, "parlam-html")
    body = '<div class="letter"><b class="letter-author">Иванов</b>жильё</div><p>Косарев'.encode()
    found = copies.keep("http://parlam.kz/ru/blogs/kosarev", body, kind="deputy")
    shown = frame_of(client, found).text
    assert "Косарев" in shown and "Иванов" not in shown and "жильё" not in shown
    assert "Иванов" in frame_of(coordinator, found).text


def test_the_hash_stands_beside_with_how_to_check_it(client, capture):
    text = client.get(f"/en/captures/{capture.id}").text
    assert hashlib.sha256(WORDS.encode()).hexdigest() == capture.sha256
    for command in ("sha256sum", "certutil -hashfile", "shasum -a 256"):
        assert f"{command} {capture.sha256}.bin" in text
    assert capture.warc_file in text and "from byte" in text


def test_other_copies_of_the_address_show_whether_it_changed(app, client, copies, capture):
    same = copies.keep(URL, WORDS.encode(), at=NOW + timedelta(days=1), kind=capture.page_kind)
    other = copies.keep(URL, b"<p>new", at=NOW + timedelta(days=2), kind=capture.page_kind)
    rows = check_page(client.get(f"/en/captures/{capture.id}").text).select("#copies tbody tr")
    said = [row.find_all("td")[-1].get_text(strip=True) for row in rows]
    assert said == ["other bytes", "the same bytes", "this copy"]
    links = [a["href"] for a in rows[0].find_all("a") + rows[1].find_all("a")]
    assert links == [f"/en/captures/{other.id}", f"/en/captures/{same.id}"]
    address = f"/en/captures/{capture.id}"
    with count_queries(app) as seen:
        client.get(address)
    before = seen.count
    for day in range(3, 30):
        copies.keep(URL, b"<p>%d" % day, at=NOW + timedelta(days=day), kind=capture.page_kind)
    with count_queries(app) as seen:
        page_2 = client.get(f"{address}?page=2").text
    assert seen.count == before
    assert len(check_page(page_2).select("#copies tbody tr")) == 10


def test_a_kept_picture_is_drawn_anew(client, copies):
    body = picture("green", (1600, 1200), "PNG") + b"<script>alert(1)</script>"
    found = copies.keep("https://mazhilis.parlam.kz/media/1.png", body, "image/png", kind="photo")
    image = check_page(client.get(f"/ru/captures/{found.id}").text).select_one(".kept-picture")
    answer = client.get(image["src"])
    assert answer.content_type == "image/jpeg" and b"script" not in answer.data
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.data)).size == (960, 720)


def test_json_is_shown_as_text_alone(client, copies):
    found = copies.keep(URL, b'{"a": "<b>1</b>"}', "application/json", kind="deputies")
    shown = check_page(client.get(f"/ru/captures/{found.id}").text)
    assert (
        shown.find("iframe") is None and '"<b>1</b>"' in shown.find("pre", class_="kept-text").text
    )
    assert frame_of(client, found).status_code == 404


def withheld(coordinator, capture, **said):
    data = {"reason": "показывает детей"} | said
    return coordinator.post(f"/ru/desk/captures/{capture.id}/withhold", data=data)


def test_what_is_withheld_leaves_no_more_than_its_hash_and_facts(client, coordinator, copies,
                                                                 capture, session):  # fmt: skip
    again = copies.keep(URL, WORDS.encode(), at=NOW + timedelta(days=1), kind=capture.page_kind)
    other = copies.keep(URL, b"<p>other", at=NOW + timedelta(days=2), kind=capture.page_kind)
    assert withheld(coordinator, capture, reason=" ").status_code == 422
    assert withheld(coordinator, capture).status_code == 303
    for one in (capture, again):
        answer = client.get(f"/ru/captures/{one.id}")
        text = check_page(answer.text).main.get_text(" ")
        assert capture.sha256 in text and URL in text and "Құспан сказал" not in text
        assert "детей" not in text, "the reason is for the desk"
        for kind in ("page", "bytes", "picture"):
            assert client.get(f"/ru/captures/{one.id}/{kind}").status_code == 403
        assert "Құспан сказал" in frame_of(coordinator, one).text
    assert "other" in frame_of(client, other).text
    session.rollback()
    entry = session.scalars(select(Audit).where(Audit.entity == "capture_withholdings")).one()
    assert entry.reason == "показывает детей" and entry.actor.startswith("user:")


def test_a_whole_address_is_withheld_with_the_copies_still_to_come(client, coordinator, copies,
                                                                   capture):  # fmt: skip
    assert withheld(coordinator, capture, address="1").status_code == 303
    later = copies.keep(URL, b"<p>later", at=NOW + timedelta(days=9), kind=capture.page_kind)
    assert frame_of(client, later).status_code == 403


def test_a_copy_is_released_with_a_reason_and_all_of_it_stays_on_the_list(
    client, coordinator, capture, session
):
    withheld(coordinator, capture, address="1")
    session.rollback()
    for row in session.scalars(select(CaptureWithholding)).all():
        address = f"/ru/desk/withheld/{row.id}/release"
        assert coordinator.post(address, data={"reason": ""}).status_code == 422
        assert frame_of(client, capture).status_code == 403
        assert coordinator.post(address, data={"reason": "это депутат"}).status_code == 303
        assert coordinator.post(address, data={"reason": "опять"}).status_code == 409
    assert frame_of(client, capture).status_code == 200
    shown = check_page(coordinator.get("/ru/desk/withheld/").text).main
    assert len(shown.select("#withheld tbody tr")) == 4 and "это депутат" in shown.text
    assert not shown.select("#withheld form")
    assert (
        coordinator.post("/ru/desk/withheld/987654/release", data={"reason": "x"}).status_code
        == 404
    )


def test_the_list_of_what_is_withheld_asks_the_same_however_long_it_is(
    app, coordinator, capture, copies
):
    withheld(coordinator, capture)
    with count_queries(app) as few:
        coordinator.get("/ru/desk/withheld/")
    for number in range(5):
        withheld(coordinator, copies.keep(f"{URL}?{number}", b"<p>%d" % number, kind="deputies"))
    with count_queries(app) as many:
        coordinator.get("/ru/desk/withheld/")
    assert few.count == many.count


def test_an_activist_withholds_nothing(app, sign_in, make_user, client, capture, session):
    activist = sign_in(app.test_client(), make_user(UserRole.ACTIVIST))
    assert withheld(activist, capture).status_code == 403
    assert session.scalars(select(CaptureWithholding)).all() == []
    assert session.scalars(select(Capture).where(Capture.id == capture.id)).one()


def test_no_page_of_an_act_quotes_what_stands_in_a_withheld_copy(
    client, coordinator, copies, session
):
    world = World(session)
    item = world.item(world.mandate(), text="Иванова просит", documents=("письмо Ивановой",))
    other = world.item(world.mandate(), text="О дороге", documents=("о мосте",))
    page = copies.keep("https://mazhilis.parlam.kz/r/1", b"<p>1", kind="deputies")
    paper = copies.keep("https://mazhilis.parlam.kz/1.pdf", b"%PDF", "application/pdf")
    record = session.scalars(select(Record).where(Record.item_id == item.id)).one()
    record.capture_ru_id, record.documents[0].capture_id = page.id, paper.id
    session.commit()
    address = f"/ru/items/{item.key}"
    shown = client.get(address).text
    assert "Иванова просит" in shown and "письмо Ивановой" in shown
    withheld(coordinator, page)
    shown = client.get(address).text
    assert "Иванова просит" not in shown and "письмо Ивановой" in shown
    withheld(coordinator, paper)
    shown = check_page(client.get(address).text).main.get_text(" ")
    assert "Иванов" not in shown and item.title_ru in shown
    kept = client.get(f"/ru/items/{other.key}").text
    assert "О дороге" in kept and "о мосте" in kept


def test_what_an_edition_kept_of_an_act_is_not_quoted_once_its_copy_is_withheld(
    session, coordinator, copies, client
):
    world = World(session)
    item = world.item(world.mandate(), text="Иванова просит", documents=("письмо Ивановой",))
    copy = copies.keep("https://mazhilis.parlam.kz/r/1", b"<p>1", kind="deputies")
    paper = copies.keep("https://mazhilis.parlam.kz/1.pdf", b"%PDF", "application/pdf")
    record = session.scalars(select(Record).where(Record.item_id == item.id)).one()
    record.capture_ru_id, record.documents[0].capture_id = copy.id, paper.id
    said = Statement(sha256="1" * 64, fields={})
    session.add(said)
    session.flush()
    session.add(
        Observation(record_id=record.id, capture_id=copy.id, lang="ru", statement_id=said.id)
    )
    session.commit()
    frozen = item_page(session, item.key)
    assert unquoted(session, frozen) == frozen
    withheld(coordinator, copy)
    withheld(coordinator, paper)
    session.rollback()
    told = unquoted(session, frozen)
    assert told.records[0].documents[0].text is None
    assert "Иванов" not in str(told) and told.records[0].title_ru == item.title_ru

"""What voters see of meetings that people entered, and the files that carry them."""

import datetime as dt
import io

import pytest
from sqlalchemy import select

from app.services import evidence, files
from app.services.voters_orders import OrderFields
from models.file import StoredFile
from models.item import Item, Kind, MergeProposal, ProposalState
from models.meeting import Answer, Became, Post
from models.merge import settle
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.evidence import act_fields, kept_file, make_watched, post_fields
from tests.page_checks import check_page
from tests.support import count_queries

HOSTILE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def watched(session):
    world, mandate = make_watched(session)
    session.commit()
    return world, mandate


@pytest.fixture
def world(watched):
    return watched[0]


@pytest.fixture
def mandate(watched):
    return watched[1]


@pytest.fixture
def activist(make_user):
    return make_user(UserRole.ACTIVIST, name="Активист Ә.")


@pytest.fixture
def enter(session, world, activist):
    def do(*acts, path="p/1", file=None):
        file = file or kept_file(world, f"{len(path)}" * 64)
        post = evidence.enter(session, activist, NOW, post_fields(file, path=path), acts)
        session.commit()
        return post

    return do


def item_of(session):
    return session.scalars(select(Item).where(Item.key.startswith("hand/"))).first()


def test_a_voter_sees_where_and_when_who_came_what_was_asked_and_the_kept_copy(
    client, session, enter, mandate
):
    order = OrderFields("Провести воду", Became.RAISED, "запрос министру")
    post = enter(act_fields(mandate, audience=40, audience_note="жители", orders=(order,)))
    page = check_page(client.get(f"/en/items/{item_of(session).key}").text)
    text = " ".join(page.text.split())
    place = "in the deputy’s district (told from the facts)"
    order = ("Провести воду", "raised with a public body", "запрос министру")
    for words in ("Темиртау", place, "in session", "40 жители", *order):
        assert words in text, words
    assert page.find("a", href=post.url)
    assert page.find("a", href=f"/en/files/{post.file.sha256}")


def test_no_public_page_names_who_entered_it(client, session, enter, mandate, activist):
    enter(act_fields(mandate))
    for address in (f"/ru/items/{item_of(session).key}", "/ru/deputies/ahmetov/meetings",
                    f"/ru/files/{session.scalars(select(StoredFile.sha256)).one()}"):  # fmt: skip
        assert activist.name not in client.get(address).text


def test_meetings_are_counted_by_place_and_time_each_number_with_its_rows(
    app, client, session, enter, mandate, world
):
    enter(act_fields(mandate))
    enter(
        act_fields(mandate, title="За округом", place="Астана", another=True,
                   in_district=Answer.NO, day=dt.date(2023, 8, 2)),
        path="p/22",
    )  # fmt: skip
    world.act(mandate, "С сайта", kind=Kind.VOTER_MEETING, date=dt.date(2024, 2, 2))
    early = world.act(mandate, "До мандата", kind=Kind.VOTER_MEETING, date=dt.date(2020, 2, 2))
    session.commit()
    with count_queries(app) as queries:
        page = check_page(client.get("/en/deputies/ahmetov/meetings").text)
    before = queries.count
    for kind in ("held", "sat"):
        for answer in Answer:
            assert page.select_one(f"#figure-{kind}-{answer.value} .figure").text == "1"
    for link, title in (("held=yes", "Встреча о воде"), ("held=no", "За округом"),
                        ("held=not_known", "С сайта"), ("sat=no", "За округом")):  # fmt: skip
        href = f"/en/deputies/ahmetov/meetings?{link}"
        assert page.find("a", href=href)
        rows = check_page(client.get(href).text).find("ol", class_="stack")
        assert len(rows.find_all("li", class_="card")) == 1 and title in rows.text
        assert early.title_ru not in rows.text
    enter(act_fields(mandate, title="Ещё", day=dt.date(2024, 1, 3)), path="p/333")
    with count_queries(app) as queries:
        client.get("/en/deputies/ahmetov/meetings")
    assert queries.count == before


def test_what_is_known_of_a_meeting_follows_it_when_it_is_merged(
    client, session, enter, mandate, world
):
    site = world.act(mandate, "Встреча", kind=Kind.VOTER_MEETING, date=dt.date(2024, 5, 18))
    # The key of this one sorts first, so that the entered act is merged away.
    site.key = "a-site/1"
    session.commit()
    enter(act_fields(mandate, another=True))
    mine = item_of(session)
    world.add(MergeProposal(first_id=site.id, second_id=mine.id, score=1.0,
                            state=ProposalState.MERGED))  # fmt: skip
    settle(session, {site.id, mine.id})
    session.commit()
    assert "Темиртау" in check_page(client.get("/ru/items/a-site/1").text).text
    page = check_page(client.get("/en/deputies/ahmetov/meetings").text)
    assert page.select_one("#figure-held-yes .figure").text == "1"
    assert page.find(id="figure-held-no").get_text(" ").split()[0] == "0"


def test_an_act_that_was_taken_back_says_so_and_is_counted_nowhere(
    client, session, enter, mandate, activist
):
    post = enter(act_fields(mandate))
    key = item_of(session).key
    evidence.withdraw_post(session, activist, NOW, post.id, reason="чужая встреча")
    session.commit()
    page = check_page(client.get(f"/ru/items/{key}").text)
    assert page.find(class_="notice-warn") and "Темиртау" not in page.text
    assert "Встреча о воде" not in client.get("/ru/deputies/ahmetov/meetings").text
    assert client.get(f"/ru/files/{post.file.sha256}").status_code == 404


@pytest.fixture
def kept(session, enter, mandate, world, config):
    """A post whose copy is a hostile page, on disk as it came."""
    file = files.keep(session, NOW, config.archive_dir, '"><b>x\r\n.html', HOSTILE)
    session.flush()
    enter(act_fields(mandate), file=file)
    return file


def test_a_kept_file_is_given_as_a_file_and_never_as_a_page_of_ours(client, kept):
    page = check_page(client.get(f"/ru/files/{kept.sha256}").text)
    assert kept.sha256 in page.text and not page.find("b", string="x")
    answer = client.get(f"/ru/files/{kept.sha256}/bytes")
    assert answer.data == HOSTILE
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{kept.sha256}.bin"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_that_carries_nothing_public_has_no_public_page(client, session, world, kept):
    other = kept_file(world, "ef" * 32)
    session.commit()
    assert client.get(f"/ru/files/{other.sha256}").status_code == 404
    assert client.get("/ru/files/..%2f..%2fportal.sqlite/bytes").status_code == 404
    post = session.scalars(select(Post)).one()
    post.file_id = other.id
    session.commit()
    assert client.get(f"/ru/files/{other.sha256}").status_code == 200
    assert client.get(f"/ru/files/{kept.sha256}").status_code == 404
    # Its row is there, and its bytes are gone.
    assert client.get(f"/ru/files/{other.sha256}/bytes").status_code == 404


def test_a_coordinator_withholds_what_shows_third_persons_and_its_hash_stays(
    app, client, kept, sign_in, make_user, session
):
    activist = sign_in(app.test_client(), make_user(UserRole.ACTIVIST))
    coordinator = sign_in(app.test_client(), make_user(UserRole.COORDINATOR))
    session.rollback()
    address = f"/ru/desk/files/{kept.sha256}"
    assert activist.post(f"{address}/withhold", data={"reason": "дети"}).status_code == 403
    assert coordinator.post(f"{address}/withhold", data={"reason": " "}).status_code == 422
    assert coordinator.post(f"{address}/withhold", data={"reason": "дети"}).status_code == 303
    page = client.get(f"/ru/files/{kept.sha256}")
    assert kept.sha256 in page.text and "дети" not in page.text
    assert client.get(f"/ru/files/{kept.sha256}/bytes").status_code == 403
    assert activist.get(f"/ru/files/{kept.sha256}/bytes").status_code == 200
    assert "дети" in check_page(coordinator.get(f"/ru/files/{kept.sha256}").text).decode()
    assert coordinator.post(f"{address}/release", data={"reason": "размыто"}).status_code == 303
    assert client.get(f"/ru/files/{kept.sha256}/bytes").data == HOSTILE


def test_the_kept_file_of_an_order_has_a_page_too(client, session, enter, mandate, sign_in,
                                                  make_user, app):  # fmt: skip
    enter(act_fields(mandate, orders=(OrderFields("Мост"),)))
    staff = sign_in(app.test_client(), make_user(UserRole.ACTIVIST))
    session.rollback()
    said = {"text": "Мост", "became": "done", "file": (io.BytesIO(b"%PDF-1.4 x"), "a.pdf")}
    assert staff.post("/ru/coding/orders/1", data=said).status_code == 303
    page = check_page(client.get(f"/ru/items/{item_of(session).key}").text)
    links = {link["href"] for link in page.find_all("a", href=lambda h: h and "/files/" in h)}
    assert len(links) == 2
    session.rollback()
    pdf = session.scalars(select(StoredFile.sha256).where(StoredFile.mime != "image/png")).one()
    assert client.get(f"/ru/files/{pdf}/bytes").data == b"%PDF-1.4 x"

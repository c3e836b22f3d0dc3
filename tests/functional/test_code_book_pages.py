"""Code books on the desk, from a published version to the next one."""

import pytest
from sqlalchemy import select

from models.topic import CodeBook, Topic
from models.user import UserRole
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def book(session):
    world = World(session)
    world.topics("Налоги", key="other")
    book = world.topics("Дороги", "Школы")[0].code_book
    session.commit()
    return book


@pytest.fixture
def boss(client, sign_in, make_user):
    return sign_in(client, make_user(UserRole.COORDINATOR))


def now(session):
    session.rollback()
    return session


def test_a_version_is_copied_changed_and_published(session, boss, book):
    address = f"/ru/desk/code-books/{book.id}"
    assert check_page(boss.get(address).text).find("form", action=f"{address}/versions")
    draft = boss.post(f"{address}/versions").location
    page = check_page(boss.get(draft).text)
    assert page.find("form", action=f"{draft}/topics")
    assert boss.post(f"{draft}/topics", data={"name_ru": ""}).status_code == 422
    assert boss.post(f"{draft}/topics", data={"name_ru": "Жильё"}).status_code == 303
    topics = now(session).scalars(
        select(Topic).join(CodeBook).where(CodeBook.draft).order_by(Topic.number)
    ).all()  # fmt: skip
    rename, retire = topics[0].id, topics[1].id
    check_page(boss.get(f"/ru/desk/topics/{rename}").text)
    boss.post(f"/ru/desk/topics/{rename}", data={"name_ru": "Улицы"})
    boss.post(f"/ru/desk/topics/{retire}/retire")
    page = check_page(boss.get(draft).text)
    assert "Улицы" in page.find(id="topics").text and page.find("del").text == "Школы"
    assert boss.post(f"{draft}/publish").location == draft
    page = check_page(boss.get(draft).text)
    assert page.find("form", action=f"{draft}/topics") is None
    assert boss.get(f"/ru/desk/topics/{rename}").status_code == 404
    assert check_page(boss.get(address).text).find(id="topics").text.count("Дороги") == 1


def test_a_second_draft_leads_to_the_first(boss, book):
    address = f"/ru/desk/code-books/{book.id}/versions"
    assert boss.post(address).location == boss.post(address).location


def test_others_read_and_change_nothing(app, client, sign_in, make_user, book):
    for role in (UserRole.ACTIVIST, UserRole.ANALYST):
        reader = sign_in(app.test_client(), make_user(role))
        page = check_page(reader.get(f"/en/desk/code-books/{book.id}").text)
        assert page.find("form", action=lambda a: "code-books" in (a or "")) is None
        assert reader.post(f"/en/desk/code-books/{book.id}/versions").status_code == 403


def test_the_pages_ask_a_fixed_number_of_times(app, session, boss, book):
    with count_queries(app) as few:
        check_page(boss.get("/ru/desk/code-books/").text)
        check_page(boss.get(f"/ru/desk/code-books/{book.id}").text)
    world = World.__new__(World)
    world.session = session
    for number in range(20):
        world.topics("А", "Б", "В", key=f"more-{number}")
        session.add(Topic(code_book_id=book.id, key=f"t{number}", number=number, name_ru="Т"))
    session.commit()
    with count_queries(app) as many:
        check_page(boss.get("/ru/desk/code-books/").text)
        check_page(boss.get(f"/ru/desk/code-books/{book.id}").text)
    assert many.count == few.count

"""Posts entered in a browser: on a phone, over a line that breaks, and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from app.services import evidence, files
from models.item import Item, Kind
from models.meeting import Meeting, Post
from models.topic import CodeBook, Topic
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.evidence import act_fields, kept_file, make_watched, post_fields

#: A little more than three pieces of what a page sends at a time.
DATA = b"%PDF-1.7\n" + bytes(range(256)) * 3200

SAVED = re.compile(r"/coding/posts/\d+$")


@pytest.fixture
def world(session):
    world, mandate = make_watched(session)
    book = world.add(CodeBook(key="issues", name_ru="Вопросы"))
    world.add(Topic(code_book=book, key="water", number=1, name_ru="Вода", name_kk="Су"))
    session.commit()
    return world, mandate.id, mandate


@pytest.fixture
def activist(make_user, world, session):
    user = make_user(UserRole.ACTIVIST)
    session.refresh(user)
    session.expunge(user)
    session.rollback()
    return user


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "снимок.pdf"
    path.write_bytes(DATA)
    return path


def fill(page, mandate_id, url="https://www.facebook.com/p/1"):
    page.goto(f"/ru/coding/posts/new?mandate={mandate_id}")
    page.fill("#url", url)
    page.fill("#post_title", "Встреча в Темиртау")
    page.fill("#acts-0-day", "2024-05-18")
    page.fill("#acts-0-title", "Встреча о воде")
    page.fill("#acts-0-place", "г. Темиртау, школа № 4")


def save(page):
    page.locator('button[name="action"][value="save"]').click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def faults(page):
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]


def kept(session, config):
    session.rollback()
    post = session.scalars(select(Post)).one()
    return files.path_of(config.archive_dir, post.file.sha256).read_bytes()


def test_a_post_is_entered_on_a_phone_while_its_file_comes_in_pieces(
    open_page, world, activist, scan, session, config
):
    page = open_page(locale="ru-RU", width=360, user=activist)
    fill(page, world[1])
    assert fits(page) and faults(page) == []
    page.set_input_files("#file", scan)
    page.wait_for_selector('[data-upload-panel][data-state="done"]')
    assert page.input_value("#file") == ""
    save(page)
    page.wait_for_url(SAVED)
    assert fits(page) and faults(page) == []
    assert kept(session, config) == DATA


def test_a_file_goes_on_after_a_broken_line_and_the_form_waits_for_it(
    open_page, allow, world, activist, scan, session, config
):
    allow("ERR_FAILED", "ERR_CONNECTION")
    page = open_page(locale="ru-RU", user=activist)
    seen = []

    def break_off(route):
        seen.append(route.request.url)
        if len(seen) in (2, 3):
            route.abort()
        else:
            route.continue_()

    page.route("**/piece", break_off)
    fill(page, world[1])
    page.set_input_files("#file", scan)
    save(page)
    page.wait_for_url(SAVED)
    assert len(seen) == 6
    assert kept(session, config) == DATA


def test_a_file_goes_on_after_a_reload_from_where_it_broke_off(
    open_page, allow, world, activist, scan, session, config
):
    allow("ERR_FAILED")
    page = open_page(locale="ru-RU", user=activist)
    sent = []

    def stop_after_two(route):
        if len(sent) == 2:
            route.abort()
        else:
            sent.append(route.request.url)
            route.continue_()

    page.route("**/piece", stop_after_two)
    fill(page, world[1])
    page.set_input_files("#file", scan)
    page.wait_for_selector('[data-upload-panel][data-state="waiting"]')
    page.unroute("**/piece")
    page.route("**/piece", lambda route: (sent.append(route.request.url), route.continue_()))
    fill(page, world[1])
    page.wait_for_selector('[data-upload-panel][data-state="again"]')
    page.set_input_files("#file", scan)
    page.wait_for_selector('[data-upload-panel][data-state="done"]')
    # What had come before the reload was not sent a second time.
    assert len(sent) == 4
    save(page)
    page.wait_for_url(SAVED)
    assert kept(session, config) == DATA


def test_a_file_that_is_none_we_keep_is_refused_beside_its_field(
    open_page, allow, world, activist, tmp_path, session
):
    allow("status of 422")
    wrong = tmp_path / "a.pdf"
    wrong.write_bytes(b"MZ\x90\x00" * 1000)
    page = open_page(locale="ru-RU", user=activist)
    fill(page, world[1])
    page.set_input_files("#file", wrong)
    page.wait_for_selector('[data-upload-panel][data-state="error"]')
    save(page)
    page.wait_for_selector("#file-error")
    session.rollback()
    assert session.scalars(select(Post)).all() == []


def test_the_same_is_entered_without_scripts_with_more_rows_and_a_look_alike(
    open_page, world, activist, scan, session, config
):
    made, mandate_id, mandate = world
    made.act(mandate, "Кездесу", kind=Kind.VOTER_MEETING, date=act_fields(mandate).day)
    session.commit()
    page = open_page(locale="ru-RU", width=360, user=activist, js=False)
    fill(page, mandate_id)
    page.set_input_files("#file", scan)
    page.locator('button[value="add-order:0"]').click()
    page.fill("#acts-0-orders-0-text", "Провести воду")
    page.locator('button[value="add-act"]').click()
    assert page.input_value("#acts-0-title") == "Встреча о воде"
    page.locator('button[value="drop-act:1"]').click()
    save(page)
    page.check("#acts-0-same-another")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    save(page)
    page.wait_for_url(SAVED)
    assert "Провести воду" in page.content()
    assert kept(session, config) == DATA
    assert len(session.scalars(select(Meeting)).all()) == 1
    assert len(session.scalars(select(Item)).all()) == 2


def test_a_page_is_asked_to_be_kept_without_leaving_the_form(open_page, world, activist, session):
    page = open_page(locale="ru-RU", user=activist)
    fill(page, world[1])
    page.route(
        "**/coding/keep/*",
        lambda route: route.fulfill(json={"active": False, "capture": 7, "message": None}),
    )
    page.fill("#capture", "https://social.example/p/1")
    page.locator('button[name="keep"]').click()
    expect(page.locator("#capture")).to_have_value("7")
    assert page.input_value("#acts-0-title") == "Встреча о воде"


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_posts_fit_and_can_be_read_by_all(open_page, world, activist, session, width):
    made, mandate_id, mandate = world
    fields = act_fields(mandate, summary="Жители просили воду", audience=40)
    said = post_fields(kept_file(made), title="Очень длинное название " * 6)
    post = evidence.enter(session, activist, NOW, said, [fields])
    session.commit()
    item = session.scalars(select(Item).where(Item.key.startswith("hand/"))).one()
    meeting = session.scalars(select(Meeting)).one()
    paths = [
        "coding/posts", f"coding/posts/{post.id}", f"coding/posts/{post.id}/edit",
        f"coding/posts/{post.id}/acts", f"coding/items/{meeting.item_id}/orders/new",
        f"items/{item.key}", f"files/{post.file.sha256}", "deputies/ahmetov/meetings",
        f"coding/deputies/{mandate_id}",
    ]  # fmt: skip
    session.rollback()
    page = open_page(locale="kk-KZ", width=width, user=activist)
    for path in paths:
        page.goto(f"/kk/{path}")
        assert fits(page), path
        assert faults(page) == [], path

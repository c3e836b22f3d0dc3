"""Coding in a real browser: by keyboard, over a broken line, without scripts, on a phone."""

import re

import pytest
from sqlalchemy import func, select

from models.coding import Coding, Draft, Reading, Strength, ThesisTag
from models.item import Item, Participation
from models.person import Mandate
from models.user import UserRole
from tests.factories.world import World


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def coder(make_user):
    return make_user()


@pytest.fixture
def parts(world, session):
    mandate = world.mandate(name="Құспанов Айдос")
    world.programme(mandate, theses=5)
    world.topics("Дороги", "Школы", "Вода")
    parts = [world.participation(mandate, text="Прошу принять меры.") for _ in range(21)]
    session.commit()
    return parts


def now(session):
    session.rollback()
    return session


def draft_state(page):
    return page.locator("#draft-state")


def test_twenty_acts_are_coded_by_keyboard_alone(open_page, session, coder, parts):
    page = open_page(user=coder, locale="ru-RU")
    page.goto("/ru/coding/start")
    for turn in range(20):
        here = page.url
        match turn % 4:
            case 0:
                page.keyboard.press("Digit1")
                page.keyboard.press("Shift+Digit3")
            case 1:
                page.keyboard.press("Digit2")
                page.keyboard.press("Digit2")
            case 2:
                page.keyboard.press("KeyN")
            case 3:
                page.keyboard.press("KeyU")
                page.keyboard.type("nusz 12 — не ясно")
        page.keyboard.press("Control+Enter" if turn % 4 == 3 else "KeyS")
        page.wait_for_url(lambda url, here=here: url != here)
    readings = dict(
        now(session).execute(select(Coding.reading, func.count()).group_by(Coding.reading)).all()
    )
    assert readings == {Reading.TAGGED: 10, Reading.NONE_FITS: 5, Reading.UNSURE: 5}
    strengths = dict(
        session.execute(select(ThesisTag.strength, func.count()).group_by(ThesisTag.strength)).all()
    )
    assert strengths == {Strength.DIRECT: 5, Strength.RELATED: 10}
    assert set(session.scalars(select(Coding.note))) == {None, "nusz 12 — не ясно"}
    page.keyboard.press("KeyZ")
    page.wait_for_function("document.getElementById('undo') === null")
    assert now(session).scalar(select(func.count(Coding.id)).where(Coding.current)) == 19


def test_what_a_key_chooses_is_not_hidden_under_the_bar_that_saves(open_page, coder, parts):
    page = open_page(user=coder, height=560)
    page.goto(f"/ru/coding/{parts[0].id}")
    for key in ("Digit3", "Digit5", "Digit2", "Digit4"):
        page.keyboard.press(key)
        thesis = page.locator("[data-thesis]").nth(int(key[-1]) - 1)
        page.wait_for_function(
            "number => document.querySelectorAll('[data-thesis]')[number]"
            ".getBoundingClientRect().bottom"
            " <= document.querySelector('.savebar').getBoundingClientRect().top",
            arg=int(key[-1]) - 1,
        )
        assert thesis.locator("input[value=direct]").is_checked()


def test_keys_are_told_by_their_place_whatever_the_alphabet(open_page, coder, parts):
    page = open_page(user=coder)
    page.goto(f"/ru/coding/{parts[0].id}")
    # On the Russian layout the key N types т, and on the Kazakh one the key 2 types ә.
    page.evaluate(
        """() => {
            const press = (key, code) => document.body.dispatchEvent(
                new KeyboardEvent("keydown", {key, code, bubbles: true, cancelable: true}));
            press("ә", "Digit2");
        }"""
    )
    assert page.locator("[data-thesis]").nth(1).locator("input[value=direct]").is_checked()
    assert page.locator("#reading-tagged").is_checked()
    page.keyboard.press("KeyJ")
    page.keyboard.press("Slash")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Digit1")
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    assert page.locator("[data-thesis]").nth(0).locator("input[value='']").is_checked()


def test_a_draft_survives_a_closed_tab(open_page, session, coder, parts):
    page = open_page(user=coder)
    page.goto(f"/ru/coding/{parts[0].id}")
    page.keyboard.press("Digit4")
    page.locator("#note").fill("посмотреть ещё раз")
    with page.expect_response(re.compile("/draft$")):
        pass
    page.wait_for_function("Object.keys(localStorage).length === 0")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(f"/ru/coding/{parts[0].id}")
    assert again.locator("#note").input_value() == "посмотреть ещё раз"
    assert again.locator("[data-thesis]").nth(3).locator("input[value=direct]").is_checked()
    assert now(session).scalar(select(func.count(Draft.id))) == 1


def test_what_is_typed_without_a_line_is_sent_when_it_is_back(
    open_page, session, coder, parts, allow
):
    allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(user=coder)
    page.goto(f"/ru/coding/{parts[0].id}")
    page.context.set_offline(True)
    page.locator("#note").fill("в дороге")
    waiting = page.locator("#coding").get_attribute("data-waiting")
    page.wait_for_function(
        "words => document.getElementById('draft-state').textContent === words", arg=waiting
    )
    page.wait_for_event("requestfailed")
    assert now(session).scalar(select(func.count(Draft.id))) == 0
    with page.expect_response(re.compile("/draft$")):
        page.context.set_offline(False)
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert now(session).scalars(select(Draft)).one().fields["note"] == "в дороге"


def test_saving_without_a_line_says_so_and_stays_on_the_page(
    open_page, session, coder, parts, allow
):
    allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(user=coder)
    page.goto(f"/ru/coding/{parts[0].id}")
    page.context.set_offline(True)
    page.keyboard.press("Digit1")
    page.keyboard.press("KeyS")
    no_line = page.locator("#coding").get_attribute("data-no-line")
    page.wait_for_function(
        "words => document.getElementById('draft-state').textContent === words", arg=no_line
    )
    page.context.set_offline(False)
    here = page.url
    page.keyboard.press("KeyS")
    page.wait_for_url(lambda url: url != here)
    assert now(session).scalar(select(func.count(Coding.id)).where(Coding.current)) == 1


def test_what_is_typed_after_signing_out_comes_back_after_signing_in(
    open_page, session, coder, parts, live_server, allow
):
    allow("status of 400", "status of 401", "status of 403", "status of 302")
    page = open_page(user=coder)
    page.goto(f"/ru/coding/{parts[0].id}")
    page.context.clear_cookies()
    page.locator("#note").fill("сессия истекла")
    signed_out = page.locator("#coding").get_attribute("data-signed-out")
    page.wait_for_function(
        "words => document.getElementById('draft-state').textContent === words", arg=signed_out
    )
    page.context.add_cookies([live_server.cookie_of(coder)])
    with page.expect_response(lambda r: r.url.endswith("/draft") and r.status == 204):
        page.goto("/ru/coding/queue")
    page.goto(f"/ru/coding/{parts[0].id}")
    assert page.locator("#note").input_value() == "сессия истекла"


def test_everything_works_as_plain_forms(open_page, session, coder, parts):
    page = open_page(user=coder, js=False, width=360)
    page.goto("/kk/coding/start")
    page.locator("#save").click()
    assert page.locator("#reading-error").is_visible()
    page.locator("[data-thesis]").first.locator("input[value=direct]").check()
    page.locator("#reading-tagged").check()
    here = page.url
    page.locator("#save").click()
    assert page.url != here
    page.locator("#undo button").click()
    page.locator("button[value=draft]").click()
    page.locator("button[value=discard]").click()
    assert now(session).scalar(select(func.count(Coding.id)).where(Coding.current)) == 0
    assert session.scalar(select(func.count(Draft.id))) == 0


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_runs_over_the_edge(open_page, make_user, world, session, parts, lang, width):
    page = open_page(user=make_user(UserRole.COORDINATOR), width=width)
    for address in (
        "coding/queue",
        f"coding/{parts[0].id}",
        "desk/programmes/",
        "desk/assignments/",
    ):
        page.goto(f"/{lang}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_topics_are_found_by_typing(open_page, coder, parts):
    page = open_page(user=coder)
    page.goto(f"/ru/coding/{parts[0].id}")
    page.locator("#topic-filter").fill("шко")
    assert page.locator("[data-topic]:visible").all_inner_texts() == ["Школы"]


def test_the_act_after_the_first_is_light_on_the_wire(open_page, session, world, coder, parts):
    words = " ".join(f"қала{number}" for number in range(30_000))
    mandate = parts[0].mandate
    heavy = world.participation(mandate, text=words, documents=(words, words))
    session.commit()
    page = open_page(user=coder)
    page.goto(f"/kk/coding/{parts[0].id}")
    sizes = []
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"/kk/coding/{heavy.id}")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 60_000


def test_real_acts_of_2016_are_coded_by_keyboard_alone(
    app, open_page, make_user, world, session, parlam_archive
):
    # The command wants to write, and waits for whoever writes already.
    session.commit()
    run = app.test_cli_runner().invoke(
        args=["scrape", "run", "parlam-html", "--json", "--from-archive", str(parlam_archive)]
    )
    assert run.exit_code == 0
    activist, coordinator = make_user(), make_user(UserRole.COORDINATOR)
    waiting = select(Participation.mandate_id, func.count()).join(Participation.item)
    waiting = waiting.where(Item.queued).group_by(Participation.mandate_id)
    mandate, acts = max(session.execute(waiting).all(), key=lambda row: row[1])
    world.assign(activist, session.get(Mandate, mandate))
    session.commit()

    desk = open_page(user=coordinator)
    desk.goto(f"/ru/desk/programmes/{mandate}/theses/new")
    for number in range(5):
        desk.locator("#lang").select_option("ru")
        desk.locator("#text_ru").fill(f"«Обещание {number} дословно»")
        desk.locator("#testable").check()
        with desk.expect_navigation():
            desk.locator("button[value=next]").click()
    page = open_page(user=activist, locale="ru-RU")
    page.goto("/ru/coding/start")
    for turn in range(20):
        here = page.url
        # Beyond the assigned deputy's acts come those of deputies without theses.
        page.keyboard.press("Digit5" if turn < acts else "KeyN")
        page.keyboard.press("KeyS")
        page.wait_for_url(lambda url, here=here: url != here)
    kept = now(session).execute(
        select(Participation.mandate_id, Coding.reading).join(Coding.participation)
    )
    rows = kept.all()
    assert len(rows) == 20
    own = [reading for seat, reading in rows if seat == mandate]
    assert own == [Reading.TAGGED] * min(acts, 20)

"""Cutting theses out of a programme in a real browser: by mouse, by keyboard, without scripts."""

import pytest
from sqlalchemy import select

from models.file import StoredFile
from models.programme import Statement, Thesis
from tests.browser.test_axe import faults
from tests.factories.world import World
from tests.programmes import KK, RU, as_docx, as_pdf, read_files


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def mandate(world, session):
    mandate = world.mandate(name="Құспанов Айдос")
    world.topics("Дороги", "Школы", "Вода")
    session.commit()
    return mandate


@pytest.fixture
def activist(make_user, world, session, mandate):
    user = make_user()
    world.assign(user, mandate)
    session.commit()
    return user


def keep(page, app, mandate, name, body):
    """Enter the programme with its document, and let the worker read it."""
    page.goto(f"/ru/desk/programmes/{mandate.id}/edit")
    page.locator("#availability").select_option("published")
    page.locator("#found_via").select_option("social_network")
    page.locator("#origin").select_option("own")
    page.locator("#known_on").fill("2026-11-20")
    page.locator("#source").fill("страница депутата")
    page.locator("#file").set_input_files({"name": name, "mimeType": "", "buffer": body})
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"**/programmes/{mandate.id}")
    assert read_files(app) == 1
    page.goto(f"/ru/desk/programmes/{mandate.id}/cut")


def theses(session):
    session.rollback()
    return session.scalars(select(Thesis).order_by(Thesis.number)).all()


def hold(session, expected, field):
    """Every thesis is there, and its offsets are those of its words in the document."""
    found = theses(session)
    assert [getattr(row, field) for row in found] == list(expected)
    for row in found:
        text = session.get(StoredFile, row.file_id).text
        assert text[row.text_start : row.text_end] == getattr(row, field)
    return found


def page_of(turn):
    return turn // 4 + 1


def by_keyboard(page):
    """Select the next line from its first word to the end of its sentence, and save it."""
    page.keyboard.press("ArrowRight")
    page.keyboard.press("KeyS")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "topic"


def by_mouse(page, words):
    """Draw the mouse over `words`, as far as they go on the screen."""
    box = page.evaluate(
        """(wanted) => {
          const words = document.getElementById("words");
          const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(wanted);
            if (at < 0) continue;
            node.parentElement.scrollIntoView({ block: "nearest", behavior: "instant" });
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + wanted.length);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { left, right, middle: (top + bottom) / 2 };
          }
          return null;
        }""",
        words,
    )
    page.mouse.move(box["left"] + 1, box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"] + 3, box["middle"], steps=4)
    page.mouse.up()


def test_twelve_theses_of_a_kazakh_pdf_are_cut_by_keyboard(
    open_page, app, session, activist, mandate
):
    page = open_page(user=activist, locale="ru-RU")
    keep(page, app, mandate, "бағдарлама.pdf", as_pdf(KK))
    for turn, words in enumerate(KK):
        if turn % 4 == 0:
            # The number at the head of each page is passed over.
            page.locator("#words").focus()
            page.keyboard.press("ArrowRight")
        by_keyboard(page)
        if turn == 0:
            page.locator("#lang").select_option("kk")
            page.locator("#topic").focus()
            page.keyboard.press("ArrowDown")
            page.locator("#statement").select_option("commitment")
        page.locator("#testable").check()
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**at=*")
        page.locator(f'mark[data-numbers="{turn + 1}"]').wait_for()
        assert words in page.locator("#here ~ ol").inner_text()
        if turn in (3, 7):
            page.locator("a[rel=next]").click()
            page.wait_for_url(f"**part={page_of(turn) + 1}*")
    found = hold(session, KK, "text_kk")
    assert [row.page for row in found] == ["1"] * 4 + ["2"] * 4 + ["3"] * 4
    assert {row.statement for row in found} == {Statement.COMMITMENT}
    assert len({row.topic_id for row in found} - {None}) == 1


def test_twelve_theses_of_a_russian_docx_are_cut_by_mouse(
    open_page, app, session, activist, mandate
):
    page = open_page(user=activist, locale="ru-RU")
    page.emulate_media(reduced_motion="reduce")
    keep(page, app, mandate, "программа.docx", as_docx(RU))
    page.locator("#lang").select_option("ru")
    page.locator("#testable").check()
    for turn, words in enumerate(RU):
        by_mouse(page, words)
        page.locator("#selected", has_text=words[-20:]).wait_for()
        assert page.locator("#quote").input_value() == words
        page.locator("#testable").check()
        page.locator("#cut-form button[type=submit]").click()
        page.locator(f'mark[data-numbers="{turn + 1}"]').wait_for()
    found = hold(session, RU, "text_ru")
    assert {row.page for row in found} == {None}


@pytest.mark.parametrize(("theses_", "lang", "body"), [(KK, "kk", as_pdf), (RU, "ru", as_docx)])
def test_twelve_theses_are_pasted_without_scripts(
    open_page, app, session, activist, mandate, theses_, lang, body
):
    page = open_page(user=activist, locale="ru-RU", js=False)
    keep(page, app, mandate, "programme", body(theses_))
    assert not page.locator("#keys").is_visible()
    for turn, words in enumerate(theses_):
        page.locator("#quote").fill(words.replace(" ", "\n ", 1))
        page.locator("#lang").select_option(lang)
        page.locator("#testable").check()
        page.locator("#cut-form button[type=submit]").click()
        page.locator(f'mark[data-numbers="{turn + 1}"]').wait_for()
    hold(session, theses_, f"text_{lang}")


def test_words_that_are_not_there_are_refused_and_nothing_typed_is_lost(
    open_page, app, session, activist, mandate
):
    page = open_page(user=activist, locale="en-GB")
    keep(page, app, mandate, "programme.pdf", as_pdf(KK))
    page.goto(f"/en/desk/programmes/{mandate.id}/cut")
    page.locator("#quote").fill("Бұлақ көшесін 2030 жылға дейін жөндейміз.")
    page.locator("#lang").select_option("kk")
    page.locator("#testable").check()
    page.locator("#cut-form button[type=submit]").click()
    assert "not in the kept document" in page.locator("#quote-error").inner_text()
    assert page.locator("#quote").input_value().startswith("Бұлақ көшесін 2030")
    page.locator("#testable").uncheck()
    page.locator("#paraphrased").check()
    page.locator("#cut-form button[type=submit]").click()
    page.locator(".notice-ok").wait_for()
    (thesis,) = theses(session)
    assert (thesis.wording.value, thesis.text_start, thesis.file_id) == ("paraphrased", None, None)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_cutting_screen(
    browser, live_server, open_page, app, session, world, activist, mandate, lang, width
):
    page = open_page(user=activist)
    keep(page, app, mandate, "programme.pdf", as_pdf(KK))
    page.locator("#quote").fill(KK[0])
    page.locator("#lang").select_option("kk")
    page.locator("#cut-form button[type=submit]").click()
    page.locator("#quote-error, .notice-error").first.wait_for()
    page.locator("#testable").check()
    page.locator("#cut-form button[type=submit]").click()
    page.locator("mark").wait_for()
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, viewport={"width": width, "height": 800}
    )
    context.add_cookies([live_server.cookie_of(activist)])
    seen = context.new_page()
    found = []
    for path in (f"programmes/{mandate.id}/cut", f"programmes/{mandate.id}", "code-books/"):
        assert seen.goto(f"/{lang}/desk/{path}").status == 200
        found += faults(seen)
    context.close()
    assert not found, "\n".join(found)

"""A verdict from its proposal to the deputy's answer, as five people meet it in a browser."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from app import clock
from app.services import files, guests, positions
from models.base import Lang
from models.user import UserRole
from models.verdict import Verdict, VerdictState
from tests.factories import verdicts as make
from tests.factories.world import World

PDF = b"%PDF-1.7 the act of the akimat"


@pytest.fixture
def world(session):
    made = World(session)
    made.convocation.start = dt.date(2023, 3, 29)
    return made


@pytest.fixture
def people(make_user):
    return (
        make_user(UserRole.ACTIVIST, name="Первая"),
        make_user(UserRole.COORDINATOR, name="Вторая"),
    )


@pytest.fixture
def thesis(world, session, people):
    """A thesis that may be judged; another one of the deputy has a verdict already."""
    mandate = world.mandate(world.region(), name="Құспанов")
    found = make.promise(world, mandate, text_ru="Построить школу в каждом районе")
    make.standing(world, world.thesis(found.programme, 2, lang="ru", source="листовка"), *people)
    session.commit()
    return found


def narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_a_verdict_on_its_way_to_the_deputy_and_back(
    open_page, session, thesis, people, tmp_path, js
):
    act = tmp_path / "act.pdf"
    act.write_bytes(PDF)
    first = open_page(user=people[0], js=js)
    first.goto(f"/en/desk/theses/{thesis.id}/verdict")
    first.get_by_role("link", name="Propose a verdict").click()
    first.get_by_label("fulfilled", exact=True).check()
    first.get_by_label("What it is").first.select_option("official_act")
    first.get_by_label("Kept copy: a file").first.set_input_files(act)
    first.get_by_label("Explanation in Kazakh").fill("Мектеп ашылды")
    first.get_by_label("Explanation in Russian").fill("Школа открыта")
    if js:
        first.get_by_text("The file has come whole: act.pdf").wait_for()
    first.get_by_role("button", name="Propose").click()
    first.get_by_text("You proposed it, so somebody else confirms or refuses it.").wait_for()

    second = open_page(user=people[1], js=js)
    second.goto("/en/desk/verdicts/")
    second.get_by_role("link", name="1 proposal waits for you").click()
    second.get_by_role("link", name=re.compile("Построить школу")).click()
    second.get_by_role("button", name="Confirm: the evidence carries it").click()
    second.get_by_role("link", name="Ask, publish and settle").click()
    second.get_by_role("link", name="Make a link and a letter").click()
    second.get_by_label("Whom the link is for").fill("The office")
    second.get_by_label("Language of the page").select_option("en")
    second.get_by_role("button", name="Make the link").click()
    address = second.locator("#link").inner_text()

    deputy = open_page(width=360, js=js)
    deputy.goto(address)
    assert narrow(deputy)
    own = deputy.get_by_role("region", name="Promise 1")
    own.get_by_label("Your answer, which").fill("Мы открыли её\nв сентябре")
    own.get_by_label("Language of your answer").select_option("ru")
    own.get_by_label("I dispute this").check()
    own.get_by_role("button", name="Send the answer on promise 1").click()
    deputy.get_by_text("Your answer is received").wait_for()
    assert deputy.get_by_text("в сентябре").is_visible() and narrow(deputy)

    second.get_by_role("link", name="Note an attempt to deliver it").click()
    second.get_by_label("To which address or number").fill("office@example.org")
    second.get_by_label("yes", exact=True).check()
    second.get_by_label("Proof in words").fill("read receipt")
    second.get_by_role("button", name="Note it").click()
    second.get_by_role("button", name=re.compile("Publish answer")).click()
    second.get_by_label("the verdict stands").check()
    second.get_by_label("Why, in Kazakh").fill("Мектеп шынымен ашылды")
    second.get_by_label("Why, in Russian").fill("Школа действительно открыта")
    second.get_by_role("button", name="Settle").click()
    second.get_by_text("Settled: the verdict stands.").wait_for()
    deputy.goto(address.replace("/en/", "/ru/"))
    assert deputy.get_by_text("Школа действительно открыта").is_visible() and narrow(deputy)
    session.rollback()
    verdict = session.scalars(select(Verdict).where(Verdict.thesis_id == thesis.id)).one()
    assert verdict.state is VerdictState.CONFIRMED


@pytest.fixture
def pages(world, session, thesis, people, live_server, config):
    """Every page of verdicts and positions, with something on each; for staff and for guests."""
    now = clock.now()
    waiting = make.verdict(world, thesis, people[0], status="not_fulfilled", reason="renounced")
    mandate = thesis.programme.mandate
    standing = session.scalars(select(Verdict).where(Verdict.state == VerdictState.CONFIRMED)).one()
    values = {"key": config.secret_key, "lang": Lang.RU}
    deadline = clock.day(now) + dt.timedelta(days=10)
    issued = guests.issue_position(
        session, people[1], now, mandate.id, guest="Приёмная", deadline=deadline, **values
    )
    positions.note_attempt(
        session, people[1], now, issued.link.id, channel="post", address="Астана",
        asked_on=clock.day(now), delivered=True, proof="№ 5",
    )  # fmt: skip
    picture = positions.Upload("a.png", files.MAGIC[1][0] + b"0" * 30)
    positions.answer(
        session, now, config.secret_key, issued.token, standing.id, text="Мы это сделали",
        lang=Lang.RU, disputes=True, upload=picture, root=config.archive_dir,
    )  # fmt: skip
    said = positions.answer(
        session, now, config.secret_key, issued.token, standing.id, text="Уточняем", lang=Lang.RU
    )
    positions.withhold(session, people[1], now, said.id, "называет соседа")
    review = guests.issue_review(
        session, people[1], now, waiting.id, name="Внешний", email="out@example.org", **values
    )
    session.commit()
    staff = (
        "desk/verdicts/", f"desk/theses/{thesis.id}/verdict",
        f"desk/theses/{standing.thesis_id}/verdict",
        f"desk/theses/{thesis.id}/verdict/propose", f"desk/verdicts/{waiting.id}/reviewer",
        "desk/positions/", f"desk/positions/{mandate.id}", f"desk/positions/{mandate.id}/ask",
        f"desk/positions/links/{issued.link.id}/attempt",
    )  # fmt: skip
    return staff, (
        f"guest/{issued.token}", f"guest/{review.token}", "guest/thanks", "guest/nobody",
    )  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_axe_finds_nothing(browser, live_server, people, pages, lang, width):
    context = browser.new_context(
        base_url=live_server.url,
        bypass_csp=True,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page, found = context.new_page(), []
    staff, guest = pages
    for signed_in, paths in ((False, guest), (True, staff)):
        if signed_in:
            context.add_cookies([live_server.cookie_of(people[1])])
        for path in paths:
            page.goto(f"/{lang}/{path}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found += [
                    f"{path}: {fault['id']}: {node['html']}"
                    for fault in Axe().run(page).response["violations"]
                    for node in fault["nodes"]
                ]
            if not narrow(page):
                found.append(f"{path} is wider than {width}")
    context.close()
    assert not found, "\n".join(found)

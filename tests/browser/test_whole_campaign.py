"""A whole campaign in a real browser: from the first letter to a correction of what was published.

Five people work in five contexts of their own: two activists, a coordinator, an administrator and
somebody from the deputy's office, who has no account. The data that they meet is that of the
portal on the day before a campaign: a deputy, thirty acts, two topics, and nothing else.
"""

import datetime as dt

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app import clock
from models.appeal import Appeal
from models.coding import Coding, Reading
from models.item import Participation
from models.programme import Thesis
from models.reliability import Adjudication, Precedent, SampleUnit
from models.user import UserRole
from models.verdict import Position, PositionState, Verdict, VerdictState
from tests.factories.world import World
from tests.programmes import RU, as_docx, read_files

#: How many acts there are, how many of them are read differently, how many theses are rated.
ACTS, DIFFER, RATED = 30, 6, 4


@pytest.fixture
def mandate(session):
    world = World(session)
    world.convocation.start = dt.date(2024, 3, 1)
    world.topics("Дороги", "Школы")
    mandate = world.mandate(world.region(), name="Құспанов Айдос")
    other = world.mandate(world.region())
    for number in range(ACTS):
        world.participation(mandate, date=dt.date(2026, 4, 1) + dt.timedelta(days=number))
    world.participation(other, date=dt.date(2026, 4, 1))
    session.commit()
    return mandate


def press(page):
    """Send the last form of the page."""
    page.locator("main form[method=post]").last.locator("button[type=submit]").last.click()


class Play:
    """The people of the campaign, each with a browser, and what the database says of their work."""

    def __init__(self, open_page, make_user, session, app, mandate):
        self.session, self.app, self.mandate = session, app, mandate.id
        roles = {
            "activist": UserRole.ACTIVIST,
            "second": UserRole.ACTIVIST,
            "coordinator": UserRole.COORDINATOR,
            "administrator": UserRole.ADMINISTRATOR,
        }
        self.open_page = open_page
        self.people = {who: make_user(role) for who, role in roles.items()}
        self.ids = {who: person.id for who, person in self.people.items()}
        self.pages = {
            who: open_page(user=person, locale="en-GB") for who, person in self.people.items()
        }

    def go(self, who, path):
        """The page of `who`, having opened `path`."""
        page = self.pages[who]
        page.goto(f"/en/{path}")
        return page

    def save(self, page, **values):
        """Fill in the form of the page by the ids of its fields, and send it."""
        for name, value in values.items():
            field = page.locator(f"#{name}")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        press(page)

    def now(self):
        """The database as it stands."""
        self.session.rollback()
        return self.session

    def count(self, model, *where):
        """How many rows of `model` there are."""
        return self.now().scalar(select(func.count()).select_from(model).where(*where))

    def theses(self):
        """The ids of the theses, in their order."""
        return self.now().scalars(select(Thesis.id).order_by(Thesis.number)).all()

    def parts(self):
        """The ids of the deputy's parts in acts, in their order."""
        query = select(Participation.id).where(Participation.mandate_id == self.mandate)
        return self.now().scalars(query.order_by(Participation.id)).all()


@pytest.fixture
def play(open_page, make_user, session, app, mandate):
    return Play(open_page, make_user, session, app, mandate)


@pytest.mark.timeout(900)
def test_a_campaign_from_the_first_letter_to_the_last_correction(play):
    begin(play)
    write_letters(play)
    enter_programme(play)
    read_first(play)
    read_again(play)
    rate(play)
    hear(play)
    be_blocked(play)
    adjudicate(play)
    correct(play, publish(play))


def begin(play):
    page = play.go("coordinator", "desk/campaigns/new")
    page.locator("#convocation").select_option(index=1)
    play.save(
        page,
        name_ru="Осень",
        name_kk="Күз",
        observed_from="2026-03-01",
        observed_to="2026-10-31",
        work_from="2026-10-01",
        work_to="2026-12-31",
        reliability_percent="100",
    )
    page.wait_for_url("**/desk/campaigns/*")
    campaign = page.url
    page.goto(campaign + "/deputies")
    page.locator(f"input[name=mandates][value='{play.mandate}']").check()
    press(page)
    page.goto(campaign + "/assign")
    page.locator(f"#watcher-{play.mandate}").select_option(str(play.ids["activist"]))
    press(page)
    page.goto(campaign)
    page.get_by_role("button", name="Open the campaign").click()
    page.locator("text=Close the campaign").wait_for()


def write_letters(play):
    today = clock.day(clock.now())
    for sent_on in (today - dt.timedelta(days=60), today - dt.timedelta(days=10)):
        page = play.go(
            "activist", f"coding/appeals/new?mandate={play.mandate}&subject=programme&lang=kk"
        )
        page.locator("#channel").select_option("e_otinish")
        press(page)
        page.wait_for_url("**/coding/appeals/*")
        page.goto(page.url + "/send")
        play.save(page, sent_on=sent_on.isoformat(), number="ЖО-7")
        page.wait_for_url(lambda url: not url.endswith("/send"))
    letter = page.url
    play.go("activist", "coding/appeals")
    rows = page.locator("main table tbody tr")
    assert rows.count() == 2
    assert rows.first.locator(".tag-bad").count() == 1, "the overdue letter stands first"
    page.goto(letter + "/answer")
    page.locator("input[name=answer_kind][value=substantive]").check()
    page.locator("#answer_text").fill("Бағдарлама қоса берілді.")
    press(page)
    page.wait_for_url(lambda url: not url.endswith("/answer"))
    assert play.count(Appeal, Appeal.answered_on.is_not(None)) == 1
    assert play.count(Appeal, Appeal.answered_on.is_(None)) == 1


def enter_programme(play):
    page = play.go("activist", f"desk/programmes/{play.mandate}/edit")
    document = {"name": "программа.docx", "mimeType": "", "buffer": as_docx(RU)}
    page.locator("#file").set_input_files(document)
    play.save(
        page,
        availability="on_request",
        origin="own",
        known_on=clock.day(clock.now()).isoformat(),
        source="ответ депутата",
    )
    page.wait_for_url(f"**/programmes/{play.mandate}")
    assert read_files(play.app) == 1
    page.goto(page.url + "/cut")
    page.locator("#lang").select_option("ru")
    for number, words in enumerate(RU, 1):
        page.locator("#quote").fill(words)
        page.locator("#testable").check()
        page.locator("#cut-form button[type=submit]").click()
        page.locator(f'mark[data-numbers="{number}"]').wait_for()
    assert play.count(Thesis, Thesis.testable, Thesis.text_start.is_not(None)) == len(RU)


def wanted(play, place, *, again):
    """The thesis to be chosen for the act at `place`; None where none fits."""
    return None if again and place < DIFFER else play.theses()[place % 6]


def part_of(page):
    """The part in an act that the page shows."""
    return int(page.url.partition("?")[0].rpartition("/")[2])


def read_first(play):
    """One person reads all acts, by keyboard alone."""
    page, parts = play.go("activist", "coding/start"), play.parts()
    for _ in range(ACTS):
        here = page.url
        thesis = wanted(play, parts.index(part_of(page)), again=False)
        keys = page.locator("[data-thesis]").evaluate_all(
            "rows => rows.map(row => row.querySelector('input').name)"
        )
        place = keys.index(f"thesis-{thesis}")
        if place < 10:
            page.keyboard.press(f"Digit{(place + 1) % 10}")
        else:
            # Only the first ten have a key of their own; the arrow keys choose among the others.
            page.locator(f"#thesis-{thesis}-no").focus()
            page.keyboard.press("ArrowRight")
        page.keyboard.press("KeyS")
        page.wait_for_url(lambda url, here=here: url != here)
    assert play.count(Coding, Coding.current) == ACTS


def read_again(play):
    """Whoever the draw chose reads each act again, without scripts, blind to the first reading."""
    assert play.count(SampleUnit) == ACTS
    parts = play.parts()
    for who in ("second", "coordinator"):
        page = play.open_page(user=play.people[who], locale="en-GB", js=False)
        page.goto("/en/coding/start")
        while "/coding/queue" not in page.url:
            part = part_of(page)
            if part not in parts:
                break
            thesis = wanted(play, parts.index(part), again=True)
            if thesis is None:
                page.locator("#reading-none_fits").check()
            else:
                page.locator(f"input[name=thesis-{thesis}][value=direct]").check()
                page.locator("#reading-tagged").check()
            here = page.url
            page.locator("#save").click()
            assert page.url != here
    assert play.count(Coding, Coding.current) == 2 * ACTS
    assert play.count(Coding, Coding.reading == Reading.NONE_FITS) == DIFFER


def rate(play):
    """Verdicts are proposed by one person and confirmed by another; one is refused by the rules."""
    proof = {"name": "акт.txt", "mimeType": "", "buffer": "Акт выполненных работ".encode()}
    for thesis in play.theses()[:RATED]:
        page = play.go("activist", f"desk/theses/{thesis}/verdict/propose")
        page.locator("input[name=status][value=fulfilled]").check()
        page.locator("#explanation_kk").fill("Салынды, акт бар.")
        page.locator("#explanation_ru").fill("Построено, есть акт.")
        press(page)
        assert page.locator(".wrong, [aria-invalid=true]").count() > 0, "no evidence, no verdict"
        assert play.count(Verdict, Verdict.thesis_id == thesis) == 0
        page.locator("#piece0-kind").select_option("built")
        page.locator("#piece0-file").set_input_files(proof)
        press(page)
        page.wait_for_url(f"**/theses/{thesis}/verdict")
        assert page.get_by_role("button", name="Confirm: the evidence carries it").count() == 0
        other = play.go("second", f"desk/theses/{thesis}/verdict")
        other.get_by_role("button", name="Confirm: the evidence carries it").click()
        other.wait_for_url(f"**/theses/{thesis}/verdict")
    assert play.count(Verdict, Verdict.state == VerdictState.CONFIRMED) == RATED
    forbidden = insert(Verdict).values(
        thesis_id=play.theses()[RATED],
        testable=True,
        status="fulfilled",
        as_of=dt.date(2026, 11, 1),
        explanation_kk="x",
        explanation_ru="x",
        state="proposed",
        proposed_by_id=play.ids["activist"],
        proposed_at=clock.now(),
    )
    with pytest.raises(IntegrityError, match="evidence"):
        play.now().execute(forbidden)
    play.session.rollback()


def hear(play):
    """The deputy is asked by a link, answers each verdict, and is published as written."""
    page = play.go("coordinator", f"desk/positions/{play.mandate}/ask")
    play.save(page, guest="Қоғамдық қабылдау бөлмесі")
    link = page.locator("#link").inner_text()
    page.get_by_role("link", name="Note an attempt to deliver it").click()
    play.save(page, channel="email", address="deputy@example.org", proof="Хабарлама № 5")
    page.wait_for_url(f"**/desk/positions/{play.mandate}")
    guest = play.open_page(locale="kk-KZ", width=360)
    guest.goto(link)
    for place in range(RATED):
        form = guest.locator("form[action*='/answers/']").nth(place)
        form.locator("textarea").fill(f"Уәде орындалды, № {place}")
        form.locator("button[type=submit]").click()
        guest.wait_for_load_state()
    page.reload()
    for _ in range(RATED):
        page.locator("form[action$='/publish'] button").first.click()
        page.wait_for_load_state()
    assert play.count(Position, Position.state == PositionState.PUBLISHED) == RATED


def be_blocked(play):
    """What is read differently stands in the way of an edition, and the page says so."""
    page = play.go("coordinator", "desk/editions/")
    assert page.locator(".notice-error").is_visible()
    assert page.get_by_role("button", name="Publish the edition").count() == 0
    answer = play.app.test_cli_runner().invoke(
        args=["edition", "publish", "--name", "A", "--as-of", "2026-11-01", "--dry-run", "--json"]
    )
    assert answer.exit_code == 4
    assert f"{ACTS - DIFFER} of {ACTS}" in page.locator("main").inner_text()


def adjudicate(play):
    """A third person settles what two read differently; one case becomes a precedent."""
    page = play.go("administrator", "desk/cases")
    assert page.locator("main table tbody tr").count() == DIFFER
    for place, part in enumerate(play.parts()[:DIFFER]):
        play.go("administrator", f"desk/cases/{part}")
        assert not any(person.name in page.content() for person in coders(play))
        thesis = wanted(play, place, again=False)
        page.locator(f"#thesis-{thesis}-direct").check()
        page.locator("#reading-tagged").check()
        page.locator("#reason").fill("Запрос прямо об этом.")
        if place == 0:
            page.locator("#precedent").check()
            page.locator("#title").fill("Дорога названа")
            page.locator("#rule").fill("Где улица названа, там обещание поднято прямо.")
        page.locator("#decide").click()
        page.wait_for_load_state()
    assert play.count(Adjudication, Adjudication.current) == DIFFER
    assert play.count(Precedent) == 1
    assert play.count(Coding, Coding.current) == 2 * ACTS, "the readings themselves stay"


def coders(play):
    """The people whose readings are compared."""
    return [play.people[who] for who in ("activist", "second", "coordinator")]


def publish(play):
    """Once nothing blocks, the edition is published, and voters see what stands in it."""
    page = play.go("coordinator", "desk/editions/")
    assert page.locator(".notice-ok").is_visible(), page.locator("main").inner_text()
    page.locator("#name").fill("Осень 2026")
    page.locator("#sure").check()
    page.get_by_role("button", name="Publish the edition").click()
    page.wait_for_url("**/editions/1/")
    voter = play.open_page(locale="kk-KZ", width=360)
    voter.goto("/kk/editions/1/")
    voter.locator("main a[href*='/editions/1/deputies/']").first.click()
    voter.wait_for_url("**/editions/1/deputies/*")
    assert "Уәде орындалды, № 0" in voter.locator("main").text_content()
    voter.locator(".promises li:has-text('Уәде орындалды, № 0') h3 a").click()
    voter.wait_for_url("**/promises/*")
    assert "Салынды, акт бар." in voter.locator("main").text_content()
    return voter


def correct(play, voter):
    """A voter reports an error; what was changed and why is public, who reported it is not."""
    voter.locator("footer a[href*='report-error']").click()
    voter.locator("#text").fill("Шатырдың ауданы басқа.")
    voter.locator("#contact").fill("voter@example.org")
    voter.locator("main form button[type=submit]").last.click()
    voter.wait_for_url(lambda url: "/report-error/thanks" in url)
    page = play.go("coordinator", "desk/corrections/")
    page.locator("main table tbody a[href*='/corrections/']").first.click()
    for name, words in {
        "change_kk": "Аудан түзетілді.",
        "change_ru": "Площадь исправлена.",
        "why_kk": "Құжатта басқаша.",
        "why_ru": "В документе иначе.",
    }.items():
        page.locator(f"#{name}").fill(words)
    page.get_by_role("button", name="Publish the correction").click()
    page.wait_for_load_state()
    voter.goto("/kk/corrections")
    text = voter.locator("main").inner_text()
    assert "Аудан түзетілді." in text
    assert "voter@example.org" not in text

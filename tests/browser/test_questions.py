"""Ten questions that a voter asks, each answered at most two steps from the first page.

A step is a click, or something typed and sent. What answers stands in the main part of the page
that is reached; the page says it without scripts as with them.
"""

import datetime as dt
import re

import pytest

from app.services import editions
from models.base import Confidence
from models.item import Kind
from models.meeting import Answer, Decided, Meeting
from models.place import Place
from models.place import Session as Sitting
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready

STEPS = 2
TERM = "assembly-8"


class Voter:
    """A visitor who starts at the first page; each step is counted."""

    def __init__(self, page):
        self.page = page
        self.steps = 0
        page.goto("/en/")

    def click(self, **how):
        """Follow the first link of that name, or to that address, in the page or its menus."""
        if "to" in how:
            link = self.page.locator(f"a[href*='{how['to']}']").first
        else:
            link = self.page.get_by_role("link", name=re.compile(how["name"])).first
        self.steps += 1
        with self.page.expect_navigation():
            link.click()
        return self

    def type(self, words, into="#q"):
        """Type into the box of the page and send it."""
        self.steps += 1
        self.page.locator(into).fill(words)
        with self.page.expect_navigation():
            self.page.locator(into).press("Enter")
        return self

    def reads(self, *words):
        """What stands in the main part of the page, after no more steps than there may be."""
        assert self.steps <= STEPS, f"{self.steps} steps to {self.page.url}"
        text = " ".join(self.page.locator("main").inner_text().split())
        for one in words:
            assert one in text, f"{one!r} is not told on {self.page.url}: {text[:3000]}"


@pytest.fixture
def portal(session, make_user):
    """An edition about two deputies whose mandates ended, with requests, meetings and a town."""
    ready = Ready(session, make_user)
    world, first = ready.world, ready.first
    first.district.number, first.district.source = 14, "the order of the commission"
    first.district_confidence = Confidence.SOURCED
    ready.second.district.number = 15
    session.add(Place(convocation_id=world.convocation.id, key="oral", district=first.district,
                      name_kk="Орал", name_ru="Уральск", name_en="Oral"))  # fmt: skip
    session.add(Sitting(convocation_id=world.convocation.id, number=1,
                        start=dt.date(2023, 9, 1), end=dt.date(2024, 6, 28)))  # fmt: skip
    title = "О строительстве зданий судов"
    ready.read(world.item(ready.second, title_ru=title, date=dt.date(2024, 9, 9)).participations[0])
    outside = world.item(first, kind=Kind.VOTER_MEETING, title_ru="Встреча в Актау",
                         date=dt.date(2023, 10, 5))  # fmt: skip
    session.add(Meeting(item=outside, place="Актау", in_district=Answer.NO,
                        in_district_by=Decided.ASKED, in_session=Answer.YES,
                        in_session_by=Decided.COMPUTED, entered_by_id=ready.coordinator.id,
                        entered_at=NOW))  # fmt: skip
    ready.read(outside.participations[0])
    party = world.party()
    party.name_en = "Party of the Steppe"
    ready.second.party = party
    programme = world.programme(party=party, theses=0, source="the party's site")
    world.thesis(programme, 1, lang="ru", text_en="Clean water in every village")
    session.commit()
    editions.publish(session, None, NOW, campaign="2026", name="Autumn", as_of=AS_OF)
    session.commit()
    return ready


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def voter(request, live_server, open_page, portal):
    """A voter at the first page, with scripts and without."""
    return Voter(open_page(locale="en", width=360, js=request.param))


def test_who_is_the_deputy_of_district_14(voter):
    voter.click(to=f"/districts/{TERM}/14").reads("Құспан Абзал", "How do we know?")


def test_who_is_the_deputy_of_my_town(voter):
    voter.type("Уральск").reads("District 14", "Құспан Абзал")


def test_who_represents_us_now(voter):
    voter.click(to=f"/districts/{TERM}/14").reads(
        "Who represents this place now?", "Not known", "election commission"
    )


def test_what_did_the_deputy_with_a_name_like_this_promise(voter):
    voter.type("Kuspn").reads("Құспан Абзал", "№ 3 мектепті салу", "5 testable promises")


def test_what_became_of_promise_3(voter, portal):
    voter.click(name="^Құспан Абзал").click(to=f"/promises/{portal.theses[2].id}").reads(
        "№ 3 мектепті салу", "in progress"
    )


def test_did_they_ask_anything_about_courts(voter):
    voter.click(to="/en/search").type("суды").reads("О строительстве зданий судов")


def test_did_they_meet_people_outside_the_district_in_autumn_2023(voter):
    voter.type("Куспан").click(to="/meetings").reads(
        "Встреча в Актау", "October 5, 2023", "outside"
    )


def test_what_does_the_party_promise(voter):
    voter.click(to=f"/parties/{TERM}/").click(to="tab=programme").reads(
        "Clean water in every village"
    )


def test_how_do_you_know(voter, portal):
    voter.click(name="^Құспан Абзал").click(to=f"/promises/{portal.theses[0].id}").reads(
        "листовка", "О ремонте дороги", "sha256"
    )


def test_can_the_numbers_be_changed_behind_my_back(voter):
    voter.click(to="/en/data").reads("sha256sum", "Autumn")


def test_what_do_you_know_of_me_and_whom_do_i_ask(voter):
    voter.click(to="/en/privacy").reads("no tracking", "Whom to ask")


def test_what_does_not_yet_rated_mean(voter):
    voter.reads("“Not yet rated” means that nobody has judged the promise yet")

"""The pages of parties and sessions: today's, those of an edition, and the odd states."""

import datetime as dt

import pytest

from app.queries import editions, parties, sessions, terms
from app.queries.drawing import of_campaign
from app.queries.gathered import Cut
from app.queries.parties import PartiesPart, PartyPart
from app.queries.sessions import SessionPart, SessionsPart
from app.services import editions as service
from models.campaign import Campaign
from models.item import Kind, Role
from models.person import DeputyFact
from models.place import Session as Sitting
from models.programme import Availability
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page

LANGS = ("kk", "ru", "en")


@pytest.fixture
def ready(session, make_user):
    found = Ready(session, make_user)
    world = found.world
    found.party = world.party()
    found.first.party = found.party
    world.programme(party=found.party, theses=2, source="сайт партии")
    for number, start, end in (
        (1, dt.date(2023, 3, 29), dt.date(2023, 6, 30)),
        (2, dt.date(2023, 9, 1), dt.date(2024, 6, 28)),
        (3, dt.date(2025, 9, 1), None),
    ):
        world.add(
            Sitting(convocation=found.convocation, number=number, start=start, end=end,
                    source="газета")
        )  # fmt: skip
    world.item(found.second, kind=Kind.VOTER_MEETING, queued=False, date=dt.date(2024, 7, 2))
    world.item(
        found.first, found.second, queued=False, date=dt.date(2023, 10, 2), title_ru="Вдвоём",
        role=Role.SIGNATORY,
    )  # fmt: skip
    world.item(found.first, queued=False, date=None, title_ru="Когда-то")
    stranger = world.mandate(world.region(), found.party, name="Бөтен Депутат")
    world.item(stranger, date=dt.date(2023, 10, 3))
    found.stranger = stranger
    session.commit()
    return found


def publish(ready):
    service.publish(
        ready.session, ready.coordinator, NOW, campaign="2026", name="Осень", as_of=AS_OF
    )
    ready.session.commit()


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text
    return " ".join(check_page(response.text).main.get_text(" ").split())


def paths_of(ready):
    key = ready.party.key
    return (
        "parties/assembly-8/", f"parties/assembly-8/{key}",
        f"parties/assembly-8/{key}?tab=programme", f"parties/assembly-8/{key}?tab=requests",
        "parties/assembly-8/not-known", "sessions/assembly-8/", "sessions/assembly-8/1",
        "sessions/assembly-8/2", "sessions/assembly-8/3", "sessions/assembly-8/0",
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_all_of_them_open_in_three_languages_today_and_in_an_edition(client, ready, lang):
    publish(ready)
    for path in paths_of(ready):
        text_of(client, f"/{lang}/{path}")
        text_of(client, f"/{lang}/editions/1/{path}")


@pytest.mark.parametrize(
    "path",
    ["parties/assembly-9/", "parties/nowhere/", "parties/assembly-8/x", "sessions/assembly-8/4",
     "sessions/nowhere/1", "sessions/assembly-8/99999999999999999999", "sessions/assembly-9/",
     "parties/assembly-8/faction-", "editions/1/parties/assembly-9/",
     "editions/1/sessions/assembly-9/1", "editions/1/parties/assembly-9/not-known"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, ready, path):
    publish(ready)
    assert client.get(f"/en/{path}").status_code == 404


def test_what_an_edition_froze_is_what_the_questions_answer(session, ready):
    publish(ready)
    edition = editions.get(session, 1)
    term = terms.named(session, "assembly-8")
    said = editions.outcomes(session, edition)
    cut = Cut(of_campaign(session.query(Campaign).one()), AS_OF)
    part = editions.part(session, edition, "party", PartyPart, ready.party.key)
    assert part == parties.party(session, term, ready.party.key, said, cut)
    assert len(part.members) == 1 and len(part.gathered.acts) == 3
    assert editions.part(session, edition, "parties", PartiesPart) == parties.parties(
        session, term, said.keys()
    )
    found = {key: one for _, key, one in sessions.frozen_sessions(session, term, said.keys(), cut)}
    assert editions.part(session, edition, "sessions", SessionsPart) == found[""]
    for number in ("0", "1", "2", "3"):
        assert editions.part(session, edition, "session", SessionPart, number) == found[number]


def test_pages_of_an_edition_stay_as_they_were_published(client, session, ready):
    publish(ready)
    paths = [f"/en/editions/1/{path}" for path in paths_of(ready)]
    before = [text_of(client, path) for path in paths]
    assert "Бөтен" not in " ".join(before)
    ready.party.name_ru = "Другая партия"
    ready.first.party = None
    for sitting in session.query(Sitting):
        sitting.start += dt.timedelta(days=1)
    for part in ready.parts:
        part.withdrawn = True
    session.commit()
    assert [text_of(client, path) for path in paths] == before


def test_a_session_shows_acts_and_parts_apart_with_its_dates(client, ready):
    text = text_of(client, "/en/sessions/assembly-8/2")
    assert "from September 1, 2023 to June 28, 2024" in text
    assert "Recess after it: June 29, 2024 – August 31, 2025" in text
    assert "Source of the dates газета" in text
    # By default acts of the world are of 17 May 2024: three that were read.
    assert "In the session 5 requests" in text
    assert "In the recess 1 meeting" in text
    page = check_page(client.get("/en/sessions/assembly-8/2").text)
    table = page.find(id="parts-yes")
    rows = [
        [" ".join(c.get_text(" ").split()) for c in tr.select("td")]
        for tr in table.select("tbody tr")
    ]
    assert rows == [["2", "1", "0", "0", "0"], ["1", "1", "0", "0", "0"], ["1", "0", "0", "0", "0"]]
    for link in table.select("td a"):
        target = text_of(client, link["href"].split("#")[0])
        number = int(link.get_text())
        assert f"{number} item of 6" in target or f"{number} items of 6" in target, link


def test_a_session_without_an_end_says_so(client, ready):
    text = text_of(client, "/en/sessions/assembly-8/3")
    assert "no source gives its end" in text
    assert "When the recess after it began is not known." in text
    assert "Nothing of this kind has been found yet." in text


def test_acts_without_a_day_are_in_no_session(client, ready):
    assert "Когда-то" in text_of(client, "/en/sessions/assembly-8/0")
    assert "In no known session" in text_of(client, "/en/sessions/assembly-8/")


def test_a_party_shows_its_programme_as_the_method_treats_it(client, ready):
    publish(ready)
    text = text_of(client, f"/en/parties/assembly-8/{ready.party.key}?tab=programme")
    assert "never rated as fulfilled or not by one deputy" in text
    assert "No deputy covered by the edition ran on this programme alone." in text
    ready.theses[0].programme.availability = Availability.PUBLISHED
    ready.session.commit()
    text = text_of(client, f"/en/parties/assembly-8/{ready.party.key}")
    assert "1/2 publicly available, 1/2 not known yet." in text


def test_requests_of_a_party_are_acts_and_parts_apart(client, ready):
    text = text_of(client, f"/en/parties/assembly-8/{ready.party.key}?tab=requests")
    assert "5 requests . As parts of deputies" in text
    assert "4 initiated, 1 signed, 0 role not stated." in text


def test_parties_without_a_programme_and_independents_say_so(client, ready):
    ready.party.is_party = False
    other = ready.world.party()
    ready.second.party = other
    ready.session.commit()
    text = text_of(client, f"/en/parties/assembly-8/{ready.party.key}")
    assert "nominated by themselves" in text
    text = text_of(client, f"/en/parties/assembly-8/{other.key}?tab=programme")
    assert "No programme of this party for this convocation is known here." in text


def test_both_factions_of_a_deputy_stand_with_their_days(client, session, ready):
    for name, day in (("Ақ жол", NOW), ("Нұр Отан", NOW + dt.timedelta(days=40))):
        session.add(
            DeputyFact(deputy=ready.second.deputy, convocation_id=ready.convocation.id,
                       origin="site", field="faction", lang="", value=name, first_seen=day,
                       last_seen=day)
        )  # fmt: skip
    session.commit()
    for key in ("faction-ak-jol", "faction-nur-otan"):
        text = text_of(client, f"/en/parties/assembly-8/{key}")
        assert "faction: Ақ жол (seen from 20.11.2026 to 20.11.2026)" in text
        assert "faction: Нұр Отан (seen from 30.12.2026 to 30.12.2026)" in text

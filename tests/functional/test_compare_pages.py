"""Deputies side by side: today and in an edition, in the order of districts, never a score."""

import datetime as dt

import pytest

from app.scoring.gate import Agreement, Field, FieldStanding, Finding, Gate, Rule, Standing
from app.services import editions as service
from models.appeal import AnswerKind, Appeal, Channel, Subject
from models.base import Lang
from models.item import Kind, Role
from models.meeting import Answer, Decided, Meeting
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page
from tests.support import count_queries

LANGS = ("kk", "ru", "en")


@pytest.fixture
def ready(session, make_user):
    """The first deputy with meetings, letters and signed requests; the second with little."""
    found = Ready(session, make_user)
    world, user = found.world, found.coders[0]
    for place, answer in enumerate((Answer.YES, Answer.YES, Answer.NO, Answer.NOT_KNOWN)):
        item = world.item(
            found.first, kind=Kind.VOTER_MEETING, queued=False, date=dt.date(2024, 5, 1 + place)
        )
        world.add(
            Meeting(item_id=item.id, in_district=answer, in_district_by=Decided.ASKED,
                    in_session=Answer.YES, in_session_by=Decided.ASKED, entered_by_id=user.id,
                    entered_at=NOW)
        )  # fmt: skip
    world.item(found.first, queued=False, role=Role.SIGNATORY)
    world.item(found.first, queued=False, confirmed=False)
    for answered in (dt.date(2026, 9, 20), None):
        world.add(letter(found, answered))
    world.add(letter(found, None, withdrawn=True))
    world.add(letter(found, None, sent_on=None, due_on=None))
    session.commit()
    return found


def letter(found, answered, **fields):
    values = {"sent_on": dt.date(2026, 9, 1), "due_on": dt.date(2026, 9, 21)} | fields
    return Appeal(
        mandate=found.first, subject=Subject.PROGRAMME, channel=Channel.EMAIL, lang=Lang.RU,
        heading="Программа", text="Прошу", answered_on=answered,
        answer_kind=AnswerKind.SUBSTANTIVE if answered else None,
        entered_by_id=found.coders[0].id, entered_at=NOW, **values,
    )  # fmt: skip


def publish(ready, name="Осень 2026"):
    service.publish(ready.session, ready.coordinator, NOW, campaign="2026", name=name, as_of=AS_OF)
    ready.session.commit()


def page_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text
    return check_page(response.text)


def text_of(client, path):
    return " ".join(page_of(client, path).main.get_text(" ").split())


def rows_of(client, path):
    """The table of the comparison: the words of each row's cells by its heading."""
    table = page_of(client, path).find(id="compared")
    words = lambda cell: " ".join(cell.get_text(" ").split())  # noqa: E731
    names = [words(cell) for cell in table.select("thead th")[1:]]
    return names, {
        words(row.th): [words(cell) for cell in row.select("td")]
        for row in table.select("tbody tr")
        if row.td
    }


def both(ready, *, turned=False):
    slugs = [ready.first.deputy.slug, ready.second.deputy.slug]
    return "&".join(f"d={slug}" for slug in (reversed(slugs) if turned else slugs))


@pytest.mark.parametrize("lang", LANGS)
def test_it_opens_in_three_languages_with_and_without_deputies(client, ready, lang):
    text_of(client, f"/{lang}/compare")
    text_of(client, f"/{lang}/compare?{both(ready)}")
    publish(ready)
    text_of(client, f"/{lang}/compare?{both(ready)}")
    text_of(client, f"/{lang}/editions/1/compare?{both(ready)}")


def test_before_the_first_edition_there_are_counts_and_no_state(client, ready):
    names, rows = rows_of(client, f"/en/compare?{both(ready)}")
    assert names == ["Құспан Абзал", "Әли Бақыт"]
    assert rows["Testable promises"] == ["5", "1"]
    assert rows["Outcomes"] == ["No outcome has been published yet."]
    assert rows["initiated"] == ["2", "1"]
    assert rows["signed"] == ["1", "0"]
    assert rows["in the deputy’s district"] == ["2", "0"]
    assert rows["outside of the deputy’s district"] == ["1", "0"]
    assert rows["not known"] == ["1", "0"]
    assert rows["Letters answered"] == ["1/2", "none were sent"]
    assert rows["Read so far"] == ["2 / 2", "1 / 1"]
    assert rows["Months in office"][0].startswith("served 39 of 60 months; ended early")
    assert not any("raised" in key for key in rows)


def test_after_it_states_are_those_of_the_edition(client, ready):
    publish(ready)
    _, rows = rows_of(client, f"/en/compare?{both(ready)}")
    assert rows["fulfilled"] == ["1", "0"]
    assert rows["not fulfilled"] == ["1", "0"]
    assert rows["not yet rated"] == ["1", "1"]
    assert rows["Action: raised"] == ["2", "1"]
    assert rows["Action: none found so far"] == ["3", "0"]
    assert rows["Stated by"][0] == "edition 1, as of 15.11.2026"


def test_the_order_is_that_of_districts_whatever_the_address_says(client, ready):
    straight = rows_of(client, f"/en/compare?{both(ready)}")
    assert rows_of(client, f"/en/compare?{both(ready, turned=True)}") == straight
    page = page_of(client, f"/en/compare?{both(ready, turned=True)}")
    canonical = page.find("link", rel="canonical")["href"]
    assert canonical.endswith(f"/en/compare?{both(ready)}")
    others = {link["hreflang"] for link in page.find_all("link", rel="alternate")}
    assert others >= set(LANGS)


def test_what_an_address_gets_wrong_is_said_in_a_sentence(client, ready):
    slug = ready.first.deputy.slug
    assert "named twice is shown once" in text_of(client, f"/en/compare?d={slug}&d={slug}")
    assert "Choose at least one more" in text_of(client, f"/en/compare?d={slug}")
    unknown = text_of(client, f"/en/compare?d={slug}&d=%3Cb%3E")
    assert "No deputy has this address: <b>" in unknown
    assert "Nobody is chosen yet." in text_of(client, "/en/compare?d=&d=&d=%00")
    more = [
        ready.world.mandate(ready.world.region(), name=f"Депутат {n}").deputy.slug for n in range(3)
    ]
    ready.session.commit()
    path = f"/en/compare?{both(ready)}&" + "&".join(f"d={one}" for one in more)
    assert "The first four are compared." in text_of(client, path)
    names, _ = rows_of(client, path)
    assert len(names) == 4
    flood = "&".join(f"d=nobody-{n}" for n in range(500))
    assert client.get(f"/en/compare?{flood}").status_code == 200


def test_a_field_that_is_only_approximate_is_not_compared_and_says_why(client, ready, monkeypatch):
    near = FieldStanding(Agreement(Field.STRENGTH, 120, 0.71), Standing.APPROXIMATE)
    held = Finding(Rule.AGREEMENT, 120, 120, 0.8, Field.STRENGTH, 0.71)
    found = Gate(fields=(near,), judged=True, held_back=(held,))
    monkeypatch.setattr(service, "gate", lambda _figures: found)
    publish(ready)
    for path in ("compare", "editions/1/compare"):
        text = text_of(client, f"/en/{path}?{both(ready)}")
        assert "The action is not compared" in text
        assert "alpha 0.710 over 120 units" in text
        assert "Action: raised" not in text
        assert "Requests initiated 2 1" in text


def test_topics_that_are_approximate_are_no_matter_here(client, ready, monkeypatch):
    near = FieldStanding(Agreement(Field.TOPICS, 120, 0.71), Standing.APPROXIMATE)
    held = Finding(Rule.AGREEMENT, 120, 120, 0.8, Field.TOPICS, 0.71)
    found = Gate(fields=(near,), judged=True, held_back=(held,))
    monkeypatch.setattr(service, "gate", lambda _figures: found)
    publish(ready)
    assert "Action: raised" in text_of(client, f"/en/compare?{both(ready)}")


def test_a_deputy_of_whom_too_little_was_read_has_no_action(client, ready, monkeypatch):
    held = Finding(Rule.DEPUTY_COVERAGE, 1, 2, 80, keys=(ready.first.deputy.slug,))
    monkeypatch.setattr(service, "gate", lambda _figures: Gate(held_back=(held,)))
    publish(ready)
    _, rows = rows_of(client, f"/en/compare?{both(ready)}")
    assert rows["Action: raised"] == ["left out: too little of this deputy was read", "1"]


def test_an_edition_compares_what_it_froze(client, ready):
    publish(ready)
    path = f"/en/editions/1/compare?{both(ready)}"
    before = rows_of(client, path)
    assert before[1]["Letters answered"] == ["1/2", "none were sent"]
    assert before[1]["in the deputy’s district"] == ["2", "0"]
    for part in ready.parts:
        part.withdrawn = True
    for row in ready.session.query(Appeal):
        row.withdrawn = True
    for meeting in ready.session.query(Meeting):
        meeting.in_district = Answer.NO
    ready.session.commit()
    assert rows_of(client, path) == before
    assert rows_of(client, f"/en/compare?{both(ready)}") != before
    stranger = ready.world.mandate(ready.world.region(), name="Бөтен Депутат")
    ready.session.commit()
    text = text_of(client, f"{path}&d={stranger.deputy.slug}")
    assert "does not cover a deputy with this address" in text


def test_nothing_is_a_score_or_highlighted(client, ready):
    publish(ready)
    page = page_of(client, f"/en/compare?{both(ready)}")
    table = page.find(id="compared")
    assert not table.select("strong, mark, b, [class*=ok], [class*=bad], [class*=win]")
    assert "%" not in table.get_text() and "rank" not in table.get_text().lower()


def test_an_empty_portal_says_that_nobody_is_known(client, session):
    assert "No deputy is known here yet." in text_of(client, "/en/compare")


def test_four_deputies_take_a_fixed_number_of_statements(app, client, ready):
    publish(ready)
    with count_queries(app) as seen:
        client.get(f"/en/compare?{both(ready)}")
    before = seen.count
    for number in range(9):
        ready.world.item(ready.first, queued=False, title_ru=f"Ещё {number}")
    ready.session.commit()
    with count_queries(app) as seen:
        client.get(f"/en/compare?{both(ready)}")
    assert seen.count == before <= 60


def test_what_is_shared_is_the_comparison_that_is_seen_and_nothing_where_nobody_is_chosen(
    client, ready
):
    page = page_of(client, f"/en/compare?d=nobody&{both(ready, turned=True)}")
    address = page.find(id="share-address")["value"]
    assert address.startswith("http") and address.endswith(f"/en/compare?{both(ready)}")
    assert not page_of(client, "/en/compare").find(id="share-address")

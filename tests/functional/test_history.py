"""The history of records, the journal, and taking a change back."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.queries import history
from app.queries.undoable import Bar
from app.web.desk import history_words
from models import audit
from models.audit import Audit
from models.campaign import Campaign, CampaignMandate, CampaignState
from models.coding import Coding
from models.item import Item, Kind
from models.programme import Thesis
from models.reliability import SampleUnit
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.page_checks import check_page
from tests.support import count_queries


@pytest.fixture
def world(session):
    return make_world(session)


@pytest.fixture
def mandate(world):
    return world.deputy("a", "Ахметов")


@pytest.fixture
def thesis(world, mandate, session):
    found = world.promise(mandate, 1, "Построить школы")
    world.promise(mandate, 2, "Отремонтировать дороги")
    session.commit()
    return found


@pytest.fixture
def coordinator(make_user):
    return make_user(UserRole.COORDINATOR, name="Айгүл Серік")


@pytest.fixture
def signed(client, sign_in, coordinator):
    return sign_in(client, coordinator)


def changes_of(session, entity, number):
    session.rollback()
    rows = select(Audit).where(Audit.entity == entity, Audit.entity_id == number)
    return session.scalars(rows.order_by(Audit.id)).all()


def withdraw(signed, thesis):
    sent = signed.post(f"/ru/desk/theses/{thesis.id}/withdraw", data={"reason": "ошибка набора"})
    assert sent.status_code == 303


def test_a_history_tells_who_when_what_and_why_in_words(signed, thesis, session):
    withdraw(signed, thesis)
    page = check_page(signed.get(f"/ru/desk/history/theses/{thesis.id}").text)
    first = page.select_one("#changes tbody tr").text
    assert "Айгүл Серік" in first and "ошибка набора" in first
    assert "withdrawn" not in first and "text_ru" not in page.text
    assert len(page.select("#changes tbody tr")) == 2


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_pages_are_whole_in_every_language(signed, thesis, session, lang):
    number = changes_of(session, "theses", thesis.id)[0].id
    for path in ("journal", f"history/theses/{thesis.id}", f"journal/{number}/undo"):
        check_page(signed.get(f"/{lang}/desk/{path}").text)


def test_what_was_never_there_has_no_history(signed, thesis):
    for address in ("theses/987654", "nothing/1", "audit/1", "captures/1"):
        assert signed.get(f"/ru/desk/history/{address}").status_code == 404


def test_the_journal_is_narrowed_to_a_person_a_table_and_a_period(
    signed, thesis, coordinator, session
):
    withdraw(signed, thesis)

    def rows(query):
        page = check_page(signed.get(f"/ru/desk/journal?{query}").text)
        return [cell.text.strip() for cell in page.select("#changes tbody th")]

    assert len(rows(f"actor={coordinator.id}")) == 1
    assert len(rows("entity=theses")) == 3
    assert rows("entity=theses&until=2000-01-01") == []
    # The world of the tests was written on another day than today.
    day = f"{NOW:%Y-%m-%d}"
    assert len(rows(f"entity=theses&since={day}&until={day}")) == 2
    assert rows("entity=nonsense") == [] and rows("actor=x&since=y") != []


def test_the_number_of_statements_of_a_page_of_the_journal_is_fixed(app, signed, world, session):
    def count():
        with count_queries(app) as seen:
            signed.get("/ru/desk/journal")
        return seen.count

    few = count()
    for number in range(30):
        world.act(None, f"Запрос {number}")
    session.commit()
    assert count() == few <= 6


def test_a_mark_is_taken_back_as_a_new_change_with_a_reason(signed, thesis, session):
    withdraw(signed, thesis)
    change = changes_of(session, "theses", thesis.id)[-1]
    address = f"/ru/desk/journal/{change.id}/undo"
    assert signed.post(address, data={"reason": " "}).status_code == 422
    assert signed.post(address, data={"reason": "тезис был верен"}).status_code == 303
    last = changes_of(session, "theses", thesis.id)[-1]
    assert (last.before, last.after) == ({"withdrawn": True}, {"withdrawn": False})
    assert str(change.id) in last.reason and "тезис был верен" in last.reason
    assert session.get(Thesis, thesis.id).withdrawn is False
    # The older change can no longer be taken back: the record is another one by now.
    assert signed.post(address, data={"reason": "ещё раз"}).status_code == 409


def test_the_kind_of_an_act_goes_back_and_stays_a_persons_choice(signed, world, session):
    item = world.act(None, "Отчёт")
    session.commit()
    item.kind, item.kind_by_person = Kind.OTHER, True
    session.commit()
    change = changes_of(session, "items", item.id)[-1]
    sent = signed.post(f"/ru/desk/journal/{change.id}/undo", data={"reason": "это запрос"})
    assert sent.status_code == 303
    session.rollback()
    found = session.get(Item, item.id)
    assert (found.kind, found.kind_by_person, found.queued) == (Kind.DEPUTY_REQUEST, True, True)


def test_a_name_goes_back(signed, world, session):
    district = world.district(3)
    region = district.region
    session.commit()
    region.name_ru = "Область Жетісу"
    session.commit()
    change = changes_of(session, "regions", region.id)[-1]
    assert signed.post(
        f"/ru/desk/journal/{change.id}/undo", data={"reason": "прежнее название"}
    ).status_code == 303  # fmt: skip
    session.rollback()
    assert region.name_ru == "Жетысуская область"


def test_what_was_read_judged_or_entered_cannot_be_taken_back_and_it_is_said_why(
    signed, thesis, session, world, mandate, make_user
):
    item = world.act(mandate)
    one, other = make_user(), make_user()
    world.read(item, mandate, one, thesis)
    second = world.read(item, mandate, other, thesis)
    session.commit()
    entered = changes_of(session, "theses", thesis.id)[0]
    page = check_page(signed.get(f"/en/desk/journal/{entered.id}/undo").text)
    assert page.select_one("form[method=post] textarea") is None
    assert str(history_words.BARS[Bar.CREATED])
    sent = signed.post(f"/ru/desk/journal/{entered.id}/undo", data={"reason": "x"})
    assert sent.status_code == 409
    coded = changes_of(session, "codings", second.id)[0]
    sent = signed.post(f"/ru/desk/journal/{coded.id}/undo", data={"reason": "x"})
    assert sent.status_code == 409
    assert session.get(Coding, second.id) is not None


def test_a_closed_campaign_stays_as_it_was_closed(signed, world, session):
    campaign = Campaign(
        key="c", convocation=world.convocation, name_ru="Кампания", seed="s",
        observed_from=dt.date(2016, 1, 1), observed_to=dt.date(2016, 12, 31),
        work_from=dt.date(2016, 1, 1), work_to=dt.date(2026, 12, 31), state=CampaignState.OPEN,
    )  # fmt: skip
    session.add(campaign)
    session.commit()
    campaign.name_ru = "Другая"
    session.commit()
    change = changes_of(session, "campaigns", campaign.id)[-1]
    campaign = session.get(Campaign, campaign.id)
    campaign.state = CampaignState.CLOSED
    session.commit()
    sent = signed.post(f"/ru/desk/journal/{change.id}/undo", data={"reason": "x"})
    assert sent.status_code == 409


# --- blindness -----------------------------------------------------------------------------


@pytest.fixture
def unit(world, mandate, thesis, session, make_user):
    """A participation that one person has read; further people may be drawn for it."""
    campaign = Campaign(
        key="c", convocation=world.convocation, name_ru="Кампания", seed="s",
        observed_from=dt.date(2016, 1, 1), observed_to=dt.date(2016, 12, 31),
        work_from=dt.date(2016, 1, 1), work_to=dt.date(2026, 12, 31), state=CampaignState.OPEN,
    )  # fmt: skip
    session.add_all([campaign, CampaignMandate(campaign=campaign, mandate=mandate)])
    item = world.act(mandate, "Запрос о школах")
    coding = world.read(item, mandate, make_user(name="Первый"), thesis, note="тайна")
    session.commit()
    return campaign, item.participations[0], coding


def draw(session, unit, coder):
    campaign, part, _ = unit
    row = SampleUnit(campaign=campaign, participation=part, coder=coder, drawn_at=NOW)
    session.add(row)
    session.commit()
    return row


def pages_about(signed, unit, sample=None):
    _, part, coding = unit
    tag = coding.thesis_tags[0].id
    addresses = [
        f"history/codings/{coding.id}", f"history/thesis_tags/{tag}", "journal",
        "journal?entity=codings", "journal?entity=thesis_tags", "journal?entity=sample_units",
        f"journal?actor={coding.coder_id}", f"history/participations/{part.id}",
    ]  # fmt: skip
    addresses += [f"history/sample_units/{sample.id}"] if sample else []
    return {address: signed.get(f"/ru/desk/{address}") for address in addresses}


def told(answer):
    """How many changes an answer lists."""
    page = BeautifulSoup(answer.text, "html.parser")
    return len(page.select("#changes tbody tr")) if answer.status_code == 200 else 0


def test_a_first_reading_stands_in_no_history(signed, unit, session):
    found = pages_about(signed, unit)
    assert found[f"history/codings/{unit[2].id}"].status_code == 404
    for address in ("journal?entity=codings", "journal?entity=thesis_tags"):
        assert told(found[address]) == 0
    for answer in found.values():
        assert "тайна" not in answer.text and "none_fits" not in answer.text


def test_the_second_coder_finds_no_trace_of_the_first_in_any_history(
    signed, unit, session, coordinator
):
    sample = draw(session, unit, coordinator)
    for address, answer in pages_about(signed, unit, sample).items():
        assert "тайна" not in answer.text, address
        if "codings" in address or "tags" in address or "sample" in address:
            assert told(answer) == 0, address
    change = changes_of(session, "codings", unit[2].id)[0]
    assert signed.get(f"/ru/desk/journal/{change.id}/undo").status_code == 404


def test_nor_does_a_coordinator_see_it_before_the_second_has_read(signed, unit, session, make_user):
    sample = draw(session, unit, make_user())
    for address, answer in pages_about(signed, unit, sample).items():
        assert "тайна" not in answer.text, address


def test_once_two_have_read_it_a_coordinator_who_is_neither_sees_both(
    signed, unit, session, make_user, world, mandate, thesis
):
    second = make_user()
    sample = draw(session, unit, second)
    _, part, first = unit
    other = world.read(part.item, mandate, second, thesis)
    sample.first_coding_id, sample.second_coding_id = first.id, other.id
    sample.completed_at = NOW
    session.commit()
    found = pages_about(signed, unit, sample)
    assert told(found["journal?entity=codings"]) == 2
    assert "тайна" in found[f"history/codings/{first.id}"].text
    assert told(found[f"history/sample_units/{sample.id}"]) == 2


def test_who_was_a_coder_of_it_sees_the_other_in_no_history_even_then(
    signed, unit, session, coordinator, world, mandate, thesis
):
    sample = draw(session, unit, coordinator)
    _, part, first = unit
    other = world.read(part.item, mandate, coordinator, thesis)
    sample.first_coding_id, sample.second_coding_id = first.id, other.id
    sample.completed_at = NOW
    session.commit()
    assert told(signed.get("/ru/desk/journal?entity=codings")) == 0
    assert signed.get(f"/ru/desk/history/codings/{first.id}").status_code == 404


def test_accounts_are_shown_to_administrators_only(
    signed, session, make_user, coordinator, client, sign_in
):
    number = coordinator.id
    assert signed.get(f"/ru/desk/history/users/{number}").status_code == 404
    assert told(signed.get("/ru/desk/journal?entity=users")) == 0
    sign_in(client, make_user(UserRole.ADMINISTRATOR))
    page = check_page(client.get(f"/ru/desk/history/users/{number}").text)
    assert "Айгүл Серік" not in page.select_one("#changes").text


def test_every_journalled_table_has_a_name_and_a_place_in_the_rules():
    assert set(history_words.ENTITIES) == set(history.MODELS)
    assert set(history_words.BARS) == set(Bar)


def test_a_person_acts_by_name_and_number_and_the_portal_by_what_it_is(app, session, thesis):
    with app.test_request_context("/en/"):
        row = history.Change(1, NOW, "run:4", None, "create", "items", 1, None, (), None)
        assert "4" in history_words.actor(row)
    assert audit.plain(Kind.ANSWER) == "answer"


def test_pages_lead_to_the_whole_history_for_those_who_may_open_it(
    signed, thesis, client, sign_in, make_user
):
    address = f"/ru/desk/theses/{thesis.id}"
    assert f"/ru/desk/history/theses/{thesis.id}" in signed.get(address).text
    programme = thesis.programme_id
    sheet = signed.get(f"/ru/desk/programmes/{thesis.programme.mandate_id}").text
    assert f"/ru/desk/history/programmes/{programme}" in sheet
    mandate_id = thesis.programme.mandate_id
    sign_in(client, make_user(UserRole.ACTIVIST))
    assert "/desk/history/" not in client.get(f"/ru/desk/programmes/{mandate_id}").text

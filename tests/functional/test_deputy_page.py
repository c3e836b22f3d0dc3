"""The parts of a deputy's page: each number with its rows, today and in editions."""

import datetime as dt
import re

import pytest

from app.services import editions as service
from models.appeal import AnswerKind, Appeal, Channel, Subject
from models.base import Lang
from models.item import Kind, Role
from models.meeting import Answer, Decided, Meeting
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page
from tests.support import count_queries

TABS = ("", "/requests", "/meetings", "/items", "/appeals", "/history", "/print")


@pytest.fixture
def ready(session, make_user):
    found = Ready(session, make_user)
    meeting = found.world.item(
        found.first, kind=Kind.VOTER_MEETING, title_ru="Встреча о воде", date=dt.date(2024, 5, 18)
    )
    session.flush()
    found.read(meeting.participations[0])
    found.add(
        Meeting(
            item_id=meeting.id, in_district=Answer.NO, in_district_by=Decided.ASKED,
            in_session=Answer.YES, in_session_by=Decided.COMPUTED,
            entered_by_id=found.coordinator.id, entered_at=NOW,
        )
    )  # fmt: skip
    found.add(
        Appeal(
            mandate_id=found.first.id, subject=Subject.PROGRAMME, channel=Channel.EMAIL,
            lang=Lang.KK, heading="ТАЙНЫЙ заголовок", text="ТАЙНЫЙ текст", number="ЗТ-77",
            sent_on=dt.date(2026, 9, 1), due_on=dt.date(2026, 9, 22), term_days=15,
            answered_on=dt.date(2026, 9, 10), answer_kind=AnswerKind.GENERAL,
            answer_text="ТАЙНЫЙ ответ", entered_by_id=found.coordinator.id, entered_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    return found


def publish(ready, name="Осень 2026"):
    service.publish(ready.session, ready.coordinator, NOW, campaign="2026", name=name, as_of=AS_OF)
    ready.session.commit()


def page_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, (path, response.text)
    return check_page(response.text)


def words(page):
    return re.sub(r" ([.,:;])", r"\1", " ".join(page.main.get_text(" ").split()))


def test_every_part_is_frozen_and_never_changes(client, ready):
    slug = ready.first.deputy.slug
    publish(ready)
    paths = [f"/ru/editions/1/deputies/{slug}{tab}" for tab in TABS]
    before = {path: client.get(path).data for path in paths}
    assert all(page_of(client, path) for path in paths)
    for part in ready.parts:
        part.item.title_ru, part.withdrawn = "Другой заголовок", True
    ready.session.commit()
    assert {path: client.get(path).data for path in paths} == before
    assert "Другой заголовок" not in client.get(f"/ru/editions/1/deputies/{slug}/items").text


def test_numbers_of_an_edition_open_as_many_rows_of_it(client, ready):
    slug = ready.first.deputy.slug
    publish(ready)
    for tab in TABS[:-1]:
        page = page_of(client, f"/en/editions/1/deputies/{slug}{tab}")
        for link in page.main.select("a.figure, dl.facts a[href*='thesis=']"):
            assert "/editions/1/" in link["href"]
            count = int(re.match(r"\d+", link.text)[0])
            rows = page_of(client, link["href"].split("#")[0])
            listed = rows.select("ol.promises > li, ol.stack > li.card")
            assert len(listed) == count, link["href"]


def test_an_edition_of_before_says_so_and_leads_to_today(client, ready, monkeypatch):
    slug = ready.first.deputy.slug
    # As it was published when the parts of the page were not frozen yet.
    monkeypatch.setattr(service.deputy_tabs, "frozen", lambda *_: ())
    publish(ready)
    assert "Edition 1" in words(page_of(client, f"/en/editions/1/deputies/{slug}"))
    for tab in ("requests", "meetings", "items", "appeals", "history"):
        page = page_of(client, f"/en/editions/1/deputies/{slug}/{tab}", 404)
        assert "Edition 1 has no such page" in words(page)
        today = page.main.find("a", string="The same page as it is today")["href"]
        assert today == f"/en/deputies/{slug}/{tab}"
        page_of(client, today)


@pytest.mark.parametrize(
    ("old", "new"),
    [("tab=requests&role=signatory&show=counted", "/requests?show=counted&role=signatory"),
     ("tab=meetings&held=no", "/meetings?held=no"), ("tab=answers", "/items?kind=answer"),
     ("tab=receptions", "/items?kind=reception"), ("tab=all&thesis=3", "/items?thesis=3"),
     ("tab=other&_scheme=javascript&_external=1", "/items")],
)  # fmt: skip
def test_old_addresses_lead_to_the_new_ones_for_good(client, ready, old, new):
    slug = ready.first.deputy.slug
    answer = client.get(f"/en/deputies/{slug}?{old}")
    assert (answer.status_code, answer.location) == (301, f"/en/deputies/{slug}{new}")


def test_meetings_are_told_month_by_month(client, ready):
    slug = ready.first.deputy.slug
    page = page_of(client, f"/en/deputies/{slug}/meetings")
    row = page.find(id="months").tbody.tr
    assert row.get_text(" ").split() == ["May", "2024", "1", "0", "1", "0"]
    for link in row.find_all("a"):
        assert "Встреча о воде" in client.get(link["href"].split("#")[0]).text
    assert "Nothing of this kind" in client.get(f"/en/deputies/{slug}/meetings?month=2024-04").text


def test_letters_are_told_without_who_wrote_what(client, ready):
    publish(ready)
    slug = ready.first.deputy.slug
    for path in (f"/en/deputies/{slug}/appeals", f"/en/editions/1/deputies/{slug}/appeals",
                 f"/en/editions/1/parts/letters/{slug}.json"):  # fmt: skip
        text = client.get(path).text
        for secret in ("ТАЙНЫЙ", "ЗТ-77", "Сейткали"):
            assert secret not in text, (path, secret)
    text = words(page_of(client, f"/en/deputies/{slug}/appeals"))
    assert "answered September 10, 2026, general words (7 working days to the answer)" in text


def test_history_tells_editions_with_their_headline(client, ready):
    publish(ready)
    publish(ready, "Зима 2026")
    slug = ready.first.deputy.slug
    text = words(page_of(client, f"/en/deputies/{slug}/history"))
    assert text.index("Edition 2") < text.index("Edition 1")
    assert text.count("5 testable promises: 1 fulfilled") == 2
    old = words(page_of(client, f"/en/editions/1/deputies/{slug}/history"))
    assert "Зима 2026" not in old and "Edition 2" not in old


def test_three_hundred_promises_are_pages_that_a_slow_line_carries(app, client, ready):
    programme, slug = ready.theses[0].programme, ready.first.deputy.slug

    def statements():
        with count_queries(app) as seen:
            page_of(client, f"/ru/deputies/{slug}")
        return len(seen)

    before = statements()
    for number in range(6, 301):
        ready.world.thesis(programme, number, lang="ru", text_ru="Построить школу " * 20)
    ready.session.commit()
    assert statements() == before
    answer = client.get(f"/ru/deputies/{slug}", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 30_000
    rows = page_of(client, f"/ru/deputies/{slug}?promise=120").select("ol.promises > li")
    assert len(rows) == 40 and "promise-120" in {row["id"] for row in rows}
    printed = page_of(client, f"/en/deputies/{slug}/print")
    assert "286 further promises stand at the address below." in words(printed)


def test_roles_in_requests_are_apart(client, ready):
    for role in (Role.INITIATOR, Role.SIGNATORY, Role.SIGNATORY):
        ready.world.participation(ready.second, role=role)
    ready.session.commit()
    slug = ready.second.deputy.slug
    page = page_of(client, f"/en/deputies/{slug}/requests")
    assert page.find(id="figure-signatory").a.text == "2"
    rows = page_of(client, page.find(id="figure-signatory").a["href"])
    assert len(rows.select("ol.stack > li")) == 2

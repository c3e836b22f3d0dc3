"""Letters to deputies on their pages: written, sent, followed, answered, put right, printed."""

import datetime as dt
import io

import pytest
from sqlalchemy import select

from app import clock
from models.appeal import AnswerKind, Appeal, AppealEvent, AppealFile, Channel, Subject
from models.calendar import CalendarYear, DayKind, SpecialDay
from models.user import UserRole
from tests.factories.appeals import campaign, letter
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries

TODAY = clock.day(clock.now())
PDF = b"%PDF-1.4 an answer"


def ago(days):
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def world(session):
    for year in range(TODAY.year - 1, TODAY.year + 2):
        session.add(CalendarYear(year=year, whole=True, source="made up"))
    return World(session)


@pytest.fixture
def mandate(world):
    world.mandate(name="Другой")
    return world.mandate(world.region("Абай облысы"), name="Құспанов Абзал")


@pytest.fixture
def activist(world, session, make_user, mandate):
    user = make_user(name="Айгүл С.")
    world.assign(user, mandate)
    session.commit()
    return user


@pytest.fixture
def signed(client, sign_in, activist):
    return sign_in(client, activist)


def now(session):
    """The session, seeing what the pages have saved since."""
    session.rollback()
    session.expire_all()
    return session


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    return check_page(answer.text)


def version(page):
    return page.find(attrs={"name": "version"})["value"]


def words(page):
    return " ".join(page.main.text.split())


def write(client, mandate, lang="kk", subject="programme"):
    address = f"/ru/coding/appeals/new?mandate={mandate.id}&subject={subject}&lang={lang}"
    page = page_of(client, address)
    sent = {
        "subject": subject,
        "lang": lang,
        "channel": "email",
        "heading": page.find(id="heading")["value"],
        "text": page.find(id="text").text.strip(),
    }
    return client.post(address, data=sent).location


def send(client, address, day, **fields):
    opened = version(page_of(client, f"{address}/send"))
    sent = {"channel": "email", "sent_on": day.isoformat(), "version": opened, "term_days": "15"}
    return client.post(f"{address}/send", data=sent | fields)


def test_a_letter_is_written_in_kazakh_from_its_template(session, world, signed, mandate):
    campaign(session, mandate, appeal_law="ҚР ӘРПК 76-бабы", appeal_days=15)
    session.commit()
    address = write(signed, mandate)
    text = now(session).scalar(select(Appeal.text))
    for part in ("Кімге: Құспанов Абзал", "бір мандатты сайлау округі, Абай облысы",
                 "Науқан: «2024 жылғы мониторинг»", "Айгүл С.", "ҚР ӘРПК 76-бабы",
                 "жұмыс күні: 15", "[ұйымның атауы]"):  # fmt: skip
        assert part in text
    page = page_of(signed, address)
    assert "[ұйымның атауы]" in page.find(class_="notice-warn").text
    assert page.find("blockquote", lang="kk")


@pytest.mark.parametrize("lang", ["kk", "ru"])
@pytest.mark.parametrize("subject", ["programme", "issue", "other"])
def test_every_template_is_made_without_a_campaign_and_without_a_district(
    world, session, signed, activist, mandate, lang, subject
):
    listed = world.mandate(name="Списочный")
    world.assign(activist, listed)
    session.commit()
    for seat in (mandate, listed):
        write(signed, seat, lang, subject)
    for text in now(session).scalars(select(Appeal.text)):
        assert "None" not in text and "{" not in text and "\n\n\n" not in text


def test_a_letter_about_an_issue_names_it(world, session, signed, mandate):
    topic = world.topics("Экология")[0]
    session.commit()
    page = page_of(
        signed,
        f"/kk/coding/appeals/new?mandate={mandate.id}&subject=issue&lang=ru&topic={topic.id}",
    )
    assert "по теме: Экология" in page.find(id="text").text
    assert page.find(id="heading")["value"].endswith("Экология")
    assert page.find(id="topic").find(selected=True)["value"] == str(topic.id)


def test_nobody_writes_to_a_deputy_whom_they_do_not_watch(world, session, signed):
    stranger = world.mandate(name="Чужой")
    session.commit()
    page = page_of(signed, f"/ru/coding/appeals/new?mandate={stranger.id}")
    assert page.find(id="mandate") and "Чужой" not in page.text


def test_a_letter_goes_its_way_to_the_answer(session, signed, mandate):
    address = write(signed, mandate, "ru")
    assert send(signed, address, ago(60), number="ЗТ-15").status_code == 303
    assert "ЗТ-15" in words(page_of(signed, address))
    passed = {"kind": "forwarded", "on": ago(50).isoformat(), "to": "Министерство", "note": ""}
    assert signed.post(f"{address}/events", data=passed).status_code == 303
    page = page_of(signed, address)
    assert "Министерство" in words(page)
    assert page.find(class_="tag-bad"), "its term has passed"
    reminder = page_of(signed, f"{address}/reminder")
    text = reminder.find(id="text").text
    assert "ЗТ-15" in text and "Ответа на сегодня" in text
    assert "г.." not in text, "a day in Russian ends in a stop of its own"
    sent = {"on": TODAY.isoformat(), "text": text}
    assert signed.post(f"{address}/reminder", data=sent).status_code == 303
    event = now(session).scalars(select(AppealEvent).order_by(AppealEvent.id.desc())).first()
    printed = page_of(signed, f"{address}/letter/{event.id}")
    assert "Ответа на сегодня" in printed.find(class_="letter").text
    opened = version(page_of(signed, f"{address}/answer"))
    answered = {
        "answered_on": ago(1).isoformat(),
        "answer_kind": "link_broken",
        "answer_url": "https://example.org/gone",
        "answer_text": "=cmd|' /C calc'!A0",
        "version": opened,
        "file": (io.BytesIO(PDF), "жауап.pdf"),
    }
    answer = signed.post(f"{address}/answer", data=answered, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = page_of(signed, address)
    assert page.find("a", href="https://example.org/gone")
    kept = page.find("section", attrs={"aria-labelledby": "files"}).a["href"]
    assert signed.get(kept).data == PDF


def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(signed, mandate):
    address = write(signed, mandate, "ru")
    answer = send(signed, address, TODAY + dt.timedelta(days=1), number="ЗТ-15")
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id="sent_on-error") and page.find(id="number")["value"] == "ЗТ-15"
    opened = version(page_of(signed, f"{address}/send"))
    empty = {"channel": "email", "sent_on": "", "version": opened, "term_days": "x"}
    page = check_page(signed.post(f"{address}/send", data=empty).text)
    assert page.find(id="sent_on-error") and page.find(id="term_days-error")
    send(signed, address, ago(60))
    wrong = {"kind": "extended", "on": ago(2).isoformat(), "days": "", "note": ""}
    page = check_page(signed.post(f"{address}/events", data=wrong).text)
    assert page.find(id="days-error") and page.find(id="note-error")
    opened = version(page_of(signed, f"{address}/answer"))
    wrong = {"answered_on": TODAY.isoformat(), "answer_kind": "general", "version": opened}
    answer = signed.post(f"{address}/answer", data=wrong)
    assert answer.status_code == 422 and check_page(answer.text).find(id="answer_text-error")


def test_a_second_person_loses_nothing(session, signed, mandate):
    address = write(signed, mandate, "ru")
    opened = version(page_of(signed, f"{address}/edit"))
    sent = {"subject": "other", "lang": "ru", "channel": "post", "version": opened}
    first = signed.post(f"{address}/edit", data=sent | {"heading": "Первое", "text": "Первый"})
    assert first.status_code == 303
    second = signed.post(f"{address}/edit", data=sent | {"heading": "Второе", "text": "Второй"})
    assert second.status_code == 409
    page = check_page(second.text)
    assert page.find(id="text").text.strip() == "Второй"
    again = {"heading": "Второе", "text": "Второй", "version": version(page)}
    assert signed.post(f"{address}/edit", data=sent | again).status_code == 303
    assert now(session).scalar(select(Appeal.heading)) == "Второе"


def test_a_correction_wants_a_reason_and_the_history_shows_both(signed, mandate):
    address = write(signed, mandate, "ru")
    send(signed, address, ago(10), number="15")
    assert send(signed, address, ago(10), number="51").status_code == 422
    assert send(signed, address, ago(10), number="51", reason="описка").status_code == 303
    history = page_of(signed, address).find_all("details")[-1]
    assert (history.find("del").text, history.find("ins").text) == ("15", "51")
    assert "описка" in history.text


def test_events_answers_files_and_letters_are_taken_back_with_a_reason(
    session, world, signed, mandate, activist
):
    appeal = letter(
        session, mandate, activist, sent_on=ago(60), due_on=ago(39),
        answered_on=ago(50), answer_kind=AnswerKind.GENERAL, answer_text="Общие слова",
    )  # fmt: skip
    event = AppealEvent(appeal=appeal, kind="delivered", on=ago(59), entered_by_id=activist.id,
                        entered_at=clock.now())  # fmt: skip
    session.add(event)
    stored = world.file(sha256="a" * 64, name="a.pdf", mime="application/pdf", size=1,
                        stored_at=clock.now())  # fmt: skip
    file = AppealFile(appeal=appeal, kind="proof", file=stored)
    session.add(file)
    session.commit()
    address = f"/ru/coding/appeals/{appeal.id}"
    for what in (f"event-{event.id}", f"file-{file.id}", "answer", "letter"):
        page = page_of(signed, f"{address}/back?what={what}")
        assert page.find(attrs={"name": "what"})["value"] == what
        refused = signed.post(f"{address}/back", data={"what": what, "reason": " "})
        assert refused.status_code == 422
        done = signed.post(f"{address}/back", data={"what": what, "reason": "ошибка"})
        assert done.status_code == 303, what
    page = page_of(signed, address)
    assert "ошибка" in page.text and "a.pdf" not in page.text
    assert page.find("a", string="Enter the answer") is None
    assert signed.post(f"{address}/back", data={"what": "restore", "reason": "нет"}).location
    assert not now(session).get(Appeal, appeal.id).withdrawn
    assert signed.get(f"{address}/back?what=everything").status_code == 404


def test_what_is_due_stands_in_the_register_and_on_the_page_where_the_day_begins(
    session, signed, mandate, activist
):
    letter(session, mandate, activist, sent_on=ago(60), due_on=ago(3), heading="Просрочено")
    letter(session, mandate, activist, heading="Черновик")
    session.commit()
    page = page_of(signed, "/ru/coding/appeals")
    rows = [row.th.a.text for row in page.select("#letters tbody tr")]
    assert rows == ["Просрочено", "Черновик"]
    home = page_of(signed, "/ru/coding/")
    assert "Просрочено" in words(home) and "Черновик" not in home.find(class_="notice-warn").text
    assert rows[:1] == [
        row.th.a.text
        for row in page_of(signed, "/ru/coding/appeals?state=overdue").select("#letters tbody tr")
    ]
    assert page_of(signed, "/ru/coding/appeals?state=answered").find(class_="empty")
    assert page_of(signed, "/ru/coding/appeals?state=nonsense&deputy=x&channel=%00")


def test_the_register_asks_the_same_few_questions_however_long_it_is(
    app, session, signed, mandate, activist
):
    def asked():
        session.commit()
        with count_queries(app) as seen:
            assert signed.get("/en/coding/appeals").status_code == 200
        return seen.count

    letter(session, mandate, activist)
    few = asked()
    for _ in range(60):
        letter(session, mandate, activist, sent_on=ago(60), due_on=ago(3))
    assert asked() == few
    assert page_of(signed, "/en/coding/appeals?page=2").select("#letters tbody tr")


def test_staff_see_all_letters_and_an_analyst_changes_none(
    client, session, sign_in, make_user, mandate, activist
):
    appeal = letter(session, mandate, activist, sent_on=ago(60), due_on=ago(3))
    session.commit()
    sign_in(client, make_user(UserRole.ANALYST))
    assert page_of(client, "/kk/desk/appeals").select("#letters tbody tr")
    page = page_of(client, f"/kk/coding/appeals/{appeal.id}")
    assert [a["href"] for a in page.main.select("a.button")] == [
        f"/kk/coding/appeals/{appeal.id}/letter"
    ]
    assert client.get(f"/kk/coding/appeals/{appeal.id}/edit").status_code == 403


def test_a_stranger_among_activists_finds_no_letter(
    client, session, sign_in, make_user, mandate, activist
):
    appeal = letter(session, mandate, activist, sent_on=ago(60), due_on=ago(3))
    session.commit()
    sign_in(client, make_user())
    for path in ("", "/edit", "/send", "/events", "/answer", "/reminder", "/back", "/letter"):
        assert client.get(f"/ru/coding/appeals/{appeal.id}{path}").status_code == 404, path
    sent = {"what": "letter", "reason": "x"}
    assert client.post(f"/ru/coding/appeals/{appeal.id}/back", data=sent).status_code == 404


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_response_times_stand_in_the_order_of_districts(
    client, world, session, sign_in, make_user, activist, mandate, lang
):
    other = world.mandate(world.region(), name="Второй")
    own = campaign(session, mandate, other)
    letter(session, other, activist, campaign=own, sent_on=ago(60), due_on=ago(39),
           answered_on=ago(58), answer_kind=AnswerKind.SUBSTANTIVE)  # fmt: skip
    letter(session, mandate, activist, campaign=own, sent_on=ago(60), due_on=ago(39))
    session.commit()
    sign_in(client, make_user(UserRole.COORDINATOR))
    page = page_of(client, f"/{lang}/desk/appeals/figures?campaign={own.id}")
    rows = page.select("#times tbody tr")
    assert ["Құспанов" in rows[1].text, "Второй" in rows[2].text] == [True, True]
    assert [cell.text for cell in rows[0].select("td.number")][:2] == ["2", "1"]
    with count_queries(client.application) as seen:
        client.get(f"/{lang}/desk/appeals/figures?campaign={own.id}")
    assert seen.count <= 9


def test_a_year_that_is_not_in_the_calendar_is_named_on_the_letter(
    session, signed, mandate, activist
):
    day = dt.date(2019, 12, 20)
    appeal = letter(session, mandate, activist, sent_on=day, due_on=dt.date(2020, 1, 14))
    session.commit()
    page = page_of(signed, f"/en/coding/appeals/{appeal.id}")
    assert "of 2019, 2020 are in the calendar" in words(page)
    assert page.select("a[href$='/desk/calendar']")
    assert "uncertain" in words(page_of(signed, "/en/coding/appeals"))


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_calendar_shows_days_with_their_sources(session, signed, lang):
    assert page_of(signed, f"/{lang}/desk/calendar").find(class_="empty")
    session.add(
        SpecialDay(day=dt.date(2024, 3, 8), kind=DayKind.HOLIDAY, name_kk="Мереке", source="Заң")
    )
    session.commit()
    page = page_of(signed, f"/{lang}/desk/calendar")
    assert "Заң" in page.find(id="days").text and "Мереке" in page.find(id="days").text


def test_the_letters_of_a_deputy_are_reached_from_the_deputys_sheet(session, signed, mandate):
    page = page_of(signed, f"/ru/coding/deputies/{mandate.id}")
    link = page.find("a", href=f"/ru/coding/appeals/new?mandate={mandate.id}")
    assert page_of(signed, link["href"]).find(id="text")


def test_the_table_of_letters_names_no_author_and_no_draft(
    client, app, session, sign_in, make_user, world, mandate, activist
):
    topic = world.topics("Экология")[0]
    appeal = letter(
        session, mandate, activist, sent_on=dt.date(2024, 3, 1), due_on=dt.date(2024, 3, 22),
        answered_on=dt.date(2024, 3, 4), answer_kind=AnswerKind.GENERAL, number="+7 15",
        heading="=1+1", subject=Subject.ISSUE, topic=topic, channel=Channel.E_OTINISH,
    )  # fmt: skip
    session.add(AppealEvent(appeal=appeal, kind="forwarded", on=dt.date(2024, 3, 2), to="МЮ",
                            entered_by_id=activist.id, entered_at=clock.now()))  # fmt: skip
    letter(session, mandate, activist, heading="Черновик")
    letter(session, mandate, activist, heading="Ошибка", withdrawn=True,
           sent_on=dt.date(2024, 3, 1), due_on=dt.date(2024, 3, 22))  # fmt: skip
    session.commit()
    sign_in(client, make_user(UserRole.ANALYST))
    text = client.get("/ru/downloads/appeals.csv").text
    assert "'=1+1" in text and "issues.Экология" in text and ",1,general," in text
    assert '"2024-03-02",МЮ' in text
    for absent in ("Черновик", "Ошибка", activist.name, activist.email):
        assert absent not in text

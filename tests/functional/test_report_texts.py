"""What analysts write into a report: kept, never overwritten, taken over by the next one."""

import datetime as dt
import re

import pytest
from sqlalchemy import func, select

from app.queries import report_texts as queries
from app.services import reports as service
from app.services.errors import InvalidError, NotFoundError, StaleError
from app.services.reports import Words
from models.audit import Audit
from models.base import Lang
from models.report import Addressee, FollowUp, Recommendation, ReportText, SectionKey
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.world import World
from tests.page_checks import check_page

SPRING = {"start": dt.date(2023, 3, 29), "end": dt.date(2023, 12, 29)}
NEXT = {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 6, 30)}


@pytest.fixture
def world(session):
    made = World(session)
    made.mandate(made.region())
    return made


@pytest.fixture
def analyst(make_user):
    return make_user(UserRole.ANALYST, name="Айгерім Талдаушы")


def begin(session, analyst, world, **period):
    return service.begin(session, analyst, NOW, world.convocation.id, **period)


def write(session, analyst, report, section=SectionKey.CONCLUSIONS, **texts):
    texts = {Lang(lang): text for lang, text in texts.items()}
    return service.write(session, analyst, NOW, report.id, section=section, texts=texts)


def recommend(session, analyst, report, **fields):
    values = {"addressee": Addressee.DEPUTIES, "text": Words(ru="Публиковать программы")} | fields
    return service.recommend(session, analyst, NOW, report.id, **values)


def test_one_period_has_one_report(session, analyst, world):
    first = begin(session, analyst, world, **SPRING)
    assert begin(session, analyst, world, **SPRING) is first
    assert begin(session, analyst, world, **NEXT) is not first
    with pytest.raises(InvalidError):
        begin(session, analyst, world, start=SPRING["end"], end=SPRING["start"])
    with pytest.raises(NotFoundError):
        service.begin(session, analyst, NOW, 987654, **SPRING)


def test_every_version_of_a_text_stays_and_the_newest_stands(session, analyst, world):
    report = begin(session, analyst, world, **SPRING)
    assert write(session, analyst, report, kk="Бірінші", ru="Первый") == 2
    assert write(session, analyst, report, kk="Екінші", ru="Первый") == 1
    assert queries.own(session, report) == {
        ("conclusions", "kk"): "Екінші", ("conclusions", "ru"): "Первый",
    }  # fmt: skip
    assert write(session, analyst, report, kk="") == 1
    assert queries.own(session, report) == {("conclusions", "ru"): "Первый"}
    texts = select(ReportText.text).order_by(ReportText.id)
    assert list(session.scalars(texts)) == ["Бірінші", "Первый", "Екінші", ""]
    session.flush()
    told = select(func.count()).select_from(Audit).where(Audit.entity == "report_texts")
    assert session.scalar(told) == 4


def test_a_text_that_is_too_long_is_refused_and_nothing_is_written(session, analyst, world):
    report = begin(session, analyst, world, **SPRING)
    with pytest.raises(InvalidError):
        write(session, analyst, report, kk="а" * (service.LONGEST_TEXT + 1), ru="да")
    assert not queries.own(session, report)


def test_texts_cannot_be_changed_past_the_service(session, analyst, world):
    report = begin(session, analyst, world, **SPRING)
    write(session, analyst, report, kk="Бірінші")
    row = session.scalars(select(ReportText)).one()
    row.text = "Басқа"
    with pytest.raises(RuntimeError):
        session.flush()
    session.rollback()


def test_other_words_for_a_recommendation_leave_the_old_ones_in_the_history(
    session, analyst, world
):
    report = begin(session, analyst, world, **SPRING)
    old = recommend(session, analyst, report)
    recommend(session, analyst, report, addressee=Addressee.CIVIL_SOCIETY)
    new = recommend(session, analyst, report, text=Words(kk="Жариялау"), replaces=old.id)
    found = queries.recommendations(session, report)
    assert [(one.id, one.number) for one in found] == [(new.id, 1), (new.id - 1, 2)]
    assert session.get(Recommendation, old.id).withdrawn
    service.withdraw(session, report.id, new.id)
    assert len(queries.recommendations(session, report)) == 1
    with pytest.raises(StaleError):
        recommend(session, analyst, report, text=Words(kk="Басқа"), replaces=old.id)
    with pytest.raises(InvalidError):
        recommend(session, analyst, report, text=Words())


def test_a_next_report_takes_over_and_says_what_became_of_recommendations(session, analyst, world):
    before = begin(session, analyst, world, **SPRING)
    write(session, analyst, before, kk="Қорытынды", ru="Вывод")
    asked = recommend(session, analyst, before)
    report = begin(session, analyst, world, **NEXT)
    write(session, analyst, report, ru="Свой вывод")
    assert service.copy_forward(session, analyst, NOW, report.id) == 2
    assert service.copy_forward(session, analyst, NOW, report.id) == 0
    found = {"state": FollowUp.OPEN, "note": Words()}
    for wanted in (FollowUp.NOT_TAKEN_UP, FollowUp.PARTLY):
        found = {"state": wanted, "note": Words(ru="Трое из пяти")}
        service.follow_up(session, analyst, NOW, report.id, recommendation_id=asked.id, **found)
    texts = queries.texts(session, world.convocation.id, NEXT["start"], NEXT["end"])
    assert texts.own == {("conclusions", "kk"): "Қорытынды", ("conclusions", "ru"): "Свой вывод"}
    assert [one.text.name_ru for one in texts.recommendations] == ["Публиковать программы"]
    assert [(one.state, one.note.name_ru) for one in texts.earlier] == [
        (FollowUp.PARTLY, "Трое из пяти")
    ]
    assert (texts.earlier_from, texts.earlier_to) == (SPRING["start"], SPRING["end"])
    with pytest.raises(NotFoundError):
        service.copy_forward(session, analyst, NOW, before.id)


def test_an_analyst_writes_previews_and_recommends_on_pages(
    client, session, sign_in, analyst, world
):
    session.commit()
    desk = sign_in(client, analyst)
    check_page(desk.get("/kk/desk/report-texts/").text)
    period = {"convocation": str(world.convocation.id), "start": "2023-03-29", "end": "2023-12-29"}
    wrong = desk.post("/kk/desk/report-texts/", data=period | {"end": "2023-01-01"})
    assert wrong.status_code == 422
    opened = desk.post("/kk/desk/report-texts/", data=period)
    assert opened.status_code == 303
    page = opened.headers["Location"]
    section = f"{page}/sections/conclusions"
    check_page(desk.get(section).text)
    seen = desk.post(section, data={"text_kk": "Бірінші\n\n<b>Екінші</b>", "preview": "1"})
    check_page(seen.text)
    assert "<p>&lt;b&gt;Екінші&lt;/b&gt;</p>" in seen.text
    assert session.scalar(select(func.count(ReportText.id))) == 0
    assert desk.post(section, data={"text_kk": "Бірінші"}).status_code == 303
    told = desk.get(section)
    check_page(told.text)
    assert "Айгерім Талдаушы" in told.text
    added = {"addressee": "voters", "text_ru": "Спрашивать"}
    assert desk.post(f"{page}/recommendations/new", data=added).status_code == 303
    check_page(desk.get(page).text)
    check_page(desk.get(f"{page}/recommendations/1").text)
    following = period | {"start": "2024-01-01", "end": "2024-06-30"}
    after = desk.post("/kk/desk/report-texts/", data=following).headers["Location"]
    check_page(desk.get(after).text)
    check_page(desk.get(f"{after}/earlier/1").text)
    assert desk.post(f"{after}/earlier/1", data={"state": "taken_up"}).status_code == 303
    assert desk.post(f"{after}/copy").status_code == 303
    assert desk.get(f"{page}/sections/nothing").status_code == 404


def test_of_two_who_write_one_section_the_second_is_told_and_loses_nothing(
    client, session, sign_in, analyst, world
):
    report = begin(session, analyst, world, **SPRING)
    write(session, analyst, report, kk="Бірінші", ru="Первый")
    session.commit()
    desk = sign_in(client, analyst)
    page = f"/en/desk/report-texts/{report.id}"
    section = f"{page}/sections/conclusions"
    seen = re.search(r'name="version" value="(\d+)"', desk.get(section).text)[1]
    form = {"version": seen, "text_kk": "Бірінші", "text_ru": "Первый"}
    assert desk.post(section, data=form | {"text_kk": "Екінші"}).status_code == 303
    # Who wrote in another language alone takes nothing back of what came meanwhile.
    assert desk.post(section, data=form | {"text_en": "First"}).status_code == 303
    told = desk.post(section, data=form | {"text_kk": "Үшінші"})
    check_page(told.text)
    assert told.status_code == 409 and "Somebody changed this while you were writing" in told.text
    shown = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*([^<]*)</textarea>', told.text))
    assert shown == {"text_kk": "Үшінші", "text_ru": "Первый", "text_en": "First"}
    stood = {("conclusions", "kk"): "Екінші", ("conclusions", "ru"): "Первый",
             ("conclusions", "en"): "First"}  # fmt: skip
    session.rollback()
    assert queries.own(session, report) == stood
    newer = re.search(r'name="version" value="(\d+)"', told.text)[1]
    assert desk.post(section, data=shown | {"version": newer}).status_code == 303
    session.rollback()
    assert queries.own(session, report) == stood | {("conclusions", "kk"): "Үшінші"}


def test_of_two_who_change_one_recommendation_the_second_is_told(
    client, session, sign_in, analyst, world
):
    before = begin(session, analyst, world, **SPRING)
    asked = recommend(session, analyst, before)
    after = begin(session, analyst, world, **NEXT)
    session.commit()
    desk = sign_in(client, analyst)
    found = f"/en/desk/report-texts/{after.id}/earlier/{asked.id}"
    assert desk.post(found, data={"state": "taken_up", "version": "0"}).status_code == 303
    told = desk.post(found, data={"state": "open", "note_ru": "Ещё нет", "version": "0"})
    check_page(told.text)
    assert told.status_code == 409 and "Ещё нет" in told.text
    words = {"addressee": "deputies", "text_ru": "Иначе"}
    edit = f"/en/desk/report-texts/{before.id}/recommendations/{asked.id}"
    assert desk.post(edit, data=words).status_code == 303
    told = desk.post(edit, data=words | {"text_ru": "И ещё иначе"})
    check_page(told.text)
    assert told.status_code == 422 and "И ещё иначе" in told.text
    assert "Somebody changed the same thing meanwhile" in told.text
    session.rollback()
    assert [one.text.name_ru for one in queries.recommendations(session, before)] == ["Иначе"]
    assert desk.get(edit).status_code == 404

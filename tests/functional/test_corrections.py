"""Reporting an error as anybody, settling it as a coordinator, and reading what was corrected."""

import pytest
from sqlalchemy import func, select

from app import create_app
from app.services import corrections as service
from app.services.errors import InvalidError, StaleError
from models.audit import Audit
from models.base import Lang
from models.edition import ErrorReport, ReportState
from models.user import UserRole
from tests.conftest import NOW
from tests.page_checks import check_page
from tests.support import count_queries

HOSTILE = '<script>alert(1)</script> "&\u202e'
WORDS = {
    "change_kk": "Саны түзетілді", "change_ru": "Исправлено число", "change_en": "",
    "why_kk": "Дереккөзде басқаша", "why_ru": "В источнике иначе", "why_en": "",
}  # fmt: skip


def send(client, lang="ru", **changes):
    form = {"page": "/ru/deputies/kuspan-abzal?tab=all", "text": "Дата неверна"} | changes
    return client.post(f"/{lang}/report-error", data=form)


def reports(session):
    session.rollback()
    return session.scalars(select(ErrorReport).order_by(ErrorReport.id)).all()


def add(session, text="Дата неверна", page="/ru/deputies/a", **fields):
    found = service.report(session, NOW, page=page, lang=Lang.RU, text=text, contact=None)
    for name, value in fields.items():
        setattr(found, name, value)
    session.commit()
    return found


def settle_form(session, report, **changes):
    version = session.scalar(
        select(func.max(Audit.id)).where(
            Audit.entity == "error_reports", Audit.entity_id == report.id
        )
    )
    return WORDS | {"version": version} | changes


@pytest.fixture
def desk(app, client, make_user, sign_in):
    return sign_in(app.test_client(), make_user(UserRole.COORDINATOR, name="Айгүл Сейткали"))


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", ["corrections", "report-error", "report-error/thanks"])
def test_pages_open_in_three_languages(client, lang, path):
    check_page(client.get(f"/{lang}/{path}").text)


@pytest.mark.parametrize(
    "path", ["", "deputies/", "search?q=x", "methodology", "about", "editions/", "corrections"]
)
def test_every_public_page_has_a_link_that_names_it(client, path):
    page = check_page(client.get(f"/ru/{path}").text)
    (link,) = page.select("footer a[href*='report-error']")
    form = check_page(client.get(link["href"]).text)
    assert form.select_one("input[name=page]")["value"] == f"/ru/{path}"


def test_anybody_can_report_without_a_cookie_or_a_name(client, session):
    response = send(client, contact="")
    assert response.status_code == 303
    assert "Set-Cookie" not in client.get("/ru/report-error").headers
    check_page(client.get(response.location).text)
    (row,) = reports(session)
    assert (row.page, row.text) == ("/ru/deputies/kuspan-abzal?tab=all", "Дата неверна")
    assert row.contact is None and row.state is ReportState.OPEN
    assert session.scalar(select(Audit.actor)) == "visitor"


def test_a_contact_stays_out_of_the_journal(client, session):
    send(client, contact="anna@example.org")
    assert reports(session)[0].contact == "anna@example.org"
    rows = session.execute(select(Audit.before, Audit.after, Audit.reason)).all()
    assert "anna@example.org" not in str(rows)


def test_the_same_report_sent_twice_is_one(client, session):
    send(client)
    send(client)
    send(client, text="Другая ошибка")
    assert [row.text for row in reports(session)] == ["Дата неверна", "Другая ошибка"]


def test_what_only_a_program_fills_in_is_thanked_for_and_thrown_away(client, session):
    assert send(client, website="https://spam.example").status_code == 303
    assert reports(session) == []


@pytest.mark.parametrize("text", ["", "   ", "\x00", "я" * 4001])
def test_a_report_says_something_and_not_too_much(client, session, text):
    response = send(client, text=text)
    assert response.status_code == 422
    check_page(response.text)
    assert reports(session) == []


@pytest.mark.parametrize(
    "page",
    ["https://evil.example/", "//evil.example", "/ru/\\evil", "javascript:alert(1)", "", "\x00",
     "/etc/passwd", "/ru/a b"],
)  # fmt: skip
def test_only_a_page_of_ours_is_linked(client, session, page):
    response = send(client, page=page)
    assert response.status_code == 303
    assert reports(session)[0].page == "/ru/"


def test_hostile_words_stay_words(client, session, desk):
    send(client, text=HOSTILE + "\x00", contact=HOSTILE)
    row = reports(session)[0]
    assert row.text == HOSTILE
    for path in ("/en/desk/corrections/", f"/en/desk/corrections/{row.id}"):
        page = desk.get(path)
        check_page(page.text)
        assert "<script>alert" not in page.text
    desk.post(f"/en/desk/corrections/{row.id}/correct",
              data=settle_form(session, row, change_ru=HOSTILE))  # fmt: skip
    public = client.get("/ru/corrections").text
    check_page(public)
    assert "<script>alert" not in public and "&lt;script&gt;alert" in public


@pytest.mark.parametrize("size", [600_000, 10 * 1024 * 1024])
def test_ten_megabytes_are_refused_and_break_nothing(client, session, size):
    response = send(client, text="я" * (size // 2))
    assert response.status_code in (413, 422)
    check_page(response.text)
    assert reports(session) == [] and client.get("/ru/").status_code == 200


def test_a_visitor_is_throttled(config):
    from dataclasses import replace

    app = create_app(replace(config, testing=False))
    client = app.test_client()
    statuses = [send(client, text=f"Ошибка {n}").status_code for n in range(5)]
    assert statuses[:3] == [303] * 3 and statuses[3:] == [429] * 2
    assert client.get("/ru/report-error").status_code == 200


def test_a_correction_is_public_and_its_reporter_is_not(client, session, desk):
    send(client, contact="anna@example.org")
    (row,) = reports(session)
    done = desk.post(f"/en/desk/corrections/{row.id}/correct", data=settle_form(session, row))
    assert done.status_code == 303
    for lang, words in (("kk", "Саны түзетілді"), ("ru", "В источнике иначе")):
        page = client.get(f"/{lang}/corrections").text
        check_page(page)
        assert words in page
        for secret in ("anna@example.org", "Дата неверна", "Сейткали"):
            assert secret not in page
    assert row.page in client.get("/ru/corrections").text.replace("&amp;", "&")


@pytest.mark.parametrize("left_out", ["change_kk", "change_ru", "why_kk", "why_ru"])
def test_a_correction_is_written_in_both_languages(session, desk, left_out):
    row = add(session)
    form = settle_form(session, row, **{left_out: " "})
    answer = desk.post(f"/en/desk/corrections/{row.id}/correct", data=form)
    assert answer.status_code == 422
    check_page(answer.text)
    assert "В источнике иначе" in answer.text or left_out == "why_ru"
    assert reports(session)[0].state is ReportState.OPEN


def test_a_report_is_declined_with_a_reason_that_stays_inside(client, session, desk):
    row = add(session)
    path = f"/en/desk/corrections/{row.id}/decline"
    assert desk.post(path, data=settle_form(session, row, reason="")).status_code == 422
    done = desk.post(path, data=settle_form(session, row, reason="Всё верно"))
    assert done.status_code == 303
    assert reports(session)[0].state is ReportState.DECLINED
    assert "Всё верно" not in client.get("/ru/corrections").text
    assert "Всё верно" in str(session.scalars(select(Audit.reason)).all())


def test_two_coordinators_do_not_settle_over_each_other(session, make_user):
    row, actor = add(session), make_user(UserRole.COORDINATOR)
    seen = settle_form(session, row)["version"]
    service.decline(session, actor, NOW, row.id, "Всё верно", version=seen)
    with pytest.raises(StaleError):
        service.correct(session, actor, NOW, row.id, service.Correction(**WORDS), version=seen)
    with pytest.raises(InvalidError):
        service.correct(session, actor, NOW, row.id, service.Correction(), version=seen)


def test_a_report_that_is_not_there_is_said(desk):
    assert desk.get("/en/desk/corrections/99").status_code == 404
    assert desk.get("/en/desk/corrections/?state=x").status_code == 404


def test_lists_have_pages_and_a_fixed_number_of_statements(app, client, session, desk):
    def count(who, path):
        with count_queries(app) as seen:
            assert who.get(path).status_code == 200
        return len(seen)

    def settled(amount, start):
        for number in range(start, start + amount):
            add(session, f"Ошибка {number}", state=ReportState.CORRECTED, settled_at=NOW,
                **{name: value or None for name, value in WORDS.items()})  # fmt: skip
            add(session, f"Открытая {number}", page="/kk/about")

    settled(1, 0)
    few = (count(client, "/ru/corrections"), count(desk, "/ru/desk/corrections/"))
    settled(25, 1)
    assert (count(client, "/ru/corrections"), count(desk, "/ru/desk/corrections/")) == few
    assert max(few) <= 6
    assert "page=2" in client.get("/ru/corrections").text
    about = client.get("/ru/corrections?about=/deputies/a").text
    assert "Исправлено число" in about
    assert "Исправлено число" not in client.get("/ru/corrections?about=/deputies/b").text


def test_a_correction_leads_to_the_page_in_the_language_of_the_reader(client, session):
    words = {"change_kk": "Саны", "change_ru": "Число", "why_kk": "Қате", "why_ru": "Ошибка"}
    add(session, page="/kk/deputies/a?tab=all", state=ReportState.CORRECTED,
        settled_at=NOW, **words)  # fmt: skip
    links = {a["href"] for a in check_page(client.get("/ru/corrections").text).main.find_all("a")}
    assert "/ru/deputies/a?tab=all" in links and "/kk/deputies/a?tab=all" not in links

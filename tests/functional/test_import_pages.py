"""The pages by which a spreadsheet is brought in, from upload to what was applied."""

import io
from dataclasses import replace

import openpyxl
import pytest
from sqlalchemy import func, select

from app import clock
from app.services.jobs import MAX_ATTEMPTS, Claimed, claim, finish, recover
from app.tasks import HANDLERS, JobFailedError
from models import audit
from models.figure import StatedFigure
from models.imports import Import, ImportState
from models.item import Item
from models.job import Job
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.imports import Chamber, text, xlsx
from tests.page_checks import check_page
from tests.support import count_queries

HEADINGS = ("Депутат", "Инициировано запросов", "Доступность программы", "Дата проверки")


@pytest.fixture
def chamber(session):
    made = Chamber(session)
    session.commit()
    return made


@pytest.fixture
def analyst(client, sign_in, make_user, session):
    user = make_user(UserRole.ANALYST)
    session.commit()
    sign_in(client, user)
    return user


def upload(client, chamber, data, name="table.xlsx", kind="monitoring"):
    sent = {
        "file": (io.BytesIO(data), name), "kind": kind,
        "convocation": str(chamber.convocation.id),
    }  # fmt: skip
    return client.post("/en/desk/imports/", data=sent, content_type="multipart/form-data")


def say(client, number, **more):
    page = check_page(client.get(f"/en/desk/imports/{number}/columns").text)
    form = page.select_one(f'form[action$="/{number}/columns"]')
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    for field in form.select("select"):
        chosen = field.select_one("option[selected]")
        sent[field["name"]] = chosen["value"] if chosen else ""
    sent |= {"compiler": "ОФ «Наблюдатель»"} | more
    return client.post(f"/en/desk/imports/{number}/columns", data=sent)


def press(client, number, button, revision):
    return client.post(f"/en/desk/imports/{number}/{button}", data={"revision": str(revision)})


def newest(session):
    session.rollback()
    return session.scalars(select(Import).order_by(Import.id.desc()).limit(1)).one()


def stated(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(StatedFigure))


PERIOD = {"period_start": "2023-03-29", "period_end": "2023-12-29"}


def test_from_upload_to_applied(client, chamber, analyst, session):
    data = text(HEADINGS, ("Куспан А.", "12", "", ""), ("Назаров А.", "5", "", ""))
    assert upload(client, chamber, data, "a.csv").status_code == 303
    row = newest(session)
    assert row.columns == {
        "0": "deputy", "1": "requests_initiated", "2": "availability", "3": "known_on",
    }  # fmt: skip
    refused = say(client, row.id, compiler="", **PERIOD)
    assert refused.status_code == 422 and "Say who compiled the file" in refused.text
    check_page(refused.text)
    assert say(client, row.id, **PERIOD).status_code == 303
    row = newest(session)
    page = check_page(client.get(f"/en/desk/imports/{row.id}").text)
    assert "2 rows would be created, 0 changed." in page.get_text()
    assert stated(session) == 0
    assert press(client, row.id, "apply", row.revision).status_code == 303
    assert (newest(session).state, stated(session)) == (ImportState.APPLIED, 2)
    check_page(client.get(f"/en/desk/imports/{row.id}").text)
    check_page(client.get(f"/en/desk/imports/{row.id}?show=created").text)
    assert press(client, row.id, "apply", row.revision).status_code == 409
    assert client.get(f"/en/desk/imports/{row.id}/file").data == data
    check_page(client.get("/kk/desk/imports/").text)
    # The next file with the same headings is read in the same way without a word.
    upload(client, chamber, data, "b.csv")
    again = newest(session)
    assert (again.compiler, again.columns) == (row.compiler, row.columns)
    say(client, again.id)
    page = client.get(f"/en/desk/imports/{again.id}").text
    assert "0 created, 0 changed" in page and "These very bytes were applied before" in page


def test_what_was_not_understood_is_given_a_meaning(client, chamber, analyst, session):
    data = xlsx(HEADINGS, ("Кусп. Абзал", 12, "нема", "20.12.2023"))
    upload(client, chamber, data)
    row = newest(session)
    say(client, row.id, **PERIOD)
    row = newest(session)
    assert row.counts["wrong"] == 1
    assert press(client, row.id, "apply", row.revision).status_code == 409
    page = check_page(client.get(f"/en/desk/imports/{row.id}/values").text)
    assert [label.get_text() for label in page.select("th label")] == ["Кусп. Абзал", "нема"]
    sent = {
        "revision": str(row.revision), "value_0": chamber.kuspan.deputy.slug,
        "value_1": "not_available",
    }  # fmt: skip
    assert client.post(f"/en/desk/imports/{row.id}/values", data=sent).status_code == 303
    row = newest(session)
    assert (row.counts["wrong"], row.counts["created"]) == (0, 1)


def test_two_people_and_changed_data_are_told_and_nothing_is_written(
    client, chamber, analyst, session
):
    data = xlsx(HEADINGS, ("Куспан А.", 12, None, None))
    for _ in range(2):
        upload(client, chamber, data)
        say(client, newest(session).id, **PERIOD)
    second = newest(session)
    first = session.scalars(select(Import).order_by(Import.id).limit(1)).one()
    assert press(client, first.id, "apply", first.revision - 1).status_code == 409
    assert stated(session) == 0
    assert press(client, first.id, "apply", first.revision).status_code == 303
    late = press(client, second.id, "apply", second.revision)
    assert late.status_code == 409 and "changed since this preview" in late.text
    assert stated(session) == 1
    press(client, second.id, "check", second.revision)
    assert newest(session).counts["unchanged"] == 1


def test_the_copy_with_errors_and_the_templates_open(client, chamber, analyst, session):
    data = xlsx(("Отчёт",), HEADINGS, ("=1+1", 1, None, None), ("Нетаков", -2, "", "")
    )  # fmt: skip
    upload(client, chamber, data)
    row = newest(session)
    assert row.heading_row == 2
    say(client, row.id, **PERIOD)
    sent = client.get(f"/en/desk/imports/{row.id}/errors.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(sent.data)).active
    assert sheet.cell(2, 5).value == "Errors found by the portal"
    assert "no deputy of this convocation" in sheet.cell(4, 5).value
    assert "below zero" in sheet.cell(4, 5).value and sheet.cell(4, 2).value == "-2"
    assert not any(cell.data_type == "f" for cells in sheet.rows for cell in cells)
    for kind in ("monitoring", "items"):
        for lang in ("kk", "ru", "en"):
            address = f"/{lang}/desk/imports/template/{kind}-{chamber.convocation.id}.xlsx"
            made = client.get(address).data
            assert upload(client, chamber, made, "t.xlsx", kind).status_code == 303
            row = newest(session)
            assert say(client, row.id, **PERIOD).status_code == 303
            counts = newest(session).counts
            assert (counts["wrong"], counts["created"], counts["skipped"]) == (0, 0, 1), lang


def test_a_long_file_is_the_workers(client, chamber, analyst, session):
    rows = [(f"Запрос {n}", "2023-10-04", "Куспан Абзал", f"u{n}") for n in range(320)]
    data = text(("Название", "Дата", "Инициатор", "id"), *rows)
    upload(client, chamber, data, "long.csv", "items")
    row = newest(session)
    assert say(client, row.id, item_kind="deputy_request").status_code == 303
    assert newest(session).state is ImportState.MAPPED
    assert "worked on in the background" in client.get(f"/en/desk/imports/{row.id}").text
    run_jobs(client.application, session)
    row = newest(session)
    assert (row.state, row.counts["created"]) == (ImportState.CHECKED, 320)
    press(client, row.id, "apply", row.revision)
    run_jobs(client.application, session)
    assert newest(session).state is ImportState.APPLIED
    assert session.scalar(select(func.count()).select_from(Item)) == 320
    audited = select(audit.Audit.actor).where(audit.Audit.entity == "items").distinct()
    assert session.scalars(audited).all() == [f"user:{analyst.id}"]
    # A process that died after all was written, and before it said so, is begun again.
    job = session.scalars(select(Job).where(Job.kind == "import_apply")).one()
    again, counts = Claimed(job.id, job.kind, job.args, 2), newest(session).counts
    session.rollback()
    with client.application.app_context():
        assert HANDLERS["import_apply"](again, lambda *_: None) == counts
        with pytest.raises(JobFailedError, match="Nothing was applied: ClosedError"):
            HANDLERS["import_apply"](replace(again, attempt=1), lambda *_: None)
    assert session.scalar(select(func.count()).select_from(Item)) == 320


def test_a_long_file_whose_worker_dies_each_time_says_what_to_do_and_can_be_tried_again(
    client, chamber, analyst, session
):
    rows = [(f"Запрос {n}", "2023-10-04", "Куспан Абзал", f"u{n}") for n in range(320)]
    data = text(("Название", "Дата", "Инициатор", "id"), *rows)
    upload(client, chamber, data, "long.csv", "items")
    row = newest(session)
    say(client, row.id, item_kind="deputy_request")
    run_jobs(client.application, session)
    row = newest(session)
    press(client, row.id, "apply", row.revision)
    for _ in range(MAX_ATTEMPTS):
        session.rollback()
        claim(session, clock.now(), ("import_apply",))
        recover(session, clock.now())
        session.commit()
    page = check_page(client.get(f"/en/desk/imports/{row.id}").text)
    assert "was ended from outside several times" in page.text
    assert press(client, row.id, "apply", row.revision).status_code == 303
    run_jobs(client.application, session)
    assert newest(session).state is ImportState.APPLIED


def run_jobs(app, session):
    """Run what waits for the worker, as the worker would."""
    session.rollback()
    waiting = session.execute(select(Job.id, Job.kind, Job.args).where(Job.finished_at.is_(None)))
    for number, kind, args in waiting.all():
        session.rollback()
        with app.app_context():
            HANDLERS[kind](Claimed(number, kind, args, 1), lambda *_: None)
        finish(session, NOW, number, {})
        session.commit()


def test_the_lists_ask_a_fixed_number_of_questions(client, app, chamber, analyst, session):
    for number in range(3):
        upload(client, chamber, xlsx(HEADINGS, ("Куспан А.", number, None, None)))
        say(client, newest(session).id, **PERIOD)
    for address, most in (("/en/desk/imports/", 8), (f"/en/desk/imports/{newest(session).id}", 9)):
        client.get(address)
        with count_queries(app) as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= most, seen.statements


@pytest.mark.parametrize("name", ["a.xlsx", "b.csv"])
def test_a_file_that_is_refused_is_told_why(client, chamber, analyst, session, name):
    sent = upload(client, chamber, b"PK\x03\x04 cut short", name)
    assert sent.status_code == 422 and "broken or was cut short" in sent.text
    check_page(sent.text)
    assert session.scalar(select(func.count()).select_from(Import)) == 0


def test_the_command_does_the_same(app, chamber, make_user, session, tmp_path):
    user = make_user(UserRole.ANALYST, email="analyst@example.org")
    session.commit()
    path, errors = tmp_path / "a.xlsx", tmp_path / "errors.xlsx"
    path.write_bytes(xlsx(("Кто", "Сколько"), ("Куспан А.", 12), ("Назаров А.", "много")))
    mapping = tmp_path / "m.yml"
    mapping.write_text("columns: {Кто: deputy, B: requests_initiated}\n", encoding="utf-8")
    said = [
        "import", str(path), "--kind", "monitoring", "--convocation", "assembly-8", "--compiler",
        "ОФ «Наблюдатель»", "--as", user.email, "--period-from", "2023-03-29", "--period-to",
        "2023-12-29", "--lang", "en", "--mapping", str(mapping),
    ]  # fmt: skip
    done = app.test_cli_runner().invoke(args=[*said, "--errors", str(errors)])
    assert done.exit_code == 1, done.output
    assert "3, B, Deputy requests initiated: “много” is not a number" in done.output
    assert errors.exists() and stated(session) == 0
    path.write_bytes(xlsx(("Кто", "Сколько"), ("Куспан А.", 12), ("Назаров А.", 5)))
    dry = app.test_cli_runner().invoke(args=[*said, "--dry-run"])
    assert (dry.exit_code, stated(session)) == (0, 0), dry.output
    for created in (2, 0):
        done = app.test_cli_runner().invoke(args=said)
        assert done.exit_code == 0 and f"created: {created}" in done.output, done.output
    assert stated(session) == 2
    strange = app.test_cli_runner().invoke(
        args=[*said[:7], "x", "--as", "nobody@example.org", "--auto"]
    )
    assert strange.exit_code == 1 and "is no account" in strange.output

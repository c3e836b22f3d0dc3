"""The pages of downloads: choose of a table, look, take it as a file, keep the choice."""

import csv
import hashlib
import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from app.exports import FORMATS, TABLES
from models.audit import Audit
from models.export import ExportRun, ExportState, SavedView
from models.user import UserRole
from tests.factories.acts import make_world
from tests.factories.appeals import letter
from tests.page_checks import check_page
from tests.support import count_queries

MAY = (UserRole.ANALYST, UserRole.COORDINATOR, UserRole.ADMINISTRATOR)


@pytest.fixture
def analyst(client, make_user, sign_in):
    person = make_user(UserRole.ANALYST, name="Айнұр Талдаушы")
    sign_in(client, person)
    return person


@pytest.fixture
def world(session):
    made = make_world(session)
    deputy = made.deputy("a-a", "А А")
    for number in range(30):
        made.act(deputy, f"Запрос {number}", uid=f"{number:03}", date=date(2016, 1, number + 1))
    session.commit()
    return made


@pytest.mark.parametrize("role", MAY)
def test_analysts_and_those_above_see_the_downloads(client, make_user, sign_in, role):
    sign_in(client, make_user(role))
    for lang in ("kk", "ru", "en"):
        page = check_page(client.get(f"/{lang}/downloads/").text)
        assert len(page.main.select("a[href*='/downloads/tables/']")) == len(TABLES)


def test_an_activist_does_not(client, make_user, sign_in):
    sign_in(client, make_user(UserRole.ACTIVIST))
    for path in ("", "codings.csv", "log", "tables/codings", "tables/codings/file", "saved/1"):
        assert client.get(f"/ru/downloads/{path}").status_code == 403


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get("/ru/downloads/codings.csv").status_code == 302


@pytest.mark.parametrize("name", list(TABLES))
def test_a_download_is_what_the_command_writes(app, client, session, analyst, tmp_path, name):
    world = make_world(session)
    mandate = world.deputy("a-a", "А А")
    coder = analyst
    world.read(world.act(mandate, "=1+1", uid="1"), mandate, coder)
    letter(session, mandate, coder, sent_on=date(2024, 3, 1), due_on=date(2024, 3, 28))
    session.commit()
    response = client.get(f"/kk/downloads/{name}.csv")
    app.test_cli_runner().invoke(args=["export", name, "--out", str(tmp_path / "t.csv")])
    assert response.data == (tmp_path / "t.csv").read_bytes()
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="{name}-' in response.headers["Content-Disposition"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_table_has_a_page_in_every_language(client, analyst, world, lang):
    for name in TABLES:
        answer = client.get(f"/{lang}/downloads/tables/{name}")
        assert answer.status_code == 200
        page = check_page(answer.text)
        assert len(page.select("input[name='columns']")) == len(TABLES[name].columns)


@pytest.mark.parametrize("file", ["users.csv", "records.xls", "records", "tables/users"])
def test_what_is_no_table_is_404(client, analyst, file):
    assert client.get(f"/ru/downloads/{file}").status_code == 404


def test_the_preview_shows_twenty_rows_and_the_total(client, analyst, world):
    page = check_page(client.get("/en/downloads/tables/items").text)
    assert len(page.select("#rows tbody tr")) == 20
    assert "30 rows; the first 20 of them:" in page.main.text


def test_the_preview_follows_what_is_chosen(client, analyst, world):
    query = "start=2016-01-05&end=2016-01-06&columns=date&columns=number&lang=keys"
    page = check_page(client.get(f"/en/downloads/tables/items?{query}").text)
    assert [cell.text for cell in page.select("#rows thead th")] == ["date", "number"]
    dates = [row.td.text.strip() for row in page.select("#rows tbody tr")]
    assert dates == ["2016-01-05", "2016-01-06"]
    assert "2 rows, all of them:" in page.main.text


def test_the_file_is_what_the_preview_showed(client, analyst, world):
    query = "start=2016-01-05&end=2016-01-06&columns=date&lang=ru&format=xlsx"
    answer = client.get(f"/en/downloads/tables/items/file?{query}")
    assert answer.headers["Content-Type"] == FORMATS["xlsx"].mime
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert (sheet.max_row, sheet.max_column) == (3, 1)


def test_counting_stops_before_a_page_takes_as_long_as_the_file(
    client, analyst, world, monkeypatch
):
    monkeypatch.setattr("app.exports.preview.COUNTED", 25)
    page = check_page(client.get("/en/downloads/tables/items").text)
    assert "More than 25 rows" in page.main.text


WRONG = (
    "start=2016-02-30", "start=2016-02-01&end=2016-01-01", "region=KZ-99", "columns=x",
    "format=pdf", "lang=de", "topic=x",
)  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_what_cannot_be_asked_is_said_beside_its_field(client, analyst, world, session, query):
    for path in ("tables/items", "tables/items/file"):
        answer = client.get(f"/en/downloads/{path}?{query}")
        assert answer.status_code == 422
        page = check_page(answer.text)
        assert page.select("[role=alert] li")
        assert not page.select("#rows")
    assert session.scalar(select(ExportRun)) is None


def test_a_page_of_a_table_asks_as_much_however_many_rows_there_are(app, client, analyst, world):
    with count_queries(app) as few:
        client.get("/en/downloads/tables/participations?start=2016-01-29")
    with count_queries(app) as many:
        client.get("/en/downloads/tables/participations")
    assert many.count == few.count


def test_who_took_what_is_in_the_log(client, analyst, world, session):
    data = client.get("/en/downloads/tables/items/file?format=csv&lang=kk&start=2016-01-30").data
    run = session.scalars(select(ExportRun)).one()
    assert (run.user_id, run.tables, run.state) == (analyst.id, ["items"], ExportState.DONE)
    assert (run.rows, run.size) == (1, len(data))
    assert run.sha256 == hashlib.sha256(data).hexdigest()
    page = check_page(client.get("/en/downloads/log").text)
    (line,) = page.select("#exports tbody tr")
    for words in ("Айнұр Талдаушы", "2016-01-30", "CSV", "finished", run.sha256):
        assert words in line.text
    actors = session.scalars(select(Audit.actor).where(Audit.entity == "export_runs")).all()
    assert actors == [f"user:{analyst.id}"] * 2


def test_a_file_that_is_not_taken_whole_is_said_to_be_broken_off(client, analyst, world, session):
    answer = client.get("/en/downloads/items.csv", buffered=False)
    next(iter(answer.response))
    answer.close()
    run = session.scalars(select(ExportRun)).one()
    assert (run.state, run.sha256) == (ExportState.BROKEN, None)
    page = check_page(client.get("/ru/downloads/log").text)
    assert page.select("#exports .tag-warn")


def test_whoever_asks_for_headers_alone_takes_nothing(client, analyst, world, session):
    assert client.head("/en/downloads/items.csv").status_code == 200
    assert session.scalar(select(ExportRun)) is None


def test_the_log_has_pages_and_asks_twice(app, client, analyst, session):
    for number in range(60):
        moment = analyst.created_at
        session.add(
            ExportRun(
                tables=["items"], format="csv", asked={}, columns=[], begun_at=moment, rows=number
            )
        )
    session.commit()
    client.get("/en/downloads/log")
    with count_queries(app) as queries:
        page = check_page(client.get("/en/downloads/log?page=2").text)
    assert len(page.select("#exports tbody tr")) == 10
    assert queries.count <= 4


def save(client, name="Қаңтар", shared=False, query="start=2016-01-05&columns=date&lang=kk"):
    data = {"name": name, **({"shared": "y"} if shared else {})}
    return client.post(f"/en/downloads/tables/items?{query}", data=data)


def test_a_choice_is_kept_and_opened_again(client, analyst, world, session):
    assert save(client).status_code == 303
    page = check_page(client.get("/en/downloads/").text)
    link = page.select_one("#saved tbody th a")
    assert link.text == "Қаңтар"
    opened = check_page(client.get(link["href"]).text)
    assert opened.select_one("#start")["value"] == "2016-01-05"
    assert [box["value"] for box in opened.select("input[name=columns][checked]")] == ["date"]
    assert "26 rows" in opened.main.text


@pytest.mark.parametrize("lang", ["kk", "keys"])
def test_the_language_of_a_file_is_not_that_of_the_page(client, analyst, world, lang):
    page = check_page(client.get(f"/ru/downloads/tables/items?lang={lang}").text)
    form = page.select_one("form[method=post][action*=tables]")
    assert form["action"].startswith("/ru/downloads/tables/items?")
    saved = client.post(form["action"], data={"name": "Кесте"})
    assert saved.location == "/ru/downloads/"
    link = check_page(client.get(saved.location).text).select_one("#saved tbody th a")["href"]
    assert link.startswith("/ru/downloads/")
    opened = check_page(client.get(link).text)
    assert opened.select_one("#lang option[selected]")["value"] == lang


def test_a_choice_is_one_s_own_unless_it_is_shared(client, analyst, world, make_user, sign_in):
    save(client, "Mine")
    save(client, "Ours", shared=True)
    sign_in(client, make_user(UserRole.COORDINATOR))
    page = check_page(client.get("/en/downloads/").text)
    assert [link.text for link in page.select("#saved tbody th a")] == ["Ours"]
    assert client.get("/en/downloads/saved/1").status_code == 404
    assert not check_page(client.get("/en/downloads/saved/2").text).select("form[action*=saved]")
    assert client.post("/en/downloads/saved/2", data={"name": "X"}).status_code == 403
    assert client.post("/en/downloads/saved/2/withdraw").status_code == 403


def test_a_choice_is_renamed_and_taken_off_the_list_but_stays(client, analyst, world, session):
    save(client)
    assert client.post("/en/downloads/saved/1", data={"name": "Ақпан"}).status_code == 303
    check_page(client.get("/kk/downloads/saved/1").text)
    assert client.post("/en/downloads/saved/1/withdraw").status_code == 303
    assert client.get("/en/downloads/saved/1").status_code == 404
    view = session.scalars(select(SavedView)).one()
    assert (view.name, view.withdrawn) == ("Ақпан", True)
    assert save(client, "Ақпан").status_code == 303


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Қаңтар"])
def test_a_name_that_is_none_or_is_taken_is_refused(client, analyst, world, session, name):
    save(client)
    answer = save(client, name)
    assert answer.status_code == 422
    assert check_page(answer.text).select("#name-error")
    assert len(session.scalars(select(SavedView)).all()) == 1


def test_a_choice_that_cannot_be_asked_is_not_kept(client, analyst, world, session):
    assert save(client, query="start=2016-02-30").status_code == 422
    assert session.scalar(select(SavedView)) is None


def test_csv_of_a_choice_reads_back(client, analyst, world):
    text = client.get("/en/downloads/items.csv?start=2016-01-30&columns=item").text
    assert len(list(csv.reader(io.StringIO(text)))) == 2

"""Reports as files: the command, the desk, the job, and what each refuses."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app import clock, report_files, scheduler
from app.reports import build as building
from app.reports import pdf
from app.reports.document import Document, Paragraph, Section
from app.scheduler import Worker
from app.services import jobs
from models.audit import Audit
from models.job import Job, JobState
from models.report_file import ReportFile
from models.user import UserRole
from tests.factories.acts import make_world
from tests.page_checks import check_page
from tests.support import count_queries

ASKED = {
    "start": "2023-03-29", "end": "2023-12-29", "report_lang": "kk", "format": "html",
    "edition": "", "deputy": "",
}  # fmt: skip
#: The number of statements that the page of reports asks, whatever it shows.
STATEMENTS = 10


@pytest.fixture
def world(session):
    found = make_world(session)
    found.deputy("bapi-ermurat", "Бапи Ермурат", found.district(2))
    found.deputy("kuspan-abzal", "Куспан Абзал", found.district(14))
    session.commit()
    return found


@pytest.fixture
def analyst(client, make_user, sign_in):
    return sign_in(client, make_user(UserRole.ANALYST))


def build(app, out, **changes):
    wanted = {"from": "2023-03-29", "to": "2023-12-29", "lang": "ru", "format": "html", "out": out}
    wanted |= changes
    args = [word for name, value in wanted.items() for word in (f"--{name}", str(value))]
    return app.test_cli_runner().invoke(args=["report", "build", *args])


def test_the_command_writes_the_whole_report(app, world, tmp_path):
    out = tmp_path / "report.html"
    result = build(app, out)
    assert result.exit_code == 0, result.output
    page = BeautifulSoup(out.read_text(), "html.parser")
    assert page.html["lang"] == "ru" and "29.03.2023 – 29.12.2023" in page.header.text
    assert [path.name for path in tmp_path.glob("*report*")] == ["report.html"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"to": "2023-03-28"}, "lies before the first"),
        ({"edition": 7}, "no edition 7"),
        ({"edition": 10**20}, f"no edition {10**20}"),
        ({"term": "moon-1"}, "no convocation moon-1"),
        ({"deputy": "nobody"}, "no deputy nobody"),
        ({"out": "/nowhere/at/all.html"}, "does not exist"),
        ({"format": "odt"}, "docx"),
        ({"from": "yesterday"}, "yesterday"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(app, world, tmp_path, changes, said):
    result = build(app, **{"out": tmp_path / "report.html"} | changes)
    assert result.exit_code == 2
    assert said in result.output
    assert not list(tmp_path.glob("*report*"))


def test_without_pango_the_command_says_what_to_install(app, world, tmp_path, monkeypatch):
    def missing():
        raise pdf.NoPangoError

    monkeypatch.setattr(pdf, "library", missing)
    result = build(app, tmp_path / "report.pdf", format="pdf")
    assert result.exit_code == 2 and "apt-get install libpango" in result.output
    assert not list(tmp_path.glob("*report*"))


def test_a_report_that_cannot_be_finished_leaves_the_one_before(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("before")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        report_files.write_whole(path, b"after")
    assert path.read_text() == "before" and len(list(tmp_path.iterdir())) == 1


def test_the_page_of_a_deputy_is_a_document_of_its_own():
    page = Section("deputy-a", "№ 2. Бапи Ермурат", (Paragraph("x"),), apart=True)
    other = Section("deputy-b", "№ 3. Другой", (Paragraph("y"),), apart=True)
    pages = Section("deputies", "Страницы", (), (page, other))
    whole = Document("ru", "Отчёт", "", (), "", (Section("intro", "1"), pages))
    alone = building.of_deputy(whole, "a")
    assert [part.heading for part in alone.sections] == ["№ 2. Бапи Ермурат"]
    assert alone.title == "№ 2. Бапи Ермурат. Отчёт"
    assert not alone.sections[0].apart


def test_an_analyst_asks_for_a_report_and_downloads_it(app, world, analyst, session, config):
    answer = analyst.post("/en/desk/reports/", data=ASKED)
    assert answer.status_code == 303
    waiting = check_page(analyst.get("/en/desk/reports/").text)
    card = " ".join(waiting.select_one(".card").text.split())
    assert "2023-03-29 – 2023-12-29, Қазақша, HTML" in card
    assert Worker(app).drain() == 1
    session.rollback()
    job = session.scalars(select(Job).order_by(Job.id.desc())).first()
    assert job.state is JobState.DONE, job.message
    row = session.scalars(select(ReportFile)).one()
    page = check_page(analyst.get("/en/desk/reports/").text)
    link = page.select_one("#built a[download]")
    got = analyst.get(link["href"])
    assert got.status_code == 200 and "attachment" in got.headers["Content-Disposition"]
    assert hashlib.sha256(got.data).hexdigest() == row.sha256
    assert (len(got.data), row.built_by_id) == (row.size, job.created_by_id)
    assert b'lang="kk"' in got.data and b"http://localhost/" in got.data
    assert row.sha256[:12] in page.text and row.name in page.text
    told = session.scalars(select(Audit).where(Audit.entity == "report_files")).one()
    assert told.actor == f"job:{job.id}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": "2023-03-28"}, "The last day lies before the first."),
        ({"start": ""}, "Give a day."),
        ({"start": "999999-01-01"}, "day"),
        ({"format": "exe"}, "Not a valid choice"),
        ({"report_lang": "xx"}, "Not a valid choice"),
        ({"edition": "4"}, "Not a valid choice"),
        ({"deputy": "../../etc/passwd"}, "Not a valid choice"),
    ],
)
def test_a_wrong_question_is_mended_on_its_page(world, analyst, session, changes, said):
    answer = analyst.post("/en/desk/reports/", data=ASKED | changes)
    assert answer.status_code == 422
    assert said in check_page(answer.text).text
    assert session.scalars(select(Job)).all() == []


def test_a_portal_without_deputies_says_so(analyst):
    answer = analyst.post("/en/desk/reports/", data=ASKED)
    assert answer.status_code == 422
    assert "load a country pack first" in check_page(answer.text).text


def test_a_report_is_cancelled_where_it_waits_and_at_its_next_step(
    app, world, analyst, session, monkeypatch
):
    monkeypatch.setattr(scheduler, "SAY_EVERY", 0.0)
    analyst.post("/en/desk/reports/", data=ASKED)
    session.rollback()
    job = session.scalars(select(Job)).one()
    analyst.post(f"/en/desk/reports/jobs/{job.id}/cancel")
    assert Worker(app).drain() == 0
    analyst.post("/en/desk/reports/", data=ASKED | {"format": "docx"})
    steps = []

    def told(session, now, job_id, *, done, total, message):
        steps.append(message)
        raise jobs.CancelledError

    monkeypatch.setattr(scheduler.jobs, "progress", told)
    assert Worker(app).drain() == 1
    session.rollback()
    states = {row.args["format"]: row.state for row in session.scalars(select(Job))}
    assert states["html"] is JobState.CANCELLED and len(steps) == 1
    assert session.scalars(select(ReportFile)).all() == []


def test_only_reports_can_be_cancelled_here(analyst, session):
    job = jobs.enqueue(session, None, clock.now(), "backup")
    session.commit()
    assert analyst.post(f"/en/desk/reports/jobs/{job.id}/cancel").status_code == 404


def test_a_report_whose_worker_died_is_built_again(app, world, analyst, session, config):
    analyst.post("/en/desk/reports/", data=ASKED)
    session.rollback()
    jobs.claim(session, clock.now(), ("build_report",))
    session.commit()
    # What a killed process leaves behind: a job that runs, and half a file.
    folder = config.instance_dir / report_files.FOLDER
    folder.mkdir(parents=True)
    (folder / ".half.html.x").write_text("<p>")
    Worker(app).drain()
    session.rollback()
    row = session.scalars(select(ReportFile)).one()
    assert report_files.path_of(config, row.sha256, "html").stat().st_size == row.size
    assert "Under way" not in analyst.get("/en/desk/reports/").text


def test_a_report_whose_worker_dies_each_time_is_told_until_it_is_built(
    app, world, analyst, session
):
    analyst.post("/en/desk/reports/", data=ASKED)
    for _ in range(jobs.MAX_ATTEMPTS):
        session.rollback()
        jobs.claim(session, clock.now(), ("build_report",))
        jobs.recover(session, clock.now())
        session.commit()
    page = check_page(analyst.get("/en/desk/reports/").text)
    assert len(page.select(".card")) == 1
    assert "was ended from outside several times" in page.text
    analyst.post("/en/desk/reports/", data=ASKED)
    Worker(app).drain()
    assert "Under way" not in analyst.get("/en/desk/reports/").text


def test_a_file_that_is_gone_is_said_to_be(world, analyst, session, config):
    row = add_files(session, world, 1)[0]
    assert analyst.get(f"/en/desk/reports/files/{row.id}").status_code == 404
    assert analyst.get("/en/desk/reports/files/999").status_code == 404


def add_files(session, world, count):
    rows = [
        ReportFile(
            convocation_id=world.convocation.id, period_start=dt.date(2023, 1, 1),
            period_end=dt.date(2023, 2, 1), lang="ru", format="pdf", name=f"report-{n}.pdf",
            size=n + 1, sha256=f"{n:064x}", built_at=clock.now(),
        )
        for n in range(count)
    ]  # fmt: skip
    session.add_all(rows)
    session.commit()
    return rows


def test_the_list_has_pages_and_asks_as_much_for_many_as_for_few(app, world, analyst, session):
    add_files(session, world, 3)
    analyst.get("/en/desk/reports/")
    with count_queries(app) as few:
        analyst.get("/en/desk/reports/")
    add_files(session, world, 40)
    with count_queries(app) as many:
        page = check_page(analyst.get("/en/desk/reports/?page=2").text)
    assert few.count == many.count <= STATEMENTS
    assert len(page.select("#built tbody tr")) == 20 and page.select_one(".pager")

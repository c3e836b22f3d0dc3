"""The API adapter from end to end: a server with faults, the archive, the database."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app, packs
from app.config import Config
from app.extensions import db
from models.item import Kind, Participation, Role
from models.person import Deputy, DeputyFact, DeputyIdentity
from models.record import Document, DocumentStatus, Record, RecordParticipation, Revision
from models.source import Capture, Run
from scrapers.documents import NO_TEXT_LAYER
from tests import documents, parlam
from tests.conftest import NOW, fresh_database
from tests.fake_mazhilis import FATAL, FAULTS, FakeMazhilis, serving
from tests.state import state

SETTINGS = Path("scrapers/mazhilis_api/source.yml")
PACK = Path("data/kz-mazhilis-8")


class Outcome(NamedTuple):
    code: int
    report: dict[str, Any]


class Scraper:
    """Runs `flask scrape` over the fake site, fast, with settings that a test may mend."""

    def __init__(self, app: Flask, fake: FakeMazhilis, tmp_path: Path) -> None:
        self.app = app
        self.fake = fake
        self.settings = tmp_path / "source.yml"
        self.mend()

    def mend(self, **paths: list[str]) -> None:
        """Write the settings; each of `paths` are the accepted paths of a request's field."""
        given = yaml.safe_load(SETTINGS.read_text())
        given["limits"] = {"rate": 5000, "backoff": 0.01}
        given["rows"]["request"]["fields"] |= paths
        self.settings.write_text(yaml.safe_dump(given, allow_unicode=True))

    def __call__(self, *args: str, command: str = "run", app: Flask | None = None) -> Outcome:
        given = ["scrape", command, "mazhilis-api", "--base-url", self.fake.base_url]
        result = (
            (app or self.app)
            .test_cli_runner()
            .invoke(args=[*given, "--source-file", str(self.settings), "--json", *args])
        )
        assert result.stdout, result.output
        return Outcome(result.exit_code, json.loads(result.stdout.splitlines()[-1]))


@pytest.fixture
def fake() -> Iterator[FakeMazhilis]:
    with serving() as server:
        yield server


@pytest.fixture
def scrape(app: Flask, fake: FakeMazhilis, tmp_path: Path) -> Scraper:
    return Scraper(app, fake, tmp_path)


@pytest.fixture
def second_portal(
    config: Config, template: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Flask, Session]]:
    """Another portal, with a database and an archive of its own."""
    directory = tmp_path / "second"
    directory.mkdir()
    with fresh_database(template, request.config.getoption("--db"), directory) as url:
        other = create_app(replace(config, database_url=url, archive_dir=directory / "archive"))
        with other.app_context():
            maker = db.sessionmaker
        with maker() as session:
            yield other, session
        with other.app_context():
            db.engine.dispose()


def documents_asked(fake: FakeMazhilis) -> list[str]:
    """The addresses of documents that were asked for; photos are asked for each time."""
    asked = [path for path, _ in fake.asked if path.startswith("/media/")]
    return [path for path in asked if "/avatars/" not in path]


def whole(session: Session, fake: FakeMazhilis) -> None:
    """Every request of the site is there, in both languages."""
    found = {
        row.source_uid: row
        for row in session.scalars(select(Record).where(Record.kind == Kind.DEPUTY_REQUEST))
    }
    assert set(found) == {str(request["id"]) for request in fake.requests}
    for request in fake.requests:
        row = found[str(request["id"])]
        assert (row.title_kk, row.title_ru) == (request["subject"]["kk"], request["subject"]["ru"])
        assert row.number == str(request["number"])
        assert row.date is not None
        assert row.date.isoformat() == request["request_date"]


def test_a_run_brings_deputies_requests_and_documents_in_both_languages(scrape, fake, session):
    code, report = scrape()
    assert (code, report["status"], report["failed_urls"]) == (0, "ok", [])
    assert report["warnings"] == []
    assert report["deputies"] == {"seen": 5, "created": 5, "updated": 0, "unchanged": 0}
    assert (report["records"]["seen"], report["records"]["created"]) == (30, 30)
    assert report["records_by_kind"] == {"deputy_request": 30}
    assert report["items"] == {"created": 30, "merged": 0, "merge_proposed": 0}
    assert (report["participations"], report["documents"]) == (90, 7)
    whole(session, fake)
    bapi = session.scalars(
        select(Deputy).join(DeputyIdentity).where(DeputyIdentity.value == "101")
    ).one()
    assert (bapi.name_kk, bapi.name_ru) == ("Бапи Ермұрат", "Бапи Ермурат")
    record = session.scalars(select(Record).where(Record.source_uid == "8600")).one()
    assert record.url_ru == "https://mazhilis.parlam.kz/#/activity/deputys-requests/request?id=8600"
    assert (record.addressee_kk, record.addressee_ru) == ("Үкімет", "Правительство")
    assert record.item.queued
    roles = Counter(session.scalars(select(Participation.role)))
    assert roles == {Role.INITIATOR: 30, Role.SIGNATORY: 60}


def test_a_region_says_nothing_about_the_seat(scrape, session):
    scrape()
    regions = session.scalars(select(DeputyFact.value).where(DeputyFact.field == "region")).all()
    assert set(regions) == {"Абай облысы", "область Абай"}
    seats = {m.kind.value for d in session.scalars(select(Deputy)) for m in d.mandates}
    assert seats == {"not_stated"}


def test_a_second_run_changes_nothing(scrape, session):
    scrape()
    code, report = scrape()
    assert code == 0
    assert report["deputies"] == {"seen": 5, "created": 0, "updated": 0, "unchanged": 5}
    records = report["records"]
    assert (records["created"], records["revised"], records["unchanged"]) == (0, 0, 30)
    assert report["items"] == {"created": 0, "merged": 0, "merge_proposed": 0}
    assert not session.scalars(select(Revision)).all()


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - FATAL - {"hollow_page"}))
def test_no_single_fault_loses_a_request(fault, scrape, fake, session):
    fake.faults = {fault}
    code, report = scrape()
    assert (code, report["status"]) == (0, "ok"), report
    whole(session, fake)


def test_all_faults_together_lose_no_request(scrape, fake, session):
    fake.faults = set(FAULTS) - FATAL - {"hollow_page"}
    code, report = scrape()
    assert (code, report["status"]) == (0, "ok"), report
    whole(session, fake)
    fake.faults = set()
    scrape()
    whole(session, fake)


@pytest.mark.parametrize(
    ("fault", "code", "status", "sentence", "records"),
    [
        ("dead_page", 3, "partial", "a web page came instead of JSON, 3 times", 18),
        ("hollow_page", 0, "ok", "the page at offset 12 has no rows, though rows follow it", 18),
        ("ignored_offset", 0, "ok", "the site repeats itself", 12),
        ("no_id", 3, "drift", "an id in each row", 0),
    ],
)
def test_what_cannot_be_had_is_said(fault, code, status, sentence, records, scrape, fake, session):
    fake.faults = {fault}
    outcome = scrape()
    assert (outcome.code, outcome.report["status"]) == (code, status)
    assert any(sentence in said for said in outcome.report["warnings"])
    assert session.scalar(select(func.count(Record.id))) == records
    assert bool(outcome.report["failed_urls"]) == (fault == "dead_page")


def test_an_unknown_field_is_one_warning_and_can_be_named_in_the_settings(
    scrape, fake, session, config
):
    fake.faults = {"renamed_field"}
    code, report = scrape()
    assert code == 0
    unknown = [said for said in report["warnings"] if "nomer" in said]
    assert len(unknown) == 2
    # The head of the list is read twice in each language.
    assert "the field nomer is unknown, in 84 of 84 rows" in unknown[0]
    assert "no row has number under" in unknown[1]
    assert "unknown fields of these rows: nomer" in unknown[1]
    assert set(session.scalars(select(Record.number))) == {None}
    scrape.mend(number=["number", "nomer"])
    files = [str(path) for path in config.archive_dir.rglob("*.warc.gz")]
    assert scrape("--from-archive", *files).report["warnings"] == []
    session.rollback()
    whole(session, fake)


def test_documents_are_kept_and_their_text_can_be_read(scrape, session):
    scrape()
    rows = session.scalars(select(Document).order_by(Document.url)).all()
    assert {row.status for row in rows} == {DocumentStatus.FETCHED}
    assert {row.mime for row in rows} == {documents.PDF, documents.DOCX}
    assert all("Депутаттық сауал" in row.text for row in rows)
    assert all(row.capture is not None and row.capture.size > 0 for row in rows)
    assert all(row.url.startswith("https://mazhilis.parlam.kz/media/%D1%81") for row in rows)


@pytest.mark.parametrize(
    ("fault", "uid", "sentence"),
    [
        ("document_404", "8601", "The site answered 404"),
        ("foreign_redirect", "8602", "a host that this source does not allow"),
        ("private_redirect", "8604", "a host that this source does not allow"),
        ("broken_pdf", "8607", "The PDF is broken"),
        ("docx_bomb", "8608", "unpacks to 101 MB"),
    ],
)
def test_a_document_that_fails_is_a_warning_on_its_request_and_is_tried_again(
    fault, uid, sentence, scrape, fake, session
):
    fake.faults = {fault}
    code, report = scrape()
    assert (code, report["failed_urls"]) == (0, [])
    assert any(sentence in said for said in report["warnings"])
    query = select(Document).join(Record).where(Record.source_uid == uid)
    document = session.scalars(query).one()
    assert document.status is DocumentStatus.FAILED
    assert sentence in (document.error or "")
    assert session.scalar(select(func.count()).where(Document.status == "fetched")) == 6
    fake.faults = set()
    fake.asked.clear()
    scrape()
    session.rollback()
    document = session.scalars(query).one()
    assert (document.status, document.error) == (DocumentStatus.FETCHED, None)
    # What was fetched before is not fetched again.
    assert len(documents_asked(fake)) == 1


def test_a_document_that_has_moved_on_its_host_is_read(scrape, fake, session):
    fake.faults = {"moved_document"}
    assert scrape().code == 0
    document = session.scalars(
        select(Document).join(Record).where(Record.source_uid == "8605")
    ).one()
    assert document.status is DocumentStatus.FETCHED
    assert document.capture is not None
    assert document.capture.url.endswith("/media/moved-8605.docx")
    fake.asked.clear()
    scrape()
    assert not documents_asked(fake)


def test_a_scan_is_kept_and_says_that_it_has_no_text(scrape, fake, session, monkeypatch):
    monkeypatch.setattr("tests.fake_mazhilis.pdf", lambda *lines: documents.pdf())
    code, _ = scrape()
    assert code == 0
    scans = session.scalars(select(Document).where(Document.mime == documents.PDF)).all()
    assert {(scan.status, scan.error, scan.text) for scan in scans} == {
        (DocumentStatus.FETCHED, NO_TEXT_LAYER, "")
    }


def test_a_check_names_each_field_and_changes_nothing(scrape, fake, session):
    fake.faults = {"extra_fields", "renamed_field"}
    code, report = scrape(command="check")
    assert code == 0
    found = {(one["page"], one["field"]): one for one in report["findings"]}
    assert found["deputy-requests", "date"]["where"] == [["request_date", 84]]
    assert found["deputy-requests", "number"]["where"] == []
    unused = {one["where"] for one in report["unused"] if not one["ignored"]}
    assert unused == {"nomer", "stage.code", "views"}
    scrape.mend(number=["nomer"])
    _, report = scrape(command="check")
    found = {(one["page"], one["field"]): one for one in report["findings"]}
    assert found["deputy-requests", "number"]["example"] == "ДС-629"
    for table in (Record, Deputy, Capture, Run):
        assert session.scalar(select(func.count(table.id))) == 0


def test_a_check_without_ids_ends_with_code_3_and_says_so_in_words(scrape, fake, app):
    fake.faults = {"no_id"}
    code, report = scrape(command="check")
    assert (code, report["missing"]) == (3, ["deputy-requests: id"])
    result = app.test_cli_runner().invoke(
        args=[
            "scrape",
            "check",
            "mazhilis-api",
            "--base-url",
            fake.base_url,
            "--source-file",
            str(scrape.settings),
        ]
    )
    assert result.exit_code == 3
    assert "deputy-requests: id: nowhere, 0 of 84 rows MISSING" in result.stdout
    assert "missing: deputy-requests: id" in result.stdout


def test_a_run_over_a_site_that_is_gone_fails_and_keeps_what_is_there(scrape, fake, session):
    scrape()
    home, fake.base_url = fake.base_url, "http://127.0.0.1:9"
    code, report = scrape()
    assert (code, report["status"]) == (1, "failed")
    assert report["warnings"][0].startswith("nothing could be read")
    assert session.scalar(select(func.count(Record.id))) == 30
    fake.base_url = home
    assert scrape().report["records"]["unchanged"] == 30


def test_a_check_of_a_site_that_is_gone_says_what_failed(scrape, fake):
    fake.base_url = "http://127.0.0.1:9"
    code, report = scrape(command="check")
    assert code == 3
    assert report["missing"] == ["no page that the adapter can read was found"]
    assert report["failed_urls"]


def test_an_answer_is_an_act_of_its_own_that_leads_to_its_request(scrape, fake, session):
    answer = {"text": "Қаржы бөлінді, құрылыс басталды", "date": "2025-09-01"}
    fake.add_request(8700, answer=answer)
    _, report = scrape()
    assert report["records_by_kind"] == {"answer": 1, "deputy_request": 31}
    record = session.scalars(select(Record).where(Record.source_uid == "8700/answer")).one()
    request = session.scalars(select(Record).where(Record.source_uid == "8700")).one()
    assert record.item.kind is Kind.ANSWER
    assert record.item.answer_to_id == request.item_id
    assert "құрылыс басталды" in record.text_kk
    assert scrape().report["records"]["revised"] == 0


def test_an_edited_subject_is_a_revision_and_a_request_that_vanishes_is_kept(scrape, fake, session):
    scrape()
    fake.requests[3]["subject"]["ru"] = "О другом"
    gone = fake.requests.pop(10)
    _, report = scrape()
    assert report["records"]["revised"] == 1
    revision = session.scalars(select(Revision).where(Revision.lang == "ru")).one()
    assert (revision.field, revision.after) == ("title", "О другом")
    record = session.scalars(select(Record).where(Record.source_uid == str(gone["id"]))).one()
    assert record.title_ru == gone["subject"]["ru"]
    assert not record.listed


def test_a_replay_of_our_own_archive_ends_in_the_same_state(
    scrape, fake, session, tmp_path, config, second_portal
):
    fake.faults = {"truncated_json", "html_for_json", "document_404", "broken_pdf"}
    scrape()
    files = sorted(str(path) for path in config.archive_dir.rglob("*.warc.gz"))
    other, other_session = second_portal
    code, report = scrape("--from-archive", *files, app=other)
    assert (code, report["status"]) == (0, "ok"), report
    mine, theirs = lasting(session), lasting(other_session)
    for name in mine:
        assert [r for r in theirs[name] if r not in mine[name]][:1] == [], name
        assert [r for r in mine[name] if r not in theirs[name]][:1] == [], name


def lasting(session: Session) -> dict[str, list[Any]]:
    """The state, but for the marks that only the ways to the pages leave on captures."""
    session.rollback()
    found = state(session)
    # A page that was read three times was captured three times, and read once.
    del found["captures"]
    return found


@pytest.mark.parametrize("first", ["the API first", "the blogs first"])
def test_one_request_in_two_blogs_and_the_api_is_one_act_of_one_person(
    first, scrape, fake, session, app, tmp_path
):
    packs.load(session, PACK, NOW)
    session.commit()
    # Told by its number, its day and the convocation; the titles have nothing in common.
    fake.add_request(8398, number=398, request_date="2024-02-21", initiator=101, participants=[])
    moment = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
    russian = parlam.item("50001", "Депутатский запрос ДЗ-398 о паводках", "21.02.2024")
    kazakh = parlam.item("50002", "ДС-398 депутаттық сауал", "21-ақп-24", lang="kk")
    archive = parlam.write_archive(
        tmp_path / "blogs.warc.gz",
        [
            (f"{parlam.SITE}/ru/blogs/bapi", parlam.deputy_page("Бапи Ермурат", russian), moment),
            (f"{parlam.SITE}/kk/blogs/bapi", parlam.deputy_page("Бапи Ермұрат", kazakh), moment),
        ],
    )

    def blogs() -> None:
        args = ["scrape", "run", "parlam-html", "--from-archive", str(archive), "--json"]
        result = app.test_cli_runner().invoke(args=args)
        assert json.loads(result.stdout)["status"] == "ok", result.stdout

    steps = [scrape, blogs] if first == "the API first" else [blogs, scrape]
    for step in steps:
        step()
    session.rollback()
    found = session.scalars(select(Record).where(Record.number == "398")).all()
    assert {record.source_uid for record in found} == {"50001", "50002", "8398"}
    acts = {record.item.merged_into or record.item for record in found}
    assert len(acts) == 1
    [act] = acts
    assert act.kind is Kind.DEPUTY_REQUEST
    [part] = [one for one in act.participations if not one.withdrawn]
    assert part.role is Role.INITIATOR
    assert {(one.scheme, one.value) for one in part.mandate.deputy.identities} == {
        ("pack/kz-mazhilis-8", "bapi-ermurat"),
        ("mazhilis-api/deputy", "101"),
        ("parlam-html/blog", "bapi"),
    }
    assert part.mandate.district is not None
    # Of the five deputies of the API four sit for a district, told by id or by name.
    assert session.scalar(select(func.count(Deputy.id))) == 29 + 1
    before = state(session)
    for step in steps:
        step()
    session.rollback()
    assert [len(rows) for name, rows in state(session).items() if name in ("items", "records")] == [
        len(rows) for name, rows in before.items() if name in ("items", "records")
    ]


def test_a_number_beside_another_name_is_not_believed(scrape, fake, session, monkeypatch):
    # As if the number were the one of the signature and not of the person.
    person = fake.person
    monkeypatch.setattr(
        fake,
        "person",
        lambda uid, lang: person(uid, lang) | ({"id": 103} if uid == 101 else {}),
    )
    scrape()
    for row in session.scalars(select(RecordParticipation)):
        assert row.mandate is not None
        assert row.mandate.deputy.name_ru.split()[0] == row.name.split()[0]


def test_a_name_that_two_deputies_share_waits_for_a_person(scrape, fake, session):
    scrape()
    fake.add_request(8900, initiator="Бапи Е.", participants="Калыков Арман, Никто Неизвестный")
    _, report = scrape()
    record = session.scalars(select(Record).where(Record.source_uid == "8900")).one()
    named = {
        row.name: row.mandate and row.mandate.deputy.name_ru
        for row in session.scalars(
            select(RecordParticipation).where(RecordParticipation.record_id == record.id)
        )
    }
    assert named["Калыков Арман"] == "Калыков Арман"
    assert named["Никто Неизвестный"] is None
    assert any("Никто Неизвестный" in said for said in report["warnings"])


def test_a_document_that_an_archive_lacks_is_not_captured_and_no_failure(
    scrape, fake, session, tmp_path
):
    row = fake.row(fake.requests[-2], "ru")
    assert row["document_url"]
    body = json.dumps({"result": [row]}).encode()
    url = f"{fake.base_url}/api/core/deputy-requests?limit=12&offset=0"
    archive = parlam.write_archive(
        tmp_path / "rows.warc.gz",
        [(url, body, datetime(2026, 5, 1, tzinfo=UTC))],
        mime="application/json",
    )
    code, report = scrape("--from-archive", str(archive))
    assert (code, report["status"], report["failed_urls"]) == (0, "ok", [])
    assert not any("/media/" in said for said in report["warnings"])
    document = session.scalars(select(Document)).one()
    assert (document.status, document.error) == (DocumentStatus.PENDING, None)

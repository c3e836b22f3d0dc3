"""`flask scrape run`, as a person calls it, over real and edited captures."""

import errno
import json
import os
import random
import signal
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from app import ingest
from models.audit import Audit
from models.item import Item, Kind, Participation
from models.person import Deputy, DeputyFact, DeputyIdentity
from models.record import Record, Revision, Statement
from models.source import Run, RunStatus
from tests import parlam
from tests.conftest import fresh_database
from tests.state import state


@pytest.fixture
def scrape(app):
    """Run the command; gives exit code and report."""

    def run(*archives, source: str = "parlam-html", options: tuple[str, ...] = ()):
        args = ["scrape", "run", source, "--json", *options]
        for path in archives:
            args += ["--from-archive", str(path)]
        result = app.test_cli_runner().invoke(args=args)
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        lines = result.stdout.splitlines()
        return result.exit_code, json.loads(lines[-1]) if lines else None, result.stderr

    return run


def test_a_replay_of_the_real_captures_gives_what_is_known_of_them(scrape, session, parlam_archive):
    code, report, _ = scrape(parlam_archive)
    assert (code, report["status"], report["captures"]) == (0, "ok", 125)
    assert report["deputies"] == {"seen": 58, "created": 58, "updated": 0, "unchanged": 0}
    assert report["records"]["seen"] == report["records"]["created"] == 344
    assert report["records_by_category"] == {"8": 52, "2": 115, "6": 66, "4": 70, "7": 23, "0": 18}
    assert report["warnings"] == report["failed_urls"] == []

    def titled(lang):
        return session.scalar(
            select(func.count(Record.id)).where(getattr(Record, f"title_{lang}").is_not(None))
        )

    assert (titled("ru"), titled("kk")) == (248, 179)
    paged = select(DeputyIdentity.deputy_id).where(DeputyIdentity.scheme == "parlam-html/person")
    assert len(session.scalars(paged).all()) == 51
    named = session.scalars(select(Deputy).where(Deputy.name_ru.is_not(None))).all()
    assert len(named) == 57
    assert all(deputy.name_kk for deputy in named)
    untitled = session.scalars(select(Record).where(Record.title_ru == "")).all()
    assert [record.source_uid for record in untitled] == ["27974"]
    assert session.scalar(select(func.count(Participation.id))) == 344


def test_a_replay_again_changes_no_row(scrape, session, parlam_archive):
    scrape(parlam_archive)
    before, rows = state(session), session.scalar(select(func.count(Audit.id)))
    session.rollback()
    code, report, _ = scrape(parlam_archive)
    assert code == 0
    assert report["deputies"] == {"seen": 58, "created": 0, "updated": 0, "unchanged": 58}
    assert report["records"] == {
        "seen": 344, "created": 0, "revised": 0, "unchanged": 344, "no_longer_listed": 0,
    }  # fmt: skip
    assert report["items"] == {"created": 0, "merged": 0, "merge_proposed": 0}
    assert state(session) == before
    assert session.scalar(select(func.count(Audit.id))) == rows


def test_no_letter_of_a_citizen_is_loaded(scrape, session, parlam_archive):
    scrape(parlam_archive)
    said = " ".join(str(fields) for fields in session.scalars(select(Statement.fields)))
    said += " ".join(session.scalars(select(DeputyFact.value)))
    assert "Бахтияр Азимбаевич" not in said
    assert "потомков ветеранов" not in said


def later_pages(parlam_archive):
    """The pages of three deputies six weeks later: a title edited, an item gone, one new."""

    def edit(url: str, text: str) -> str:
        if url.endswith("/ru/blogs/Kosarev"):
            text = text.replace("Надо чтобы земля была достоянием", "Земля должна быть достоянием")
            text = text.replace("01.07.2016", "02.07.2016")
            head, *items = text.split('<div class="row news-item">')
            kept = [item for item in items if "Details/4/28836" not in item]
            head += parlam.item("31000", "Новый запрос ДЗ-12", "10.09.2016")
            text = '<div class="row news-item">'.join([head, *kept])
        return text

    pages = parlam.of(parlam.real_pages(parlam_archive), "Kosarev", "Karaken", "Abdirov")
    return parlam.edited(pages, parlam.LATER, edit)


def earlier_pages(parlam_archive):
    """The same pages two months earlier, with another title of the item of before."""

    def edit(url: str, text: str) -> str:
        return text.replace("Надо чтобы земля была достоянием", "Чья земля?").replace(
            "Член Комитета по международным делам", "Секретарь Комитета по международным делам"
        )

    pages = parlam.of(parlam.real_pages(parlam_archive), "Kosarev", "Karaken", "Abdirov")
    return parlam.edited(pages, parlam.EARLIER, edit)


@pytest.fixture
def archives(parlam_archive, tmp_path):
    """An earlier, the real and a later archive, in this order."""
    return [
        parlam.write_archive(tmp_path / "earlier.warc.gz", earlier_pages(parlam_archive)),
        parlam_archive,
        parlam.write_archive(tmp_path / "later.warc.gz", later_pages(parlam_archive)),
    ]


def test_a_later_archive_adds_keeps_and_revises(scrape, session, archives):
    scrape(archives[1])
    code, report, _ = scrape(archives[2])
    assert code == 0, report
    assert report["records"]["created"] == 1
    assert report["records"]["revised"] == 2
    assert report["records"]["no_longer_listed"] == 1
    record = session.scalars(select(Record).where(Record.source_uid == "30170")).one()
    assert record.title_ru == "Земля должна быть достоянием всего народа"
    revision = session.scalars(select(Revision).where(Revision.record_id == record.id)).one()
    assert (revision.field, revision.lang) == ("title", "ru")
    assert revision.before == "Надо чтобы земля была достоянием всего народа"
    gone = session.scalars(select(Record).where(Record.listed.is_(False))).one()
    assert gone.source_uid == "28836"
    new = session.scalars(select(Record).where(Record.source_uid == "31000")).one()
    assert (new.number, new.kind, new.item.queued) == ("12", Kind.DEPUTY_REQUEST, True)


def test_an_older_archive_never_overwrites_what_a_newer_one_said(scrape, session, archives):
    scrape(archives[2])
    scrape(archives[0])
    record = session.scalars(select(Record).where(Record.source_uid == "30170")).one()
    assert record.title_ru == "Земля должна быть достоянием всего народа"
    assert record.first_seen == parlam.EARLIER
    assert record.last_seen == parlam.LATER


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 2, 0), (0, 2, 1), (2, 0, 1)])
def test_archives_in_any_order_end_in_the_same_state(
    scrape, session, archives, order, reference_state
):
    for number in order:
        code, report, _ = scrape(archives[number])
        assert code == 0, report
    ended = state(session)
    for name, rows in reference_state.items():
        assert ended[name] == rows, name


@pytest.fixture
def reference_state(archives, tmp_path):
    """What the archives give from the oldest to the newest, in a portal of its own."""
    from app import create_app
    from app.config import Config
    from app.extensions import db
    from models.base import Base

    config = Config(
        database_url=f"sqlite:///{tmp_path / 'reference.sqlite'}",
        secret_key="a key for tests that is long enough to be taken",
        instance_dir=tmp_path / "reference",
        archive_dir=tmp_path / "reference-archive",
        backup_dir=tmp_path / "reference-backups",
        production=False,
        testing=True,
    )
    app = create_app(config)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        for path in archives:
            ingest.run_source(config, ingest.RunRequest("parlam-html", (path,)))
        with db.sessionmaker() as session:
            found = state(session)
        db.engine.dispose()
    return found


def test_a_changed_layout_is_drift_and_changes_no_record(scrape, session, archives, tmp_path):
    scrape(archives[1])
    before = state(session)
    session.rollback()
    pages = parlam.edited(
        parlam.real_pages(archives[1]),
        parlam.LATER,
        lambda _, text: text.replace("news-item", "list-item"),
    )
    code, report, _ = scrape(parlam.write_archive(tmp_path / "drift.warc.gz", pages))
    assert (code, report["status"]) == (3, "drift")
    assert report["records"]["created"] == report["records"]["revised"] == 0
    assert any("'.news-item'" in w and "0 of 114 pages" in w for w in report["warnings"])
    assert "flask scrape check parlam-html" in report["message"]
    after = state(session)
    assert len(after.pop("captures")) == 250
    before.pop("captures")
    assert after == before
    run = session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()
    assert (run.status, run.report) == (RunStatus.DRIFT, report)


def test_pages_that_nobody_knows_are_drift(scrape, archives, tmp_path):
    pages = [
        (url.replace("/blogs/", "/blogs/new/page/"), body, moment)
        for url, body, moment in parlam.real_pages(archives[1])
    ]
    code, report, _ = scrape(parlam.write_archive(tmp_path / "unknown.warc.gz", pages))
    assert (code, report["status"]) == (3, "drift")
    assert "a kind that nobody knows" in report["message"]


def test_one_broken_page_is_a_warning_and_the_rest_is_loaded(scrape, session, archives, tmp_path):
    def edit(url: str, text: str) -> str:
        return "<html>502 Bad Gateway</html>" if url.endswith("/kk/blogs/Kim") else text

    pages = parlam.edited(parlam.real_pages(archives[1]), parlam.LATER, edit)
    code, report, _ = scrape(parlam.write_archive(tmp_path / "broken.warc.gz", pages))
    assert (code, report["status"]) == (3, "partial")
    assert report["records"]["created"] > 330
    assert any("/kk/blogs/Kim" in w and "'.bio h2' found 0" in w for w in report["warnings"])


def test_hostile_pages_are_bounded_and_never_end_the_run(scrape, session, tmp_path):
    long = "Ә" * 10_000
    items = [
        parlam.item("1", "<script>alert(1)</script><b>Запрос</b> &lt;i&gt;о дорогах"),
        parlam.item("2", long),
        parlam.item("3", "Дата", day="31.02.2016"),
        parlam.item("not-a-number", "Чужой"),
        parlam.item("99999999999999999999", "Слишком длинный"),
        parlam.item("4", "Про\xadвод\n\n  и  дороги\x07"),
    ]
    page = parlam.deputy_page("ИВАНОВ-ПЕТРОВ Иван", *items, post="")
    wrong = parlam.deputy_page("ҚҰСПАН Абзал", parlam.item("5", "Сұрау")).decode()
    pages = [
        (f"{parlam.SITE}/ru/blogs/Ivanov", page, parlam.THEN),
        (f"{parlam.SITE}/kk/blogs/Kuspan", wrong.encode("utf-16"), parlam.THEN),
    ]
    code, report, _ = scrape(parlam.write_archive(tmp_path / "hostile.warc.gz", pages))
    assert report["status"] in ("ok", "partial"), report
    assert code in (0, 3)
    records = {r.source_uid: r for r in session.scalars(select(Record))}
    assert records["1"].title_ru == "Запрос <i>о дорогах"
    assert len(records["2"].title_ru) <= 2_000
    assert records["3"].date is None
    assert records["4"].title_ru == "Провод и дороги"
    assert "not-a-number" not in records
    assert any("31.02.2016" in warning for warning in report["warnings"])
    assert any("has no number in its address" in warning for warning in report["warnings"])
    assert session.scalar(select(Deputy.name_ru)) == "Иванов-Петров Иван"


def test_what_is_no_archive_is_refused_and_changes_nothing(scrape, session, tmp_path):
    empty, other = tmp_path / "empty.warc.gz", tmp_path / "other.warc.gz"
    empty.write_bytes(b"")
    other.write_bytes(b"PK\x03\x04 a zip file")
    for path, words in ((empty, "is empty"), (other, "is not a WARC file")):
        code, report, error = scrape(path)
        assert (code, report) == (2, None)
        assert words in error
    code, _, error = scrape(tmp_path / "missing.warc.gz")
    assert code == 2
    assert "does not exist" in error
    assert session.scalar(select(func.count(Run.id))) == 0


def test_an_archive_of_another_site_fails_with_a_sentence(scrape, session, tmp_path):
    path = parlam.write_archive(
        tmp_path / "other.warc.gz", [("http://example.org/", b"<html></html>", parlam.THEN)]
    )
    code, report, _ = scrape(path)
    assert (code, report["status"]) == (1, "failed")
    assert "there is no page of this source here" in report["message"]
    assert session.scalar(select(func.count(Item.id))) == 0


def test_a_second_run_says_who_holds_the_lock_and_stops(app, config, scrape, parlam_archive):
    with (
        app.app_context(),
        ingest.store(config).run(
            "parlam-html", name="x", base_url=None, transport="warc", actor="test"
        ) as opened,
    ):
        code, report, error = scrape(parlam_archive)
        assert code == 1
        assert report["status"] == "failed"
        assert f"Run {opened.id} over parlam-html is under way since" in error
        opened.finish(RunStatus.OK)


def test_an_unreachable_site_fails_and_names_the_address(scrape):
    code, report, _ = scrape(options=("--base-url", "http://127.0.0.1:9"))
    assert (code, report["status"]) == (1, "failed")
    assert len(report["failed_urls"]) == 1
    assert report["failed_urls"][0].startswith("http://127.0.0.1:9/")


def test_wrong_usage_has_its_own_exit_code(scrape, tmp_path, parlam_archive):
    assert scrape(source="another")[0] == 2
    assert scrape(options=("--from-wayback", "yesterday"))[0] == 2
    mended = tmp_path / "source.yml"
    mended.write_text("key: other")
    code, _, error = scrape(parlam_archive, options=("--source-file", str(mended)))
    assert code == 2
    assert "these settings are missing" in error


def test_a_mended_source_file_is_used(scrape, tmp_path, parlam_archive):
    mended = tmp_path / "source.yml"
    text = parlam.SOURCE_FILE.read_text()
    mended.write_text(text.replace("  7: international", "  7: publications"))
    _, report, _ = scrape(parlam_archive, options=("--source-file", str(mended)))
    assert "international_work" not in report["records_by_kind"]
    assert report["records_by_kind"]["publication"] == 93


def test_classification_can_be_run_again_and_leaves_what_people_said(
    app, scrape, session, parlam_archive
):
    scrape(parlam_archive)
    item = session.scalars(select(Item).where(Item.kind == Kind.DEPUTY_REQUEST).limit(1)).one()
    item.kind, item.kind_by_person = Kind.OTHER, True
    session.commit()
    result = app.test_cli_runner().invoke(args=["scrape", "classify"])
    assert result.exit_code == 0
    assert "parlam-html: 344 records" in result.output
    session.refresh(item)
    assert item.kind is Kind.OTHER


def test_a_full_disk_is_told_in_a_sentence_and_in_the_report(
    scrape, config, parlam_archive, monkeypatch
):
    room = iter(range(40))

    def fsync(_file):
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr("scrapers.archive.os.fsync", fsync)
        code, report, said = scrape(parlam_archive)
    assert (code, report["status"], report["captures"]) == (1, "failed", 0)
    assert "No space left on device" in said
    code, report, _ = scrape(parlam_archive)
    assert (code, report["captures"], report["records"]["created"]) == (0, 125, 344)


@pytest.fixture
def another_database(template, request, tmp_path):
    (tmp_path / "another").mkdir()
    kind = request.config.getoption("--db")
    with fresh_database(template, kind, tmp_path / "another") as url:
        yield url


def test_a_run_that_is_killed_anywhere_ends_like_one_that_was_not(
    config, parlam_archive, tmp_path, app, session, another_database
):
    environ = {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": config.database_url,
        "INSTANCE_DIR": str(config.instance_dir),
        "ARCHIVE_DIR": str(config.archive_dir),
        "SECRET_KEY": config.secret_key,
    }
    command = [
        sys.executable, "-m", "flask", "--app", "app", "scrape", "run", "parlam-html", "--json",
        "--from-archive", str(parlam_archive),
    ]  # fmt: skip
    chance = random.Random(20160802)  # noqa: S311  not for secrets
    for _ in range(3):
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
        try:
            process.wait(chance.uniform(2.0, 7.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    assert json.loads(done.stdout.splitlines()[-1])["status"] == "ok", done.stderr
    with app.app_context():
        assert ingest.verify_archive(config).sound
    interrupted = state(session)
    session.rollback()
    assert len(interrupted["records"]) == 344
    assert len(interrupted["captures"]) == 125
    elsewhere = {"DATABASE_URL": another_database, "ARCHIVE_DIR": str(tmp_path / "another")}
    whole = subprocess.run(command, env=environ | elsewhere, capture_output=True, text=True)
    assert whole.returncode == 0, whole.stderr
    engine = create_engine(another_database)
    with Session(engine) as other:
        assert state(other) == interrupted
    engine.dispose()

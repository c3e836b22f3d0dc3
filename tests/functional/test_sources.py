import gzip
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.services import jobs
from models.job import Job, JobState
from models.source import Capture, Run, RunStatus, Source
from models.user import UserRole
from tests.support import count_queries

REPORT = {
    "status": "partial",
    "captures": 2,
    "deputies": {"seen": 58, "created": 58, "updated": 0, "unchanged": 0},
    "records": {"seen": 344, "created": 344, "revised": 0, "unchanged": 0, "no_longer_listed": 0},
    "records_by_kind": {"deputy_request": 52, "other": 8},
    "items": {"created": 344, "merged": 0, "merge_proposed": 4},
    "participations": 344,
    "documents": {"fetched": 0, "failed": 0},
    "warnings": [f"warning {number}" for number in range(12)],
    "failed_urls": ["http://www.parlam.kz/ru/blogs/x: the server answered 500"],
}


@pytest.fixture
def coordinator(client, make_user, sign_in):
    return sign_in(client, make_user(UserRole.COORDINATOR))


@pytest.fixture
def run(session):
    now = clock.now()
    source = Source(key="parlam-html", name="www.parlam.kz")
    session.add(source)
    session.flush()
    run = Run(
        source_id=source.id, transport="replay", status=RunStatus.PARTIAL,
        started_at=now, finished_at=now, report=REPORT,
    )  # fmt: skip
    session.add(run)
    session.flush()
    for number in range(60):
        session.add(
            Capture(
                source_id=source.id, run_id=run.id, url=f"http://www.parlam.kz/ru/blogs/{number}",
                url_key=f"k{number}", captured_at=now, archived_at=now, via="live", status=200,
                sha256=f"{number}", size=7, warc_file="a", warc_offset=0, length=7,
                record_sha256="x", page_kind="deputy",
            )
        )  # fmt: skip
    session.commit()
    return run


def the_job(session, **fields):
    session.rollback()
    return session.scalars(select(Job).filter_by(**fields)).one()


def test_a_portal_that_never_ran_says_what_to_do(coordinator):
    text = coordinator.get("/en/desk/sources").text
    assert "The worker is not running" in text
    assert "This site was not read yet." in text


def test_a_run_shows_its_numbers_each_with_a_link_to_its_rows(coordinator, run):
    text = coordinator.get(f"/en/desk/runs/{run.id}").text
    assert "seen: 344, new: 344" in text
    assert "Warnings: 12" in text and "Failed addresses: 1" in text
    assert f'href="/en/desk/runs/{run.id}/captures"' in text
    assert f'href="/en/desk/runs/{run.id}/records/seen"' in text


def test_many_warnings_are_folded_and_few_are_not(coordinator, run):
    text = coordinator.get(f"/en/desk/runs/{run.id}").text
    before, _ = text.split("Warnings: 12")
    assert before.rstrip().endswith('<details class="lines" id="warnings">\n      <summary>')
    assert '<details class="lines" id="failed" open>' in before


def test_the_copies_of_a_run_come_in_pages(app, coordinator, run):
    first = coordinator.get(f"/en/desk/runs/{run.id}/captures").text
    second = coordinator.get(f"/en/desk/runs/{run.id}/captures?page=2").text
    assert "blogs/49" in first and "blogs/50" not in first
    assert "blogs/50" in second and "Copies: 60" in second


def test_the_records_of_a_run_without_any_say_so(coordinator, run):
    assert "There are none." in coordinator.get(f"/en/desk/runs/{run.id}/records/revised").text
    assert coordinator.get(f"/en/desk/runs/{run.id}/records/other").status_code == 404


def test_the_page_asks_the_same_number_of_questions_however_many_runs_there_are(
    app, session, coordinator, run
):
    def questions():
        with count_queries(app) as queries:
            assert coordinator.get("/en/desk/sources").status_code == 200
        return queries.count

    before = questions()
    for _ in range(5):
        session.add(
            Run(
                source_id=run.source_id,
                transport="live",
                status=RunStatus.OK,
                started_at=clock.now(),
            )
        )
        jobs.enqueue(session, None, clock.now(), "fetch", {"source": str(_)})
    session.commit()
    assert questions() == before <= 14


@pytest.mark.parametrize("kind", ["fetch", "check"])
def test_a_button_puts_a_job_into_the_queue_once(coordinator, session, kind):
    for _ in range(2):
        response = coordinator.post(f"/en/desk/sources/parlam-html/{kind}")
        assert response.location == "/en/desk/sources"
    job = the_job(session, kind=kind)
    assert job.args == {"source": "parlam-html"}
    assert job.created_by_id is not None


def test_an_unknown_source_is_not_found(coordinator):
    assert coordinator.post("/en/desk/sources/elsewhere/fetch").status_code == 404


def test_a_day_of_a_web_archive_becomes_its_timestamp(coordinator, session):
    coordinator.post("/en/desk/sources/parlam-html/wayback", data={"day": "2016-08-02"})
    job = the_job(session, kind="fetch")
    assert job.args == {"source": "parlam-html", "wayback": "20160802000000"}


def test_a_day_before_web_archives_is_refused_with_a_sentence(coordinator):
    response = coordinator.post("/en/desk/sources/parlam-html/wayback", data={"day": "1916-08-02"})
    assert response.status_code == 422
    assert "Choose a day after 1 January 1996." in response.text


def upload(client, data, name="a.warc.gz"):
    return client.post(
        "/en/desk/sources/parlam-html/upload",
        data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize("packed", [True, False])
def test_an_uploaded_warc_waits_for_the_worker_under_its_hash(coordinator, session, config, packed):
    data = b"WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n"
    upload(coordinator, gzip.compress(data) if packed else data, "../my pages.warc.gz")
    job = the_job(session, kind="replay")
    kept = config.instance_dir / "uploads" / job.args["file"]
    assert kept.exists() and kept.parent == config.instance_dir / "uploads"
    assert job.args["source"] == "parlam-html"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 not a warc", gzip.compress(b"hello", mtime=0), b"\x1f\x8b"]
)
def test_a_file_that_is_no_warc_is_refused_and_not_kept(coordinator, session, config, data):
    response = upload(coordinator, data)
    assert response.status_code == 422
    folder = config.instance_dir / "uploads"
    assert not folder.exists() or list(folder.iterdir()) == []
    assert session.scalars(select(Job)).all() == []


def test_an_archive_over_the_limit_is_refused(app, coordinator, config):
    from dataclasses import replace

    app.extensions["config"] = replace(config, upload_limit=1000)
    data = b"WARC/1.0\r\n" + b"x" * 5000
    assert upload(coordinator, data).status_code == 413


def test_a_stranger_cannot_fill_the_disk(app):
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["MAX_CONTENT_LENGTH"] = 1000
    stranger = app.test_client()
    response = upload(stranger, b"WARC/1.0\r\n" + b"x" * 5000)
    assert response.status_code in {302, 413}


def test_a_failed_fetch_is_said_with_the_way_out(coordinator, session):
    job = jobs.enqueue(session, None, clock.now(), "fetch", {"source": "parlam-html"})
    jobs.fail(session, clock.now(), job.id, "the server does not answer")
    session.commit()
    text = coordinator.get("/en/desk/sources").text
    assert "the server does not answer" in text
    assert "flask scrape run parlam-html --from-archive FILE" in text


def test_the_way_out_stands_open_where_the_last_run_failed(coordinator, session, run):
    assert "<details open>" not in coordinator.get("/en/desk/sources").text
    run.status = RunStatus.FAILED
    session.commit()
    assert "<details open>" in coordinator.get("/en/desk/sources").text


def test_a_missed_hour_is_said_until_a_later_success(coordinator, session):
    now = clock.now()
    jobs.missed(session, now, "backup", {}, due_at=now - timedelta(hours=2), times=1)
    session.commit()
    assert "was not running at the hour" in coordinator.get("/en/desk/sources").text
    job = jobs.enqueue(session, None, now, "backup")
    jobs.finish(session, now, job.id, {})
    session.commit()
    assert "was not running at the hour" not in coordinator.get("/en/desk/sources").text


def test_a_job_can_be_cancelled_and_its_page_says_so(coordinator, session):
    job = jobs.enqueue(session, None, clock.now(), "verify")
    session.commit()
    number = job.id
    coordinator.post(f"/en/desk/jobs/{number}/cancel")
    assert the_job(session, id=number).state is JobState.CANCELLED
    assert "cancelled" in coordinator.get(f"/en/desk/jobs/{number}").text


def test_a_living_worker_is_not_reported_dead(coordinator, session):
    jobs.begin_watch(session, clock.now(), "here", pid=1)
    session.commit()
    assert "The worker is not running" not in coordinator.get("/en/desk/sources").text


def test_an_activist_has_no_business_here(client, make_user, sign_in):
    activist = sign_in(client, make_user(UserRole.ACTIVIST))
    assert activist.get("/en/desk/sources").status_code == 403

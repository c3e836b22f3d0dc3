"""The whole way of a long task: a button, the queue, the worker, the page."""

import pytest
from sqlalchemy import func, select

from app.scheduler import Worker
from models.job import Job, JobState
from models.record import Record
from models.source import Run, RunStatus
from models.user import UserRole


@pytest.fixture
def coordinator(client, make_user, sign_in):
    return sign_in(client, make_user(UserRole.COORDINATOR))


def newest(session):
    session.rollback()
    return session.scalars(select(Job).order_by(Job.id.desc())).first()


def test_an_uploaded_archive_is_replayed_and_its_numbers_show(
    app, coordinator, session, parlam_archive, config
):
    with parlam_archive.open("rb") as file:
        coordinator.post("/en/desk/sources/parlam-html/upload", data={"file": (file, "a.warc.gz")})
    assert Worker(app).drain() == 1
    job = newest(session)
    assert job.state is JobState.DONE, job.message
    assert session.scalar(select(func.count(Record.id))) == 344
    page = coordinator.get(f"/en/desk/runs/{job.run_id}").text
    assert "seen: 344, new: 344" in page
    records = coordinator.get(f"/en/desk/runs/{job.run_id}/records/seen").text
    assert "Records: 344" in records
    # Every page of it is kept in the archive now, so the upload itself is gone.
    assert list((config.instance_dir / "uploads").iterdir()) == []


def test_a_site_that_cannot_be_reached_is_said_with_the_way_out(app, coordinator, session):
    coordinator.post("/en/desk/sources/parlam-html/fetch")
    Worker(app).drain()
    job = newest(session)
    assert job.state is JobState.FAILED
    run = session.get(Run, job.run_id)
    assert run.status is RunStatus.FAILED
    text = coordinator.get("/en/desk/sources").text
    assert "flask scrape run parlam-html --from-archive FILE" in text


def test_a_verification_finds_a_changed_byte(app, coordinator, session, parlam_archive, config):
    with parlam_archive.open("rb") as file:
        coordinator.post("/en/desk/sources/parlam-html/upload", data={"file": (file, "a.warc.gz")})
    Worker(app).drain()
    coordinator.post("/en/desk/sources/upkeep/verify")
    Worker(app).drain()
    assert newest(session).state is JobState.DONE
    kept = next(config.archive_dir.rglob("*.warc.gz"))
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    coordinator.post("/en/desk/sources/upkeep/verify")
    Worker(app).drain()
    job = newest(session)
    assert job.state is JobState.FAILED
    assert kept.name in job.message


def test_a_check_of_a_site_that_cannot_be_reached_fails_with_the_reason(app, coordinator, session):
    coordinator.post("/en/desk/sources/mazhilis-api/check")
    Worker(app).drain()
    job = newest(session)
    assert job.state is JobState.FAILED and job.message
    assert job.message in coordinator.get(f"/en/desk/jobs/{job.id}").text.replace("&#39;", "'")

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock, scheduler
from app.extensions import db
from app.scheduler import AlreadyLedError, Worker
from app.services import jobs
from app.services.timetable import TIMETABLE, Entry
from app.tasks import JobFailedError
from models import engine
from models.coding import Draft
from models.job import Job, JobState
from tests.conftest import NOW

BACKUP = Entry("backup", hour=5)


def in_thread(worker):
    thread = threading.Thread(target=worker.run)
    thread.start()
    return thread


def wait_until(condition):
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.05)


def jobs_of(app, **fields):
    with app.app_context(), db.sessionmaker() as session:
        return session.scalars(select(Job).filter_by(**fields).order_by(Job.id)).all()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Waiting is what a worker does most; tests have no time for it."""
    for name in ("BEAT", "POLL", "STAND_BY"):
        monkeypatch.setattr(scheduler, name, 0.05)
    monkeypatch.setattr(scheduler, "SAY_EVERY", 0.0)


@pytest.fixture
def handler(monkeypatch):
    """Give a kind of job another handler."""

    def give(kind, function):
        monkeypatch.setitem(scheduler.HANDLERS, kind, function)

    return give


def ask(session, kind="verify", **args):
    engine.begin_write(session)
    job = jobs.enqueue(session, None, clock.now(), kind, args)
    session.flush()
    number = job.id
    session.commit()
    return number


def test_the_queue_is_drained_and_results_are_kept(app, session, handler):
    handler("verify", lambda job, say: {"wrong": 0})
    number = ask(session)
    assert Worker(app).drain() == 1
    (job,) = jobs_of(app, id=number)
    assert (job.state, job.result) == (JobState.DONE, {"wrong": 0})


def test_a_job_that_finds_something_wrong_says_what(app, session, handler):
    def find(job, say):
        raise JobFailedError("one byte differs", {"wrong": 1})

    handler("verify", find)
    number = ask(session)
    Worker(app).drain()
    (job,) = jobs_of(app, id=number)
    assert (job.state, job.message, job.result) == (
        JobState.FAILED, "one byte differs", {"wrong": 1},
    )  # fmt: skip


def test_a_job_that_breaks_ends_as_failed_and_the_next_one_runs(app, session, handler):
    def broken(job, say):
        raise ZeroDivisionError("oh")

    handler("verify", broken)
    handler("backup", lambda job, say: {})
    first, second = ask(session), ask(session, "backup")
    assert Worker(app).drain() == 2
    assert jobs_of(app, id=first)[0].message == "ZeroDivisionError: oh"
    assert jobs_of(app, id=second)[0].state is JobState.DONE


def test_of_two_workers_one_leads_and_the_other_takes_over(app, session, handler):
    handler("verify", lambda job, say: {"by": threading.current_thread().name})
    first, second = Worker(app, ()), Worker(app, ())
    one = in_thread(first)
    wait_until(lambda: jobs_of(app, kind=jobs.WORKER, state=JobState.RUNNING))
    two = in_thread(second)
    with pytest.raises(AlreadyLedError):
        Worker(app).drain()
    assert len(jobs_of(app, kind=jobs.WORKER)) == 1
    first.stop()
    one.join(15)
    wait_until(lambda: len(jobs_of(app, kind=jobs.WORKER)) == 2)
    number = ask(session)
    wait_until(lambda: jobs_of(app, id=number, state=JobState.DONE))
    second.stop()
    two.join(15)
    states = {job.state for job in jobs_of(app, kind=jobs.WORKER)}
    assert states == {JobState.DONE}


def test_a_long_job_shows_progress_and_can_be_cancelled(app, session, handler, make_user):
    def long(job, say):
        for step in range(10_000):
            say(step, 10_000, "a page")
            threading.Event().wait(0.01)

    handler("fetch", long)
    person = make_user()
    number = ask(session, "fetch", source="parlam-html")
    worker = Worker(app, ())
    thread = in_thread(worker)
    wait_until(lambda: jobs_of(app, id=number)[0].done > 1)
    assert jobs_of(app, id=number)[0].total == 10_000
    with worker.session() as fresh:
        jobs.cancel(fresh, person, clock.now(), number)
    wait_until(lambda: jobs_of(app, id=number)[0].finished_at)
    assert jobs_of(app, id=number)[0].state is JobState.CANCELLED
    worker.stop()
    thread.join(15)


def test_a_worker_told_to_end_puts_its_job_back(app, session, handler):
    begun = threading.Event()

    def long(job, say):
        while True:
            begun.set()
            say(1, None, None)
            threading.Event().wait(0.01)

    handler("fetch", long)
    number = ask(session, "fetch", source="parlam-html")
    worker = Worker(app, ())
    thread = in_thread(worker)
    assert begun.wait(15)
    worker.stop()
    thread.join(15)
    assert jobs_of(app, id=number)[0].state is JobState.QUEUED


def test_a_slow_job_of_one_lane_does_not_hold_up_the_other(app, session, handler):
    free = threading.Event()

    def slow(job, say):
        free.wait(15)

    handler("fetch", slow)
    handler("backup", lambda job, say: {})
    ask(session, "fetch", source="parlam-html")
    number = ask(session, "backup")
    worker = Worker(app, ())
    thread = in_thread(worker)
    wait_until(lambda: jobs_of(app, id=number, state=JobState.DONE))
    free.set()
    worker.stop()
    thread.join(15)


def test_hours_that_passed_while_nobody_was_there_are_written_and_made_good(app, session):
    worker = Worker(app, (BACKUP,))
    worker.note_missed(session, NOW - timedelta(days=3), NOW)
    session.commit()
    (missed,) = jobs_of(app, state=JobState.MISSED)
    assert (missed.kind, missed.result) == ("backup", {"times": 3})
    assert len(jobs_of(app, state=JobState.QUEUED, kind="backup", scheduled=True)) == 1


def test_an_hour_that_was_kept_is_not_called_missed(app, session):
    worker = Worker(app, (BACKUP,))
    due = BACKUP.times(NOW - timedelta(days=1), NOW)[-1]
    jobs.enqueue(session, None, due, "backup", scheduled=True)
    worker.note_missed(session, NOW - timedelta(days=1), NOW)
    session.commit()
    assert jobs_of(app, state=JobState.MISSED) == []


def test_the_timetable_keeps_the_hours_of_almaty():
    (due,) = BACKUP.times(NOW - timedelta(days=1), NOW)
    assert due.astimezone(clock.ALMATY).hour == 5


def test_every_line_of_the_timetable_and_every_kind_has_a_handler_and_a_lane():
    lanes = {kind for kinds in scheduler.LANES.values() for kind in kinds}
    assert lanes == set(jobs.KINDS) == set(scheduler.HANDLERS)
    assert {entry.kind for entry in TIMETABLE} <= lanes


def test_the_nightly_backup_is_written_and_old_ones_go(app, session, config):
    config.backup_dir.mkdir()
    for day in range(1, 21):
        (config.backup_dir / f"nightly-202601{day:02}-050000.zip").write_text("old")
    (config.backup_dir / "mine.zip").write_text("mine")
    number = ask(session, "backup")
    Worker(app).drain()
    (job,) = jobs_of(app, id=number)
    assert job.state is JobState.DONE, job.message
    kept = sorted(path.name for path in config.backup_dir.iterdir())
    assert len(kept) == 15 and "mine.zip" in kept and job.result["file"] in kept


def test_forgotten_drafts_go_and_fresh_ones_stay(app, session):
    ask(session, "clean_drafts")
    Worker(app).drain()
    assert session.scalars(select(Draft)).all() == []
    assert jobs_of(app, kind="clean_drafts")[0].result == {"removed": 0, "uploads": 0}


def test_the_command_runs_what_is_due_and_ends(app, session):
    ask(session, "clean_drafts")
    result = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert result.stdout == "1 jobs run.\n"

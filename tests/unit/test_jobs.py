from datetime import timedelta

import pytest
from sqlalchemy import select

from app.services import jobs
from models.job import Job, JobState
from models.user import UserRole
from tests.conftest import NOW

LATER = NOW + timedelta(minutes=1)


def test_a_job_asked_for_twice_waits_once(session):
    first = jobs.enqueue(session, None, NOW, "fetch", {"source": "parlam-html"})
    again = jobs.enqueue(session, None, LATER, "fetch", {"source": "parlam-html"})
    other = jobs.enqueue(session, None, LATER, "fetch", {"source": "mazhilis-api"})
    assert again is first
    assert other is not first


def test_who_asked_is_kept_with_the_job(session, make_user):
    person = make_user(UserRole.COORDINATOR)
    assert jobs.enqueue(session, person, NOW, "backup").created_by_id == person.id


def test_a_job_of_no_known_kind_is_refused(session):
    with pytest.raises(jobs.UnknownKindError):
        jobs.enqueue(session, None, NOW, "brew")


def test_the_job_that_has_been_due_longest_is_taken_first(session):
    jobs.enqueue(session, None, NOW, "backup", due_at=LATER)
    early = jobs.enqueue(session, None, NOW, "verify")
    assert jobs.claim(session, LATER, ("backup", "verify")).id == early.id


def test_a_job_is_not_taken_before_it_is_due_nor_by_another_lane(session):
    jobs.enqueue(session, None, NOW, "backup", due_at=LATER)
    jobs.enqueue(session, None, NOW, "fetch", {"source": "x"})
    assert jobs.claim(session, NOW, ("backup",)) is None


def test_a_taken_job_is_not_taken_again(session):
    jobs.enqueue(session, None, NOW, "backup")
    assert jobs.waiting(session, NOW, ("backup",))
    assert jobs.claim(session, NOW, ("backup",)) is not None
    assert jobs.claim(session, NOW, ("backup",)) is None
    assert not jobs.waiting(session, NOW, ("backup",))


def test_a_waiting_job_is_cancelled_at_once(session, make_user):
    person = make_user(UserRole.COORDINATOR)
    job = jobs.enqueue(session, person, NOW, "backup")
    jobs.cancel(session, person, LATER, job.id)
    assert (job.state, job.finished_at) == (JobState.CANCELLED, LATER)
    assert jobs.claim(session, LATER, ("backup",)) is None


def test_a_running_job_hears_of_its_cancellation_when_it_reports(session, make_user):
    person = make_user(UserRole.COORDINATOR)
    jobs.enqueue(session, person, NOW, "backup")
    job = jobs.claim(session, NOW, ("backup",))
    jobs.progress(session, NOW, job.id, done=1, total=2, message="users")
    jobs.cancel(session, person, NOW, job.id)
    with pytest.raises(jobs.CancelledError):
        jobs.progress(session, NOW, job.id, done=2, total=2, message=None)
    with pytest.raises(jobs.JobEndedError):
        jobs.cancel(session, person, NOW, job.id)


def test_a_job_whose_worker_died_is_written_as_interrupted_and_run_again(session):
    jobs.enqueue(session, None, NOW, "fetch", {"source": "parlam-html"})
    job = jobs.claim(session, NOW, ("fetch",))
    jobs.recover(session, LATER)
    dead = session.get(Job, job.id)
    assert dead.state is JobState.FAILED
    assert dead.result == {"interrupted": True, "repeated": True}
    again = jobs.claim(session, LATER, ("fetch",))
    assert (again.args, again.attempt) == ({"source": "parlam-html"}, 2)


def test_a_job_that_kills_its_worker_every_time_is_given_up(session):
    jobs.enqueue(session, None, NOW, "verify")
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim(session, LATER, ("verify",)) is not None
        jobs.recover(session, LATER)
    assert jobs.claim(session, LATER, ("verify",)) is None


def test_a_worker_learns_when_the_one_before_was_last_alive(session):
    first, before = jobs.begin_watch(session, NOW, "a", pid=1)
    assert before is None
    jobs.beat(session, LATER, first)
    _, before = jobs.begin_watch(session, LATER + timedelta(days=1), "b", pid=2)
    assert before == LATER
    assert session.get(Job, first).state is JobState.DONE


def test_a_missed_hour_is_written_once(session):
    for _ in range(2):
        jobs.missed(session, LATER, "backup", {}, due_at=NOW, times=3)
    rows = session.scalars(select(Job).where(Job.state == JobState.MISSED)).all()
    assert [row.result for row in rows] == [{"times": 3}]

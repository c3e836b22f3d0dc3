"""Runs and captures: kept once, read back, locked, recovered."""

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.source import Capture, Run, RunStatus
from scrapers.archive import AlteredRecordError, MissingRecordError
from scrapers.replay import WarcTransport
from scrapers.store import RunInProgressError
from tests.unit.scrapers.conftest import THEN, answer


def count(session) -> int:
    return session.scalar(select(func.count(Capture.id)))


def test_the_real_captures_are_kept_once_however_often_they_are_replayed(
    store, open_run, session, parlam_archive
):
    for _ in range(2):
        with open_run() as run:
            transport = WarcTransport([parlam_archive])
            captures = [run.keep(response) for response in transport.enumerate()]
            run.finish(RunStatus.OK)
        assert transport.warnings == []
        assert len({capture.id for capture in captures}) == 125
    assert count(session) == 125
    verified = store.verify()
    assert (verified.captures, verified.files, verified.findings) == (125, 1, ())


def test_a_kept_page_reads_back_as_it_came(open_run):
    body = "Құспан".encode()
    raw = gzip.compress(body)
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("X-Name", "Ð\x9aÑ\x83"),
    )
    response = answer(raw=raw, body=body, headers=headers, variant="kk")
    with open_run() as run:
        capture = run.keep(response)
        page = run.page(capture)
        run.finish(RunStatus.OK)
    assert page.body == body
    assert (page.url_key, page.variant, page.mime) == ("parlam.kz/ru/a", "kk", "text/html")
    again = run.archive.read(capture)
    assert (again.raw, again.status, again.variant) == (raw, 200, "kk")
    assert again.header("Transfer-Encoding") == "chunked"
    assert again.captured_at == response.captured_at


def test_the_same_bytes_seen_later_are_a_revisit(open_run, session, store):
    with open_run() as run:
        first = run.keep(answer())
        later = run.keep(answer(captured_at=THEN + timedelta(days=1)))
        other = run.keep(answer(url="http://www.parlam.kz/ru/b"))
        changed = run.keep(answer(body=b"another", captured_at=THEN + timedelta(days=2)))
        third = run.keep(answer(captured_at=THEN + timedelta(days=3)))
        pages = [run.page(capture).body for capture in (first, later, other, changed, third)]
        run.finish(RunStatus.OK)
    assert [c.revisit_of_id for c in (first, later, other, changed, third)] == [
        None,
        first.id,
        None,
        None,
        first.id,
    ]
    assert pages == [b"a page", b"a page", b"a page", b"another", b"a page"]
    assert store.verify().findings == ()


def test_a_304_is_kept_as_what_it_refers_to(open_run, store):
    headers = (("ETag", '"1"'), ("Content-Type", "text/html"))
    with open_run() as run:
        first = run.keep(answer(headers=headers, via="live"))
        known = run.known(first.url, "")
        assert (known.capture_id, known.etag) == (first.id, '"1"')
        same = answer(
            body=b"",
            status=304,
            headers=(),
            refers_to=known.capture_id,
            captured_at=THEN + timedelta(days=1),
            via="live",
        )
        second = run.keep(same)
        assert run.keep(same).id == second.id
        assert run.page(second).body == b"a page"
        assert (second.status, second.mime, second.revisit_of_id) == (200, "text/html", first.id)
        assert run.known(first.url, "").etag == '"1"'
        with pytest.raises(LookupError):
            run.keep(answer(status=304, refers_to=999))
        run.finish(RunStatus.OK)
    assert store.verify().findings == ()


def test_the_redirects_to_a_page_are_kept_with_it(open_run, session, store):
    hop = answer(url="http://www.parlam.kz/x", status=302, body=b"", headers=(("Location", "/y"),))
    with open_run() as run:
        page = run.keep(answer(url="http://www.parlam.kz/y", hops=(hop,)))
        run.finish(RunStatus.OK)
    first = session.get(Capture, page.id - 1)
    assert (first.url_key, first.status) == ("parlam.kz/x", 302)
    assert store.archive.read(first).header("Location") == "/y"
    assert store.verify().findings == ()


def test_an_archive_of_our_own_replays_with_its_revisits_and_variants(open_run, store):
    with open_run() as run:
        first = run.keep(answer(variant="kk"))
        run.keep(answer(variant="kk", captured_at=THEN + timedelta(days=1)))
        run.finish(RunStatus.OK)
    transport = WarcTransport([store.archive.path(first.warc_file)])
    assert [(r.body, r.variant, r.captured_at.day) for r in transport.enumerate()] == [
        (b"a page", "kk", 2),
        (b"a page", "kk", 3),
    ]
    assert transport.warnings == []


def test_a_second_run_is_told_who_holds_the_lock(open_run, session):
    with open_run() as run:
        with pytest.raises(RunInProgressError) as caught, open_run():
            raise AssertionError("the second run began")
        assert caught.value.run_id == run.id
        assert caught.value.since is not None
        assert ":" in caught.value.process
        with open_run("another-source") as other:
            other.finish(RunStatus.OK)
        run.finish(RunStatus.OK)
    with open_run() as run:
        run.finish(RunStatus.OK)
    assert session.scalar(select(func.count(Run.id))) == 3


def test_a_run_that_raises_is_failed_and_says_why(open_run, session):
    with pytest.raises(ZeroDivisionError), open_run() as run:
        run.progress(3, 10, "reading")
        raise ZeroDivisionError("oops")
    row = session.get(Run, run.id)
    assert (row.status, row.done, row.total) == (RunStatus.FAILED, 3, 10)
    assert row.message == "ZeroDivisionError: oops"
    assert row.finished_at > row.started_at


def test_a_run_without_a_result_is_failed(open_run, session):
    with open_run() as run:
        pass
    assert session.get(Run, run.id).status is RunStatus.FAILED


def test_altered_and_missing_records_are_told_apart(open_run, store):
    with open_run() as run:
        capture = run.keep(answer())
        path = store.archive.path(capture.warc_file)
        data = path.read_bytes()
        path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
        with pytest.raises(AlteredRecordError):
            run.page(capture)
        path.write_bytes(data[:-1])
        with pytest.raises(MissingRecordError):
            run.page(capture)
        path.unlink()
        with pytest.raises(MissingRecordError):
            run.page(capture)
        run.finish(RunStatus.OK)

"""Every byte of the archive is watched, and nothing outside it can be named."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import joinedload

from models.source import Capture, Run, RunStatus
from scrapers.archive import Archive, ArchiveError
from scrapers.replay import WarcTransport
from scrapers.verifying import verify
from tests.unit.scrapers.conftest import THEN, answer


@pytest.fixture
def small(open_run, store):
    """An archive of three records, one of them a revisit."""
    with open_run() as run:
        kept = [run.keep(answer()), run.keep(answer(url="http://www.parlam.kz/ru/b"))]
        kept.append(run.keep(answer(captured_at=THEN.replace(day=3))))
        run.finish(RunStatus.OK)
    assert [capture.revisit_of_id is None for capture in kept] == [True, True, False]
    return store.archive.path(kept[0].warc_file)


def test_any_flipped_bit_is_found(small: Path, store, session):
    rows = session.scalars(select(Capture).options(joinedload(Capture.revisit_of))).all()
    session.expunge_all()
    data = small.read_bytes()
    missed = []
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 8)
        small.write_bytes(changed)
        if not verify(store.archive, rows, unfinished=lambda run: False):
            missed.append(position)
    small.write_bytes(data)
    assert missed == []
    assert store.verify().sound


def test_a_shortened_or_emptied_file_is_found(small: Path, store):
    data = small.read_bytes()
    for length in (len(data) - 1, len(data) // 2, 0):
        small.write_bytes(data[:length])
        assert not store.verify().sound


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../secret", ""])
def test_a_name_outside_the_archive_is_refused(tmp_path: Path, name: str):
    with pytest.raises(ArchiveError, match="outside"):
        Archive(tmp_path / "archive").path(name)


def test_a_link_out_of_the_archive_is_refused(tmp_path: Path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "a").symlink_to("/etc")
    with pytest.raises(ArchiveError, match="outside"):
        Archive(tmp_path / "archive").path("a/passwd")


def test_a_header_with_a_line_break_does_not_break_its_record(open_run, store):
    headers = (("Content-Type", "text/html"), ("X-A", "1\r\nWARC-Date: 1999-01-01T00:00:00Z"))
    with open_run() as run:
        capture = run.keep(answer(headers=headers))
        assert store.archive.read(capture).header("X-A").startswith("1 WARC-Date")
        run.finish(RunStatus.OK)
    assert store.verify().sound


def test_a_full_file_is_followed_by_another(open_run, store):
    store.archive.file_size = 1
    with open_run() as run:
        names = [run.keep(answer(url=f"http://www.parlam.kz/{n}")).warc_file for n in "ab"]
        run.finish(RunStatus.OK)
    assert [name.rpartition("-")[2] for name in names] == ["1.warc.gz", "2.warc.gz"]
    assert store.verify().sound


def died(session) -> Run:
    """Make the newest run look as if its process had been killed."""
    run = session.scalars(select(Run).order_by(Run.id.desc())).first()
    run.status, run.finished_at = RunStatus.RUNNING, None
    session.commit()
    return run


def test_whole_records_without_a_row_are_adopted_and_a_torn_one_is_reported(
    open_run, store, session
):
    with open_run() as run:
        kept = [run.keep(answer(url=f"http://www.parlam.kz/ru/{n}")) for n in "abc"]
        kept.append(run.keep(answer(captured_at=THEN.replace(day=3), url=kept[1].url)))
        run.finish(RunStatus.OK)
    before = [(c.url_key, c.captured_at, c.sha256, c.length, c.record_sha256) for c in kept]
    # Behind the portal's back: it removes no capture itself.
    table = Capture.__table__
    for lost in sorted((c.id for c in kept[1:]), reverse=True):
        session.connection().execute(delete(table).where(table.c.id == lost))
    died(session)
    path = store.archive.path(kept[0].warc_file)
    with path.open("ab") as file:
        file.write(path.read_bytes()[:99])
    noted = store.verify()
    assert noted.sound
    assert len(noted.findings) == 1

    with open_run() as again:
        again.finish(RunStatus.OK)
    session.expire_all()
    rows = session.scalars(select(Capture).order_by(Capture.id)).all()
    assert [(c.url_key, c.captured_at, c.sha256, c.length, c.record_sha256) for c in rows] == before
    assert rows[3].revisit_of_id == rows[1].id
    assert session.get(Run, run.id).status is RunStatus.INTERRUPTED
    assert len(again.notes) == 1
    assert "99 bytes" in again.notes[0]
    with open_run() as third:
        third.finish(RunStatus.OK)
    assert third.notes == []
    verified = store.verify()
    assert verified.sound
    assert len(verified.findings) == 1


def test_runs_without_a_process_are_settled_and_living_ones_left_alone(open_run, store, session):
    with open_run("dead") as dead:
        dead.finish(RunStatus.OK)
    died(session)
    with open_run("alive") as alive:
        assert list(store.settle()) == ["dead"]
        alive.finish(RunStatus.OK)
    session.expire_all()
    assert session.get(Run, dead.id).status is RunStatus.INTERRUPTED
    assert session.get(Run, alive.id).status is RunStatus.OK
    assert store.settle() == {}


def test_a_database_that_was_set_back_takes_up_the_files_that_are_there(open_run, store, session):
    with open_run() as run:
        lost = run.keep(answer())
        run.finish(RunStatus.OK)
    for model, number in ((Capture, lost.id), (Run, run.id)):
        table = model.__table__
        session.connection().execute(delete(table).where(table.c.id == number))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ALTER SEQUENCE runs_id_seq RESTART WITH {run.id}"))
    session.commit()
    assert not store.verify().sound
    with open_run() as again:
        assert again.id == run.id
        assert again.keep(answer()).record_sha256 == lost.record_sha256
        assert again.keep(answer(url="http://www.parlam.kz/b")).warc_file != lost.warc_file
        again.finish(RunStatus.OK)
    assert store.verify().findings == ()


VICTIM = """
import sys
from pathlib import Path
from app import create_app, ingest
from app.config import Config
from models.source import RunStatus
from scrapers.replay import WarcTransport
from scrapers.verifying import verify

url, archive, warc = sys.argv[1:]
config = Config(
    database_url=url, secret_key="x" * 40, instance_dir=Path(archive).parent / "instance",
    archive_dir=Path(archive), backup_dir=Path(archive), production=False, testing=True,
)
app = create_app(config)
with app.app_context(), ingest.store(config).run(
    "parlam-html", name="A site", base_url=None, transport="warc", actor="test"
) as run:
    for response in WarcTransport([Path(warc)]).enumerate():
        run.keep(response)
        print("kept", flush=True)
    run.finish(RunStatus.OK)
"""


@pytest.mark.parametrize("after", [0, 7, 40])
def test_a_killed_run_leaves_an_archive_that_verifies_and_is_finished_by_the_next(
    *, after: int, open_run, store, session, config, parlam_archive
):
    root = Path(__file__).resolve().parents[3]
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, config.database_url, config.archive_dir, parlam_archive],
        stdout=subprocess.PIPE,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    for _ in range(after):
        assert victim.stdout.readline() == b"kept\n"
    deadline = time.monotonic() + 30
    while after == 0 and not store.captures() and time.monotonic() < deadline:
        pass
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    victim.stdout.close()
    assert store.verify().sound

    with open_run() as run:
        for response in WarcTransport([parlam_archive]).enumerate():
            run.keep(response)
        run.finish(RunStatus.OK)
    assert session.scalar(select(func.count(Capture.id))) == 125
    assert store.verify().sound
    first = session.scalars(select(Run).order_by(Run.id)).first()
    assert first.status is RunStatus.INTERRUPTED

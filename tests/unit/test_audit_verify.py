"""Proof of the journal: whatever is done to its rows behind the portal's back is found."""

import json
import os
import random
import subprocess
import sys

import pytest
from sqlalchemy import delete, func, insert, select, update

from app import auditing, create_app
from app.config import ROOT
from app.extensions import db
from app.scheduler import Worker
from app.services import jobs
from app.services.timetable import TIMETABLE
from models import audit, heads
from models.audit import Audit
from models.engine import begin_write
from models.heads import HeadFile, Kind, Line
from models.job import Job, JobState
from models.place import Legislature, Region
from tests.conftest import NOW

JOURNAL = Audit.__table__
#: What each of the processes does: changes of its own kind, some of them taken back.
WRITER = """
import random, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from app import create_app
from app.config import Config
from app.extensions import db
from app.scheduler import Worker
from app.services import jobs
from app.services.timetable import TIMETABLE
from models import audit
from models.engine import begin_write
from models.place import Region

url, folder, number, changes = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
app = create_app(Config(
    database_url=url, secret_key="x" * 40, instance_dir=folder / "instance",
    archive_dir=folder / "archive", backup_dir=folder / "backups", production=False, testing=True,
))
with app.app_context():
    for change in range(changes):
        with db.sessionmaker() as session:
            begin_write(session)
            audit.bind(session, actor=f"user:{number}", now=datetime.now(UTC))
            session.add(Region(key=f"r{number}-{change}", name_ru="Область"))
            session.flush()
            if change % 7 == 3:
                session.rollback()
            else:
                session.commit()
"""


def mixed(session, count):
    """As many changes: rows entered, changed, removed, in transactions of different sizes."""
    rng, rows, done = random.Random(4), [], 0  # noqa: S311  no secret, and the same each time
    while done < count:
        for _ in range(rng.randint(1, 9)):
            kind = rng.choice(("create", "create", "update", "update", "delete"))
            if kind == "create" or not rows:
                row = Region(key=f"r{done}", name_ru=f"Область {done}", name_kk="Ұлы өңір")
                session.add(row)
                rows.append(row)
            elif kind == "update":
                rng.choice(rows).name_en = f"Region {done}"
            else:
                session.delete(rows.pop(rng.randrange(len(rows))))
            session.flush()
            done += 1
        if rng.random() < 0.2:
            nested = session.begin_nested()
            session.add(Region(key="never", name_ru="Никогда"))
            session.flush()
            nested.rollback()
        session.commit()


def check(app):
    with app.app_context():
        return auditing.verify(app.extensions["config"], db.engine)


def errors(app):
    return [(f.what, f.row) for f in check(app).findings if f.error]


def behind_the_portal(app, *statements):
    """Change the table as somebody with the password of the database can."""
    with app.app_context(), db.engine.connect().execution_options(write_transaction=True) as conn:
        for statement in statements:
            conn.execute(statement)
        conn.commit()


def row(app, number):
    with app.app_context(), db.engine.connect() as connection:
        found = connection.execute(select(JOURNAL).where(JOURNAL.c.id == number))
        return dict(found.mappings().one())


def rehashed(values):
    """A row with a hash that is right for what stands in it."""
    return {**values, "hash": audit.digest(values["prev_hash"], values)}


@pytest.fixture
def written(app, session):
    """A portal with some dozens of changes."""
    mixed(session, 40)
    return app


def last(app):
    with app.app_context(), db.engine.connect() as connection:
        return connection.scalar(select(func.max(JOURNAL.c.id)))


def test_a_journal_of_a_thousand_mixed_changes_is_sound(app, session):
    mixed(session, 1000)
    found = check(app)
    assert found.rows > 900 and found.sound and found.findings == ()
    assert [number for (number,) in session.execute(select(Audit.id).order_by(Audit.id))] == list(
        range(1, found.rows + 1)
    )
    for number, expected in ((1, "altered"), (500, "altered"), (found.rows, "altered")):
        kept = row(app, number)
        behind_the_portal(app, update(JOURNAL).where(JOURNAL.c.id == number).values(actor="nobody"))
        assert errors(app) == [(expected, number)]
        behind_the_portal(
            app, update(JOURNAL).where(JOURNAL.c.id == number).values(actor=kept["actor"])
        )
    behind_the_portal(app, delete(JOURNAL).where(JOURNAL.c.id == 600))
    assert errors(app) == [("removed", 600)]


def test_four_processes_at_once_make_one_chain(app, config, session, database_url):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", WRITER, database_url, str(config.archive_dir.parent)]
    writers = [
        subprocess.Popen([*words, str(number), "40"], env=env, cwd=ROOT) for number in range(4)
    ]
    assert [writer.wait(240) for writer in writers] == [0, 0, 0, 0]
    found = check(app)
    expected = 4 * len([change for change in range(40) if change % 7 != 3])
    assert (found.rows, found.findings) == (expected, ())
    actors = session.execute(select(Audit.actor, func.count()).group_by(Audit.actor)).all()
    assert {count for _, count in actors} == {expected // 4}


def test_an_altered_row_with_its_hash_recomputed_is_found(written):
    changed = rehashed({**row(written, 20), "actor": "user:99"})
    behind_the_portal(written, update(JOURNAL).where(JOURNAL.c.id == 20).values(**changed))
    assert errors(written) == [("altered", 20)]


def test_the_last_row_altered_with_its_hash_recomputed_is_found(written):
    number = last(written)
    changed = rehashed({**row(written, number), "actor": "user:99"})
    behind_the_portal(written, update(JOURNAL).where(JOURNAL.c.id == number).values(**changed))
    assert ("altered", number) in errors(written)


@pytest.mark.parametrize(("gone", "named"), [([1], 1), ([17], 17), ([17, 18, 19], 17)])
def test_removed_rows_are_named(written, gone, named):
    behind_the_portal(written, delete(JOURNAL).where(JOURNAL.c.id.in_(gone)))
    assert errors(written) == [("removed", named)]


def test_the_last_row_removed_is_found(written):
    number = last(written)
    behind_the_portal(written, delete(JOURNAL).where(JOURNAL.c.id == number))
    assert errors(written) == [("removed", number)]


def test_the_row_before_the_last_removed_is_found(written):
    number = last(written)
    behind_the_portal(written, delete(JOURNAL).where(JOURNAL.c.id == number - 1))
    assert errors(written) == [("removed", number - 1)]


def test_all_rows_removed_are_found(written):
    number = last(written)
    behind_the_portal(written, delete(JOURNAL))
    assert errors(written) == [("removed", number)]


def test_a_row_slipped_in_at_the_end_with_a_right_hash_is_found(written):
    before = row(written, last(written))
    forged = rehashed({**before, "id": before["id"] + 1, "prev_hash": before["hash"]})
    behind_the_portal(written, insert(JOURNAL).values(**forged))
    assert errors(written) == [("inserted", forged["id"])]


def test_it_is_still_found_after_the_portal_wrote_on(written, session):
    before = row(written, last(written))
    forged = rehashed({**before, "id": before["id"] + 1, "prev_hash": before["hash"]})
    behind_the_portal(written, insert(JOURNAL).values(**forged))
    session.add(Region(key="later", name_ru="Позже"))
    session.commit()
    assert errors(written) == [("inserted", forged["id"])]


@pytest.mark.parametrize("number", [0, -5, 100_000])
def test_a_row_slipped_in_elsewhere_with_a_right_hash_is_found(written, number):
    forged = rehashed({**row(written, 20), "id": number, "prev_hash": "f" * 64})
    behind_the_portal(written, insert(JOURNAL).values(**forged))
    assert ("inserted", number) in errors(written)


def test_a_row_slipped_in_between_by_moving_the_others_is_found(written):
    number = last(written)
    for each in range(number, 20, -1):
        behind_the_portal(written, update(JOURNAL).where(JOURNAL.c.id == each).values(id=each + 1))
    forged = rehashed({**row(written, 20), "id": 21, "prev_hash": "f" * 64})
    behind_the_portal(written, insert(JOURNAL).values(**forged))
    assert ("inserted", 21) in errors(written)


def test_a_process_that_dies_between_commit_and_line_fails_nothing(written, session, monkeypatch):
    def dies(*_):
        raise OSError("the process is gone")

    with monkeypatch.context() as patched:
        patched.setattr("models.witness.line", lambda kind, span: _line_or_die(kind, span, dies))
        session.add(Region(key="crash", name_ru="Сбой"))
        session.commit()
    assert check(written).sound
    number = last(written)
    session.add(Region(key="after", name_ru="После"))
    session.commit()
    assert check(written).sound
    behind_the_portal(written, delete(JOURNAL).where(JOURNAL.c.id > number))
    assert errors(written) == [("removed", number + 1)]


def _line_or_die(kind, span, dies):
    if kind is Kind.HEAD:
        dies()
    return Line(kind, span["at"].isoformat(), span["id"], span["hash"], span["first"], span["prev"])


def test_a_transaction_that_fails_after_its_intent_fails_nothing(written, session, config):
    number = last(written)
    head = row(written, number)["hash"]
    file = HeadFile(config.archive_dir / heads.NAME)
    file.add(Line(Kind.INTENT, NOW.isoformat(), number + 1, "e" * 64, number + 1, head))
    assert check(written).sound
    session.add(Region(key="next", name_ru="Следом"))
    session.commit()
    assert check(written).sound


def test_a_thousand_flushes_are_two_lines(app, session, config):
    for number in range(1000):
        session.add(Region(key=f"x{number}", name_ru="Область"))
        session.flush()
    session.commit()
    lines, _ = HeadFile(config.archive_dir / heads.NAME).lines()
    assert [line.kind for line in lines] == [Kind.BEGIN, Kind.INTENT, Kind.HEAD]
    assert (lines[1].first, lines[1].id) == (1, 1000)


def test_what_changed_nothing_writes_no_line(app, session, config):
    session.scalar(select(func.count(Region.id)))
    session.commit()
    session.add(Region(key="x", name_ru="Область"))
    session.flush()
    session.rollback()
    session.commit()
    assert not HeadFile(config.archive_dir / heads.NAME).exists()


def test_lines_of_the_past_are_drawn_together_and_still_tell(written, config):
    file = HeadFile(config.archive_dir / heads.NAME)
    lines, _ = file.lines()
    shorter = heads.drawn_together(lines, newest=4)
    assert len(shorter) < 8 < len(lines)
    assert heads.drawn_together(shorter, newest=4) == shorter
    file.path.write_text("".join(f"{line}\n" for line in shorter))
    assert check(written).findings == ()
    behind_the_portal(written, delete(JOURNAL).where(JOURNAL.c.id == last(written)))
    assert not check(written).sound


def test_a_large_file_draws_itself_together(app, session, config, monkeypatch):
    monkeypatch.setattr(heads, "LARGE", 4_000)
    monkeypatch.setattr(heads, "NEWEST", 6)
    for number in range(60):
        session.add(Region(key=f"x{number}", name_ru="Область"))
        session.commit()
    assert (config.archive_dir / heads.NAME).stat().st_size < 6_000
    assert check(app).findings == ()


def test_a_torn_line_is_told_and_harms_nothing(written, session, config):
    path = config.archive_dir / heads.NAME
    with path.open("ab") as file:
        file.write(b'{"kind":"head","at":"20')
    session.add(Region(key="x", name_ru="Область"))
    session.commit()
    found = check(written)
    assert found.sound and [finding.what for finding in found.findings] == ["file"]


def test_a_file_that_is_gone_is_an_error_until_somebody_says_why(written, config):
    (config.archive_dir / heads.NAME).unlink()
    assert errors(written) == [("file", None)]
    runner = written.test_cli_runner()
    assert runner.invoke(args=["audit", "accept", "--reason", " "]).exit_code == 1
    assert runner.invoke(args=["audit", "accept", "--reason", "the disk was lost"]).exit_code == 0
    found = check(written)
    assert found.sound and "the disk was lost" in found.findings[0].message


def test_the_command_exits_1_and_names_the_row(written):
    runner = written.test_cli_runner()
    told = runner.invoke(args=["audit", "verify", "--json"])
    assert told.exit_code == 0 and json.loads(told.stdout)["sound"]
    behind_the_portal(written, update(JOURNAL).where(JOURNAL.c.id == 7).values(action="delete"))
    told = runner.invoke(args=["audit", "verify", "--json"])
    said = json.loads(told.stdout)
    assert told.exit_code == 1 and not said["sound"]
    assert [finding["row"] for finding in said["findings"]] == [7]
    assert "row 7" in runner.invoke(args=["audit", "verify"]).stdout


def test_only_one_row_can_follow_another_whoever_writes(written):
    twin = rehashed({**row(written, 20), "id": 999, "actor": "fork"})
    with pytest.raises(Exception, match=r"(?i)unique"):
        behind_the_portal(written, insert(JOURNAL).values(**twin))


def test_a_second_application_on_the_same_portal_goes_on_in_the_same_file(written, config):
    other = create_app(config)
    with other.app_context(), db.sessionmaker() as session:
        begin_write(session)
        audit.bind(session, actor="cli", now=NOW)
        session.add(Legislature(key="x", name_ru="Маслихат"))
        session.commit()
        db.engine.dispose()
    assert check(written).findings == ()


def test_the_worker_verifies_the_journal_every_night_and_tells(written, session):
    assert any(entry.kind == "verify_audit" for entry in TIMETABLE)
    jobs.enqueue(session, None, NOW, "verify_audit")
    session.commit()
    Worker(written).drain()
    behind_the_portal(written, delete(JOURNAL).where(JOURNAL.c.id == last(written)))
    jobs.enqueue(session, None, NOW, "verify_audit")
    session.commit()
    Worker(written).drain()
    good, bad = session.scalars(
        select(Job).where(Job.kind == "verify_audit").order_by(Job.id)
    ).all()
    assert (good.state, good.result["findings"]) == (JobState.DONE, [])
    assert bad.state is JobState.FAILED and "gone from the end" in bad.message

import errno
import hashlib
import json
import os
import shutil
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from app import auditing, backup, create_app
from app.backup import rows
from app.backup.bundle import check
from app.config import ROOT
from app.extensions import alembic, db
from app.leader import leadership
from models import audit
from models.base import Base
from models.file import StoredFile
from models.heads import NAME as HEADS
from models.item import Item, Kind
from models.job import Job
from models.place import Convocation, Legislature
from models.source import Capture, Run, RunStatus, Source
from models.user import User
from tests.conftest import NOW


def quiet(done, total=None, message=None):
    pass


@pytest.fixture
def filled(app, session, make_user, config):
    """An instance with people, items that point at each other, captures and files."""
    make_user()
    legislature = Legislature(key="mazhilis", name_kk="Мәжіліс")
    session.add(legislature)
    session.flush()
    convocation = Convocation(legislature_id=legislature.id, number=8)
    session.add(convocation)
    session.flush()
    second = Item(key="s/2", convocation_id=convocation.id, kind=Kind.ANSWER, title_kk="Ұлы сауал")
    first = Item(key="s/1", convocation_id=convocation.id, kind=Kind.DEPUTY_REQUEST)
    session.add_all([second, first])
    session.flush()
    # The reference points forward: the row it names is loaded after it.
    second.answer_to_id = first.id
    source = Source(key="parlam-html", name="x")
    session.add(source)
    session.flush()
    run = Run(source_id=source.id, transport="live", status=RunStatus.OK, started_at=NOW)
    session.add(run)
    session.flush()
    kept = b"one record" + b"another"
    (config.archive_dir / "parlam-html").mkdir(parents=True)
    # A run that goes on has written more than its committed captures reach.
    (config.archive_dir / "parlam-html" / "a.warc.gz").write_bytes(kept + b"half a rec")
    digest = hashlib.sha256(kept).hexdigest()
    session.add(
        Capture(
            source_id=source.id, run_id=run.id, url="u", url_key="u", captured_at=NOW,
            archived_at=NOW, via="live", status=200, sha256=digest, size=7,
            warc_file="parlam-html/a.warc.gz", warc_offset=10, length=7, record_sha256=digest,
        )
    )  # fmt: skip
    (config.archive_dir / "files").mkdir()
    (config.archive_dir / "files" / "abc").write_bytes(b"a programme")
    session.add(
        StoredFile(sha256="abc", name="a.pdf", mime="application/pdf", size=11, stored_at=NOW)
    )
    session.commit()
    with app.app_context():
        alembic.stamp()
    return app


def everything(app):
    with app.app_context(), db.engine.connect() as connection:
        return {t.name: rows.fingerprint(connection, t) for t in Base.metadata.sorted_tables}


def create(app, path):
    with app.app_context():
        head = str(alembic.script_directory.get_current_head())
        config = app.extensions["config"]
        return backup.create(config, db.engine, path, revision=head, now=NOW, say=quiet)


def restore(app, path, **options):
    with app.app_context():
        return backup.restore(app, path, NOW, quiet, **options)


@pytest.fixture
def elsewhere(config, tmp_path):
    """An instance at another path, which has nothing yet."""
    made = []

    def make(name="elsewhere", **changes):
        home = tmp_path / name
        app = create_app(
            replace(
                config,
                **{
                    "database_url": f"sqlite:///{home / 'portal.sqlite'}",
                    "instance_dir": home,
                    "archive_dir": home / "archive",
                    "backup_dir": home / "backups",
                }
                | changes,
            )
        )
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_a_backup_restored_elsewhere_holds_the_same_rows_and_files(filled, elsewhere, tmp_path):
    create(filled, tmp_path / "b.zip")
    other = elsewhere()
    done = restore(other, tmp_path / "b.zip")
    assert everything(other) == everything(filled)
    assert done.same_key and done.kept_at is None
    archive = other.extensions["config"].archive_dir
    assert (archive / "parlam-html" / "a.warc.gz").read_bytes() == b"one recordanother"
    assert (archive / "files" / "abc").read_bytes() == b"a programme"
    kept = sorted(p.name for p in archive.iterdir() if not p.name.startswith(HEADS))
    assert kept == ["files", "parlam-html"]


def test_a_restored_portal_numbers_new_rows_after_the_old_ones(filled, elsewhere, tmp_path):
    create(filled, tmp_path / "b.zip")
    # Restored into the database under test, so that PostgreSQL's sequences are tried.
    restore(filled, tmp_path / "b.zip", replace=True)
    with filled.app_context(), db.sessionmaker() as session:
        audit.bind(session, actor="test", now=NOW)
        session.add(Source(key="new", name="new"))
        session.commit()
        last = session.scalars(select(audit.Audit).order_by(audit.Audit.id.desc())).first()
        assert last.entity == "sources"


def test_the_journal_is_sound_after_a_restore_and_its_file_says_that_there_was_one(
    filled, session, tmp_path
):
    config = filled.extensions["config"]
    create(filled, config.backup_dir / "before.zip")
    session.add(Source(key="later", name="later"))
    session.commit()
    create(filled, config.backup_dir / "after.zip")
    session.close()
    restore(filled, config.backup_dir / "before.zip", replace=True)
    with filled.app_context():
        found = auditing.verify(config, db.engine)
        # The backup with rows that the restore gave up is noted, and no error.
        assert found.sound and sorted({f.what for f in found.findings}) == ["file", "removed"]
        assert "after a restore" in found.findings[-1].message
        with db.sessionmaker() as again:
            audit.bind(again, actor="test", now=NOW)
            again.add(Source(key="new", name="new"))
            again.commit()
        assert auditing.verify(config, db.engine).sound
        with db.engine.connect() as connection:
            table = audit.Audit.__table__
            number = connection.scalar(select(func.max(table.c.id)))
            connection.execute(table.delete().where(table.c.id == number))
            connection.commit()
        assert not auditing.verify(config, db.engine).sound


def test_a_backup_vouches_for_the_journal_where_its_file_was_cut(filled, session, tmp_path):
    config = filled.extensions["config"]
    session.add(Source(key="later", name="later"))
    session.commit()
    create(filled, config.backup_dir / "kept.zip")
    with filled.app_context():
        with db.engine.connect() as connection:
            table = audit.Audit.__table__
            number = connection.scalar(select(func.max(table.c.id)))
            connection.execute(table.delete().where(table.c.id == number))
            connection.commit()
        (config.archive_dir / HEADS).unlink()
        auditing.begin(config, db.engine, NOW)
        found = auditing.verify(config, db.engine)
    assert [f.message for f in found.findings if f.error] == [
        "the backup kept.zip names a last row that is not in the table."
    ]


def test_a_backup_of_either_database_restores_on_both(filled, elsewhere, tmp_path):
    create(filled, tmp_path / "one.zip")
    between = elsewhere("between")
    restore(between, tmp_path / "one.zip")
    create(between, tmp_path / "two.zip")
    restore(filled, tmp_path / "two.zip", replace=True)
    assert everything(filled) == everything(between)


def test_a_portal_that_holds_data_is_not_overwritten_unasked(filled, tmp_path):
    create(filled, tmp_path / "b.zip")
    before = everything(filled)
    with pytest.raises(backup.NotEmptyError, match="--replace"):
        restore(filled, tmp_path / "b.zip")
    assert everything(filled) == before


def test_what_is_replaced_is_kept_first(filled, elsewhere, tmp_path):
    create(filled, tmp_path / "b.zip")
    other = elsewhere()
    restore(other, tmp_path / "b.zip")
    with other.app_context(), db.sessionmaker() as session:
        audit.bind(session, actor="test", now=NOW)
        session.add(Source(key="mine", name="mine"))
        session.commit()
    mine = everything(other)
    done = restore(other, tmp_path / "b.zip", replace=True)
    assert everything(other) == everything(filled)
    again = elsewhere("again")
    restore(again, done.kept_at)
    assert everything(again) == mine


def spoil(path, change):
    """The backup at `path`, its members changed by `change(names -> bytes)`, written anew."""
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)


def manifest_of(members):
    return json.loads(members["manifest.json"])


def with_manifest(members, manifest):
    members["manifest.json"] = json.dumps(manifest).encode()


def add_member(members, name, data):
    manifest = manifest_of(members)
    manifest["members"][name] = {
        "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "rows": None,
    }  # fmt: skip
    members[name] = data
    with_manifest(members, manifest)


def one_byte(members):
    data = bytearray(members["archive/files/abc"])
    data[0] ^= 1
    members["archive/files/abc"] = bytes(data)


def climbing(members):
    add_member(members, "archive/../../../tmp/evil", b"x")


def absolute(members):
    add_member(members, "/etc/evil", b"x")


def hidden(members):
    add_member(members, "archive/.restore-note.json", b"{}")


def a_table_missing(members):
    manifest = manifest_of(members)
    del members["data/users.jsonl"], manifest["members"]["data/users.jsonl"]
    with_manifest(members, manifest)


def from_the_future(members):
    with_manifest(members, manifest_of(members) | {"revision": "2999_01_01_later"})


def another_format(members):
    with_manifest(members, manifest_of(members) | {"format": 99})


def unnamed(members):
    members["archive/surprise"] = b"x"


def no_manifest(members):
    del members["manifest.json"]


def bad_row(members):
    add_member(members, "data/parties.jsonl", b'{"id":1,"evil":true}\n')


def dangling(members):
    """A row that points at one which is not there: the database itself must refuse it."""
    line = json.loads(members["data/captures.jsonl"]) | {"run_id": 4711}
    add_member(members, "data/captures.jsonl", json.dumps(line).encode() + b"\n")


@pytest.mark.parametrize(
    "change",
    [
        one_byte, climbing, absolute, hidden, a_table_missing, from_the_future, another_format,
        unnamed, no_manifest, bad_row, dangling,
    ],
)  # fmt: skip
def test_a_broken_or_hostile_backup_changes_nothing(filled, tmp_path, change):
    path = tmp_path / "b.zip"
    create(filled, path)
    spoil(path, change)
    before = everything(filled)
    archive = filled.extensions["config"].archive_dir
    files = {p: p.read_bytes() for p in archive.rglob("*") if p.is_file()}
    with pytest.raises(backup.BackupError):
        restore(filled, path, replace=True)
    assert everything(filled) == before
    assert {p: p.read_bytes() for p in archive.rglob("*") if p.is_file()} == files
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("share", [0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_short_is_refused(filled, elsewhere, tmp_path, share):
    path = tmp_path / "b.zip"
    create(filled, path)
    os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(backup.BackupError):
        restore(elsewhere(), path)


def test_an_existing_file_is_not_overwritten(filled, tmp_path):
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(backup.BackupError, match="already exists"):
        create(filled, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "mine"


def test_a_backup_without_its_archive_is_not_made(filled, config, tmp_path):
    (config.archive_dir / "parlam-html" / "a.warc.gz").unlink()
    with pytest.raises(backup.BackupError, match="archive verify"):
        create(filled, tmp_path / "b.zip")
    assert list(tmp_path.glob("b.zip*")) == []


def test_a_full_disk_is_told_in_a_sentence_and_leaves_no_half_backup(filled, tmp_path, monkeypatch):
    def full(*_args, **_values):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("app.backup.bundle.os.fsync", full)
    with pytest.raises(backup.BackupError, match="No space left on device"):
        create(filled, tmp_path / "b.zip")
    assert list(tmp_path.glob("b.zip*")) == []


def test_a_backup_says_nothing_of_the_secret_key(filled, config, tmp_path):
    create(filled, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        said = archive.read("manifest.json").decode()
    assert config.secret_key not in said


def test_another_secret_key_is_noticed(filled, elsewhere, tmp_path):
    create(filled, tmp_path / "b.zip")
    other = elsewhere(secret_key="quite another key, and long enough as well")
    assert not restore(other, tmp_path / "b.zip").same_key


@pytest.mark.parametrize("moment", ["before the files", "amid the files", "before the commit"])
def test_a_restore_that_dies_is_undone_at_the_next_start(filled, tmp_path, monkeypatch, moment):
    path = tmp_path / "b.zip"
    create(filled, path)
    with filled.app_context(), db.sessionmaker() as session:
        audit.bind(session, actor="test", now=NOW)
        session.add(Source(key="mine", name="mine"))
        session.commit()
    archive = filled.extensions["config"].archive_dir
    (archive / "files" / "mine").write_bytes(b"mine")
    before = everything(filled)
    module = __import__("app.backup.restore", fromlist=["x"])
    real = module._move_files

    def die(folder, note):
        if moment == "before the files":
            raise KeyboardInterrupt
        if moment == "amid the files":
            (folder / module.OUTGOING).mkdir()
            module._write_note(folder, note, "out")
            (folder / "files").rename(folder / module.OUTGOING / "files")
            raise KeyboardInterrupt
        real(folder, note)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_move_files", die)
    # A killed process undoes nothing itself.
    monkeypatch.setattr(module, "_move_back", lambda folder: None)
    with pytest.raises(KeyboardInterrupt):
        restore(filled, path, replace=True)
    monkeypatch.undo()
    with filled.app_context():
        backup.settle(filled)
    assert everything(filled) == before
    assert (archive / "files" / "mine").read_bytes() == b"mine"
    assert (archive / "parlam-html" / "a.warc.gz").exists()
    assert not [p for p in archive.iterdir() if p.name.startswith(".")]


def test_a_restore_that_dies_after_its_commit_is_completed(filled, tmp_path, monkeypatch):
    path = tmp_path / "b.zip"
    create(filled, path)
    kept = everything(filled)
    module = __import__("app.backup.restore", fromlist=["x"])
    archive = filled.extensions["config"].archive_dir
    (archive / "files" / "mine").write_bytes(b"mine")
    monkeypatch.setattr(module, "_forget", lambda folder: None)
    restore(filled, path, replace=True)
    monkeypatch.undo()
    with filled.app_context():
        backup.settle(filled)
    assert everything(filled) == kept
    assert sorted(p.name for p in (archive / "files").iterdir()) == ["abc"]
    assert not [p for p in archive.iterdir() if p.name.startswith(".")]


def test_the_command_line_keeps_and_restores(filled, elsewhere, tmp_path):
    path = str(tmp_path / "b.zip")
    made = filled.test_cli_runner().invoke(args=["backup", "create", path])
    assert made.exit_code == 0, made.output
    other = elsewhere()
    restored = other.test_cli_runner().invoke(args=["backup", "restore", path])
    assert restored.exit_code == 0, restored.output
    refused = other.test_cli_runner().invoke(args=["backup", "restore", path])
    assert refused.exit_code == 1 and "--replace" in refused.output
    assert check(tmp_path / "b.zip").files


def test_the_journal_arrives_whole(filled, elsewhere, tmp_path):
    made = create(filled, tmp_path / "b.zip")
    assert made.audit_whole
    with filled.app_context(), db.engine.connect() as connection:
        last = connection.scalar(select(audit.Audit.hash).order_by(audit.Audit.id.desc()).limit(1))
        assert made.audit_head == last
        assert connection.scalar(select(func.count()).select_from(User)) == 1
        assert connection.scalar(select(func.count()).select_from(Job)) == 0
        connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE id = 1"))
        connection.commit()
    assert not create(filled, tmp_path / "c.zip").audit_whole


LATER = """
from alembic import op

revision = "2026_12_01_later"
down_revision = {before!r}


def upgrade():
    op.execute("UPDATE sources SET name = name || ' (renamed)'")


def downgrade():
    pass
"""


def test_a_backup_of_an_older_version_goes_through_the_migrations(filled, elsewhere, tmp_path):
    made = create(filled, tmp_path / "old.zip")
    scripts = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "2026_12_01_later.py").write_text(LATER.format(before=made.revision))
    newer = elsewhere("newer")
    newer.config["ALEMBIC"] = newer.config["ALEMBIC"] | {"script_location": str(scripts)}
    restore(newer, tmp_path / "old.zip")
    with newer.app_context(), db.sessionmaker() as session:
        assert session.scalars(select(Source.name)).all() == ["x (renamed)"]
        assert session.scalars(select(Item.key).order_by(Item.id)).all() == ["s/2", "s/1"]
    # The way back is closed: what the newer version wrote is not for the older one.
    create(newer, tmp_path / "new.zip")
    with pytest.raises(backup.BackupError, match="update this one first"):
        restore(elsewhere("older"), tmp_path / "new.zip")


def test_a_restore_while_a_worker_runs_is_refused(filled, tmp_path, config):
    create(filled, tmp_path / "b.zip")
    with filled.app_context():
        lock = leadership(config, db.engine)
        assert lock.take()
        with pytest.raises(backup.BackupError, match="worker is running"):
            backup.restore(filled, tmp_path / "b.zip", NOW, quiet, replace=True)
        lock.release()

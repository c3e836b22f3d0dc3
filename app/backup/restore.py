"""Putting a backup in the place of what a portal holds: wholly, or not at all."""

import dataclasses
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_alembic import Alembic
from sqlalchemy import Connection, MetaData, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.backup import rows
from app.backup.bundle import BackupError, Manifest, Member, Say, unpack
from app.backup.create import create, key_id, snapshot
from app.config import Config
from app.extensions import db
from app.leader import leadership
from models import audit
from models import engine as engines
from models.base import Base
from models.heads import NAME as HEADS
from models.heads import HeadFile, Kind, Line
from models.search_entry import is_of_index

#: Folders within ARCHIVE_DIR: a rename within one folder works even where that is a mount.
INCOMING = ".restoring"
OUTGOING = ".replaced"
NOTE = ".restore-note.json"


class NotEmptyError(BackupError):
    """The instance holds something, and nobody said to replace it."""


@dataclass(frozen=True)
class Restored:
    """What a restore did: `kept_at` is the backup of what was there before, if anything was."""

    manifest: Manifest
    rows: int
    files: int
    kept_at: Path | None
    same_key: bool


def restore(app: Flask, path: Path, now: datetime, say: Say, *, replace: bool = False) -> Restored:
    """Replace the database and the archive by those in the backup at `path`.

    Needs an application context. Everything is read and checked before anything changes.
    Raises BackupError, and NotEmptyError when `replace` would be needed.
    """
    config: Config = app.extensions["config"]
    lock = leadership(config, db.engine)
    if not lock.take():
        raise BackupError("A worker is running on this instance: stop the portal first.")
    try:
        settle(app)
        return _restore(app, config, path, now, say, replace=replace)
    finally:
        lock.release()


def _restore(
    app: Flask, config: Config, path: Path, now: datetime, say: Say, *, replace: bool
) -> Restored:
    alembic: Alembic = app.extensions["alembic"]
    incoming = config.archive_dir / INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    try:
        manifest = unpack(path, incoming, say)
        _check_revision(alembic, manifest)
        alembic.upgrade()
        kept_at = None
        if _holds_something(config):
            if not replace:
                raise NotEmptyError(
                    "This instance already holds data: add --replace to put the backup in its "
                    "place (what is there is kept as a backup first)."
                )
            kept_at = config.backup_dir / f"before-restore-{now:%Y%m%d-%H%M%S}.zip"
            create(config, db.engine, kept_at, revision=_head(alembic), now=now, say=say)
        data = incoming / "data"
        if manifest.revision != _head(alembic):
            manifest = _bring_up(app, manifest, data)
        (incoming / "archive").mkdir(exist_ok=True)
        _exchange(config, manifest, data, now, say)
        return Restored(
            manifest=manifest,
            rows=sum(member.rows or 0 for member in manifest.members.values()),
            files=len(manifest.files),
            kept_at=kept_at,
            same_key=manifest.key_id == key_id(config),
        )
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _head(alembic: Alembic) -> str:
    head = alembic.script_directory.get_current_head()
    if head is None:
        raise BackupError("This portal has no migrations.")
    return str(head)


def _check_revision(alembic: Alembic, manifest: Manifest) -> None:
    known = {script.revision for script in alembic.script_directory.walk_revisions()}
    if manifest.revision not in known:
        raise BackupError(
            f"The backup was made by a newer portal (revision {manifest.revision}): "
            "update this one first."
        )


def _holds_something(config: Config) -> bool:
    with snapshot(db.engine) as connection:
        if rows.has_rows(connection, Base.metadata):
            return True
    return bool(_entries(config.archive_dir))


def _load(connection: Connection, metadata: MetaData, manifest: Manifest, data: Path) -> None:
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    if {table.name for table in tables} != set(manifest.tables):
        raise BackupError("The backup does not hold the tables of its revision.")
    for table in tables:
        with (data / f"{table.name}.jsonl").open("rb") as source:
            try:
                rows.load(connection, table, source)
            except (ValueError, TypeError, SQLAlchemyError) as error:
                raise BackupError(f"The rows of {table.name} cannot be loaded: {error}") from error


def _bring_up(app: Flask, manifest: Manifest, data: Path) -> Manifest:
    """Carry the rows of an older revision through the migrations, in a scratch database."""
    from app import create_app

    with tempfile.TemporaryDirectory() as folder:
        config = dataclasses.replace(
            app.extensions["config"],
            database_url=f"sqlite:///{folder}/scratch.sqlite",
            instance_dir=Path(folder),
            archive_dir=Path(folder) / "archive",
        )
        scratch = create_app(config)
        scratch.config["ALEMBIC"] = app.config["ALEMBIC"]
        with scratch.app_context():
            alembic: Alembic = scratch.extensions["alembic"]
            alembic.upgrade(manifest.revision)
            old = MetaData()
            with db.engine.connect() as connection:
                old.reflect(connection, only=lambda name, _: not is_of_index(name))
                _load(connection, old, manifest, data)
                connection.commit()
            alembic.upgrade()
            with db.engine.connect() as connection:
                members = {name: manifest.members[name] for name in manifest.files}
                for table in Base.metadata.sorted_tables:
                    name = f"data/{table.name}.jsonl"
                    with (data.parent / name).open("wb") as target:
                        target.writelines(rows.lines(connection, table))
                    digest, count = rows.fingerprint(connection, table)
                    members[name] = Member(digest, (data.parent / name).stat().st_size, count)
            db.engine.dispose()
            return dataclasses.replace(manifest, revision=_head(alembic), members=members)


def _exchange(config: Config, manifest: Manifest, data: Path, now: datetime, say: Say) -> None:
    """Put rows and files in their places, in one transaction; on any fault nothing changed."""
    tables = Base.metadata.sorted_tables
    note = {
        "audit_head": manifest.audit_head,
        "made_at": manifest.made_at,
        "at": now.isoformat(),
        "rows": {name: manifest.members[f"data/{name}.jsonl"].rows for name in manifest.tables},
    }
    with db.engine.connect().execution_options(**engines.WRITE) as connection:
        rows.empty(connection, Base.metadata)
        _load(connection, Base.metadata, manifest, data)
        rows.reset_sequences(connection, Base.metadata)
        for number, table in enumerate(tables, 1):
            wanted = manifest.members[f"data/{table.name}.jsonl"]
            if rows.fingerprint(connection, table) != (wanted.sha256, wanted.rows):
                raise BackupError(f"The rows of {table.name} did not arrive as they were kept.")
            say(number, len(tables), table.name)
        if rows.audit_head(connection) != (manifest.audit_head, manifest.audit_whole):
            raise BackupError("The journal did not arrive as it was kept.")
        try:
            _move_files(config.archive_dir, note)
            connection.commit()
        except BaseException:
            connection.rollback()
            _move_back(config.archive_dir)
            raise
    _begin_heads(config.archive_dir, note)
    _forget(config.archive_dir)


def _entries(folder: Path) -> list[Path]:
    """What is exchanged: the file of the journal's heads stays and goes on."""
    staying = (HEADS, f"{HEADS}.lock", f"{HEADS}.tmp")
    return [
        entry
        for entry in folder.iterdir()
        if not entry.name.startswith(".") and entry.name not in staying
    ]


def _write_note(folder: Path, note: dict[str, Any], phase: str) -> None:
    scratch = folder / f"{NOTE}.tmp"
    scratch.write_text(json.dumps({**note, "phase": phase}))
    scratch.replace(folder / NOTE)


def _move_files(folder: Path, note: dict[str, Any]) -> None:
    outgoing = folder / OUTGOING
    outgoing.mkdir()
    _write_note(folder, note, "out")
    for entry in _entries(folder):
        entry.rename(outgoing / entry.name)
    _write_note(folder, note, "in")
    for entry in _entries(folder / INCOMING / "archive"):
        entry.rename(folder / entry.name)


def _move_back(folder: Path) -> None:
    note, outgoing = folder / NOTE, folder / OUTGOING
    if not note.exists():
        shutil.rmtree(outgoing, ignore_errors=True)
        return
    if json.loads(note.read_text())["phase"] == "in":
        for entry in _entries(folder):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for entry in _entries(outgoing):
        entry.rename(folder / entry.name)
    _forget(folder)


def _forget(folder: Path) -> None:
    shutil.rmtree(folder / OUTGOING, ignore_errors=True)
    shutil.rmtree(folder / INCOMING, ignore_errors=True)
    (folder / NOTE).unlink(missing_ok=True)


def _begin_heads(folder: Path, note: dict[str, Any]) -> None:
    """Say in the file of the journal's heads that another journal stands there from now on."""
    with snapshot(db.engine) as connection:
        number, digest = audit.head(connection)
    reason = f"a backup of {note['made_at']}"
    HeadFile(folder / HEADS).add(Line(Kind.RESTORED, note["at"], number, digest, reason=reason))


def settle(app: Flask) -> None:
    """End a restore whose process died: forwards if its rows arrived, else backwards.

    Needs an application context.
    """
    folder = app.extensions["config"].archive_dir
    if not (folder / NOTE).exists():
        return
    note = json.loads((folder / NOTE).read_text())
    with snapshot(db.engine) as connection:
        arrived = note["audit_head"] == rows.audit_head(connection)[0] and note["rows"] == {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
    if arrived:
        _begin_heads(folder, note)
        _forget(folder)
    else:
        _move_back(folder)

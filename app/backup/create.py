"""Making a backup of a portal that goes on running."""

import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from app.backup import rows
from app.backup.bundle import BackupError, Manifest, Say, chunks, writing
from app.config import Config
from models.base import Base
from models.heads import NAME as HEADS
from models.source import Capture

#: What may stand in ARCHIVE_DIR and is no part of the archive.
PASSING = (".lock", ".partial", ".tmp")


def create(
    config: Config, engine: Engine, path: Path, *, revision: str, now: datetime, say: Say
) -> Manifest:
    """Write the database and the archive as they are at this moment to `path`.

    The database is read in one transaction; of each WARC file as much is taken as the
    captures seen in it reach, so that a run that goes on meanwhile cuts nothing in two.
    `revision` is that of the migrations. Raises BackupError.
    """
    with writing(path) as target:
        with snapshot(engine) as connection:
            tables = Base.metadata.sorted_tables
            for number, table in enumerate(tables, 1):
                target.add(
                    f"data/{table.name}.jsonl",
                    rows.lines(connection, table),
                    packed=False,
                    rows=True,
                )
                say(number, len(tables), table.name)
            head, whole = rows.audit_head(connection)
            reach = _reach(connection)
        files = list(_files(config.archive_dir, reach))
        for number, (file, size) in enumerate(files, 1):
            name = file.relative_to(config.archive_dir).as_posix()
            with file.open("rb") as source:
                target.add(f"archive/{name}", chunks(source, size), packed=True)
            if size is not None and target.members[f"archive/{name}"].size != size:
                raise BackupError(
                    f"{name} in the archive is shorter than its captures say: run "
                    "`flask archive verify`."
                )
            say(number, len(files), name)
        manifest = Manifest(
            revision=revision,
            made_at=now.isoformat(),
            key_id=key_id(config),
            audit_head=head,
            audit_whole=whole,
        )
        target.close(manifest)
    return manifest


def snapshot(engine: Engine) -> Connection:
    """A connection that sees the database as it is at its first statement."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return connection


def key_id(config: Config) -> str:
    """A short name of the SECRET_KEY, from which the key cannot be found."""
    return hmac.digest(config.secret_key.encode(), b"backup key id", "sha256").hex()[:16]


def _reach(connection: Connection) -> dict[str, int]:
    """How far into each WARC file the captures reach, in bytes."""
    end = func.max(Capture.warc_offset + Capture.length).label("reach")
    query = select(Capture.warc_file, end).group_by(Capture.warc_file)
    return {row.warc_file: row.reach for row in connection.execute(query)}


def _files(folder: Path, reach: dict[str, int]) -> Iterator[tuple[Path, int | None]]:
    missing = [name for name in reach if not (folder / name).is_file()]
    if missing:
        raise BackupError(
            f"The archive lacks {missing[0]}, which captures point into: "
            "run `flask archive verify`."
        )
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if name in reach:
            yield file, reach[name]
        elif (
            file.is_file()
            and not file.is_symlink()
            and ".warc" not in file.name
            and not file.name.endswith(PASSING)
            # It vouches for the journal of this instance; the manifest has the head of the backup.
            and name != HEADS
            and not any(part.startswith(".") for part in Path(name).parts)
        ):
            yield file, None

"""Open data as files: written for whoever asks on the command line, and made for the pages.

What is given out lies in the portal's own folder under its hash, so that the address of a file
says which bytes it leads to, and a file that two states share is kept once.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock, scoring
from app.config import Config
from app.exports import popolo
from app.exports.datapackage import About, FileMade, is_package, state_of, write
from app.exports.folders import whole_folder
from app.queries.editions import EditionShown
from app.queries.open_data import DataFile
from app.queries.roster import roster
from app.queries.tables import TABLES
from app.queries.terms import Term
from models.source import Source

#: The folder of the files, in that of the portal's own.
FOLDER = "open-data"
POPOLO = "popolo.json"
CHUNK = 1024 * 1024

Say = Callable[[int, int], None]


@contextmanager
def snapshot(maker: sessionmaker[Session]) -> Iterator[Session]:
    """A session that reads one moment: no row of a table refers to one that another lacks."""
    with maker() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def about(
    session: Session,
    config: Config,
    now: datetime,
    *,
    edition: EditionShown | None = None,
    term: Term | None = None,
) -> About:
    """What a package of an edition, or of now, says of itself. At most one statement.

    Of an edition it says nothing that may change later, so that files made anew are the same.
    """
    if edition is not None:
        return About(
            created=edition.published_at,
            as_of=edition.as_of,
            method_version=edition.method_version,
            edition=edition,
            licence=config.licence,
            training=config.training,
        )
    rows = session.execute(select(Source.name, Source.base_url).order_by(Source.key))
    return About(
        created=now,
        as_of=clock.day(now),
        method_version=scoring.METHOD_VERSION,
        term=term,
        licence=config.licence,
        training=config.training,
        sources=tuple((name, address) for name, address in rows),
    )


def write_package(session: Session, target: Path, said: About) -> list[FileMade]:
    """Write a package as the folder `target`, whole or not at all.

    Raises FolderTakenError where something else stands there, and OSError.
    """
    with whole_folder(target, is_package) as folder:
        return write(session, folder, TABLES, said)


def popolo_file(session: Session, said: About) -> bytes:
    """The people and groups of the same state as Popolo JSON."""
    found = roster(session, said.edition, said.term.key if said.term else None)
    return popolo.encoded(popolo.popolo(found, state_of(said)))


def path_of(config: Config, sha256: str) -> Path:
    """Where the file with that hash lies."""
    return config.instance_dir / FOLDER / sha256


def are_there(config: Config, files: tuple[DataFile, ...]) -> bool:
    """Whether all files lie on disk."""
    return all(path_of(config, file.sha256).is_file() for file in files)


def make(session: Session, config: Config, said: About, say: Say) -> list[DataFile]:
    """Make all files of a state and put them where pages find them.

    Two processes never make files at the same time. Raises OSError where the disk refuses.
    """
    store = config.instance_dir / FOLDER
    store.mkdir(parents=True, exist_ok=True)
    with FileLock(store / ".lock"), tempfile.TemporaryDirectory(dir=store, prefix=".new-") as name:
        folder = Path(name) / said.name
        folder.mkdir()
        made = write(session, folder, TABLES, said, say)
        files = [_data_file(file) for file in made]
        whole = Path(name) / f"{said.name}.zip"
        _pack(folder, [file.path for file in made], whole, said.created)
        found = _measured(whole)
        people = FileMade(POPOLO).write(Path(name), [popolo_file(session, said)])
        written = [whole, Path(name) / POPOLO, *(folder / f.path for f in made)]
        hashes = [found.sha256, people.sha256, *(file.sha256 for file in made)]
        for source, sha256 in zip(written, hashes, strict=True):
            source.replace(store / sha256)
    return [found, _data_file(people), *files]


def clear(config: Config, kept: set[str]) -> int:
    """Remove files that are given out no more. Returns how many were removed."""
    store = config.instance_dir / FOLDER
    if not store.is_dir():
        return 0
    with FileLock(store / ".lock"):
        old = [path for path in store.iterdir()
               if not path.name.startswith(".") and path.name not in kept]  # fmt: skip
        for path in old:
            path.unlink(missing_ok=True)
        for path in store.glob(".new-*"):
            shutil.rmtree(path, ignore_errors=True)
    return len(old)


def _data_file(file: FileMade) -> DataFile:
    name = Path(file.path).name
    table = Path(name).stem if file.rows is not None else None
    return DataFile(name, file.size, file.sha256, file.rows, table)


def _pack(folder: Path, paths: list[str], target: Path, at: datetime) -> None:
    """The package in one file; the same bytes for the same package."""
    moment = at.astimezone(UTC)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in paths:
            entry = zipfile.ZipInfo(f"{folder.name}/{path}", moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (folder / path).open("rb") as source, archive.open(entry, "w") as to:
                shutil.copyfileobj(source, to, CHUNK)


def _measured(path: Path) -> DataFile:
    with path.open("rb") as file:
        made = FileMade(path.name)
        while piece := file.read(CHUNK):
            made.count(piece)
    return DataFile(path.name, made.size, made.sha256)

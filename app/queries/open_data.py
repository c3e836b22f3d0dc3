"""The files of open data that were made, and whether they may still be given out."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.queries.editions import EditionShown
from app.queries.frozen import digest
from models.edition import Edition
from models.file import StoredFile
from models.open_data import DataRelease, MadeWhy
from models.verdict import Position, PositionState
from models.withholding import CaptureWithholding


@dataclass(frozen=True)
class DataFile:
    """A file: its name, size in bytes, hash in hex, and rows where it is a table.

    `table` is the name of the table that it holds.
    """

    name: str
    size: int
    sha256: str
    rows: int | None = None
    table: str | None = None


@dataclass(frozen=True)
class Release:
    """The files of one state as they were made at one time."""

    made_at: dt.datetime
    as_of: dt.date
    why: MadeWhy
    files: tuple[DataFile, ...]

    def file(self, name: str) -> DataFile | None:
        """The file of that name, or None."""
        return next((file for file in self.files if file.name == name), None)

    def named(self, ending: str) -> DataFile | None:
        """The first file with that ending, or None."""
        return next((file for file in self.files if file.name.endswith(ending)), None)

    @property
    def tables(self) -> tuple[DataFile, ...]:
        """The files that hold a table."""
        return tuple(file for file in self.files if file.table)


@dataclass(frozen=True)
class Given:
    """What is given out of a state: `release` is None where nothing was made yet.

    `waiting` says that something was withheld since: nothing is given out until the files were
    made anew. `before` are earlier files of an edition that differed, the newest first.
    """

    release: Release | None
    waiting: bool = False
    before: tuple[Release, ...] = ()


def withheld_state(session: Session) -> str:
    """A word that changes whenever something is withheld or given again. Three statements."""
    copies = session.scalar(select(func.max(CaptureWithholding.id)))
    positions = session.scalars(
        select(Position.id).where(Position.state == PositionState.WITHHELD).order_by(Position.id)
    )
    files = session.scalars(select(StoredFile.sha256).where(StoredFile.withheld_why.is_not(None)))
    return digest([copies, list(positions), sorted(files)])


def given(session: Session, edition: EditionShown | None) -> Given:
    """What is given out of an edition, or of today for None. Four statements."""
    rows = session.scalars(
        _of(edition.id if edition else None)
        .order_by(DataRelease.id.desc())
        # Of today's files nobody asks for those of yesterday.
        .limit(50 if edition else 1)
    ).all()
    if not rows:
        return Given(None)
    found = [_release(row) for row in rows]
    before = tuple(one for one, later in zip(found[1:], found, strict=False)
                   if one.files != later.files)  # fmt: skip
    return Given(found[0], rows[0].withheld != withheld_state(session), before)


def newest(session: Session) -> list[tuple[int | None, Release]]:
    """The newest files of every state for which there are any, by the number of the edition.
    One statement.
    """
    return [(number, _release(row)) for number, row in _newest(session)]


def outdated(session: Session) -> list[tuple[int | None, MadeWhy]]:
    """Of which states files are to be made: editions that have none, and whatever is of before
    something was withheld. Five statements.
    """
    state = withheld_state(session)
    made = {number: row.withheld for number, row in _newest(session)}
    found: list[tuple[int | None, MadeWhy]] = [
        (number, MadeWhy.DUE)
        for number in session.scalars(select(Edition.number).order_by(Edition.number))
        if number not in made
    ]
    return found + [(number, MadeWhy.WITHHELD) for number, of in made.items() if of != state]


def kept_hashes(session: Session) -> set[str]:
    """The hashes of all files that are given out: the newest of each state. One statement."""
    return {file.sha256 for _, release in newest(session) for file in release.files}


def _newest(session: Session) -> list[tuple[int | None, DataRelease]]:
    last = select(func.max(DataRelease.id)).group_by(DataRelease.edition_id)
    query = (
        select(Edition.number, DataRelease)
        .select_from(DataRelease)
        .outerjoin(Edition, DataRelease.edition_id == Edition.id)
        .where(DataRelease.id.in_(last))
        .order_by(Edition.number)
    )
    return [(number, row) for number, row in session.execute(query)]


def _of(edition_id: int | None) -> Any:
    if edition_id is None:
        return select(DataRelease).where(DataRelease.edition_id.is_(None))
    return select(DataRelease).where(DataRelease.edition_id == edition_id)


def _release(row: DataRelease) -> Release:
    return Release(row.made_at, row.as_of, row.why, tuple(DataFile(**file) for file in row.files))

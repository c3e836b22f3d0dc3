"""What a file is made of, and how it comes to stand whole or not at all."""

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.exports.cells import INVENTED, MARK
from app.queries.table_shapes import Cells, Column, Scope, Table


@dataclass(frozen=True)
class Order:
    """What is asked of a table: which rows, and which columns in which order."""

    table: Table
    scope: Scope = field(default_factory=Scope)
    columns: tuple[Column, ...] = ()

    @property
    def chosen(self) -> tuple[Column, ...]:
        """The columns; all of the table where none is named."""
        return self.columns or self.table.columns

    def rows(self, session: Session) -> Iterator[Cells]:
        """The rows with their cells in the order of `chosen`."""
        found = self.table.rows(session, self.scope)
        if self.chosen == self.table.columns:
            return found
        places = [self.table.columns.index(column) for column in self.chosen]
        return (tuple(row[place] for place in places) for row in found)


@dataclass(frozen=True)
class Setting:
    """How a file is written. `lang` is None for permanent keys and values.

    `now` stands in files that say when they were made. Where `training`, every row says that its
    data are invented. `site` begins the addresses of the portal's own pages, without a slash.
    """

    now: dt.datetime
    lang: str | None = None
    training: bool = False
    site: str = ""


@dataclass
class Tally:
    """What was written so far: rows of all tables, bytes, and the sha256 of these."""

    rows: int = 0
    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, piece: bytes) -> None:
        """Count a piece of the file."""
        self.size += len(piece)
        self._hash.update(piece)

    def count(self, rows: Iterable[Cells]) -> Iterator[Cells]:
        """`rows`, each counted as it passes."""
        for row in rows:
            self.rows += 1
            yield row

    @property
    def sha256(self) -> str:
        """The hash of the file so far, in hex."""
        found: str = self._hash.hexdigest()
        return found


class Format(Protocol):
    """A file format. `many` says whether several tables fit into one file."""

    key: str
    mime: str
    many: bool

    def encode(
        self, session: Session, orders: tuple[Order, ...], setting: Setting, tally: Tally
    ) -> Iterator[bytes]:
        """The file in pieces; the rows are counted by `tally`."""


def marked(order: Order, setting: Setting, rows: Iterator[Cells]) -> tuple[
    tuple[Column, ...], Iterator[Cells]
]:  # fmt: skip
    """Columns and rows as a file has them: in training, each row first says that it is invented."""
    if not setting.training:
        return order.chosen, rows
    return (MARK, *order.chosen), ((INVENTED, *row) for row in rows)


def pieces(
    session: Session,
    orders: tuple[Order, ...],
    kind: Format,
    setting: Setting,
    tally: Tally | None = None,
) -> Iterator[bytes]:
    """The file in pieces; `tally` knows rows, size and hash once all of them were taken.

    Raises ValueError where the format holds one table and several are asked for.
    """
    if len(orders) != 1 and not kind.many:
        raise ValueError(f"a {kind.key} file holds one table")
    tally = tally if tally is not None else Tally()
    for piece in kind.encode(session, orders, setting, tally):
        tally.add(piece)
        yield piece


def write_file(found: Iterable[bytes], target: Path) -> None:
    """Write pieces to `target`, which appears only once it is whole.

    Raises OSError where the folder of `target` is missing or cannot be written to.
    """
    handle, scratch = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in found:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is closed to others; an export has the usual rights.
        umask = os.umask(0)
        os.umask(umask)
        Path(scratch).chmod(0o666 & ~umask)
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise

"""What a format is, and how a file comes to stand whole or not at all."""

import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from app.queries.table_shapes import Cell, Scope, Table

#: What each row of a file says where nothing in it is real.
INVENTED = "training, invented data"


class Format(Protocol):
    """A file format of a table."""

    key: str
    mime: str

    def encode(self, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
        """The file in pieces, the heading first."""


def plain(cell: Cell) -> str:
    """A cell as files of text write it: values by their keys, moments in UTC."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Enum):
        return str(cell.value)
    if isinstance(cell, dt.datetime):
        return cell.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def pieces(session: Session, table: Table, kind: Format, *, training: bool) -> Iterator[bytes]:
    """All rows of `table` as `kind`, in pieces; where `training`, each row says that it is."""
    columns = tuple(column.key for column in table.columns)
    rows = (tuple(plain(cell) for cell in row) for row in table.rows(session, Scope()))
    if training:
        columns, rows = ("training", *columns), ((INVENTED, *row) for row in rows)
    return kind.encode(columns, rows)


def write_file(
    session: Session, table: Table, kind: Format, target: Path, *, training: bool
) -> None:
    """Write all rows of `table` as `kind` to `target`, which appears only once it is whole.

    Raises OSError where the folder of `target` is missing or cannot be written to.
    """
    handle, scratch = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces(session, table, kind, training=training):
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

"""What the services of both kinds of imports share: what came of a row, and how it is told."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.imports.rows import Row
from models.imports import Import, RowAction
from models.names import fold

#: So keys of acts and figures begin that came in a file. It sorts after the keys of all sites, so
#: that a site's account of an act stands where a list tells of the same one.
TABLE = "table"


@dataclass(frozen=True)
class Tools:
    """What only `app.ingest` can give: how sites' dates and numbers are read, how acts are joined.

    `propose` merges by rule and proposes look-alikes; it gives how many of each. `root` is the
    folder in which files are kept.
    """

    root: Path
    read_day: Callable[[str], dt.date | None]
    request_number: Callable[[str], str | None]
    propose: Callable[[Session, Collection[int]], tuple[int, int]]


@dataclass
class Planned:
    """What becomes of one row. `changes` are a field, what stands and what would stand."""

    row: Row
    changes: list[list[str]] = field(default_factory=list)
    created: bool = False
    same_as: str = ""

    @property
    def action(self) -> RowAction:
        """What becomes of the row."""
        if self.row.troubles:
            return RowAction.WRONG
        if self.created:
            return RowAction.CREATED
        return RowAction.CHANGED if self.changes else RowAction.UNCHANGED

    def as_kept(self) -> dict[str, Any]:
        """The columns of `ImportRow`, but for the import."""
        return {
            "number": self.row.number,
            "action": self.action,
            "title": self.row.title[:300],
            "changes": self.changes,
            "troubles": [trouble.as_list() for trouble in self.row.troubles],
        }


def digest(planned: Sequence[Planned]) -> str:
    """The hash of a plan: equal where the same would be written and the same is wrong."""
    body = [
        [p.row.number, p.action.value, p.changes, [t.as_list() for t in p.row.troubles]]
        for p in planned
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).hexdigest()


def source_slug(compiler: str) -> str:
    """A compiler's name as a part of keys: the same for the same name in whatever script."""
    return re.sub(r"[^a-z0-9]+", "-", fold(compiler)).strip("-")[:60]


def told(value: Any) -> str:
    """A value as it is kept with a change: days as 2024-03-29, enumerated ones as data."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def why(row: Import) -> str:
    """The reason that stands in the journal beside everything that an import wrote."""
    return f"import {row.id}: {row.name}"

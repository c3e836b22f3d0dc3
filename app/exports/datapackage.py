"""A Frictionless Data Package of the public tables: descriptor, CSV files, hashes, a word to read.

https://specs.frictionlessdata.io/ (version 1, as its own validator reads it). The files are raw:
cells are as they are in the database, not made harmless for spreadsheets, so that what is read
back is what was written, byte for byte; the README of the package says so.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.exports.cells import INVENTED, Teller
from app.exports.package_readme import readme
from app.exports.schemas import columns_of, said, schema
from app.queries.deputies import Text
from app.queries.editions import EditionShown
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.terms import Term
from app.scoring.words import N_
from app.words import LANGS

DESCRIPTOR, README, SUMS, DATA = "datapackage.json", "README.md", "SHA256SUMS", "data"
#: By this a package is known to be ours, and may be replaced by a newer one.
MADE_BY = "promises-watch"
PIECE = 64 * 1024
TITLE = N_("Promises Watch: open data")
ABOUT = N_("Deputies, their promises, what they did and what became of it, with sources.")

Say = Callable[[int, int], None]


@dataclass(frozen=True)
class About:
    """Of which state a package is. `created` is when that state was taken, `licence` as the
    setting has it: an address, words, or None where it is not stated.
    """

    created: dt.datetime
    as_of: dt.date
    method_version: int
    edition: EditionShown | None = None
    term: Term | None = None
    licence: str | None = None
    training: bool = False
    sources: tuple[tuple[str, str | None], ...] = ()

    @property
    def name(self) -> str:
        """What the package is called."""
        state = f"edition-{self.edition.number}" if self.edition else "today"
        return "-".join(filter(None, (MADE_BY, self.term.key if self.term else None, state)))


@dataclass
class FileMade:
    """A file that was written: its path in the package, bytes, hash, and rows of a table."""

    path: str
    size: int = 0
    rows: int | None = None
    _hash: Any = field(default_factory=hashlib.sha256, repr=False)

    @property
    def sha256(self) -> str:
        """The hash of what was written so far, in hex."""
        found: str = self._hash.hexdigest()
        return found

    def count(self, piece: bytes) -> bytes:
        """Count and hash a piece of the file."""
        self.size += len(piece)
        self._hash.update(piece)
        return piece

    def write(self, folder: Path, pieces: Iterable[bytes]) -> "FileMade":
        """Write the file, and count and hash what is written."""
        target = folder / self.path
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            for piece in pieces:
                file.write(self.count(piece))
        return self


def tables_of(tables: Mapping[str, Table], about: About) -> dict[str, Table]:
    """The tables that a package has: the public ones, of an edition those that it froze."""
    return {
        name: table
        for name, table in tables.items()
        if table.public and (about.edition is None or By.EDITION in table.by)
    }


def write(
    session: Session,
    folder: Path,
    tables: Mapping[str, Table],
    about: About,
    say: Say = lambda done, total: None,
) -> list[FileMade]:
    """Write a package into an empty folder, one row after another. Returns its files.

    Raises OSError where the disk refuses.
    """
    chosen = tables_of(tables, about)
    made = []
    for done, table in enumerate(chosen.values(), 1):
        file = FileMade(f"{DATA}/{table.name}.csv", rows=0)
        made.append(file.write(folder, _csv(session, table, about, file)))
        say(done, len(chosen))
    found = descriptor(chosen, about, made)
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    made.append(FileMade(DESCRIPTOR).write(folder, [text.encode()]))
    words = readme(about, [(table.title, f"{DATA}/{table.name}.csv") for table in chosen.values()])
    made.append(FileMade(README).write(folder, [words.encode()]))
    sums = "".join(f"{file.sha256}  {file.path}\n" for file in made)
    made.append(FileMade(SUMS).write(folder, [sums.encode()]))
    return made


def is_package(folder: Path) -> bool:
    """Whether a folder holds a package of ours and nothing else."""
    try:
        body = json.loads((folder / DESCRIPTOR).read_bytes())
        listed = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    if not isinstance(body, dict) or body.get("made_by") != MADE_BY:
        return False
    known = {line.partition("  ")[2] for line in listed} | {SUMS}
    inside = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return all(path.relative_to(folder).as_posix() in known for path in inside)


def _csv(session: Session, table: Table, about: About, counted: FileMade) -> Iterator[bytes]:
    """The rows as they are, in pieces; each is counted as it passes."""
    teller = Teller(None)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.key for column in columns_of(table, training=about.training)])
    for row in _rows(session, table, about):
        writer.writerow([teller.text(cell) for cell in row])
        counted.rows = (counted.rows or 0) + 1
        if buffer.tell() > PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _rows(session: Session, table: Table, about: About) -> Iterator[Cells]:
    term = about.term if By.TERM in table.by else None
    found = table.rows(session, Scope(term=term, edition=about.edition))
    return ((INVENTED, *row) for row in found) if about.training else found


def state_of(about: About) -> dict[str, Any]:
    """Of which state something is, and under which licence: said in every file of the kind."""
    found: dict[str, Any] = {
        "name": about.name,
        "made_by": MADE_BY,
        "languages": list(LANGS),
        "created": f"{about.created.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "as_of": about.as_of.isoformat(),
        "method_version": about.method_version,
    }
    if about.term:
        found["convocation"] = about.term.key
    if about.training:
        found["training"] = INVENTED
    return found | _edition(about.edition) | _licence(about.licence)


def descriptor(
    tables: Mapping[str, Table], about: About, made: Iterable[FileMade]
) -> dict[str, Any]:
    """The contents of `datapackage.json`."""
    found = {"profile": "tabular-data-package"} | state_of(about)
    found |= said("title", TITLE) | said("description", ABOUT)
    found["contributors"] = [{"title": "Promises Watch", "role": "publisher"}]
    if about.sources:
        found["sources"] = [
            {"title": title} | ({"path": address} if address else {})
            for title, address in about.sources
        ]
    by_path = {file.path: file for file in made}
    found["resources"] = [
        _resource(table, tables, about, by_path[f"{DATA}/{table.name}.csv"])
        for table in tables.values()
    ]
    return found


def _edition(edition: EditionShown | None) -> dict[str, Any]:
    if edition is None:
        return {"preliminary": True}
    names: Text = edition.campaign
    return {
        "version": str(edition.number),
        "edition": {
            "number": edition.number,
            "name": edition.name,
            "as_of": edition.as_of.isoformat(),
            "published_at": f"{edition.published_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "sha256": edition.sha256,
            "campaign": {lang: getattr(names, f"name_{lang}") for lang in LANGS},
            "observed": [edition.observed_from.isoformat(), edition.observed_to.isoformat()],
        },
    }


def _licence(licence: str | None) -> dict[str, Any]:
    """The licence as the specification has it; one that is not stated is not invented."""
    if not licence:
        return {"licence_note": "not stated"}
    if licence.startswith(("http://", "https://")):
        return {"licenses": [{"path": licence}]}
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", licence).strip("-") or "other"
    return {"licenses": [{"name": name, "title": licence}]}


def _resource(
    table: Table, tables: Mapping[str, Table], about: About, made: FileMade
) -> dict[str, Any]:
    return (
        {"profile": "tabular-data-resource", "name": table.name, "path": made.path}
        | said("title", table.title)
        | said("description", table.about)
        | {
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": made.size,
            "hash": f"sha256:{made.sha256}",
            "rows": made.rows,
            "dialect": {
                "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"',
                "doubleQuote": True, "header": True,
            },
            "schema": schema(table, tables, training=about.training),
        }
    )  # fmt: skip

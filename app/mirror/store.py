"""What was fetched for a copy and what was made of it, kept beside the portal between builds.

It lets a build go on that was killed, and the next one ask only for what changed. Nothing is lost
with it but time.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.mirror.shapes import Answer, Known

#: So many answers are written to the disk at once.
BATCH = 50
_TABLES = """
CREATE TABLE IF NOT EXISTS pages (
    address TEXT PRIMARY KEY, build INTEGER NOT NULL, status INTEGER NOT NULL, mime TEXT NOT NULL,
    location TEXT NOT NULL, policy TEXT NOT NULL, etag TEXT NOT NULL, state TEXT NOT NULL,
    digest TEXT NOT NULL, links TEXT NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, recipe TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    taken TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Fetched:
    """An answer as it is kept. `location` is a canonical address; `digest` is of the body."""

    address: str
    status: int
    mime: str
    location: str = ""
    policy: str = ""
    known: Known | None = None
    digest: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A file of the copy: of what it was made, its hash, and the day since which it says so."""

    path: str
    recipe: str
    sha256: str
    size: int
    taken: str


class Store:
    """A small database file. One build at a time uses it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        # What is lost with the machine is fetched again: no write waits for the disk.
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_TABLES)
        self._waiting = 0

    def close(self) -> None:
        """Write what waits."""
        self.commit()
        self._db.close()

    def commit(self) -> None:
        """Write what waits."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._waiting = 0

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN")
        self._db.execute(statement, values)
        self._waiting += 1
        if self._waiting >= BATCH:
            self.commit()

    def fact(self, name: str) -> str:
        """Something that was noted of the last build; empty where nothing was."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Note something of this build."""
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def forget_pages(self) -> None:
        """Ask for every page anew."""
        self._write("DELETE FROM pages", ())

    def page(self, address: str) -> Fetched | None:
        """What is known of an address, without its body."""
        row = self._db.execute(
            "SELECT address, status, mime, location, policy, etag, state, digest, links "
            "FROM pages WHERE address = ?",
            (address,),
        ).fetchone()
        if row is None:
            return None
        known = Known(row[5], row[6]) if row[5] else None
        links = tuple(json.loads(row[8]))
        return Fetched(row[0], row[1], row[2], row[3], row[4], known, row[7], links)

    def body(self, address: str) -> bytes:
        """The body of an answer. Raises KeyError where the address was never fetched."""
        row = self._db.execute("SELECT body FROM pages WHERE address = ?", (address,)).fetchone()
        if row is None:
            raise KeyError(address)
        return zlib.decompress(row[0])

    def keep(self, build: int, page: Fetched, answer: Answer) -> None:
        """Keep an answer and what was read in it."""
        known = page.known
        self._write(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page.address, build, page.status, page.mime, page.location, page.policy,
                known.etag if known else "", known.state if known else "", page.digest,
                json.dumps(page.links), zlib.compress(answer.body, 3),
            ),
        )  # fmt: skip

    def seen(self, build: int, page: Fetched, known: Known | None) -> None:
        """Note that an address said in this build what it said before."""
        known = known or page.known
        self._write(
            "UPDATE pages SET build = ?, etag = ?, state = ? WHERE address = ?",
            (build, known.etag if known else "", known.state if known else "", page.address),
        )

    def of_build(self, build: int) -> Iterator[str]:
        """The addresses of a build, in their order."""
        query = "SELECT address FROM pages WHERE build = ? ORDER BY address"
        return (row[0] for row in self._db.execute(query, (build,)).fetchall())

    def drop_older(self, build: int) -> None:
        """Forget the addresses that a finished build did not come to."""
        self._write("DELETE FROM pages WHERE build <> ?", (build,))

    def made(self, path: str) -> Made | None:
        """What is known of a file of the copy."""
        row = self._db.execute("SELECT * FROM files WHERE path = ?", (path,)).fetchone()
        return Made(*row) if row else None

    def put(self, made: Made) -> None:
        """Note a file of the copy."""
        self._write(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
            (made.path, made.recipe, made.sha256, made.size, made.taken),
        )

    def files(self) -> list[str]:
        """The paths of all files that were ever made and not removed."""
        return [row[0] for row in self._db.execute("SELECT path FROM files").fetchall()]

    def drop(self, path: str) -> None:
        """Forget a file that was removed."""
        self._write("DELETE FROM files WHERE path = ?", (path,))

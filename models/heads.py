"""The head of the journal outside of its table: lines in a file beside the archive.

Before a transaction that wrote the journal commits, an `intent` says which rows it adds and on
which row they stand; after the commit, a `head` says that they are there. So a process that dies
in between leaves rows that an intent accounts for; a row that went missing, the last one too,
leaves a head without a row; and a row that was slipped in behind the portal has no intent.

A `begin` is the row at which the file was begun, `restored` that of a backup that took the
place of what was there, `accepted` what an operator said to go on from, with a reason. Lines
before the last of these three say nothing about the table of today.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import IO

from filelock import FileLock

NAME = "audit-heads.jsonl"
#: Bytes behind which lines of the past are drawn together, and the newest lines left as they are.
LARGE = 2 * 1024 * 1024
NEWEST = 1000


class Kind(StrEnum):
    """What a line says."""

    BEGIN = "begin"
    INTENT = "intent"
    HEAD = "head"
    RESTORED = "restored"
    ACCEPTED = "accepted"


#: Lines from which the file starts anew.
BASES = frozenset({Kind.BEGIN, Kind.RESTORED, Kind.ACCEPTED})


@dataclass(frozen=True)
class Line:
    """One line: `id` and `hash` of the last row it speaks of, at a moment in ISO format.

    An intent names its `first` row and the hash of the row before that, `prev`. A head has them
    where it stands for the transactions of a whole day.
    """

    kind: Kind
    at: str
    id: int
    hash: str
    first: int | None = None
    prev: str | None = None
    reason: str | None = None

    def __str__(self) -> str:
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


class HeadFile:
    """The file at `path`, which any number of processes add to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # The name is one that a backup passes over.
        self._lock = FileLock(path.with_name(path.name + ".lock"))

    def exists(self) -> bool:
        """Whether anything stands in it."""
        return self.path.exists() and self.path.stat().st_size > 0

    def add(self, *lines: Line) -> None:
        """Write lines at the end. Raises OSError where the disk does not take them."""
        text = "".join(f"{line}\n" for line in lines)
        with self._lock, self.path.open("ab+") as file:
            size = file.seek(0, os.SEEK_END)
            if size and _last_byte(file) != b"\n":
                # The writer before died in the middle of a line.
                text = "\n" + text
            file.write(text.encode())
        if size > LARGE:
            self.draw_together()

    def intend(self, line: Line, before: int) -> None:
        """Write an intent; a file that is not there begins with the row `before` it."""
        if not self.exists() and line.prev is not None:
            begin = Line(Kind.BEGIN, line.at, before, line.prev)
            self.add(begin, line)
        else:
            self.add(line)

    def lines(self) -> tuple[list[Line], int]:
        """What stands in it, and how many lines cannot be understood."""
        found: list[Line] = []
        unclear = 0
        if not self.exists():
            return found, unclear
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                if not text.strip():
                    continue
                try:
                    values = json.loads(text)
                    found.append(Line(**{**values, "kind": Kind(values["kind"])}))
                except (ValueError, TypeError, KeyError):
                    unclear += 1
        return found, unclear

    def draw_together(self) -> None:
        """Make one line a day of the transactions that followed each other, but for the newest.

        Unclear lines would be lost by it, so a file with one stays as it is.
        """
        with self._lock:
            lines, unclear = self.lines()
            if unclear or len(lines) <= NEWEST:
                return
            shorter = drawn_together(lines, NEWEST)
            scratch = self.path.with_name(self.path.name + ".tmp")
            with scratch.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in shorter)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(self.path)


def _last_byte(file: IO[bytes]) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


def drawn_together(lines: list[Line], newest: int) -> list[Line]:
    """`lines` with those of the past as one a day, where they join; what does not join stays.

    An intent that neither a head nor a later line builds on was never committed, and goes.
    """
    past, rest = lines[:-newest], lines[-newest:]
    stands = {line.hash for line in lines if line.kind is Kind.HEAD}
    stands |= {line.prev for line in lines if line.prev is not None}
    told = {line.hash for line in past if line.prev is not None}
    found: list[Line] = []
    for line in past:
        last = found[-1] if found else None
        if line.kind in BASES:
            found.append(line)
        elif line.prev is None:
            # Its intent stands in the same stretch and says more; alone it must be kept.
            if line.hash not in told:
                found.append(line)
        elif line.hash in stands:
            if last is not None and _joins(last, line):
                found[-1] = replace(last, at=line.at, id=line.id, hash=line.hash)
            else:
                found.append(replace(line, kind=Kind.HEAD))
    return found + rest


def _joins(last: Line, line: Line) -> bool:
    """Whether `line` goes on, the same day, where the drawn line `last` ends."""
    drawn = last.kind is Kind.HEAD and last.prev is not None
    return drawn and last.hash == line.prev and last.at[:10] == line.at[:10]


def since_base(lines: list[Line]) -> list[Line]:
    """The lines that speak of the table of today: the last base and what follows it."""
    places = [place for place, line in enumerate(lines) if line.kind in BASES]
    return lines[places[-1] :] if places else lines

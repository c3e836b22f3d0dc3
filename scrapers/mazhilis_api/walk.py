"""The way through a list that comes in pages and moves while it is read.

New rows appear at its head and push the others on, pages fail or come empty, a server may
say a wrong `count` or give the same rows for ever. So nothing but the ids of the rows is
relied on: a walk ends after several pages that bring none that is new, and what has moved to
the head meanwhile is read again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scrapers.records import CapturedPage


@dataclass(frozen=True)
class Paging:
    """The settings of `paging` in source.yml: rows a page, and when to give up."""

    page_size: int = 12
    attempts: int = 3
    stop_after: int = 3
    sweeps: int = 3
    max_pages: int = 2500


@dataclass(frozen=True)
class Part:
    """One page of a list: its capture, the ids of its rows, and how long the list is said to be."""

    captured: CapturedPage
    ids: tuple[str, ...]
    count: int | None


#: Reads the part at an offset; None when it failed, which has been noted then.
ReadPart = Callable[[int], Part | None]


class Walk:
    """One walk through the list in one language. `seen` are the ids found so far."""

    def __init__(self, read: ReadPart, paging: Paging, warn: Callable[[str], Any]) -> None:
        self.read = read
        self.paging = paging
        self.warn = warn
        self.seen: set[str] = set()
        self.offset = 0
        self.pages = 0
        self.idle = 0
        self.last_full = -1
        self.empty: list[int] = []
        self.done = False
        self.moved = False

    def step(self) -> CapturedPage | None:
        """Read the next page. None when it could not be read or has no rows; then see `done`."""
        part = self.read(self.offset)
        self.pages += 1
        fresh = self._take(part)
        self.idle = 0 if fresh else self.idle + 1
        if part is None or not part.ids:
            if part is not None:
                self.empty.append(self.offset)
            self.offset += self.paging.page_size
        else:
            self.last_full = self.offset
            # A server may give fewer rows than were asked for, in the middle too.
            self.offset += len(part.ids)
        self.done = self._ended(part)
        return part.captured if part is not None else None

    def _take(self, part: Part | None) -> int:
        """Remember the ids of a part; the number of those that are new."""
        before = len(self.seen)
        self.seen.update(part.ids if part is not None else ())
        return len(self.seen) - before

    def _ended(self, part: Part | None) -> bool:
        if self.idle >= self.paging.stop_after:
            # Short pages of known rows are the end of a list that grows at its head.
            if part is not None and len(part.ids) >= self.paging.page_size:
                self.warn(
                    f"the last {self.idle} pages, up to offset {self.last_full}, brought no new "
                    f"row: the site repeats itself, so the list was left with {len(self.seen)} rows"
                )
            return True
        if self.pages >= self.paging.max_pages:
            self.warn(f"the list was left after {self.pages} pages, though rows went on")
            return True
        # A count is believed only where it agrees with what was read to the end.
        short = part is not None and len(part.ids) < self.paging.page_size
        return short and part is not None and part.count == len(self.seen)

    def fill(self) -> Iterator[CapturedPage]:
        """Read once more the pages that came empty though rows follow them."""
        for offset in self.empty:
            if offset > self.last_full:
                continue
            part = self.read(offset)
            if part is not None and part.ids:
                self._take(part)
                yield part.captured
            elif part is not None:
                self.warn(f"the page at offset {offset} has no rows, though rows follow it")

    def head(self) -> Iterator[CapturedPage]:
        """Read the list from its head until a page shows a row that is known; see `moved`.

        A page that brings nothing new is given too: a replay of the archive reads it as well.
        """
        self.moved = False
        offset = 0
        while offset < self.paging.max_pages * self.paging.page_size:
            part = self.read(offset)
            if part is None or not part.ids:
                return
            known = sum(uid in self.seen for uid in part.ids)
            self.moved |= self._take(part) > 0
            yield part.captured
            if known:
                return
            offset += len(part.ids)

"""What all formats share: how a cell reads, what a caption says, which table needs a wide page."""

import datetime as dt
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from app.charts import bars
from app.reports.document import Block, Cell, Diagram, Document, Foreign, Grid, Link, Section
from app.scoring.words import N_
from app.words import Words

TABLE, DIAGRAM = N_("Table %(number)s"), N_("Diagram %(number)s")
#: What XML forbids: a file that holds it opens nowhere.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SCHEMES = ("http", "https", "mailto")
#: Letters that stand beside each other on an upright page, and on one that lies, in a table.
UPRIGHT, LYING = 103, 156
#: A column is at least as wide as its longest word, up to here, and never wider than its share.
WORD, LONGEST = 15, 60
#: A table of so many rows stands on one page.
SHORT = 12
#: What the edges of a cell take, in letters.
EDGES = 2


class Step(Protocol):
    """How a writer says how far it is; it may raise to make the writer stop."""

    def __call__(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """`done` of `total` steps, `total` None where it is not known."""


def quiet(done: int, total: int | None = None, message: str | None = None) -> None:
    """Nobody wants to know how far it is."""


def clean(text: str) -> str:
    """`text` as any format can hold it: line breaks stay, what XML forbids does not."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def reads(cell: Cell, words: Words) -> str:
    """A cell as people read it; None is said in words."""
    if cell is None:
        return words.gettext("not known")
    if isinstance(cell, Link | Foreign):
        return clean(cell.text)
    if isinstance(cell, int):
        return words.number(cell)
    if isinstance(cell, dt.date):
        return words.day(cell)
    return clean(cell)


def target(link: Link | None) -> str | None:
    """Where a link may lead; None for what is no address of a page or of a mailbox."""
    if link is None:
        return None
    try:
        scheme = urlsplit(link.address).scheme
    except ValueError:
        return None
    return clean(link.address) if scheme in SCHEMES else None


def is_number(cell: Cell) -> bool:
    """Whether a cell stands at the right edge of its column."""
    return isinstance(cell, int)


def number_columns(grid: Grid) -> tuple[bool, ...]:
    """Which columns hold numbers, so that their headings stand at the right too."""
    found = []
    for place in range(len(grid.head)):
        cells = [row[place] for row in grid.rows if row[place] is not None]
        found.append(bool(cells) and all(is_number(cell) for cell in cells))
    return tuple(found)


@dataclass(frozen=True)
class Measure:
    """How a table lies on paper: the share of each column, and whether it needs a wide page.

    `dense` says that even there its letters have to be small, `short` that no page may part it.
    """

    shares: tuple[float, ...]
    wide: bool
    dense: bool
    short: bool


def measure(grid: Grid, words: Words) -> Measure:
    """The widths of the columns of `grid`, by the letters that stand in them."""
    least, natural = [], []
    for place, head in enumerate(grid.head):
        texts = [reads(row[place], words) for row in grid.rows]
        # Bold letters are wider, and those of Kazakh and Russian wider than Latin ones.
        bold = math.ceil(_longest_word(head) * 1.3)
        word = min(WORD, max([_longest_word(text) for text in texts] + [bold]))
        # A heading may well stand on two lines: it is one row, and the others are many.
        longest = max([len(text) for text in texts] + [len(head) // 2])
        least.append(word + EDGES)
        natural.append(max(word, min(LONGEST, longest)) + EDGES)
    need = sum(least)
    if need > LYING:
        # Where words break anyway, the heading of a row is what is looked for.
        least[0] = natural[0]
    room = UPRIGHT if need <= UPRIGHT else max(LYING, need)
    spare, wanted = room - need, sum(natural) - need
    part = min(1.0, spare / wanted) if wanted > 0 else 0.0
    widths = [low + (high - low) * part for low, high in zip(least, natural, strict=True)]
    whole = sum(widths) or 1.0
    shares = tuple(width / whole for width in widths)
    return Measure(shares, need > UPRIGHT, need > LYING, len(grid.rows) <= SHORT)


def _longest_word(text: str) -> int:
    return max((len(word) for word in re.split(r"[\s/-]+", text)), default=0)


def captions(document: Document) -> dict[tuple[str, str], int]:
    """The number of each table and diagram, in the order in which they stand."""
    found: dict[tuple[str, str], int] = {}
    counts = {TABLE: 0, DIAGRAM: 0}

    def count(kind: str, key: str) -> None:
        counts[kind] += 1
        found[kind, key] = counts[kind]

    for block in blocks(document.sections):
        if isinstance(block, Diagram):
            count(DIAGRAM, block.key)
            count(TABLE, block.grid.key)
        elif isinstance(block, Grid):
            count(TABLE, block.key)
    return found


def blocks(sections: tuple[Section, ...]) -> Iterator[Block]:
    """All blocks in the order in which they are read."""
    for section in sections:
        yield from section.blocks
        yield from blocks(section.sections)


def grids(document: Document) -> Iterator[Grid]:
    """All tables in the order in which they are read, those of diagrams too."""
    for block in blocks(document.sections):
        if isinstance(block, Diagram):
            yield block.grid
        elif isinstance(block, Grid):
            yield block


def around_number(kind: str, words: Words) -> tuple[str, str]:
    """What a caption says before its number and after it: in Kazakh the number comes first."""
    before, after = words.gettext(kind, number="\x00").split("\x00")
    return before, after


def headings(sections: tuple[Section, ...], level: int = 1) -> Iterator[tuple[int, Section]]:
    """All headings with their levels, from 1."""
    for section in sections:
        yield level, section
        yield from headings(section.sections, level + 1)


def picture(diagram: Diagram, words: Words) -> str:
    """The diagram as SVG without what its caption says, and what each page of a report says."""
    return bars.draw(diagram.sheet, words, training=False, alone=False)

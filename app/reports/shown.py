"""What all formats share: how a cell reads, what a caption says, which table needs a wide page."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from app.charts import bars
from app.charts.text import width
from app.reports.document import DASH, Block, Cell, Diagram, Document, Foreign, Grid, Link, Section
from app.scoring.words import N_
from app.words import Words

TABLE, DIAGRAM = N_("Table %(number)s"), N_("Diagram %(number)s")
#: What XML forbids: a file that holds it opens nowhere.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SCHEMES = ("http", "https", "mailto")
#: What a letter of middle width takes, of the size of its font.
LETTER = 0.55
#: Letters that stand beside each other on an upright page, and on one that lies, in a table.
UPRIGHT, LYING = 105, 158
#: A column is at least as wide as its longest word, up to here, and never wider than its share.
WORD, LONGEST = 18, 66
#: A table of so many rows stands on one page.
SHORT = 12
#: A table takes at least this part of the width of a page, so that tables look alike.
NARROWEST = 0.6
#: What the edges of a cell take, in letters.
EDGES = 2
#: What keeps words apart from a column of numbers on their left, in letters.
GAP = 2


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


def number_columns(grid: Grid) -> tuple[bool, ...]:
    """Which columns hold numbers and nothing else: they stand at the right edge, heading and all.

    A number among words, as in a table of labels and values, stands at the left as they do.
    """
    found = []
    for place in range(len(grid.head)):
        cells = [row[place] for row in grid.rows if row[place] not in (None, DASH)]
        found.append(bool(cells) and all(isinstance(cell, int) for cell in cells))
    return tuple(found)


def beside_number(numbers: tuple[bool, ...], place: int) -> bool:
    """Whether a column of words follows one of numbers, whose digits end where it begins."""
    return place > 0 and numbers[place - 1] and not numbers[place]


@dataclass(frozen=True)
class Measure:
    """How a table lies on paper: the share of each column, and whether it needs a wide page.

    Shares are of the width of the page; a table of short words takes less than all of it.
    `dense` says that even there its letters have to be small, `short` that no page may part it.
    """

    shares: tuple[float, ...]
    wide: bool
    dense: bool
    short: bool


def measure(grid: Grid, words: Words) -> Measure:
    """The widths of the columns of `grid`, by the letters that stand in them."""
    least, natural = [], []
    numbers = number_columns(grid)
    for place, head in enumerate(grid.head):
        texts = [reads(row[place], words) for row in grid.rows]
        bold = _longest_word(head, bold=True)
        word = min(WORD, max([_longest_word(text) for text in texts] + [bold]))
        # A heading may well stand on two lines: it is one row, and the others are many.
        longest = max([_letters(text) for text in texts] + [_letters(head, bold=True) / 2])
        edges = EDGES + (GAP if beside_number(numbers, place) else 0)
        least.append(word + edges)
        natural.append(max(word, min(LONGEST, longest)) + edges)
    need = sum(least)
    if need > LYING:
        # Where words break anyway, the heading of a row is what is looked for.
        least[0] = natural[0]
    room = UPRIGHT if need <= UPRIGHT else max(LYING, need)
    spare, wanted = room - need, sum(natural) - need
    part = min(1.0, spare / wanted) if wanted > 0 else 0.0
    widths = [low + (high - low) * part for low, high in zip(least, natural, strict=True)]
    taken = sum(widths)
    stretch = max(1.0, room * NARROWEST / taken) if taken else 1.0
    shares = tuple(one * stretch / room for one in widths)
    return Measure(shares, need > UPRIGHT, need > LYING, len(grid.rows) <= SHORT)


@lru_cache(maxsize=4096)
def _letters(text: str, *, bold: bool = False) -> float:
    """How many letters of middle width `text` is as wide as: those of Kazakh are wide ones."""
    return width(text, 1 / LETTER, bold=bold)


def _longest_word(text: str, *, bold: bool = False) -> float:
    # A blank that does not break holds two words together.
    words = re.split(r"[^\S\u00a0]+|[/-]", text)
    return max((_letters(word, bold=bold) for word in words), default=0.0)


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

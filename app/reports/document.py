"""What a report is made of, whatever its format: each format writes exactly these blocks.

Texts are plain, in the language of the document where `lang` says nothing else. A cell that is a
number stays one until a format writes it, so that all formats can be held together cell by cell.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.charts.sheet import Sheet


class Tone(StrEnum):
    """What a paragraph is: ours, an aside, where something comes from, words of somebody."""

    TEXT = "text"
    NOTE = "note"
    SOURCE = "source"
    QUOTE = "quote"
    OWN = "own"


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; `address` is absolute."""

    text: str
    address: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; `link` follows its text."""

    text: str
    tone: Tone = Tone.TEXT
    lang: str | None = None
    link: Link | None = None


@dataclass(frozen=True)
class Points:
    """A list of paragraphs."""

    items: tuple[Paragraph, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Foreign:
    """Words of a cell that are not in the language of the document, but in `lang`."""

    text: str
    lang: str


Cell = str | int | dt.date | Link | Foreign | None


#: What a cell reads where there is nothing to tell.
DASH = "–"


@dataclass(frozen=True)
class Grid:
    """A table. The first cell of each row is its heading; None is "not known" in words.

    `key` is permanent and unique in a document. `sums` says that the last row is the sum.
    """

    key: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: bool = False
    note: str | None = None

    def spared(self) -> "Grid":
        """The table without the columns in which no row tells anything."""
        kept = [n for n in range(len(self.head)) if {row[n] for row in self.rows} != {DASH}]
        rows = tuple(tuple(row[n] for n in kept) for row in self.rows)
        return replace(self, head=tuple(self.head[n] for n in kept), rows=rows)


@dataclass(frozen=True)
class Diagram:
    """A picture with its caption, its words for who cannot see it, and its table.

    Captions say no number: formats count diagrams and tables in the order in which they stand.
    """

    key: str
    caption: str
    alternative: str
    sheet: Sheet
    grid: Grid


Block = Paragraph | Points | Grid | Diagram


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it. `apart` begins on a new page."""

    key: str
    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    apart: bool = False


@dataclass(frozen=True)
class Document:
    """A report in one language. `front` stands under the title; `made` says from what and when.

    `training` says that its data are invented, which every page of it then tells; `made_at` is
    the moment that the properties of a file tell.
    """

    lang: str
    title: str
    subtitle: str
    front: tuple[Paragraph, ...]
    made: str
    sections: tuple[Section, ...] = field(default_factory=tuple)
    training: bool = False
    made_at: dt.datetime | None = None

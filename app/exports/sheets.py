"""A table in a workbook: typed cells, row by row, on as many sheets as they need."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.exports.cells import Teller
from app.exports.csv import neutral
from app.queries.table_shapes import Cell, Cells, Column, Type

#: What a sheet of Excel holds: rows, links, characters of a cell and of an address.
ROWS, LINKS, TEXT, ADDRESS = 1_048_576, 65_530, 32_767, 2_079
A4 = 9
#: Every link is kept in memory until the file is closed, which must not grow with the rows.
LINKS_OF_A_BOOK = 5_000
#: A number is kept exactly by 15 digits; a longer one is written as text.
EXACT = 10**15
#: Of how many rows the widths of the columns are taken.
LOOKED_AT = 300
NARROWEST, WIDEST = 9, 60
NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LIKE_A_NUMBER = re.compile(r"[+\-.(]?\d")
CUT = " […]"


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """`text` as the name of a sheet: at most 31 characters, none that Excel forbids, unlike others.

    Names that differ by case alone are the same to Excel, and `History` is its own.
    """
    others = {name.casefold() for name in taken} | {"history"}
    name = " ".join(NO_NAME.sub(" ", text).split()).strip("'")[:31].strip("' ") or "1"
    number, found = 1, name
    while found.casefold() in others:
        number += 1
        tail = f" ({number})"
        found = name[: 31 - len(tail)].rstrip() + tail
    return found


def clean(text: str) -> str:
    """`text` without what no cell can hold; every end of a line is the same."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def shortened(text: str) -> str:
    """`text` within the limit of a cell, which counts in units of UTF-16; cut ones say so."""
    if len(text) * 2 <= TEXT or len(text.encode("utf-16-le")) // 2 <= TEXT:
        return text
    units = text.encode("utf-16-le")[: (TEXT - len(CUT)) * 2]
    return units.decode("utf-16-le", "ignore") + CUT


class Looks:
    """The formats of a workbook."""

    def __init__(self, book: Workbook, teller: Teller) -> None:
        day = "dd.mm.yyyy" if teller.words else "yyyy-mm-dd"
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": day, "align": "left"})
        self.moment = book.add_format({"num_format": f"{day} hh:mm:ss", "align": "left"})
        #: Digits that stay text, also when somebody edits the cell.
        self.digits = book.add_format({"num_format": "@"})
        #: What looks like a formula stays text when somebody edits the cell.
        self.quoted = book.add_format({"quote_prefix": True})
        self.link = book.add_format({"font_color": "#0B5394", "underline": 1})


@dataclass
class Written:
    """What became of a table: its sheets, its rows, and what did not fit."""

    sheets: list[str] = field(default_factory=list)
    rows: int = 0
    cut: int = 0
    unlinked: int = 0


class Book:
    """A workbook that is written row by row."""

    def __init__(self, book: Workbook, teller: Teller, site: str) -> None:
        self.book, self.teller, self.site = book, teller, site
        self.looks = Looks(book, teller)
        self.names: list[str] = []
        self.links = 0

    def sheet(self, text: str) -> tuple[str, Worksheet]:
        """A new sheet, named by `text` as far as that can be."""
        name = sheet_name(text, self.names)
        self.names.append(name)
        sheet = self.book.add_worksheet(name)
        # On paper a row stays on one page, however many columns it has.
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return name, sheet

    def table(self, title: str, columns: tuple[Column, ...], rows: Iterable[Cells]) -> Written:
        """Write a table; where a sheet is full, the next one begins with the heading again."""
        written = Written()
        rest: Iterator[Cells] = iter(rows)
        more: Cells | None = None
        while more is not None or not written.sheets:
            name, sheet = self.sheet(title)
            written.sheets.append(name)
            part = Part(self, sheet, columns, written)
            more = part.fill(more, rest)
        return written


class Part:
    """One sheet of a table."""

    def __init__(
        self, book: Book, sheet: Worksheet, columns: tuple[Column, ...], written: Written
    ) -> None:
        self.book, self.sheet, self.columns, self.written = book, sheet, columns, written
        self.links = 0
        headings = [book.teller.heading(column) for column in columns]
        self.widths = [max(map(len, text.split()), default=0) + 3 for text in headings]
        for place, text in enumerate(headings):
            sheet.write_string(0, place, shortened(clean(text)), book.looks.heading)

    def fill(self, first: Cells | None, rest: Iterator[Cells]) -> Cells | None:
        """Write `first` and as many of the rest as fit; the row that did not, or None."""
        number, row = 0, first if first is not None else next(rest, None)
        while row is not None and number < ROWS - 1:
            number += 1
            self._row(number, row)
            row = next(rest, None)
        self.written.rows += number
        self._finish(number)
        return row

    def _row(self, number: int, row: Cells) -> None:
        for place, (column, cell) in enumerate(zip(self.columns, row, strict=True)):
            if cell is None or cell == "":
                continue
            shown = self._cell(number, place, column, cell)
            if number <= LOOKED_AT and shown > self.widths[place]:
                self.widths[place] = shown

    def _cell(self, number: int, place: int, column: Column, cell: Cell) -> int:
        """Write a cell by its type; how many characters wide it is shown."""
        value = self.book.teller.value(cell)
        if isinstance(value, str):
            return self._text(number, place, column, value)
        if isinstance(value, bool):
            self.sheet.write_boolean(number, place, value)
            return 6
        if isinstance(value, int) and -EXACT < value < EXACT:
            self.sheet.write_number(number, place, value)
            return len(str(value)) + 1
        if isinstance(value, dt.date) and value.year >= 1900:
            looks, moment = self.book.looks, isinstance(value, dt.datetime)
            self.sheet.write_datetime(number, place, value, looks.moment if moment else looks.day)
            return 20 if moment else 11
        # A number too long to be kept exactly, and a day before the calendar of spreadsheets.
        return self._text(number, place, column, self.book.teller.text(cell))

    def _text(self, number: int, place: int, column: Column, text: str) -> int:
        text = clean(text)
        whole, text = text, shortened(text)
        self.written.cut += whole is not text
        if column.type is Type.LINK and self._link(number, place, text):
            return min(len(text), 30)
        looks = self.book.looks
        if neutral(text) is not text:
            self.sheet.write_string(number, place, text, looks.quoted)
        elif LIKE_A_NUMBER.match(text):
            self.sheet.write_string(number, place, text, looks.digits)
        else:
            self.sheet.write_string(number, place, text)
        return len(text) + 1

    def _link(self, number: int, place: int, address: str) -> bool:
        """Write an address that can be opened; False where it must stay text."""
        if address.startswith("/") and self.book.site:
            address = self.book.site + address
        fits = len(address.encode("utf-16-le")) // 2 <= ADDRESS
        if not address.startswith(("https://", "http://")) or not fits or not self._has_room():
            self.written.unlinked += 1
            return False
        self.links += 1
        self.book.links += 1
        # A mark after # counts by itself, and both are within the limit of the whole.
        self.sheet.write_url(number, place, address, self.book.looks.link, address)
        return True

    def _has_room(self) -> bool:
        return self.links < LINKS and self.book.links < LINKS_OF_A_BOOK

    def _finish(self, rows: int) -> None:
        last = len(self.columns) - 1
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.autofilter(0, 0, rows, last)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, min(max(width, NARROWEST), WIDEST))

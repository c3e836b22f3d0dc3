"""CSV: UTF-8, commas, CRLF, quotes where needed (RFC 4180).

By permanent keys there is no byte order mark: it would become part of the first column's name
for every program. In a language there is one, for such a file is opened by a double click, and
without it Excel takes Kazakh letters for those of the code page of the machine.

Text that looks like a number or a day stands in quotes, and typed numbers and days do not: a
reader that takes quoted fields as text keeps leading zeros and all digits of long numbers.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sqlalchemy.orm import Session

from app.exports.base import Order, Setting, Tally, marked
from app.exports.cells import Teller
from app.queries.table_shapes import Cell

PIECE = 64 * 1024
BYTE_ORDER_MARK = "\ufeff"
# The full-width signs are taken for formulas by spreadsheets in East Asian settings.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
PHONE = re.compile(r"\+\d[\d ()-]{5,20}\d")
#: What must stand in quotes, and what would be taken for a number or a day without them.
QUOTED = re.compile(r'[",\r\n]|^\s*[+\-.(]?\d')


def neutral(cell: str) -> str:
    """`cell` so that no spreadsheet runs it as a formula.

    A cell that begins like one (=, +, -, @, also after spaces, or a tab or line break) gets
    an apostrophe before it. A number with a sign and a phone number in international form
    are data and stay as they are.
    """
    if not FORMULA.match(cell) or NUMBER.fullmatch(cell) or PHONE.fullmatch(cell):
        return cell
    return "'" + cell


@lru_cache(maxsize=8192)
def field(cell: str) -> str:
    """A text as it stands in the file."""
    cell = neutral(cell)
    return '"' + cell.replace('"', '""') + '"' if QUOTED.search(cell) else cell


def lines(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """Rows of fields in pieces of about 64 KiB."""
    waiting, size = [], 0
    for row in rows:
        # A row of one empty field would otherwise be no row at all.
        line = (",".join(row) or '""') + "\r\n"
        waiting.append(line)
        size += len(line)
        if size > PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    yield "".join(waiting).encode()


def texts(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """A file of texts under a heading, in pieces."""

    def fields() -> Iterator[list[str]]:
        yield [field(column) for column in columns]
        for row in rows:
            yield [field(cell) for cell in row]

    return lines(fields())


class CsvFormat:
    """Comma-separated values."""

    key = "csv"
    mime = "text/csv; charset=utf-8"
    many = False

    def encode(
        self, session: Session, orders: tuple[Order, ...], setting: Setting, tally: Tally
    ) -> Iterator[bytes]:
        """The file in pieces of about 64 KiB."""
        (order,) = orders
        teller = Teller(setting.lang)
        columns, rows = marked(order, setting, tally.count(order.rows(session)))

        def told(cell: Cell) -> str:
            text = teller.text(cell)
            return field(text) if isinstance(cell, str) else text

        def fields() -> Iterator[list[str]]:
            yield [field(teller.heading(column)) for column in columns]
            for row in rows:
                yield [told(cell) for cell in row]

        if setting.lang:
            yield BYTE_ORDER_MARK.encode()
        yield from lines(fields())

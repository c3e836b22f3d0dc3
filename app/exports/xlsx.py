"""XLSX by XlsxWriter, which keeps one row in memory: a sheet a table, and one about the file."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from app.exports.about import Told, about
from app.exports.base import Order, Setting, Tally, marked
from app.exports.cells import Teller
from app.exports.jsonl import line
from app.exports.sheets import Book
from app.queries.table_shapes import Cells, Column

PIECE = 64 * 1024


class XlsxFormat:
    """A workbook of Excel."""

    key = "xlsx"
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    many = True

    def encode(
        self, session: Session, orders: tuple[Order, ...], setting: Setting, tally: Tally
    ) -> Iterator[bytes]:
        """The file in pieces, once all of it stands in a temporary one: it begins with its end."""
        with tempfile.TemporaryDirectory(prefix="export-") as folder:
            path = Path(folder) / "book.xlsx"
            write(path, session, orders, setting, tally)
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece


def write(
    path: Path, session: Session, orders: tuple[Order, ...], setting: Setting, tally: Tally
) -> None:
    """Write the workbook. Temporary files stand beside it."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    workbook = Workbook(str(path), options)
    try:
        workbook.set_properties({"created": setting.now.replace(tzinfo=None)})
        teller = Teller(setting.lang)
        book, told = Book(workbook, teller, setting.site), []
        for order in orders:
            columns, rows = marked(order, setting, tally.count(order.rows(session)))
            seen = hashlib.sha256()
            title = teller.words.gettext(order.table.title) if teller.words else order.table.name
            written = book.table(title, columns, hashed(columns, rows, seen))
            told.append(Told(order, columns, written, seen.hexdigest()))
        about(book, told, setting)
        workbook.close()
    finally:
        # After an error its handles are still open; after `close` this does nothing.
        for sheet in workbook.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()


def hashed(columns: tuple[Column, ...], rows: Iterator[Cells], seen: "hashlib._Hash") -> Iterator[
    Cells
]:  # fmt: skip
    """`rows`, each added to the hash as the line that a file of JSON lines has for it."""
    for row in rows:
        seen.update(line(columns, row).encode())
        yield row

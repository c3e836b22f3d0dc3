"""CSV: UTF-8 without a byte order mark, commas, CRLF, quotes where needed (RFC 4180).

There is no mark because it would become part of the first column's name for every reader
but a spreadsheet. Excel opens such a file by Data, From Text/CSV, 65001: Unicode (UTF-8).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

PIECE = 64 * 1024
# The full-width signs are taken for formulas by spreadsheets in East Asian settings.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
PHONE = re.compile(r"\+\d[\d ()-]{5,20}\d")


def neutral(cell: str) -> str:
    """`cell` so that no spreadsheet runs it as a formula.

    A cell that begins like one (=, +, -, @, also after spaces, or a tab or line break) gets
    an apostrophe before it. A number with a sign and a phone number in international form
    are data and stay as they are.
    """
    if not FORMULA.match(cell) or NUMBER.fullmatch(cell) or PHONE.fullmatch(cell):
        return cell
    return "'" + cell


class CsvFormat:
    """Comma-separated values."""

    key = "csv"
    mime = "text/csv; charset=utf-8"

    def encode(self, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
        """The file in pieces of about 64 KiB."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([neutral(cell) for cell in row])
            if buffer.tell() > PIECE:
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue().encode()

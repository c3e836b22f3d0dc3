"""Files as they come from strangers, read with bounded memory and told by what is in them.

The name of a file says nothing: a table is known by its bytes. XLSX files are read by
`python-calamine` in a process of its own, see `app.imports.xlsx_child` for why.
"""

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import tempfile
import zipfile
import zlib
from itertools import islice
from pathlib import Path
from typing import Any

from app.imports.sheets import (
    COLUMNS,
    LARGEST,
    ROWS,
    UNPACKED,
    Cell,
    FileProblem,
    Place,
    Sheet,
    SheetInfo,
    UnreadableError,
    Workbook,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
#: How files of Excel before 2007 begin, and encrypted ones of any age.
OLE = b"\xd0\xcf\x11\xe0"
ENTRIES = 2_000
SECONDS = 40
CHILD = Path(__file__).with_name("xlsx_child.py")
DELIMITERS = (";", ",", "\t")
WEB = ("<!doctype", "<html", "<?xml", "<table", "<meta")


def look(data: bytes) -> Workbook:
    """What the file is and which sheets it has. Raises UnreadableError."""
    _bounded(data)
    if not _is_zip(data):
        read_text(data)
        return Workbook(CSV, (SheetInfo(""),))
    _check_archive(data)
    head = _ask(data, "")[0]
    sheets = tuple(SheetInfo(name, hidden) for name, hidden in head["sheets"])
    if not sheets:
        raise UnreadableError(FileProblem.EMPTY)
    return Workbook(XLSX, sheets)


def read(data: bytes, sheet: str) -> Sheet:
    """The sheet of this name. Raises UnreadableError."""
    _bounded(data)
    if not _is_zip(data):
        return read_text(data)
    _check_archive(data)
    head, *rows = _ask(data, sheet)
    errors = {(row, column): text for row, column, text in head["errors"]}
    unsaved = frozenset((row, column) for row, column in head["unsaved"])
    # What the reader takes for an empty cell may be a formula whose result is not there.
    places = [*errors, *unsaved]
    width = max([len(row) for row in rows] + [column + 1 for _, column in places], default=0)
    rows += [[] for _ in range(len(rows), max((row + 1 for row, _ in places), default=0))]
    return Sheet(
        sheet,
        tuple(_row(row, width) for row in rows),
        errors,
        unsaved,
        _covered(head["merged"]),
        head["since_1904"],
    )


def _covered(ranges: list[list[int]]) -> dict[Place, Place]:
    """Every cell that a merged one covers. Raises UnreadableError for more than a sheet holds."""
    found: dict[Place, Place] = {}
    left_over = ROWS * COLUMNS
    for top, left, bottom, right in ranges:
        rows, columns = range(top, min(bottom, ROWS) + 1), range(left, min(right, COLUMNS) + 1)
        left_over -= len(rows) * len(columns)
        if left_over < 0:
            raise UnreadableError(FileProblem.TOO_HEAVY)
        for row in rows:
            for column in columns:
                if (row, column) != (top, left):
                    found[row, column] = (top, left)
    return found


def _bounded(data: bytes) -> None:
    if not data:
        raise UnreadableError(FileProblem.EMPTY)
    if len(data) > LARGEST:
        raise UnreadableError(FileProblem.TOO_LARGE)
    if data.startswith(OLE):
        # An encrypted workbook is kept in the old container, under this name.
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableError(FileProblem.ENCRYPTED if locked else FileProblem.OLD_EXCEL)


def _is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def _check_archive(data: bytes) -> None:
    """Look at the list of contents before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            kinds = _content_types(archive, {entry.filename for entry in entries})
    # What is packed in a way that nobody can unpack raises any of these, by where it is damaged.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise UnreadableError(FileProblem.BROKEN) from None
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError(FileProblem.ENCRYPTED)
    if any(name.endswith("vbaProject.bin") for name in names) or b"macroEnabled" in kinds:
        raise UnreadableError(FileProblem.MACROS)
    if "xl/workbook.xml" not in names:
        raise UnreadableError(FileProblem.OTHER_OFFICE)
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise UnreadableError(FileProblem.TOO_HEAVY)


def _content_types(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    if "[Content_Types].xml" not in names:
        return b""
    with archive.open("[Content_Types].xml") as stream:
        return stream.read(1_000_000)


def _ask(data: bytes, sheet: str) -> list[Any]:
    """What the reading process answers. Raises UnreadableError."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file, tempfile.TemporaryFile() as answer:
        file.write(data)
        file.flush()
        limits = [str(limit) for limit in (ROWS, COLUMNS, UNPACKED)]
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(CHILD), file.name, sheet, *limits],
                stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.DEVNULL,
                timeout=SECONDS, check=False,
            )  # fmt: skip
        except (subprocess.TimeoutExpired, ValueError):
            raise UnreadableError(FileProblem.TOO_HEAVY) from None
        answer.seek(0)
        lines = [json.loads(line) for line in answer] if done.returncode == 0 else []
    if not lines:
        raise UnreadableError(FileProblem.TOO_HEAVY)
    if "problem" in lines[0]:
        raise UnreadableError(FileProblem(lines[0]["problem"]))
    return lines


def _row(row: list[Any], width: int) -> tuple[Cell, ...]:
    cells = [_cell(cell) for cell in row]
    return (*cells, *[None] * (width - len(cells)))


def _cell(cell: Any) -> Cell:
    if isinstance(cell, dict):
        try:
            return dt.date.fromisoformat(cell["day"])
        except ValueError:
            return str(cell["day"])
    return None if cell == "" else cell


def read_text(data: bytes) -> Sheet:
    """A file of comma-, semicolon- or tab-separated values. Raises UnreadableError."""
    text = _decode(data)
    if text.lstrip("\ufeff \r\n\t").lower().startswith(WEB):
        raise UnreadableError(FileProblem.WEB_PAGE)
    try:
        rows = list(islice(_parse(text, _delimiter(text)), ROWS + 1))
    except csv.Error:
        raise UnreadableError(FileProblem.QUOTES) from None
    if len(rows) > ROWS:
        raise UnreadableError(FileProblem.TOO_MANY_ROWS)
    width = max((len(row) for row in rows), default=0)
    if width > COLUMNS:
        raise UnreadableError(FileProblem.TOO_MANY_COLUMNS)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise UnreadableError(FileProblem.EMPTY)
    return Sheet("", tuple(_row(list(row), width) for row in rows))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif any(byte < 9 or 13 < byte < 32 for byte in data[:65536]):
        raise UnreadableError(FileProblem.NOT_A_TABLE)
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\x00", "")
    raise UnreadableError(FileProblem.ENCODING)


def _parse(text: str, delimiter: str) -> Any:
    # Strict: a quote that is never closed would swallow the rest of the file as one cell.
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """The separator by which most of the first rows have the same number of cells, above one."""
    best, broken = (0, 0, ","), ""
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in islice(_parse(text, delimiter), 20) if row]
        except csv.Error:
            broken = broken or delimiter
            continue
        common = max(widths, key=widths.count, default=0)
        if common > 1:
            best = max(best, (widths.count(common), common, delimiter))
    # Where no other separator gives columns, the one with the open quote is the file's own.
    return broken if broken and best[1] < 2 else best[2]

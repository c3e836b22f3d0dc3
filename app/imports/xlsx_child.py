"""Reads one XLSX file for the process that started it, and writes what it read to its output.

It is run as a file of its own and imports nothing of the portal. A spreadsheet of five kilobytes
with one cell in the last row and column makes the reader ask for 500 gigabytes, and kills its
process; so it happens here, with bounded memory and time, and the extent is looked at first.
"""

import datetime as dt
import json
import posixpath
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

import python_calamine

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
SMALL_PART = 5 * 1024 * 1024
#: Elements of one sheet: the largest table has a row, a cell and two more within it for each of
#: half a million cells. A sheet of more says nothing in most of them, and takes a minute to say it.
ELEMENTS = 2_000_000
ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class RefusedError(Exception):
    """The file is refused; the text is a value of `FileProblem`."""


def main(path: str, sheet: str, rows: int, columns: int, unpacked: int) -> None:
    """Answer with a line about the workbook, and for a `sheet` its rows, one a line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    try:
        with zipfile.ZipFile(path) as archive:
            parts, since_1904 = _sheets(archive)
            if sheet and sheet not in parts:
                raise RefusedError("no_such_sheet")
            found = _Scan(rows, columns)
            if sheet:
                with archive.open(parts[sheet]) as stream:
                    found.read(_bounded(stream, unpacked))
        book = python_calamine.load_workbook(path)
        _answer(book, sheet, found, since_1904=since_1904)
    except RefusedError as error:
        _say({"problem": str(error)})
    except python_calamine.PasswordError:
        _say({"problem": "encrypted"})
    # What is packed or written in a way that nobody can read raises any of these.
    except (
        zipfile.BadZipFile, zlib.error, python_calamine.CalamineError, expat.ExpatError,
        OSError, KeyError, EOFError, ValueError, NotImplementedError,
    ):  # fmt: skip
        _say({"problem": "broken"})
    except MemoryError:
        _say({"problem": "too_heavy"})


def _answer(book: Any, sheet: str, found: "_Scan", *, since_1904: bool) -> None:
    visible = python_calamine.SheetVisibleEnum.Visible
    plain = python_calamine.SheetTypeEnum.WorkSheet
    names = [[m.name, m.visible != visible] for m in book.sheets_metadata if m.typ == plain]
    if not sheet:
        _say({"sheets": names})
        return
    read = book.get_sheet_by_name(sheet)
    _say({
        "sheets": names,
        "since_1904": since_1904,
        "errors": found.errors,
        "unsaved": found.unsaved,
        "merged": [[*start, *end] for start, end in read.merged_cell_ranges or []][:10_000],
    })  # fmt: skip
    for row in read.iter_rows():
        _say([_cell(cell) for cell in row])


def _cell(cell: Any) -> Any:
    if isinstance(cell, dt.datetime | dt.date):
        # A moment of a sheet is of no zone: the day is all that is asked for.
        return {"day": cell.strftime("%Y-%m-%d") if cell.year >= 1000 else str(cell)}
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell if isinstance(cell, str | int | float | bool) else str(cell)


def _say(what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")


def _bounded(stream: IO[bytes], left: int) -> Iterator[bytes]:
    """The bytes of a part; what its archive says of its size is not believed."""
    while chunk := stream.read(64 * 1024):
        left -= len(chunk)
        if left < 0:
            raise RefusedError("too_heavy")
        yield chunk


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Where each sheet stands in the archive, and whether days are counted from 1904."""
    goals: dict[str, str] = {}
    named: dict[str, str] = {}
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        tag = tag.rpartition(":")[2]
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes["Target"]
            whole = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            goals[attributes["Id"]] = posixpath.normpath(whole)
        elif tag == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            named[attributes["name"]] = key
        elif tag == "workbookPr":
            since_1904 = attributes.get("date1904") in {"1", "true"}

    for part in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        parser = _parser()
        parser.StartElementHandler = start
        with archive.open(part) as stream:
            for chunk in _bounded(stream, SMALL_PART):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    return {name: goals[key] for name, key in named.items() if key in goals}, since_1904


def _parser() -> expat.XMLParserType:
    """A parser that takes no entities: a spreadsheet has none, only attacks have."""
    parser = expat.ParserCreate()

    def refuse(*_: Any) -> None:
        raise RefusedError("broken")

    parser.StartDoctypeDeclHandler = refuse
    return parser


class _Scan:
    """One pass over a sheet: how far it reaches, failed formulas, and those without a result."""

    def __init__(self, rows: int, columns: int) -> None:
        self.limits = rows, columns
        self.errors: list[list[Any]] = []
        self.unsaved: list[list[int]] = []
        self.elements = 0
        self.place, self.error = (0, 0), False
        self.formula = self.valued = self.reading = False
        self.text = ""

    def read(self, chunks: Iterator[bytes]) -> None:
        """Look at every cell. Raises RefusedError beyond the limits."""
        parser = _parser()
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.words
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > ELEMENTS:
            raise RefusedError("too_heavy")
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self.begin(attributes)
        elif tag == "f":
            self.formula = True
        elif tag in {"v", "is"}:
            self.reading, self.text = True, ""

    def begin(self, attributes: dict[str, str]) -> None:
        address = ADDRESS.fullmatch(attributes.get("r", ""))
        row, column = self.place
        if address is None:
            column += 1
        else:
            column = 0
            for letter in address[1]:
                column = column * 26 + ord(letter) - 64
            row, column = int(address[2]) - 1, column - 1
        self.place = row, column
        self.error = attributes.get("t") == "e"
        self.formula = self.valued = False

    def words(self, text: str) -> None:
        if self.reading and len(self.text) < 40:
            self.text += text

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in {"v", "is"}:
            self.reading = False
            self.valued = self.valued or bool(self.text) or tag == "is"
        elif tag == "c" and (self.valued or self.formula):
            self.note()

    def note(self) -> None:
        row, column = self.place
        if row >= self.limits[0]:
            raise RefusedError("too_many_rows")
        if column >= self.limits[1]:
            raise RefusedError("too_many_columns")
        if self.error:
            self.errors.append([row, column, self.text])
        elif self.formula and not self.valued:
            self.unsaved.append([row, column])


if __name__ == "__main__":
    _, path, sheet, rows, columns, unpacked = sys.argv
    main(path, sheet, int(rows), int(columns), int(unpacked))

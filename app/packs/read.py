"""Read a country pack and check it whole: every fault is listed, with where it stands."""

import csv
import enum
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.packs.cells import CellError
from app.packs.columns import Column, Table
from app.packs.manifest import MANIFEST, read_manifest
from app.packs.problems import PackError, Problem
from app.packs.schema import PERIODS, TABLES
from models.base import Confidence

FORMULA = "=+-@"
#: Categories of characters that no cell may hold: control, format, surrogate, private, unused.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
Known = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Row:
    """One row: its number in the file, its key, and a value per column; None is empty."""

    number: int
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Pack:
    """A pack that was found sound. `tables` are its rows, in the order of its files.

    One of general facts, such as the calendar, names no legislature and no convocation.
    """

    key: str
    title: str
    legislature: str | None
    convocation: int | None
    source_key: str
    source_name: str
    tables: Mapping[str, tuple[Row, ...]]

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of `table`, none where the pack has no such file."""
        return self.tables.get(table, ())


@dataclass
class _Reading:
    """What is known so far of one file, sound or not."""

    table: Table
    rows: list[Row] = field(default_factory=list)
    cells: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def read(directory: Path, known: Known | None = None) -> Pack:
    """The pack in `directory`; `known` are the keys of shared tables that it may refer to.

    Raises PackError with every fault of every file.
    """
    problems: list[Problem] = []
    manifest = read_manifest(directory, problems)
    if manifest is None:
        raise PackError(problems)
    readings: dict[str, _Reading] = {}
    for name in _files(directory, manifest["files"], problems):
        readings[name] = _table(directory / TABLES[name].file, TABLES[name], problems)
    _references(readings, known or {}, problems)
    if "legislature" in manifest:
        _own_convocation(manifest, readings, problems)
    if problems:
        order = [MANIFEST, *(table.file for table in TABLES.values())]
        problems.sort(key=lambda p: (order.index(p.file) if p.file in order else -1, p.row or 0))
        raise PackError(problems)
    source = manifest.get("source") or {}
    return Pack(
        key=manifest["key"],
        title=manifest["title"],
        legislature=manifest.get("legislature"),
        convocation=manifest.get("convocation"),
        source_key=source.get("key", f"{manifest['key']}-facts"),
        source_name=source.get("name", manifest["title"]),
        tables={name: tuple(reading.rows) for name, reading in readings.items()},
    )


class Holds(enum.StrEnum):
    """What a pack is about: general facts suit every portal, the others only their like."""

    GENERAL = "general"
    REAL = "real"
    INVENTED = "invented"


def holds(directory: Path) -> Holds:
    """What the pack in `directory` holds; invented data never meet real ones.

    Raises PackError where its manifest cannot be read.
    """
    problems: list[Problem] = []
    manifest = read_manifest(directory, problems)
    if manifest is None or problems:
        raise PackError(problems)
    if manifest.get("training", False):
        return Holds.INVENTED
    return Holds.REAL if "legislature" in manifest else Holds.GENERAL


def _files(directory: Path, listed: list[Any], problems: list[Problem]) -> list[str]:
    """The tables that the pack has, in its order."""
    known = {table.file: name for name, table in TABLES.items()}
    found: list[str] = []
    for file in listed:
        if not isinstance(file, str) or file not in known:
            expected = f"one of {', '.join(known)}"
            problems.append(Problem(MANIFEST, None, "files", str(file), expected))
        elif known[file] in found:
            problems.append(Problem(MANIFEST, None, "files", file, "each file once"))
        elif not (directory / file).is_file():
            problems.append(
                Problem(file, None, None, "no such file", f"a file, as {MANIFEST} says")
            )
        else:
            found.append(known[file])
    for path in sorted(directory.glob("*.csv")):
        if path.name not in listed:
            expected = f"to stand under files in {MANIFEST}, or not to be there"
            problems.append(Problem(path.name, None, None, "a file", expected))
    for position, name in enumerate(found):
        needed = {t for column in TABLES[name].columns for t in column.refs.values()}
        for late in needed & set(found[position + 1 :]):
            words = f"{TABLES[name].file} before {TABLES[late].file}"
            expected = f"{TABLES[late].file} first: the other refers to it"
            problems.append(Problem(MANIFEST, None, "files", words, expected))
    return found


def _table(path: Path, table: Table, problems: list[Problem]) -> _Reading:
    """The rows of one file; what is wrong with them goes to `problems`."""
    reading = _Reading(table)
    raw = path.read_bytes()
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x}"
        problems.append(Problem(path.name, row, None, found, "text in UTF-8"))
        return reading
    lines = csv.reader(io.StringIO(content, newline=""), strict=True)
    header: list[str] | None = None
    row = 0
    try:
        for row, line in enumerate(lines, start=1):
            if header is None:
                header = [cell.strip() for cell in line]
                if not _header_is_sound(path.name, table, header, problems):
                    return reading
            elif line:
                _row(reading, header, row, line, problems)
    except csv.Error as error:
        problems.append(Problem(path.name, row + 1, None, str(error), "comma-separated values"))
    if header is None:
        expected = "a header: " + ",".join(column.name for column in table.columns)
        problems.append(Problem(path.name, 1, None, "", expected))
    _duplicates(reading, problems)
    return reading


def _header_is_sound(file: str, table: Table, header: list[str], problems: list[Problem]) -> bool:
    before = len(problems)
    expected = [column.name for column in table.columns]
    for column in table.columns:
        name = column.name
        if name not in header and not column.optional:
            words = "this column in the header, and commas between the columns"
            problems.append(Problem(file, 1, name, "no such column", words))
    for position, name in enumerate(header):
        if name not in expected:
            words = f"no columns but {', '.join(expected)}"
            problems.append(Problem(file, 1, name or str(position + 1), name, words))
        elif name in header[:position]:
            problems.append(Problem(file, 1, name, "the column twice", "each column once"))
    return len(problems) == before


def _row(
    reading: _Reading, header: list[str], row: int, line: list[str], problems: list[Problem]
) -> None:
    """Check one row and keep it. Its key is kept even if it is faulty: others refer to it."""
    file = reading.table.file
    if len(line) != len(header):
        found = f"{len(line)} fields"
        problems.append(Problem(file, row, None, found, f"{len(header)} fields, as in the header"))
        # Its first cells are still right, most likely, and other rows may refer to its key.
        key = reading.table.key
        pairs = [(name, cell) for name, cell in zip(header, line, strict=False) if name in key]
        reading.cells.append((row, {name: _tidy(cell) for name, cell in pairs}))
        return
    cells = {name: _tidy(cell) for name, cell in zip(header, line, strict=True)}
    reading.cells.append((row, cells))
    raw = dict(zip(header, line, strict=True))
    values: dict[str, Any] = {}
    before = len(problems)
    for column in reading.table.columns:
        cell = cells.get(column.name, "")
        expected = _fault(raw.get(column.name, ""), cell, column)
        if expected:
            problems.append(Problem(file, row, column.name, raw.get(column.name, ""), expected))
        else:
            values[column.name] = column.parse(cell) if cell else None
    if len(problems) == before:
        for column_name, found, expected in _row_faults(reading.table, values):
            problems.append(Problem(file, row, column_name, found, expected))
    reading.rows.append(Row(row, reading.table.key_of(cells), values))


def _tidy(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip())


def _fault(raw: str, cell: str, column: Column) -> str | None:
    """What is expected of this cell, or None where nothing is wrong with it."""
    if any(unicodedata.category(c) in INVISIBLE or c == "\ufffd" for c in raw):
        return "text without control, invisible or broken characters"
    if not cell:
        return "a value: this column is required" if column.required else None
    # A spreadsheet also takes the wide forms of these signs for the start of a formula.
    if unicodedata.normalize("NFKC", cell)[0] in FORMULA:
        return f"text that does not begin like a formula, with one of {' '.join(FORMULA)}"
    try:
        column.parse(cell)
    except CellError as error:
        return str(error)
    return None


def _row_faults(table: Table, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row whose cells are right one by one."""
    if table.any_of and not any(values[name] for name in table.any_of):
        yield table.any_of[0], "", f"a value in one of {', '.join(table.any_of)}"
    for column in table.columns:
        if not column.of:
            continue
        filled = any(values[name] is not None for name in column.of)
        if filled == (values[column.name] == Confidence.MISSING):
            expected = "sourced or inferred" if filled else "missing"
            where = f"{' and '.join(column.of)} {'has a value' if filled else 'is empty'}"
            yield column.name, str(values[column.name]), f"{expected}, because {where}"
    for start, end in PERIODS:
        if values.get(start) and values.get(end) and values[end] < values[start]:
            yield end, str(values[end]), f"{values[start]} ({start}) or later"
    if table.check:
        yield from table.check(values)


def _duplicates(reading: _Reading, problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for row, cells in reading.cells:
        key = reading.table.key_of(cells)
        if key in first:
            column = "+".join(reading.table.key)
            expected = f"a key of its own: row {first[key]} has the same"
            problems.append(Problem(reading.table.file, row, column, key, expected))
        first.setdefault(key, row)


def _references(readings: Mapping[str, _Reading], known: Known, problems: list[Problem]) -> None:
    keys = {
        name: {reading.table.key_of(cells) for _, cells in reading.cells} | set(known.get(name, ()))
        for name, reading in readings.items()
    }
    for name, reading in readings.items():
        above = set(known.get(name, ()))
        for row, cells in reading.cells:
            for column in reading.table.columns:
                cell = cells.get(column.name)
                if not column.refs or not cell:
                    continue
                targets = {
                    prefix: above if target == name else keys.get(target, known.get(target, ()))
                    for prefix, target in column.refs.items()
                }
                if not any(
                    cell.startswith(prefix) and cell.removeprefix(prefix) in target
                    for prefix, target in targets.items()
                ):
                    expected = _expected_reference(column, name)
                    problems.append(Problem(reading.table.file, row, column.name, cell, expected))
            above.add(reading.table.key_of(cells))


def _expected_reference(column: Column, own: str) -> str:
    """In words, what a reference of `column` may hold."""
    words = []
    for prefix, target in column.refs.items():
        key = "/".join(TABLES[target].key)
        place = "a row above in this file" if target == own else TABLES[target].file
        start = f"{prefix} and " if prefix else ""
        words.append(f"{start}a {key} of {place}")
    return ", or ".join(words)


def _own_convocation(
    manifest: Mapping[str, Any], readings: Mapping[str, _Reading], problems: list[Problem]
) -> None:
    key = f"{manifest['legislature']}/{manifest['convocation']}"
    reading = readings.get("convocations")
    if reading is None or key not in {reading.table.key_of(cells) for _, cells in reading.cells}:
        file = TABLES["convocations"].file
        problems.append(Problem(MANIFEST, None, "convocation", key, f"a row of {file}"))

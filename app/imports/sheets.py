"""What a spreadsheet is once it has been read, and what makes one unreadable."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

#: What stands in a cell. Times of day and durations are text.
Cell = str | int | float | bool | dt.date | None
#: Row and column, both from 0.
Place = tuple[int, int]

#: The largest file in bytes, and how much of it there may be once it is unpacked.
LARGEST = 10 * 1024 * 1024
UNPACKED = 120 * 1024 * 1024
ROWS = 5_000
COLUMNS = 100
#: What one cell can hold in a spreadsheet at all.
LONGEST = 32_767


class FileProblem(StrEnum):
    """Why a file is refused as a whole."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_TABLE = "not_a_table"
    WEB_PAGE = "web_page"
    OLD_EXCEL = "old_excel"
    OTHER_OFFICE = "other_office"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_HEAVY = "too_heavy"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NO_SUCH_SHEET = "no_such_sheet"
    QUOTES = "quotes"
    ENCODING = "encoding"


class UnreadableError(Exception):
    """A file that is not read; `problem` says why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class SheetInfo:
    """A sheet of a file. A file of comma-separated values has one, whose name is empty."""

    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is its first row, though it be empty; rows are of one length.

    `errors` are cells in which a formula failed, `unsaved` those of formulas whose result the
    file does not hold, `merged` maps every cell that a merged one covers to the one that has the
    value. `since_1904` says from which day the numbers of days are counted.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    errors: dict[Place, str] = field(default_factory=dict)
    unsaved: frozenset[Place] = frozenset()
    merged: dict[Place, Place] = field(default_factory=dict)
    since_1904: bool = False

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True)
class Workbook:
    """What a file has been found to be: its media type and its sheets."""

    mime: str
    sheets: tuple[SheetInfo, ...]


def column_name(number: int) -> str:
    """What spreadsheets call the column `number`, from 0: A, B, … Z, AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown(cell: Cell) -> str:
    """A cell as text: a day as 2024-03-29, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())

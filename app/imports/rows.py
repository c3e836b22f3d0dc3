"""The rows of a sheet as values of fields, with all that is wrong in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.imports.fields import Form
from app.imports.problems import Problem, Trouble, WrongError
from app.imports.sheets import Cell, Sheet, column_name, is_blank, shown
from app.imports.values import Context, value_of
from models.names import fold

#: Rows that begin so are of sums, and state nothing of anybody.
TOTALS = frozenset(map(fold, ("итого", "всего", "барлығы", "жиыны", "total", "итог")))
#: Rows that begin so are remarks, and the example of the template.
REMARK = "#"


@dataclass
class Row:
    """A row, by its number in the sheet from 1. `values` has what was understood."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    title: str = ""

    def wrong(
        self, problem: Problem, of: str | None = None, said: str = "", other: str = ""
    ) -> None:
        """Say that something is wrong with the column of a field, or with the whole row."""
        column = self.columns.get(of) if of else None
        self.troubles.append(Trouble(problem, column, of, said, other))

    def has(self, of: str) -> bool:
        """Whether anything, right or wrong, stands in the column of a field."""
        return self.values.get(of) is not None or any(t.field == of for t in self.troubles)


def read_rows(
    sheet: Sheet, form: Form, heading_row: int, columns: Mapping[str, str], context: Context
) -> Iterator[Row]:
    """Every row below the headings that says something, cell by cell."""
    places = {int(place): key for place, key in columns.items()}
    by_field = {key: place for place, key in places.items()}
    for index in range(heading_row, len(sheet.rows)):
        cells = sheet.rows[index]
        if left_out(cells) or not _says_anything(sheet, index, places):
            continue
        row = Row(index + 1, columns=by_field)
        for place, key in sorted(places.items()):
            of = form.field(key)
            if of is None or place >= len(cells):
                continue
            try:
                _check_place(sheet, index, place)
                row.values[key] = value_of(of, cells[place], context)
            except WrongError as error:
                said = shown(cells[place]) if error.said is None else error.said
                row.troubles.append(Trouble(error.problem, place, key, said, error.other))
        yield row


def left_out(cells: tuple[Cell, ...]) -> bool:
    """Whether a row is a remark or a sum of others."""
    first = next((shown(cell).strip() for cell in cells if not is_blank(cell)), "")
    return first.startswith(REMARK) or (bool(first) and fold(first) in TOTALS)


def skipped_rows(sheet: Sheet, heading_row: int) -> int:
    """How many remarks and sums stand below the headings."""
    return sum(1 for cells in sheet.rows[heading_row:] if left_out(cells))


def _says_anything(sheet: Sheet, index: int, places: Mapping[int, str]) -> bool:
    cells = sheet.rows[index]
    return any(
        (place < len(cells) and not is_blank(cells[place]))
        or (index, place) in sheet.errors
        or (index, place) in sheet.unsaved
        for place in places
    )


def _check_place(sheet: Sheet, row: int, column: int) -> None:
    """Refuse what a cell only seems to say."""
    if (row, column) in sheet.errors:
        raise WrongError(Problem.FORMULA_FAILED, said=sheet.errors[row, column])
    if (row, column) in sheet.unsaved:
        raise WrongError(Problem.FORMULA_UNSAVED)
    if (row, column) in sheet.merged:
        top, left = sheet.merged[row, column]
        raise WrongError(Problem.MERGED, f"{column_name(left)}{top + 1}")

"""A copy of a file that says in each wrong row what is wrong, to be corrected and brought again.

What stood in a cell stands there as text: a formula is its last result, and nothing in the copy
is ever run. The column of errors is known when the corrected copy comes back, and read over.
"""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from app.imports.fields import Form
from app.imports.problems import Trouble
from app.imports.sheets import LONGEST, Sheet, shown
from app.imports.words import ERRORS_HEADING, of_trouble, place
from app.words import Words

#: In characters.
WIDTH, ERRORS_WIDTH = 18, 70


def annotated(
    sheet: Sheet,
    heading_row: int,
    troubles: Mapping[int, Sequence[Trouble]],
    form: Form,
    words: Words,
) -> bytes:
    """The file as XLSX; `troubles` are by the number of the row from 1."""
    target = io.BytesIO()
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "in_memory": False,
    }  # fmt: skip
    heading = words.gettext(ERRORS_HEADING)
    at = _errors_column(sheet, heading_row)
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(_sheet_name(sheet.name))
        page.set_column(0, max(0, at - 1), WIDTH)
        page.set_column(at, at, ERRORS_WIDTH)
        bold = book.add_format({"bold": True, "text_wrap": True, "num_format": "@"})
        plain = book.add_format({"num_format": "@"})
        marked = book.add_format({"bg_color": "#F8CBCB", "border": 1, "num_format": "@"})
        note = book.add_format({"font_color": "#9C0006", "text_wrap": True, "num_format": "@"})
        for index, cells in enumerate(sheet.rows):
            found = troubles.get(index + 1, ())
            wrong = {trouble.column for trouble in found}
            look = bold if index + 1 == heading_row else plain
            for column, cell in enumerate(cells[:at]):
                text = sheet.errors.get((index, column)) or shown(cell)
                if text or column in wrong:
                    page.write_string(
                        index, column, text[:LONGEST], marked if column in wrong else look
                    )
            if index + 1 == heading_row:
                page.write_string(index, at, heading, bold)
            elif found:
                page.write_string(index, at, _told(words, form, found)[:LONGEST], note)
        page.freeze_panes(heading_row, 0)
    return target.getvalue()


def _told(words: Words, form: Form, troubles: Sequence[Trouble]) -> str:
    return "\n".join(f"{place(words, form, t)}: {of_trouble(words, t)}" for t in troubles)


def _errors_column(sheet: Sheet, heading_row: int) -> int:
    """Beside the last column; where an earlier copy was corrected, its column of errors."""
    headings = sheet.rows[heading_row - 1] if heading_row <= len(sheet.rows) else ()
    known = {Words(lang).gettext(ERRORS_HEADING) for lang in ("kk", "ru", "en")}
    for column, cell in enumerate(headings):
        if isinstance(cell, str) and cell.strip() in known and column == sheet.width - 1:
            return column
    return sheet.width


def _sheet_name(name: str) -> str:
    """A name that a sheet can have."""
    kept = "".join("_" if letter in "[]:*?/\\" else letter for letter in name).strip("'")
    return kept[:31] or "1"

"""The template of a kind of import: headings, an example, allowed values and notes.

It can be brought in as it is: the example is a remark, and rows of deputies say nothing yet.
"""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from app.imports.fields import Field, Form, Type
from app.imports.rows import REMARK
from app.imports.words import TYPES
from app.queries.imports import Known, SeatKnown
from app.scoring.words import N_
from app.words import Words
from models.imports import ImportKind

TABLE, VALUES, NOTES = N_("Table"), N_("Allowed values"), N_("Notes")
EXAMPLE = N_("example")
YES, NO = N_("yes"), N_("no")
EXAMPLE_TITLE = N_("On the repair of a road")
#: Rows for which a list of allowed values drops down.
PREPARED = 500
HEAD = (
    N_("Write below the row of headings, one row for each deputy or act. A row that begins with "
       "# is a remark and is left out, as the example is."),
    N_("Columns may stand in any order, and those that you do not need may be deleted. Empty "
       "cells say nothing; 0 says that there was none."),
    N_("Do not merge cells. Days are written as 2023-10-04 or 04.10.2023."),
)  # fmt: skip


def template(form: Form, known: Known, words: Words) -> bytes:
    """The template as XLSX in the language of `words`."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        looks = {
            "head": book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E2EFDA",
                                     "border": 1, "valign": "top"}),
            "quiet": book.add_format({"italic": True, "font_color": "#6B6B6B"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "bold": book.add_format({"bold": True, "valign": "top", "text_wrap": True}),
            "text": book.add_format({"num_format": "@"}),
        }  # fmt: skip
        page = book.add_worksheet(words.gettext(TABLE)[:31])
        values = book.add_worksheet(words.gettext(VALUES)[:31])
        _write_table(page, form, known, words, looks)
        _write_values((page, values), form, known, words, looks["head"])
        _write_notes(book.add_worksheet(words.gettext(NOTES)[:31]), form, words, looks)
    return target.getvalue()


def _write_table(page: Any, form: Form, known: Known, words: Words, looks: dict[str, Any]) -> None:
    for column, of in enumerate(form.fields):
        text = looks["text"] if of.holds is not Type.NUMBER else None
        page.set_column(column, column, 30 if of.holds in {Type.SEAT, Type.SEATS} else 20, text)
        page.write_string(0, column, words.gettext(of.title), looks["head"])
        example = _example(of, known, words)
        if column == 0:
            example = f"{REMARK} {words.gettext(EXAMPLE)}: {example}".rstrip(": ")
        page.write_string(1, column, example, looks["quiet"])
    if form.kind is ImportKind.MONITORING:
        for row, seat in enumerate(_in_order(known.seats), 2):
            page.write_string(row, 0, words.pick(seat))
            if seat.district is not None:
                page.write_number(row, 1, seat.district)
    page.set_row(0, 48)
    page.freeze_panes(1, 1)


def _in_order(seats: Sequence[SeatKnown]) -> list[SeatKnown]:
    """Deputies in the order of their districts, those of lists after them."""
    return sorted(seats, key=lambda seat: (seat.district is None, seat.district or 0))


def _example(of: Field, known: Known, words: Words) -> str:
    if of.holds in {Type.SEAT, Type.SEATS}:
        if of.key in {"signatories", "deputies"} or not known.seats:
            return ""
        return words.pick(known.seats[0])
    allowed = _allowed(of, known, words)
    if allowed:
        return allowed[0]
    return words.gettext(EXAMPLE_TITLE) if of.key.startswith("title_") else of.example


def _allowed(of: Field, known: Known, words: Words) -> list[str]:
    if of.choices is not None:
        return [words.label(member) for member in of.choices]
    if of.holds is Type.YES_NO:
        return [words.gettext(YES), words.gettext(NO)]
    if of.holds is Type.PARTY:
        return [row.names[0] for row in known.parties if row.names]
    if of.holds is Type.TOPIC:
        return [row.names[0] for row in known.topics if row.names]
    return [words.pick(seat) for seat in known.seats] if of.holds is Type.SEAT else []


def _write_values(
    pages: tuple[Any, Any], form: Form, known: Known, words: Words, head: Any
) -> None:
    """Each list of allowed values in a column, and the lists that drop down from it."""
    page, values = pages
    column = 0
    for place, of in enumerate(form.fields):
        allowed = _allowed(of, known, words)
        if not allowed:
            continue
        values.set_column(column, column, 34)
        values.write_string(0, column, words.gettext(of.title), head)
        for row, text in enumerate(allowed, 1):
            values.write_string(row, column, text)
        letter = xlsxwriter.utility.xl_col_to_name(column, col_abs=True)
        name = values.get_name().replace("'", "''")
        page.data_validation(1, place, PREPARED, place, {
            "validate": "list", "error_type": "warning",
            "source": f"='{name}'!{letter}$2:{letter}${len(allowed) + 1}",
        })  # fmt: skip
        column += 1


def _write_notes(page: Any, form: Form, words: Words, looks: dict[str, Any]) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 24)
    page.set_column(2, 2, 90)
    page.write_string(0, 0, words.gettext(form.title), looks["bold"])
    page.write_string(0, 2, words.gettext(form.about), looks["wrap"])
    for row, text in enumerate(HEAD, 1):
        page.write_string(row, 2, words.gettext(text), looks["wrap"])
    for row, of in enumerate(form.fields, len(HEAD) + 2):
        page.write_string(row, 0, words.gettext(of.title), looks["bold"])
        page.write_string(row, 1, words.gettext(TYPES[of.holds]), looks["wrap"])
        page.write_string(row, 2, words.gettext(of.about), looks["wrap"])

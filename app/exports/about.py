"""The sheet that says what a workbook holds: of when, by which method, with which hashes."""

import datetime as dt
from dataclasses import dataclass

from app.exports.base import Order, Setting
from app.exports.cells import ALMATY, INVENTED
from app.exports.sheets import Book, Written
from app.queries.table_shapes import By, Column, Type
from app.scoring import METHOD_VERSION
from app.scoring.words import N_
from app.words import Words

TYPES = {
    Type.TEXT: N_("text"),
    Type.NUMBER: N_("number"),
    Type.DAY: N_("day"),
    Type.MOMENT: N_("day and time"),
    Type.YES_NO: N_("yes or no"),
    Type.LABEL: N_("one of a list"),
    Type.LINK: N_("link"),
}
#: Where a file has no language of its own, this sheet is in English.
LANG = "en"


@dataclass(frozen=True)
class Told:
    """A table as it was written, with its columns and the hash of its rows."""

    order: Order
    columns: tuple[Column, ...]
    written: Written
    sha256: str


def about(book: Book, tables: list[Told], setting: Setting) -> None:
    """Write the sheet, the last one of the workbook."""
    words = Words(setting.lang or LANG)
    _name, sheet = book.sheet(words.gettext("About this file"))
    looks = book.looks
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 16)
    sheet.set_column(3, 3, 90)
    sheet.write_string(0, 0, words.gettext("Promises Watch"), looks.title)
    row = 1
    for pairs in (_file(setting, words), *(_table(told, words) for told in tables)):
        row += 1
        for label, value in pairs:
            sheet.write_string(row, 0, label, looks.strong)
            if isinstance(value, int):
                sheet.write_number(row, 1, value, looks.wrapped)
            else:
                sheet.write_string(row, 1, value)
            row += 1
    row += 1
    heads = (N_("Table"), N_("Column"), N_("Kind"), N_("What it says"))
    for place, text in enumerate(heads):
        sheet.write_string(row, place, words.gettext(text), looks.heading)
    for told in tables:
        for column in told.columns:
            row += 1
            cells = (
                told.written.sheets[0],
                book.teller.heading(column),
                words.gettext(TYPES[column.type]),
                words.gettext(column.about),
            )
            for place, text in enumerate(cells):
                sheet.write_string(row, place, text, looks.wrapped)


def _file(setting: Setting, words: Words) -> list[tuple[str, str | int]]:
    made = setting.now.astimezone(ALMATY).strftime("%d.%m.%Y %H:%M")
    zone = (
        words.gettext("as clocks in Almaty show them") if setting.lang else words.gettext("in UTC")
    )
    found: list[tuple[str, str | int]] = []
    if setting.training:
        found.append((words.gettext("Training"), words.gettext(INVENTED)))
    return [
        *found,
        (words.gettext("Made"), words.gettext("%(when)s, Almaty", when=made)),
        (words.gettext("Method, version"), METHOD_VERSION),
        (words.gettext("Moments"), zone),
    ]


def _table(told: Told, words: Words) -> list[tuple[str, str | int]]:
    order, written = told.order, told.written
    found: list[tuple[str, str | int]] = [
        (words.gettext("Table"), f"{words.gettext(order.table.title)} ({order.table.name})"),
        (words.gettext("What it says"), words.gettext(order.table.about)),
        (words.gettext("Sheets"), ", ".join(written.sheets)),
        (words.gettext("Rows"), written.rows),
        *chosen(order, words),
        (words.gettext("sha256 of the rows as JSON lines"), told.sha256),
    ]
    if written.cut:
        found.append((words.gettext("Cells cut at 32,767 characters"), written.cut))
    if written.unlinked:
        found.append((words.gettext("Addresses left as text"), written.unlinked))
    return found


def chosen(order: Order, words: Words) -> list[tuple[str, str | int]]:
    """Which rows were asked for, by everything that the table can be chosen by."""
    scope, by = order.scope, order.table.by
    everything = words.gettext("all")
    term = scope.term
    lines = {
        By.TERM: (N_("Convocation"), f"{words.pick(term)}, {term.number}" if term else everything),
        By.PERIOD: (N_("Period"), period(scope.start, scope.end, words)),
        By.REGION: (N_("Region"), scope.region or everything),
        By.PARTY: (N_("Party"), scope.party or everything),
        By.TOPIC: (N_("Topic"), scope.topic or everything),
    }
    found = [(words.gettext(text), value) for key, (text, value) in lines.items() if key in by]
    edition = scope.edition
    said = words.gettext("none: as things stood when the file was made, preliminary")
    if edition:
        said = words.gettext(
            "%(number)s, %(name)s, as of %(day)s, method %(method)s, sha256 %(sha256)s",
            number=edition.number,
            name=edition.name,
            day=words.day(edition.as_of),
            method=edition.method_version,
            sha256=edition.sha256,
        )
    return [*found, (words.gettext("Edition"), said)]


def period(start: dt.date | None, end: dt.date | None, words: Words) -> str:
    """The days that are counted in, or that all are."""
    if start is None and end is None:
        return words.gettext("all days")
    return f"{words.day(start) if start else '…'} – {words.day(end) if end else '…'}"

"""A small open table with everything in it that files find hard."""

import datetime as dt
from collections.abc import Iterable

from app.exports import FORMATS, Order, Setting, Tally, pieces
from app.queries.table_shapes import By, Cells, Column, Table, Type
from models.item import Kind

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
COLUMNS = (
    Column("act", Type.TEXT, "Act", "What the act is called.", identifies=True),
    Column("number", Type.TEXT, "Number", "As the source writes it."),
    Column("signed", Type.NUMBER, "Rows", "How many signed it."),
    Column("date", Type.DAY, "Date", "The day."),
    Column("seen", Type.MOMENT, "When", "When it was seen."),
    Column("confirmed", Type.YES_NO, "Confirmed", "Whether it is confirmed."),
    Column("kind", Type.LABEL, "Kind", "Which kind of act it is.", values=Kind),
    Column("url", Type.LINK, "Link", "Where it stands."),
)
DAY = dt.date(2024, 3, 1)
#: Late on that day in UTC, which is the next day in Almaty.
MOMENT = dt.datetime(2024, 3, 1, 20, 30, 5, tzinfo=dt.UTC)
#: Texts that a spreadsheet could take for something else.
HARD = (
    "007", "12345678901234567890", "+7 (701) 123-45-67", "+77011234567", "-5", "1E5", "3-5",
    "2016-06", "Әкімге сауал: ғ қ ң ө ұ ү һ і", "=1+1", "@SUM(A1)", "а, б; «в» \"г\"",
)  # fmt: skip


def row(number: str | None = "ДЗ-1", act: str = "a") -> Cells:
    """A row with that number."""
    return act, number, 3, DAY, MOMENT, True, Kind.ANSWER, "https://example.org/a"


def table(rows: Iterable[Cells], name: str = "acts", title: str = "Acts") -> Table:
    """A table of these rows."""
    return Table(name, title, "Acts.", COLUMNS, lambda _s, _scope: iter(rows), frozenset(By))


def written(
    kind: str, *tables: Table, lang: str | None = None, training: bool = False
) -> tuple[bytes, Tally]:
    """A file of these tables, and its tally."""
    tally, orders = Tally(), tuple(Order(each) for each in tables)
    setting = Setting(NOW, lang, training=training, site="https://portal.example")
    # These tables read no database.
    return b"".join(pieces(None, orders, FORMATS[kind], setting, tally)), tally  # type: ignore[arg-type]

"""The numbers of a period: asked of the queries that the pages ask, or taken from an edition.

An edition answers with its frozen parts alone. Acts are those of the period; where the period
holds everything that the pages count, acts of no known day count too, as they do there.
"""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.queries.table_shapes import Scope, Table
from app.queries.tables import TABLES
from app.reports import counted, held
from app.reports.shapes import AnnexTable, Numbers, Period

__all__ = ["Numbers", "Period", "numbers"]

ALMATY = ZoneInfo("Asia/Almaty")
#: The open tables that are printed as annexes.
ANNEXED = ("monitoring",)


def numbers(session: Session, period: Period, now: dt.datetime) -> Numbers:
    """All numbers of `period`: those of its edition, or as they stand at the moment `now`."""
    if period.edition is not None:
        found = held.numbers(session, period, period.edition)
    else:
        found = counted.numbers(session, period, now.astimezone(ALMATY).date(), now)
    tables = [TABLES[name] for name in ANNEXED if name in TABLES]
    return replace(found, annexes=tuple(_annex(session, table, found) for table in tables))


def _annex(session: Session, table: Table, of: Numbers) -> AnnexTable:
    """An open table over the period, of the deputies of the report."""
    period = of.period
    whole = period.is_whole(of.on)
    scope = Scope(
        term=period.term,
        start=None if whole else period.start,
        end=None if whole else period.end,
        edition=period.edition,
    )
    place = next(n for n, column in enumerate(table.columns) if column.key == "deputy")
    mine = {one.slug: n for n, one in enumerate(of.deputies)}
    rows = [row for row in table.rows(session, scope) if row[place] in mine]
    rows.sort(key=lambda row: mine[str(row[place])])
    return AnnexTable(table.name, table.title, table.about, table.columns, tuple(rows))

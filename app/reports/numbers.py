"""The numbers of a period: asked of the queries that the pages ask, or taken from an edition.

An edition answers with its frozen parts alone. Acts are those of the period; where the period
holds everything that the pages count, acts of no known day count too, as they do there.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.reports import counted, held
from app.reports.shapes import Numbers, Period

__all__ = ["Numbers", "Period", "numbers"]

ALMATY = ZoneInfo("Asia/Almaty")


def numbers(session: Session, period: Period, now: dt.datetime) -> Numbers:
    """All numbers of `period`: those of its edition, or as they stand at the moment `now`."""
    if period.edition is not None:
        return held.numbers(session, period, period.edition)
    return counted.numbers(session, period, now.astimezone(ALMATY).date(), now)

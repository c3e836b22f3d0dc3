"""The one place that reads the clock; services are told the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def day(moment: datetime) -> date:
    """The day that `moment` belongs to in Almaty, where terms begin and end at midnight."""
    return moment.astimezone(ALMATY).date()

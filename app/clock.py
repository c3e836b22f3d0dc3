"""The one place that reads the clock; services are told the time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)

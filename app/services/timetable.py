"""What the worker does by itself, and when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

ALMATY = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True)
class Entry:
    """A line of the timetable; the hour is that of Almaty."""

    kind: str
    args: dict[str, Any] = field(default_factory=dict)
    hour: int = 0
    minute: int = 0
    day_of_week: str | None = None

    @property
    def trigger(self) -> CronTrigger:
        """When it is due."""
        return CronTrigger(
            hour=self.hour,
            minute=self.minute,
            day_of_week=self.day_of_week,
            timezone=ALMATY,
        )

    def times(self, after: datetime, until: datetime) -> list[datetime]:
        """The hours that it was due at, from `after` (excluded) to `until` (included)."""
        found: list[datetime] = []
        due = self.trigger.get_next_fire_time(None, after + timedelta(seconds=1))
        while due is not None and due <= until:
            found.append(due)
            due = self.trigger.get_next_fire_time(due, due + timedelta(seconds=1))
        return found


TIMETABLE: tuple[Entry, ...] = (
    Entry("fetch", {"source": "mazhilis-api"}, hour=2),
    Entry("fetch", {"source": "parlam-html"}, hour=2, minute=30),
    Entry("open_data", hour=4),
    Entry("verify_audit", hour=4, minute=30),
    Entry("backup", hour=5),
    Entry("clean_drafts", hour=5, minute=30),
    Entry("draw_samples", hour=5, minute=45),
    Entry("verify", hour=4, day_of_week="sun"),
)


def upcoming(now: datetime) -> list[tuple[datetime, Entry]]:
    """When each line of the timetable is due next, soonest first."""
    due = [(entry.trigger.get_next_fire_time(None, now), entry) for entry in TIMETABLE]
    return sorted(((at, entry) for at, entry in due if at), key=lambda pair: pair[0])

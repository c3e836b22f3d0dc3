"""Days that are not what their weekday says: holidays and transferred working days, as data."""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Named, Sourced, enum_type


class DayKind(enum.StrEnum):
    """What a day is, against its weekday."""

    HOLIDAY = "holiday"
    DAY_OFF = "day_off"
    WORKING = "working"


class SpecialDay(Named, Sourced, Base):
    """One day of the calendar of Kazakhstan that differs from its weekday."""

    __tablename__ = "special_days"

    day: Mapped[dt.date] = mapped_column(unique=True)
    kind: Mapped[DayKind] = mapped_column(enum_type(DayKind))


class CalendarYear(Sourced, Base):
    """A year of the calendar; `whole` where all of its special days are known.

    A term that runs into a year that is not whole, or is not here, is told as uncertain.
    """

    __tablename__ = "calendar_years"
    __table_args__ = (CheckConstraint("year BETWEEN 1900 AND 2100", name="year"),)

    year: Mapped[int] = mapped_column(unique=True)
    whole: Mapped[bool]
    note: Mapped[str | None]

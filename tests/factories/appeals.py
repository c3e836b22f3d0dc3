"""Letters to deputies for tests, and a calendar to count their terms by."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from models.appeal import Appeal, Channel, Subject
from models.base import Lang
from models.calendar import CalendarYear, DayKind, SpecialDay
from models.campaign import Campaign, CampaignMandate, CampaignState
from models.person import Mandate
from models.user import User

MOMENT = dt.datetime(2024, 2, 1, 9, 0, tzinfo=dt.UTC)
HOLIDAYS = ("2024-03-08", "2024-03-21", "2024-03-22", "2024-03-25")


def calendar_of_2024(session: Session) -> None:
    """The spring of 2024, said to be all that differs in that year."""
    session.add(CalendarYear(year=2024, whole=True, source="made up"))
    for day in HOLIDAYS:
        session.add(
            SpecialDay(
                day=dt.date.fromisoformat(day), kind=DayKind.HOLIDAY, name_ru="Праздник", source="?"
            )
        )
    session.flush()


def letter(session: Session, mandate: Mandate, user: User, **fields: Any) -> Appeal:
    """A draft, or a letter that was sent where `sent_on` and `due_on` are given."""
    values: dict[str, Any] = {
        "subject": Subject.PROGRAMME,
        "channel": Channel.EMAIL,
        "lang": Lang.RU,
        "heading": "О предвыборной программе",
        "text": "Просим прислать предвыборную программу.",
        "entered_by_id": user.id,
        "entered_at": MOMENT,
    }
    if fields.get("sent_on"):
        values["term_days"] = 15
    row = Appeal(mandate=mandate, **(values | fields))
    session.add(row)
    session.flush()
    return row


def campaign(session: Session, *mandates: Mandate, **fields: Any) -> Campaign:
    """An open campaign that covers these mandates."""
    values: dict[str, Any] = {
        "key": "spring",
        "name_ru": "Мониторинг 2024",
        "name_kk": "2024 жылғы мониторинг",
        "convocation_id": mandates[0].convocation_id,
        "observed_from": dt.date(2024, 1, 1),
        "observed_to": dt.date(2024, 12, 31),
        "work_from": dt.date(2024, 1, 1),
        "work_to": dt.date(2024, 12, 31),
        "seed": "a",
        "state": CampaignState.OPEN,
    }
    row = Campaign(**(values | fields))
    row.covered = [CampaignMandate(mandate=mandate) for mandate in mandates]
    session.add(row)
    session.flush()
    return row

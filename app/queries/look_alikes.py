"""Acts that may be the one that a person is about to enter."""

import datetime as dt
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.item import DatePrecision, Item, Kind, Participation
from models.meeting import Meeting
from models.names import fold

#: What a meeting may have been entered as.
KINDS = (
    Kind.VOTER_MEETING, Kind.RECEPTION, Kind.DISTRICT_WORK, Kind.PUBLICATION, Kind.OTHER,
)  # fmt: skip
#: Acts this near in days are shown whatever they are called.
NEAR = 3
#: Up to as many days away an act is shown where title or place are this alike, out of 100.
FAR, ALIKE = 31, 75
SHOWN = 5


@dataclass(frozen=True)
class LookAlike:
    """An act of the same deputy, with what tells it apart."""

    item_id: int
    key: str
    kind: Kind
    title_kk: str | None
    title_ru: str | None
    date: dt.date | None
    precision: DatePrecision
    place: str | None


def look_alikes(
    session: Session, mandate_id: int, day: dt.date, *, month: bool, title: str, place: str | None
) -> list[LookAlike]:
    """Acts of the deputy near `day`, or in the month it begins, the likeliest first. One statement.

    Without a day of its own an act is compared by title and place alone.
    """
    first = day - dt.timedelta(days=FAR)
    last = day + dt.timedelta(days=FAR * 2 if month else FAR)
    query = (
        select(Item, Meeting.place)
        .join(Participation, Participation.item_id == Item.id)
        .outerjoin(Meeting, Meeting.item_id == Item.id)
        .where(
            Participation.mandate_id == mandate_id,
            ~Participation.withdrawn,
            Item.merged_into_id.is_(None),
            Item.kind.in_(KINDS),
            or_(Item.date.between(first, last), Item.date.is_(None)),
        )
    )
    found = []
    for item, where in session.execute(query):
        likeness = max(
            *(_alike(title, known) for known in (item.title_kk, item.title_ru)),
            _alike(place, where),
        )
        near = _near(item.date, item.date_precision, day, month=month)
        if near or likeness >= ALIKE:
            found.append((-likeness - 100 * near, item.key, item, where))
    return [
        LookAlike(item.id, item.key, item.kind, item.title_kk, item.title_ru, item.date,
                  item.date_precision, where)
        for _, _, item, where in sorted(found, key=lambda row: row[:2])[:SHOWN]
    ]  # fmt: skip


def _near(known: dt.date | None, precision: DatePrecision, day: dt.date, *, month: bool) -> bool:
    if known is None:
        return False
    if month or precision is DatePrecision.MONTH:
        return (known.year, known.month) == (day.year, day.month)
    return abs((known - day).days) <= NEAR


def _alike(one: str | None, other: str | None) -> float:
    return fuzz.token_set_ratio(fold(one), fold(other)) if one and other else 0.0

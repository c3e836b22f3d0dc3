"""The action scale of theses, computed from settled readings, with the acts behind it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import scoring
from app.queries.counting import is_before, standing
from app.queries.settled import settled_readings
from models.coding import AnswerReading, Strength
from models.item import DatePrecision, Item, Kind, Participation
from models.person import Mandate
from models.place import Convocation
from models.programme import Programme, Thesis


@dataclass(frozen=True)
class Act:
    """An act that a settled reading links to the thesis; `precision` is that of its date."""

    item_id: int
    key: str
    kind: Kind
    title_kk: str | None
    title_ru: str | None
    number: str | None
    date: dt.date | None
    precision: DatePrecision
    period_start: dt.date | None
    period_end: dt.date | None
    strength: Strength | None
    answer_reading: AnswerReading | None


@dataclass(frozen=True)
class Acted:
    """How far the acts on a thesis go, and which they are, the newest first."""

    action: scoring.Action = scoring.Action.NONE_FOUND
    acts: tuple[Act, ...] = ()


def actions(session: Session, thesis_ids: Collection[int]) -> dict[int, Acted]:
    """The action scale of each of these theses of mandates. A fixed number of statements.

    Counted are the acts of the very deputy whose thesis it is, that are confirmed and not dated
    before the mandate, by the readings that are settled (method, 2 and 3).
    """
    query = (
        select(Thesis.id, Mandate.id, func.coalesce(Mandate.start, Convocation.start))
        .join(Programme, Thesis.programme_id == Programme.id)
        .join(Mandate, Programme.mandate_id == Mandate.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .where(Thesis.id.in_(thesis_ids))
    )
    owners: dict[int, tuple[int, dt.date | None]] = {
        thesis: (mandate, start) for thesis, mandate, start in session.execute(query)
    }
    if not owners:
        return {}
    found = _acts(session, owners)
    return {thesis: _acted(found.get(thesis, [])) for thesis in owners}


def _acts(session: Session, owners: dict[int, tuple[int, dt.date | None]]) -> dict[int, list[Act]]:
    mandates = {mandate for mandate, _ in owners.values()}
    confirmed = Item.confirmed.is_(True)
    readings = settled_readings(
        session, Participation.mandate_id.in_(mandates), standing(), confirmed
    )
    parts = {part for part, reading in readings.items() if owners.keys() & reading.theses.keys()}
    query = (
        select(Participation.id, Participation.mandate_id, Item)
        .join(Item, Participation.item_id == Item.id)
        .where(Participation.id.in_(parts))
        .order_by(Item.date.desc().nulls_last(), Item.id.desc())
    )
    found: dict[int, list[Act]] = defaultdict(list)
    for part, mandate, item in session.execute(query) if parts else ():
        for thesis, strength in readings[part].theses.items():
            owner, start = owners.get(thesis, (None, None))
            if owner == mandate and not is_before(item.date, item.date_precision, start):
                found[thesis].append(act_of(item, strength, readings[part].answer_reading))
    return found


def act_of(
    item: Item, strength: Strength | None = None, answer: AnswerReading | None = None
) -> Act:
    """An act as it is listed; without a strength where no reading links it to the thesis."""
    return Act(
        item_id=item.id,
        key=item.key,
        kind=item.kind,
        title_kk=item.title_kk,
        title_ru=item.title_ru,
        number=item.number,
        date=item.date,
        precision=item.date_precision,
        period_start=item.period_start,
        period_end=item.period_end,
        strength=strength,
        answer_reading=answer,
    )


def _acted(acts: list[Act]) -> Acted:
    tags = [
        scoring.SettledTag(
            act.kind.value,
            act.strength.value if act.strength else "",
            act.answer_reading.value if act.answer_reading else None,
        )
        for act in acts
    ]
    return Acted(scoring.action(tags), tuple(acts))

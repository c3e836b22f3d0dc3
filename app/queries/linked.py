"""The acts that settled readings link to promises, and how each of them was answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.queries.counting import counted
from app.queries.frozen import Answered, LinkedAct
from app.queries.settled import settled_readings
from models.item import Item, Participation
from models.record import Record


def linked_acts(
    session: Session,
    mandate_id: int,
    start: date | None,
    theses: Collection[int],
    within: ColumnElement[bool] | None = None,
    *,
    answer_readings: bool = True,
) -> dict[int, tuple[LinkedAct, ...]]:
    """The acts behind each number of linked items, by thesis, the newest first.

    Only a deputy's acts that count, and are `within` where it is given. What an answer does is
    left out without `answer_readings`. A fixed number of statements.
    """
    where = (
        Participation.mandate_id == mandate_id,
        counted(start),
        true() if within is None else within,
    )
    rows = session.execute(
        select(Participation, Item).join(Item, Participation.item_id == Item.id).where(*where)
    )
    acts = {part.id: (part.role, item) for part, item in rows}
    found: dict[int, list[LinkedAct]] = defaultdict(list)
    ids: dict[str, int] = {}
    for part, reading in settled_readings(session, *where).items():
        role, item = acts[part]
        for thesis, strength in reading.theses.items():
            if thesis in theses:
                ids[item.key] = item.id
                found[thesis].append(
                    LinkedAct(
                        key=item.key,
                        kind=item.kind,
                        role=role,
                        strength=strength,
                        answer_reading=reading.answer_reading if answer_readings else None,
                        title_kk=item.title_kk,
                        title_ru=item.title_ru,
                        number=item.number,
                        date=item.date,
                        precision=item.date_precision,
                        period_start=item.period_start,
                        period_end=item.period_end,
                    )
                )
    answers = _answers(session, mandate_id, list(ids.values()), answer_readings)
    told = _told(session, list(ids.values()))
    return {
        thesis: tuple(
            replace(
                act,
                answers=tuple(answers.get(ids[act.key], ())),
                answer_told=ids[act.key] in told,
            )
            for act in sorted(rows, key=lambda a: (a.date or date.min, a.key), reverse=True)
        )
        for thesis, rows in found.items()
    }


def _answers(
    session: Session, mandate_id: int, requests: Collection[int], readings: bool
) -> dict[int, list[Answered]]:
    """The official answers to these acts, the oldest first, and what they do as it was read."""
    query = (
        select(Item)
        .where(Item.answer_to_id.in_(requests), Item.merged_into_id.is_(None), Item.confirmed)
        .order_by(Item.date.asc().nulls_last(), Item.id)
    )
    items = session.scalars(query).all()
    mine = select(Participation.id, Participation.item_id).where(
        Participation.mandate_id == mandate_id,
        Participation.item_id.in_([item.id for item in items]),
        ~Participation.withdrawn,
    )
    parts = dict(session.execute(mine).all())
    standing = settled_readings(session, Participation.id.in_(parts)) if parts and readings else {}
    read = {parts[part]: reading.answer_reading for part, reading in standing.items()}
    found: dict[int, list[Answered]] = defaultdict(list)
    for item in items:
        found[item.answer_to_id or 0].append(
            Answered(
                key=item.key,
                title_kk=item.title_kk,
                title_ru=item.title_ru,
                number=item.number,
                date=item.date,
                precision=item.date_precision,
                reading=read.get(item.id),
            )
        )
    return found


def _told(session: Session, items: Collection[int]) -> set[int]:
    """The acts of which a source itself tells how they were answered."""
    query = select(Record.item_id).where(
        Record.item_id.in_(items), Record.answer.is_not(None), ~Record.withdrawn
    )
    return set(session.scalars(query))

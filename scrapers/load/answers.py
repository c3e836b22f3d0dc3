"""Answers to the requests that they answer, where both say number and date."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.item import Item, Kind
from models.record import Observation, Record, Statement, turning_points
from models.source import Capture, Source
from scrapers.load.parts import parts
from scrapers.titles import date_of_request_in


def link_answers(session: Session, row: Source) -> None:
    """Point each answer of the source to its request, where just one fits.

    A source that says which of its requests is answered is believed. Otherwise the number and
    the day of the request, as the answer's title names them, must both be those of one act.
    """
    answers = session.scalars(
        select(Record)
        .where(Record.source_id == row.id, Record.kind == Kind.ANSWER)
        .options(selectinload(Record.item))
    ).all()
    if not answers:
        return
    stated = _stated(session, answers)
    requests = _requests(session, {answer.convocation_id for answer in answers})
    for answer in answers:
        goal = None
        if answer.id in stated:
            goal = session.scalar(
                select(Record.item_id).where(
                    Record.source_id == row.id, Record.source_uid == stated[answer.id]
                )
            )
        elif answer.number and (day := _day(answer)):
            fitting = requests[answer.convocation_id, answer.number, day]
            goal = fitting[0] if len(fitting) == 1 else None
        if goal not in (answer.item_id, answer.item.answer_to_id):
            answer.item.answer_to_id = goal
    session.flush()


def _stated(session: Session, answers: Collection[Record]) -> dict[int, str]:
    found: dict[int, str] = {}
    for ids in parts(answer.id for answer in answers):
        query = (
            select(Observation.record_id, Statement.fields)
            .join(Observation.statement)
            .join(Observation.capture)
            .where(Observation.id.in_(turning_points(ids)))
            .order_by(Capture.captured_at, Capture.url_key, Capture.sha256)
        )
        for record_id, fields in session.execute(query):
            if fields.get("answer_to"):
                found[record_id] = fields["answer_to"]
    return found


def _requests(
    session: Session, convocation_ids: Collection[int]
) -> dict[tuple[int, str, dt.date], list[int]]:
    """The acts that are requests, by convocation, number and day, those merged away left out."""
    found: dict[tuple[int, str, dt.date], list[int]] = defaultdict(list)
    query = select(Item.convocation_id, Item.number, Item.date, Item.id).where(
        Item.convocation_id.in_(convocation_ids),
        Item.kind == Kind.DEPUTY_REQUEST,
        Item.number.is_not(None),
        Item.date.is_not(None),
        Item.merged_into_id.is_(None),
    )
    for convocation_id, number, day, item_id in session.execute(query):
        assert number is not None and day is not None  # noqa: S101  the query asks for both
        found[convocation_id, number, day].append(item_id)
    return found


def _day(answer: Record) -> dt.date | None:
    for title in (answer.title_ru, answer.title_kk):
        if title and (day := date_of_request_in(title)):
            return day
    return None

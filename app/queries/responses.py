"""How long deputies took to answer letters: figures for the report, never an order of people."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.queries.appeals import SOON, State, state_on
from app.queries.calendar import calendar
from app.queries.campaigns import Seat, covered_ids, seat_of, seat_query
from app.scoring.workdays import Calendar
from models.appeal import AnswerKind, Appeal
from models.person import Mandate


@dataclass(frozen=True)
class Figures:
    """What became of some letters.

    `shortest`, `middle` (the median) and `longest` are working days from the day of sending to
    the day of the answer, None where nothing was answered. `unanswered` letters are past their
    term; `waiting` ones are within it; those that were not delivered are in neither.
    """

    sent: int
    answered: int
    unanswered: int
    waiting: int
    not_delivered: int
    shortest: int | None
    middle: float | None
    longest: int | None
    kinds: Mapping[AnswerKind, int]


@dataclass(frozen=True)
class DeputyFigures:
    """The figures of one deputy."""

    seat: Seat
    figures: Figures


@dataclass(frozen=True)
class ResponseTimes:
    """The figures of a campaign on a day, deputies in the order of their districts.

    `terms` are the terms in working days that letters had; `uncertain` years are not known
    whole to the calendar by which the days were counted.
    """

    on: dt.date
    overall: Figures
    deputies: tuple[DeputyFigures, ...]
    terms: tuple[int, ...]
    uncertain: tuple[int, ...]


def response_times(session: Session, campaign_id: int | None, on: dt.date) -> ResponseTimes:
    """The figures of a campaign, or of all letters, as they stand on a day. Four statements.

    Every deputy that the campaign covers is there, also one to whom no letter was sent.
    """
    days = calendar(session)
    state = state_on(on, days.due(on, SOON))
    letters = select(Appeal, state.label("state")).where(
        Appeal.sent_on.is_not(None), Appeal.sent_on <= on, ~Appeal.withdrawn
    )
    if campaign_id is not None:
        letters = letters.where(Appeal.campaign_id == campaign_id)
    found: list[tuple[Any, str]] = [(letter, stands) for letter, stands in session.execute(letters)]
    people: ColumnElement[bool] = Mandate.id.in_({letter.mandate_id for letter, _ in found})
    if campaign_id is not None:
        people = or_(people, Mandate.id.in_(covered_ids(campaign_id)))
    seats = [seat_of(row) for row in session.execute(seat_query(session).where(people))]
    return ResponseTimes(
        on=on,
        overall=_figures(found, days),
        deputies=tuple(
            DeputyFigures(
                seat, _figures((r for r in found if r[0].mandate_id == seat.mandate_id), days)
            )
            for seat in seats
        ),
        terms=tuple(sorted({letter.term_days for letter, _ in found if letter.term_days})),
        uncertain=tuple(
            sorted(
                {
                    year
                    for letter, _ in found
                    for year in days.unknown(letter.sent_on, letter.answered_on or letter.due_on)
                }
            )
        ),
    )


def _figures(rows: Iterable[tuple[Any, str]], days: Calendar) -> Figures:
    letters = list(rows)
    answered = [letter for letter, _ in letters if letter.answered_on is not None]
    took = [days.between(letter.sent_on, letter.answered_on) for letter in answered]
    states = Counter(State(state) for _, state in letters)
    return Figures(
        sent=len(letters),
        answered=len(answered),
        unanswered=states[State.OVERDUE],
        waiting=states[State.WAITING] + states[State.DUE_SOON],
        not_delivered=states[State.NOT_DELIVERED],
        shortest=min(took, default=None),
        middle=median(took) if took else None,
        longest=max(took, default=None),
        kinds=Counter(letter.answer_kind for letter in answered),
    )

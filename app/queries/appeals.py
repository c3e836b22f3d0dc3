"""Letters to deputies: the register, one letter, and what is due or overdue.

A letter is overdue when the last day of its term has passed without an answer. One that came
back undelivered waits for nobody, and is not.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from app.queries.calendar import calendar
from app.queries.campaigns import Name, Seat, assignment_counts, seat_of, seat_query
from app.queries.paging import Page, paginate
from app.queries.programmes import Change, history, version
from app.scoring.workdays import Calendar
from models.appeal import (
    AnswerKind,
    Appeal,
    AppealEvent,
    AppealEventKind,
    AppealFile,
    Channel,
    Subject,
)
from models.coding import Assignment
from models.person import Deputy, Mandate
from models.place import Convocation, District, Region
from models.topic import Topic
from models.user import User, UserRole

#: Working days before the end of a term from which on a letter is said to be due soon.
SOON = 3


class State(StrEnum):
    """How a letter stands on a day."""

    OVERDUE = "overdue"
    NOT_DELIVERED = "not_delivered"
    DUE_SOON = "due_soon"
    WAITING = "waiting"
    DRAFT = "draft"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to; None and empty leave it open."""

    mandate_id: int | None = None
    channel: Channel | None = None
    subject: Subject | None = None
    state: State | None = None
    campaign_id: int | None = None


@dataclass(frozen=True)
class Row:
    """A letter in the register.

    `days` are working days: how long the answer took, by how much the letter is overdue, or
    how many are left; `waited` those since it was sent, to the answer or to today. Both are
    None for a draft. `uncertain` are years that the calendar does not
    cover whole, though the term runs into them.
    """

    id: int
    seat: Seat
    heading: str
    subject: Subject
    topic: Name | None
    channel: Channel
    number: str | None
    sent_on: dt.date | None
    term_days: int | None
    due_on: dt.date | None
    answered_on: dt.date | None
    answer_kind: AnswerKind | None
    state: State
    days: int | None
    waited: int | None
    uncertain: tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """One letter with all that happened to it; `moves` are events that were not withdrawn."""

    appeal: Appeal
    row: Row
    events: tuple[AppealEvent, ...]
    withdrawn_events: tuple[AppealEvent, ...]
    files: tuple[AppealFile, ...]
    changes: tuple[Change, ...]
    version: int
    mine: bool


@dataclass(frozen=True)
class Reminders:
    """What somebody should look at today: counts, and the first few rows."""

    overdue: int
    due_soon: int
    not_delivered: int
    rows: tuple[Row, ...]


def is_undelivered() -> ColumnElement[bool]:
    """Letters of which the last word about their delivery is that they were not delivered."""
    last = (
        select(AppealEvent.kind)
        .where(
            AppealEvent.appeal_id == Appeal.id,
            AppealEvent.kind.in_([AppealEventKind.DELIVERED, AppealEventKind.NOT_DELIVERED]),
            ~AppealEvent.withdrawn,
        )
        .order_by(AppealEvent.on.desc(), AppealEvent.id.desc())
        .limit(1)
        .correlate(Appeal)
        .scalar_subquery()
    )
    return func.coalesce(last, AppealEventKind.DELIVERED) == AppealEventKind.NOT_DELIVERED


def state_on(today: dt.date, soon: dt.date) -> ColumnElement[str]:
    """How a letter stands `today`; `soon` is the last day that counts as due soon."""
    return case(
        (Appeal.withdrawn, State.WITHDRAWN.value),
        (Appeal.sent_on.is_(None), State.DRAFT.value),
        (Appeal.answered_on.is_not(None), State.ANSWERED.value),
        (is_undelivered(), State.NOT_DELIVERED.value),
        (Appeal.due_on < today, State.OVERDUE.value),
        (Appeal.due_on <= soon, State.DUE_SOON.value),
        else_=State.WAITING.value,
    )


def watched_by(user_id: int) -> ColumnElement[bool]:
    """Letters that somebody wrote, or to deputies that they watch now: work is handed over."""
    watched = select(Assignment.mandate_id).where(
        Assignment.user_id == user_id, assignment_counts()
    )
    return or_(Appeal.entered_by_id == user_id, Appeal.mandate_id.in_(watched))


def may_work_on(session: Session, user: User, appeal: Appeal) -> bool:
    """Whether a person may change this letter: an activist only their own, see `watched_by`."""
    if user.role in {UserRole.COORDINATOR, UserRole.ADMINISTRATOR}:
        return True
    if user.role is not UserRole.ACTIVIST:
        return False
    query = select(Appeal.id).where(Appeal.id == appeal.id, watched_by(user.id))
    return session.scalar(query) is not None


def register(
    session: Session,
    wanted: Wanted,
    today: dt.date,
    number: int,
    *,
    user_id: int | None = None,
    size: int = 50,
) -> Page[Row]:
    """Page `number` of the letters, overdue first; of one person's where `user_id` is given.

    Withdrawn ones only where they are asked for. Four statements.
    """
    days = calendar(session)
    state = state_on(today, days.due(today, SOON))
    query = _rows(state).where(*_narrowed(wanted, state))
    if user_id is not None:
        query = query.where(watched_by(user_id))
    page = paginate(session, query, number, size)
    return Page([_row(row, today, days) for row in page.rows], page.number, page.size, page.total)


def _rows(state: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    """Letters with their state: first what somebody must act on, then by the day it is due."""
    places = {each.value: place for place, each in enumerate(State)}
    answered = State.ANSWERED.value
    return (
        select(Appeal, state.label("state"), Mandate, Deputy, District, Region)
        .join(Mandate, Appeal.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .options(joinedload(Appeal.topic))
        .order_by(
            case(places, value=state),
            case((state != answered, Appeal.due_on)).asc().nulls_last(),
            Appeal.answered_on.desc().nulls_last(),
            Appeal.id,
        )
    )


def _narrowed(wanted: Wanted, state: ColumnElement[str]) -> list[ColumnElement[bool]]:
    conditions = [
        state == wanted.state.value if wanted.state else ~Appeal.withdrawn,
        Appeal.mandate_id == wanted.mandate_id if wanted.mandate_id else None,
        Appeal.channel == wanted.channel if wanted.channel else None,
        Appeal.subject == wanted.subject if wanted.subject else None,
        Appeal.campaign_id == wanted.campaign_id if wanted.campaign_id else None,
    ]
    return [condition for condition in conditions if condition is not None]


def _row(found: Any, today: dt.date, days: Calendar) -> Row:
    appeal, state = found[0], State(found[1])
    topic = appeal.topic
    return Row(
        id=appeal.id,
        seat=seat_of(found[2:]),
        heading=appeal.heading,
        subject=appeal.subject,
        topic=Name(topic.name_kk, topic.name_ru, topic.name_en) if topic else None,
        channel=appeal.channel,
        number=appeal.number,
        sent_on=appeal.sent_on,
        term_days=appeal.term_days,
        due_on=appeal.due_on,
        answered_on=appeal.answered_on,
        answer_kind=appeal.answer_kind,
        state=state,
        days=_days(appeal, today, days),
        waited=days.between(appeal.sent_on, appeal.answered_on or today)
        if appeal.sent_on
        else None,
        uncertain=days.unknown(appeal.sent_on, appeal.answered_on or appeal.due_on)
        if appeal.sent_on and appeal.due_on
        else (),
    )


def _days(appeal: Appeal, today: dt.date, days: Calendar) -> int | None:
    if appeal.sent_on is None or appeal.due_on is None:
        return None
    if appeal.answered_on is not None:
        return days.between(appeal.sent_on, appeal.answered_on)
    if appeal.due_on < today:
        return days.between(appeal.due_on, today)
    return days.between(today, appeal.due_on)


def of_mandate(session: Session, mandate_id: int, today: dt.date) -> tuple[Row, ...]:
    """All letters to one deputy in the order of the register. Four statements."""
    return tuple(register(session, Wanted(mandate_id=mandate_id), today, 1, size=200).rows)


def reminders(session: Session, user: User, today: dt.date, *, first: int = 5) -> Reminders:
    """What a person should look at today among their letters. Four statements."""
    days = calendar(session)
    state = state_on(today, days.due(today, SOON))
    pressing = (State.OVERDUE, State.NOT_DELIVERED, State.DUE_SOON)
    mine = and_(watched_by(user.id), ~Appeal.withdrawn, state.in_([s.value for s in pressing]))
    # A column of a subquery: PostgreSQL takes two equal expressions with parameters for two.
    of = select(state.label("state")).where(mine).subquery()
    grouped = session.execute(select(of.c.state, func.count()).group_by(of.c.state))
    counts = {str(state): int(count) for state, count in grouped}
    found = session.execute(_rows(state).where(mine).limit(first))
    return Reminders(
        overdue=counts.get(State.OVERDUE, 0),
        due_soon=counts.get(State.DUE_SOON, 0),
        not_delivered=counts.get(State.NOT_DELIVERED, 0),
        rows=tuple(_row(row, today, days) for row in found),
    )


def sheet(session: Session, appeal_id: int, today: dt.date, user: User) -> Sheet | None:
    """One letter; None where there is none, or where an activist has nothing to do with it."""
    days = calendar(session)
    state = state_on(today, days.due(today, SOON))
    query = (
        _rows(state)
        .where(Appeal.id == appeal_id)
        .options(
            joinedload(Appeal.campaign),
            contains_eager(Appeal.mandate).contains_eager(Mandate.deputy),
            selectinload(Appeal.events),
            selectinload(Appeal.files).options(
                joinedload(AppealFile.file), joinedload(AppealFile.capture)
            ),
        )
    )
    found = session.execute(query).first()
    if found is None:
        return None
    appeal = found[0]
    mine = may_work_on(session, user, appeal)
    if not mine and user.role is UserRole.ACTIVIST:
        return None
    return Sheet(
        appeal=appeal,
        row=_row(found, today, days),
        events=tuple(event for event in appeal.events if not event.withdrawn),
        withdrawn_events=tuple(event for event in appeal.events if event.withdrawn),
        files=tuple(file for file in appeal.files if not file.withdrawn),
        changes=history(session, "appeals", appeal.id),
        version=version(session, "appeals", appeal.id),
        mine=mine,
    )


def written_to(session: Session, user_id: int | None = None) -> list[Seat]:
    """The deputies to whom letters were written, to narrow a register to one. One statement."""
    letters = select(Appeal.mandate_id)
    if user_id is not None:
        letters = letters.where(watched_by(user_id))
    query = seat_query(session).where(Mandate.id.in_(letters))
    return [seat_of(row) for row in session.execute(query)]


def addressees(session: Session, user: User) -> Sequence[Seat]:
    """Whom a person may write to: an activist to deputies they watch, others to any."""
    query = seat_query(session)
    if user.role is UserRole.ACTIVIST:
        watched = select(Assignment.mandate_id).where(
            Assignment.user_id == user.id, assignment_counts()
        )
        query = query.where(Mandate.id.in_(watched))
    return [seat_of(row) for row in session.execute(query)]


def addressee(session: Session, mandate_id: int | None, user: User) -> Mandate | None:
    """A deputy with what a letter says of them; None for one whom the person may not write to."""
    if mandate_id is None or mandate_id not in {s.mandate_id for s in addressees(session, user)}:
        return None
    return session.scalar(
        select(Mandate)
        .where(Mandate.id == mandate_id)
        .options(
            joinedload(Mandate.deputy),
            joinedload(Mandate.convocation).joinedload(Convocation.legislature),
            joinedload(Mandate.district).joinedload(District.region),
        )
    )


def topic(session: Session, topic_id: int | None) -> Topic | None:
    """A topic by its number."""
    return session.get(Topic, topic_id) if topic_id is not None else None

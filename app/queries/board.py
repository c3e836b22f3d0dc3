"""The coordinator's board: people, deputies and steps; who is stuck; who was reminded."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from app.queries import campaigns
from app.queries.campaigns import Seat, Watch
from app.queries.paging import Page, slice_of
from app.queries.progress import OWN_STEPS, How, Step, StepState, progress, steps
from models.appeal import Appeal, AppealEvent
from models.audit import Audit
from models.campaign import Campaign, Membership, Reminder, SearchStep, SocialAccount
from models.coding import Assignment, Coding, Draft
from models.item import Participation
from models.meeting import Meeting, Post, PostAccount
from models.programme import Programme, Thesis
from models.record import Record
from models.user import User

SIZE = 25
#: Steps that wait for nobody any more.
SETTLED = (How.DONE, How.NOT_NEEDED)
Key = tuple[int, int]


@dataclass(frozen=True)
class BoardRow:
    """A deputy and one person who watches them, or nobody.

    `idle` counts days since the person did anything for this deputy, or was assigned, or the
    work began. `reminded` are the steps of reminders that were not read yet.
    """

    seat: Seat
    watch: Watch | None
    steps: tuple[StepState, ...]
    last: dt.datetime | None
    idle: int
    stuck: bool
    reminded: frozenset[str]

    @property
    def waiting(self) -> StepState | None:
        """The step to remind of: the first that is late, else the first that is not done."""
        own = [state for state in self.steps if state.step in OWN_STEPS]
        open_ones = [state for state in own if state.how not in SETTLED]
        late = [state for state in open_ones if state.how is How.LATE]
        return next(iter(late or open_ones), None)


@dataclass(frozen=True)
class PersonRow:
    """A person with all they watch: steps done of those needed, and how many deputies wait."""

    user_id: int
    name: str
    deputies: int
    done: int
    needed: int
    late: int
    stuck: int
    last: dt.datetime | None


@dataclass(frozen=True)
class Board:
    """The board of a campaign; `rows` is what the filter lets through."""

    people: tuple[PersonRow, ...]
    rows: Page[BoardRow]
    unwatched: int


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to. `days` without anything done make a person stuck."""

    user_id: int | None = None
    stuck: bool = False
    days: int = 7


def board(
    session: Session,
    viewer: User,
    campaign: Campaign,
    today: dt.date,
    *,
    wanted: Wanted,
    number: int = 1,
) -> Board:
    """Page `number` of the board, as `viewer` may see it. Twelve statements, whatever it holds."""
    seats = campaigns.covered(session, campaign.id)
    watches = campaigns.watches(session, campaign.id)
    ids = [seat.mandate_id for seat in seats]
    found = progress(session, viewer, campaign, ids, today)
    last, reminded = _activity(session, ids), _reminded(session, campaign.id)
    since = _assigned(session, [watch.assignment_id for row in watches.values() for watch in row])
    rows = []
    for seat in seats:
        states = steps(found[seat.mandate_id], campaign, today)
        for watch in watches.get(seat.mandate_id) or (None,):
            key = (watch.user_id, seat.mandate_id) if watch else (0, 0)
            began = since.get(watch.assignment_id) if watch else None
            idle = _idle(today, campaign.work_from, last.get(key), began) if watch else 0
            rows.append(
                BoardRow(
                    seat=seat,
                    watch=watch,
                    steps=states,
                    last=last.get(key),
                    idle=idle,
                    stuck=watch is not None and _stuck(states, idle, wanted.days),
                    reminded=reminded.get(key, frozenset()),
                )
            )
    chosen = [row for row in rows if _fits(row, wanted)]
    return Board(
        people=_people(rows),
        rows=slice_of(chosen, number, SIZE),
        unwatched=sum(1 for row in rows if row.watch is None),
    )


def _fits(row: BoardRow, wanted: Wanted) -> bool:
    theirs = row.watch is not None and row.watch.user_id == wanted.user_id
    return (wanted.user_id is None or theirs) and (row.stuck or not wanted.stuck)


def _idle(today: dt.date, work_from: dt.date, *moments: dt.datetime | None) -> int:
    latest = max([work_from, *(moment.date() for moment in moments if moment)])
    return max(0, (today - latest).days)


def _stuck(states: Iterable[StepState], idle: int, days: int) -> bool:
    """Whether something waits for the person, and is late or was not touched for `days`."""
    waiting = [s for s in states if s.step in OWN_STEPS and s.how not in SETTLED]
    return bool(waiting) and (idle >= days or any(s.how is How.LATE for s in waiting))


def _people(rows: Iterable[BoardRow]) -> tuple[PersonRow, ...]:
    by_user: dict[int, list[BoardRow]] = {}
    for row in rows:
        if row.watch is not None:
            by_user.setdefault(row.watch.user_id, []).append(row)
    found = [_person(user_id, own) for user_id, own in by_user.items()]
    return tuple(sorted(found, key=lambda row: (row.name, row.user_id)))


def _person(user_id: int, rows: list[BoardRow]) -> PersonRow:
    own = [state for row in rows for state in row.steps if state.step in OWN_STEPS]
    needed = [state for state in own if state.how is not How.NOT_NEEDED]
    moments = [row.last for row in rows if row.last is not None]
    return PersonRow(
        user_id=user_id,
        name=rows[0].watch.name if rows[0].watch else "",
        deputies=len(rows),
        done=sum(1 for state in needed if state.how is How.DONE),
        needed=len(needed),
        late=sum(1 for state in needed if state.how is How.LATE),
        stuck=sum(1 for row in rows if row.stuck),
        last=max(moments, default=None),
    )


def _activity(session: Session, ids: Collection[int]) -> dict[Key, dt.datetime]:
    """When each person last did anything for each mandate. Two statements."""
    entered = [
        select(table.mandate_id, table.entered_by_id.label("user_id"), table.entered_at.label("at"))
        for table in (SearchStep, SocialAccount, Membership, Appeal)
    ]
    read = [
        select(
            Participation.mandate_id, table.coder_id.label("user_id"), table.saved_at.label("at")
        )
        .select_from(table)
        .join(Participation, table.participation_id == Participation.id)
        for table in (Coding, Draft)
    ]
    others = [
        select(Appeal.mandate_id, AppealEvent.entered_by_id, AppealEvent.entered_at)
        .select_from(AppealEvent)
        .join(Appeal, AppealEvent.appeal_id == Appeal.id),
        select(Participation.mandate_id, Meeting.entered_by_id, Meeting.entered_at)
        .select_from(Meeting)
        .join(Participation, Participation.item_id == Meeting.item_id),
        select(Participation.mandate_id, Post.entered_by_id, Post.entered_at)
        .select_from(Post)
        .join(PostAccount, PostAccount.post_id == Post.id)
        .join(Record, PostAccount.record_id == Record.id)
        .join(Participation, Participation.item_id == Record.item_id),
    ]
    every = union_all(*entered, *read, *others).subquery()
    mandate, user, at = every.c
    query = select(user, mandate, func.max(at)).where(mandate.in_(ids)).group_by(user, mandate)
    found: dict[Key, dt.datetime] = {(row[0], row[1]): row[2] for row in session.execute(query)}
    for actor, mandate_id, moment in session.execute(_journalled(ids)):
        number = actor.removeprefix("user:")
        if actor != number and number.isdigit():
            key = (int(number), mandate_id)
            found[key] = max(moment, found.get(key, moment))
    return found


def _journalled(ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Who changed programmes and theses of these mandates when, last: the journal knows."""
    whole = (
        select(Audit.actor, Programme.mandate_id, Audit.at)
        .join(Programme, Audit.entity_id == Programme.id)
        .where(Audit.entity == Programme.__tablename__, Programme.mandate_id.in_(ids))
    )
    parts = (
        select(Audit.actor, Programme.mandate_id, Audit.at)
        .join(Thesis, Audit.entity_id == Thesis.id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Audit.entity == Thesis.__tablename__, Programme.mandate_id.in_(ids))
    )
    every = union_all(whole, parts).subquery()
    actor, mandate, at = every.c
    return select(actor, mandate, func.max(at)).group_by(actor, mandate)


def _assigned(session: Session, ids: Collection[int]) -> dict[int, dt.datetime]:
    """When each assignment was made or last changed, as the journal has it."""
    query = (
        select(Audit.entity_id, func.max(Audit.at))
        .where(Audit.entity == Assignment.__tablename__, Audit.entity_id.in_(ids))
        .group_by(Audit.entity_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _reminded(session: Session, campaign_id: int) -> dict[Key, frozenset[str]]:
    query = select(Reminder.user_id, Reminder.mandate_id, Reminder.step).where(
        Reminder.campaign_id == campaign_id, Reminder.seen_at.is_(None)
    )
    found: dict[Key, frozenset[str]] = {}
    for user_id, mandate_id, step in session.execute(query):
        key = (user_id, mandate_id or 0)
        found[key] = found.get(key, frozenset()) | {step}
    return found


#: Every column of the board, in the order of the work.
COLUMNS = tuple(Step)

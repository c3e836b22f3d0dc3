"""Positions of deputies: what they said to each verdict, and how they were asked."""

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from models.appeal import Channel
from models.base import Lang
from models.file import StoredFile
from models.verdict import (
    AskedVerdict,
    GuestLink,
    Position,
    PositionAsk,
    PositionState,
    Settlement,
)


class StandingState(enum.StrEnum):
    """How it stands with what a deputy says to a verdict."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    NOT_DELIVERED = "not_delivered"
    NO_ANSWER = "no_answer"
    RECEIVED = "received"
    PUBLISHED = "published"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Said:
    """A position as written. One that is withheld has no text, and says why.

    `settlement` is how its dispute ended; `late` that it came after the day asked for.
    """

    id: int
    verdict_id: int
    lang: Lang
    text: str | None
    state: PositionState
    withheld_why: str | None
    disputes: bool
    received_at: datetime
    late: bool
    published_at: datetime | None
    file: int | None
    file_name: str | None
    file_size: int | None
    settlement: Settlement | None
    settlement_kk: str | None
    settlement_ru: str | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """An attempt to bring a verdict before the deputy; `delivered` is None while not known."""

    ask_id: int
    asked_on: dt.date
    channel: Channel
    deadline: dt.date | None
    delivered: bool | None


@dataclass(frozen=True)
class Standing:
    """All that may be said beside a verdict, without names and addresses.

    `positions` are those published, and those withheld, without their text. `asked` are the
    attempts, the oldest first; `deadline` is the last day that was given to answer.
    """

    verdict_id: int
    state: StandingState
    positions: tuple[Said, ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def deadline(self) -> dt.date | None:
        """The last day that was given to answer."""
        return max((ask.deadline for ask in self.asked if ask.deadline), default=None)

    @property
    def disputed(self) -> bool:
        """Whether a dispute waits to be settled."""
        return any(said.disputes and said.settlement is None for said in self.positions)


def standing(session: Session, verdict_ids: Collection[int], today: dt.date) -> dict[int, Standing]:
    """How it stands with each of these verdicts on the day `today`. Two statements."""
    asks = asked(session, verdict_ids)
    said = positions_of(session, verdict_ids)
    return {
        verdict: _standing(verdict, asks.get(verdict, ()), said.get(verdict, ()), today)
        for verdict in verdict_ids
    }


def _standing(
    verdict: int, asks: tuple[Asked, ...], said: tuple[Said, ...], today: dt.date
) -> Standing:
    shown = tuple(_public(one) for one in said if one.state is not PositionState.RECEIVED)
    return Standing(verdict, _state(asks, said, today), shown, asks)


def _public(said: Said) -> Said:
    """`said` as voters may see it: what is withheld without its text and its file."""
    if said.state is not PositionState.WITHHELD:
        return said
    return Said(**{**vars(said), "text": None, "file": None, "file_name": None, "file_size": None})


def _state(asks: tuple[Asked, ...], said: tuple[Said, ...], today: dt.date) -> StandingState:
    states = {one.state for one in said}
    for position, state in (
        (PositionState.PUBLISHED, StandingState.PUBLISHED),
        (PositionState.WITHHELD, StandingState.WITHHELD),
        (PositionState.RECEIVED, StandingState.RECEIVED),
    ):
        if position in states:
            return state
    if not asks:
        return StandingState.NOT_ASKED
    if all(ask.delivered is False for ask in asks):
        return StandingState.NOT_DELIVERED
    deadline = max((ask.deadline for ask in asks if ask.deadline), default=None)
    passed = deadline is not None and deadline < today
    return StandingState.NO_ANSWER if passed else StandingState.WAITING


def positions_of(session: Session, verdict_ids: Collection[int]) -> dict[int, tuple[Said, ...]]:
    """Everything that deputies wrote to these verdicts, for staff: the oldest first."""
    query = (
        select(Position, GuestLink.deadline, StoredFile)
        .join(GuestLink, Position.link_id == GuestLink.id)
        .outerjoin(StoredFile, Position.file_id == StoredFile.id)
        .where(Position.verdict_id.in_(verdict_ids))
        .order_by(Position.received_at, Position.id)
    )
    found: dict[int, list[Said]] = defaultdict(list)
    for row, deadline, file in session.execute(query):
        found[row.verdict_id].append(_said(row, deadline, file))
    return {verdict: tuple(rows) for verdict, rows in found.items()}


def of_link(session: Session, link_id: int) -> dict[int, tuple[Said, ...]]:
    """What was written by one link, by verdict, the oldest first."""
    query = (
        select(Position, GuestLink.deadline, StoredFile)
        .join(GuestLink, Position.link_id == GuestLink.id)
        .outerjoin(StoredFile, Position.file_id == StoredFile.id)
        .where(Position.link_id == link_id)
        .order_by(Position.received_at, Position.id)
    )
    found: dict[int, list[Said]] = defaultdict(list)
    for row, deadline, file in session.execute(query):
        found[row.verdict_id].append(_said(row, deadline, file))
    return {verdict: tuple(rows) for verdict, rows in found.items()}


def _said(row: Position, deadline: dt.date | None, file: StoredFile | None) -> Said:
    return Said(
        id=row.id,
        verdict_id=row.verdict_id,
        lang=row.lang,
        text=row.text,
        state=row.state,
        withheld_why=row.withheld_why,
        disputes=row.disputes,
        received_at=row.received_at,
        late=deadline is not None and clock.day(row.received_at) > deadline,
        published_at=row.published_at,
        file=file.id if file else None,
        file_name=file.name if file else None,
        file_size=file.size if file else None,
        settlement=row.settlement,
        settlement_kk=row.settlement_kk,
        settlement_ru=row.settlement_ru,
        settled_at=row.settled_at,
    )


def asked(session: Session, verdict_ids: Collection[int]) -> dict[int, tuple[Asked, ...]]:
    """The attempts to bring each of these verdicts before the deputy, the oldest first."""
    query = (
        select(AskedVerdict.verdict_id, PositionAsk, GuestLink.deadline)
        .join(PositionAsk, AskedVerdict.ask_id == PositionAsk.id)
        .join(GuestLink, PositionAsk.link_id == GuestLink.id)
        .where(AskedVerdict.verdict_id.in_(verdict_ids))
        .order_by(PositionAsk.asked_on, PositionAsk.id)
    )
    found: dict[int, list[Asked]] = defaultdict(list)
    for verdict, ask, deadline in session.execute(query):
        found[verdict].append(Asked(ask.id, ask.asked_on, ask.channel, deadline, ask.delivered))
    return {verdict: tuple(rows) for verdict, rows in found.items()}

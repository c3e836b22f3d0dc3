"""Letters to deputies: written, sent, put right; `appeal_course` follows them from there.

Nothing is deleted: a letter or an event that was entered by mistake is withdrawn, and the
journal keeps what stood before. The last day of the term is always counted anew from the day of
sending and from everything that moved it.
"""

import datetime as dt
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.queries import appeals as queries
from app.queries.calendar import calendar
from app.queries.campaigns import current
from app.queries.programmes import version as version_of
from app.scoring.workdays import Move, last_day
from app.services.errors import InvalidError, NotFoundError, ServiceError, StaleError
from models import audit
from models.appeal import (
    Appeal,
    AppealEventKind,
    AppealFile,
    AppealFileKind,
    Channel,
    Subject,
)
from models.base import Lang
from models.person import Mandate
from models.topic import Topic
from models.user import User

#: The term where no campaign says another, in working days; `Campaign.appeal_law` names the
#: rule. Administrative Procedural and Process-related Code of Kazakhstan, article 76, part 1.
TERM_DAYS = 15
#: The longest term and extension that is taken, in working days: more is a slip of the hand.
LONGEST = 250
LOCK = {"key_share": True, "of": Appeal}


class Problem(StrEnum):
    """What can be wrong with a letter, an event or an answer."""

    UNKNOWN_TOPIC = "unknown_topic"
    NO_ENGLISH = "no_english"
    TEXT_REQUIRED = "text_required"
    IN_FUTURE = "in_future"
    BEFORE_SENDING = "before_sending"
    AFTER_ANSWER = "after_answer"
    TERM = "term"
    DAYS_REQUIRED = "days_required"
    NOTE_REQUIRED = "note_required"
    ADDRESSEE_REQUIRED = "addressee_required"
    REASON_REQUIRED = "reason_required"
    NOT_A_LINK = "not_a_link"
    LINK_REQUIRED = "link_required"
    SUBSTANCE_REQUIRED = "substance_required"


class WrongStateError(ServiceError):
    """The letter is not in the state from which this can be done."""


@dataclass(frozen=True)
class LetterFields:
    """What a letter says, to whom and how."""

    subject: Subject
    channel: Channel
    lang: Lang
    heading: str
    text: str
    topic_id: int | None = None


@dataclass(frozen=True)
class SendingFields:
    """How a letter went out: the day, the number given, the term in working days."""

    channel: Channel
    sent_on: dt.date
    number: str | None = None
    term_days: int | None = None


@dataclass(frozen=True)
class Copy:
    """A kept file, a capture, both, or neither."""

    file_id: int | None = None
    capture_id: int | None = None


NOTHING = Copy()


def write(
    session: Session, actor: User, now: datetime, mandate_id: int, entered: LetterFields
) -> Appeal:
    """Keep a letter as a draft, in the campaign that covers the deputy now.

    Raises NotFoundError for a deputy whom the actor has nothing to do with, and InvalidError.
    """
    if session.get(Mandate, mandate_id) is None or mandate_id not in {
        seat.mandate_id for seat in queries.addressees(session, actor)
    }:
        raise NotFoundError(f"there is no mandate {mandate_id} to write to")
    _check_letter(session, entered)
    campaign = current(session, mandate_id)
    appeal = Appeal(
        campaign_id=campaign.id if campaign else None,
        mandate_id=mandate_id,
        entered_by_id=actor.id,
        entered_at=now,
        **values_of(entered),
    )
    session.add(appeal)
    session.flush()
    return appeal


def rewrite(
    session: Session,
    actor: User,
    appeal_id: int,
    entered: LetterFields,
    *,
    version: int,
    why: str | None = None,
) -> Appeal:
    """Change a draft, or put right what is said of a letter that was sent, with a reason.

    Raises NotFoundError, StaleError and InvalidError.
    """
    appeal = editable(session, actor, appeal_id)
    check_version(session, appeal, version)
    _check_letter(session, entered)
    set_values(session, appeal, values_of(entered), reason_of(appeal, why))
    return appeal


def send(
    session: Session,
    actor: User,
    today: dt.date,
    appeal_id: int,
    entered: SendingFields,
    *,
    version: int,
    why: str | None = None,
    copy: Copy = NOTHING,
) -> Appeal:
    """Say that a letter was sent, and count its term; said again it is a correction.

    The term is that of the campaign where none is given. Raises NotFoundError, StaleError and
    InvalidError, among others for a day to come.
    """
    appeal = editable(session, actor, appeal_id)
    check_version(session, appeal, version)
    term = entered.term_days or (
        appeal.campaign.appeal_days if appeal.campaign else appeal.term_days or TERM_DAYS
    )
    problems: list[tuple[str, str]] = []
    if entered.sent_on > today:
        problems.append(("sent_on", Problem.IN_FUTURE))
    later = [event.on for event in appeal.events if not event.withdrawn]
    if appeal.answered_on is not None:
        later.append(appeal.answered_on)
    if any(day < entered.sent_on for day in later):
        problems.append(("sent_on", Problem.AFTER_ANSWER))
    if not 0 < term <= LONGEST:
        problems.append(("term_days", Problem.TERM))
    refuse(problems)
    values = {
        "channel": entered.channel,
        "sent_on": entered.sent_on,
        "number": entered.number,
        "term_days": term,
        "due_on": _due(session, appeal, entered.sent_on, term),
    }
    set_values(session, appeal, values, reason_of(appeal, why))
    add_copy(session, appeal, AppealFileKind.PROOF, copy)
    return appeal


def withdraw(session: Session, actor: User, appeal_id: int, why: str) -> Appeal:
    """Take a letter that was entered by mistake out of use.

    Raises NotFoundError, and InvalidError without a reason.
    """
    return _mark(session, actor, appeal_id, why, withdrawn=True)


def restore(session: Session, actor: User, appeal_id: int, why: str) -> Appeal:
    """Bring a withdrawn letter back. Raises NotFoundError, and InvalidError without a reason."""
    return _mark(session, actor, appeal_id, why, withdrawn=False)


def _mark(session: Session, actor: User, appeal_id: int, why: str, *, withdrawn: bool) -> Appeal:
    appeal = editable(session, actor, appeal_id, withdrawn=not withdrawn)
    with audit.reason(session, needed_reason(why)):
        appeal.withdrawn = withdrawn
    return appeal


def editable(session: Session, actor: User, appeal_id: int, *, withdrawn: bool = False) -> Appeal:
    """The letter, locked, where the actor may work on it."""
    appeal = session.get(Appeal, appeal_id)
    if appeal is None or not queries.may_work_on(session, actor, appeal):
        raise NotFoundError(f"there is no letter {appeal_id} of this person")
    session.refresh(appeal, with_for_update=LOCK)
    if appeal.withdrawn is not withdrawn:
        raise WrongStateError(f"letter {appeal_id} is {'not ' * withdrawn}withdrawn")
    return appeal


def check_version(session: Session, appeal: Appeal, version: int) -> None:
    """Raise StaleError where somebody changed the letter since `version`."""
    stands = version_of(session, "appeals", appeal.id)
    if stands != version:
        raise StaleError(stands)


def _check_letter(session: Session, entered: LetterFields) -> None:
    problems: list[tuple[str, str]] = []
    if not entered.heading.strip():
        problems.append(("heading", Problem.TEXT_REQUIRED))
    if not entered.text.strip():
        problems.append(("text", Problem.TEXT_REQUIRED))
    if entered.lang is Lang.EN:
        problems.append(("lang", Problem.NO_ENGLISH))
    if entered.topic_id is not None and session.get(Topic, entered.topic_id) is None:
        problems.append(("topic", Problem.UNKNOWN_TOPIC))
    refuse(problems)


def _due(session: Session, appeal: Appeal, sent_on: dt.date, term: int) -> dt.date:
    """The last day of the term, with what moved it since.

    A letter that came back and was delivered after all begins its term on that day.
    """
    moves, returned = [], False
    for event in sorted((e for e in appeal.events if not e.withdrawn), key=lambda e: (e.on, e.id)):
        if event.kind is AppealEventKind.EXTENDED:
            moves.append(Move(event.on, more=event.days))
        elif event.kind is AppealEventKind.FORWARDED or (
            returned and event.kind is AppealEventKind.DELIVERED
        ):
            moves.append(Move(event.on))
        if event.kind in {AppealEventKind.DELIVERED, AppealEventKind.NOT_DELIVERED}:
            returned = event.kind is AppealEventKind.NOT_DELIVERED
    return last_day(sent_on, term, moves, calendar(session))


def recount(session: Session, appeal: Appeal) -> None:
    """Count the last day of the term anew from the events as they stand now."""
    session.refresh(appeal, ["events"])
    if appeal.sent_on is not None and appeal.term_days is not None:
        appeal.due_on = _due(session, appeal, appeal.sent_on, appeal.term_days)


def reason_of(appeal: Appeal, why: str | None, *, needed: bool | None = None) -> str | None:
    """Why a letter is changed: what was sent already is changed for a reason only."""
    if appeal.sent_on is not None if needed is None else needed:
        return needed_reason(why)
    return (why or "").strip() or None


def needed_reason(why: str | None) -> str:
    """The reason that was given. Raises InvalidError where there is none."""
    reason = (why or "").strip()
    if not reason:
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    return reason


def set_values(session: Session, appeal: Appeal, values: dict[str, Any], why: str | None) -> None:
    """Change the letter, with the reason where there is one."""
    if why is None:
        for name, value in values.items():
            setattr(appeal, name, value)
        session.flush()
        return
    with audit.reason(session, why):
        for name, value in values.items():
            setattr(appeal, name, value)


def add_copy(
    session: Session, appeal: Appeal, kind: AppealFileKind, copy: Copy
) -> list[AppealFile]:
    """Keep what came with a form beside the letter."""
    rows = [
        AppealFile(appeal=appeal, kind=kind, withdrawn=False, **{name: value})
        for name, value in (("file_id", copy.file_id), ("capture_id", copy.capture_id))
        if value is not None
    ]
    session.add_all(rows)
    session.flush()
    return rows


def values_of(entered: Any) -> dict[str, Any]:
    """The fields of what was entered."""
    return {field.name: getattr(entered, field.name) for field in fields(entered)}


def refuse(problems: list[tuple[str, str]]) -> None:
    """Raise InvalidError where there are problems."""
    if problems:
        raise InvalidError(problems)

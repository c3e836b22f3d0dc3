"""What happens to a letter after it was sent: events on its way, the answer, kept files."""

import datetime as dt
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from app.services.appeals import (
    LONGEST,
    NOTHING,
    Copy,
    Problem,
    WrongStateError,
    add_copy,
    check_version,
    editable,
    needed_reason,
    reason_of,
    recount,
    refuse,
    set_values,
    values_of,
)
from app.services.errors import NotFoundError
from app.services.programmes import is_link
from models import audit
from models.appeal import (
    AnswerKind,
    Appeal,
    AppealEvent,
    AppealEventKind,
    AppealFile,
    AppealFileKind,
)
from models.user import User

#: Answers that consist of a link, which must then be there.
LINKS = frozenset({AnswerKind.LINK_WORKING, AnswerKind.LINK_BROKEN})


@dataclass(frozen=True)
class EventFields:
    """What happened to a letter: `days` are working days of an extension."""

    kind: AppealEventKind
    on: dt.date
    to: str | None = None
    days: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class AnswerFields:
    """The answer that came."""

    answered_on: dt.date
    answer_kind: AnswerKind
    answer_text: str | None = None
    answer_url: str | None = None


def record(
    session: Session,
    actor: User,
    now: datetime,
    appeal_id: int,
    entered: EventFields,
    *,
    today: dt.date,
    copy: Copy = NOTHING,
) -> AppealEvent:
    """Add what happened to a letter that was sent, and count its term anew.

    Raises NotFoundError, WrongStateError for a draft, and InvalidError.
    """
    appeal = editable(session, actor, appeal_id)
    if appeal.sent_on is None:
        raise WrongStateError(f"letter {appeal_id} was not sent yet")
    problems = _day_problems("on", entered.on, appeal, today)
    if entered.kind is AppealEventKind.FORWARDED and not entered.to:
        problems.append(("to", Problem.ADDRESSEE_REQUIRED))
    if entered.kind is AppealEventKind.EXTENDED:
        if entered.days is None or not 0 < entered.days <= LONGEST:
            problems.append(("days", Problem.DAYS_REQUIRED))
        if not entered.note:
            problems.append(("note", Problem.NOTE_REQUIRED))
    refuse(problems)
    extended = entered.kind is AppealEventKind.EXTENDED
    event = AppealEvent(
        appeal=appeal,
        entered_by_id=actor.id,
        entered_at=now,
        withdrawn=False,
        **{**values_of(entered), "days": entered.days if extended else None},
    )
    session.add(event)
    session.flush()
    recount(session, appeal)
    event.due_on = appeal.due_on
    add_copy(session, appeal, AppealFileKind.PROOF, copy)
    session.flush()
    return event


def withdraw_event(
    session: Session, actor: User, appeal_id: int, event_id: int, why: str
) -> AppealEvent:
    """Take back an event that was entered by mistake, and count the term without it.

    Raises NotFoundError, and InvalidError without a reason.
    """
    appeal = editable(session, actor, appeal_id)
    event = next((each for each in appeal.events if each.id == event_id), None)
    if event is None:
        raise NotFoundError(f"letter {appeal_id} has no event {event_id}")
    with audit.reason(session, needed_reason(why)):
        event.withdrawn = True
        recount(session, appeal)
    return event


def answer(
    session: Session,
    actor: User,
    today: dt.date,
    appeal_id: int,
    entered: AnswerFields,
    *,
    version: int,
    why: str | None = None,
    copy: Copy = NOTHING,
) -> Appeal:
    """Enter the answer to a letter, or put right what was entered, with a reason.

    Raises NotFoundError, WrongStateError for a draft, StaleError and InvalidError.
    """
    appeal = editable(session, actor, appeal_id)
    if appeal.sent_on is None:
        raise WrongStateError(f"letter {appeal_id} was not sent yet")
    check_version(session, appeal, version)
    problems = _day_problems("answered_on", entered.answered_on, appeal, today)
    if not is_link(entered.answer_url):
        problems.append(("answer_url", Problem.NOT_A_LINK))
    elif entered.answer_kind in LINKS and not entered.answer_url:
        problems.append(("answer_url", Problem.LINK_REQUIRED))
    kept = any(f.kind is AppealFileKind.ANSWER and not f.withdrawn for f in appeal.files)
    if not (entered.answer_text or entered.answer_url or copy != NOTHING or kept):
        problems.append(("answer_text", Problem.SUBSTANCE_REQUIRED))
    refuse(problems)
    correcting = appeal.answered_on is not None
    set_values(session, appeal, values_of(entered), reason_of(appeal, why, needed=correcting))
    add_copy(session, appeal, AppealFileKind.ANSWER, copy)
    return appeal


def take_answer_back(session: Session, actor: User, appeal_id: int, why: str) -> Appeal:
    """Undo an answer that was entered by mistake; files of it are withdrawn with it.

    Raises NotFoundError, and InvalidError without a reason.
    """
    appeal = editable(session, actor, appeal_id)
    with audit.reason(session, needed_reason(why)):
        for field in fields(AnswerFields):
            setattr(appeal, field.name, None)
        for file in appeal.files:
            if file.kind is AppealFileKind.ANSWER:
                file.withdrawn = True
    return appeal


def add_file(
    session: Session, actor: User, appeal_id: int, kind: AppealFileKind, copy: Copy
) -> list[AppealFile]:
    """Add kept copies to a letter. Raises NotFoundError."""
    return add_copy(session, editable(session, actor, appeal_id), kind, copy)


def withdraw_file(
    session: Session, actor: User, appeal_id: int, file_id: int, why: str
) -> AppealFile:
    """Take a wrong file off a letter; its bytes stay in the archive.

    Raises NotFoundError, and InvalidError without a reason.
    """
    appeal = editable(session, actor, appeal_id)
    file = next((each for each in appeal.files if each.id == file_id), None)
    if file is None:
        raise NotFoundError(f"letter {appeal_id} has no file {file_id}")
    with audit.reason(session, needed_reason(why)):
        file.withdrawn = True
    return file


def _day_problems(
    field: str, day: dt.date, appeal: Appeal, today: dt.date
) -> list[tuple[str, str]]:
    if day > today:
        return [(field, Problem.IN_FUTURE)]
    if appeal.sent_on is not None and day < appeal.sent_on:
        return [(field, Problem.BEFORE_SENDING)]
    return []

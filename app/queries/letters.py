"""Letters of the monitoring to one deputy, as everybody may read them.

When a letter was sent, what it asked about, until when it was to be answered, and what came. Who
wrote it, its words, its number and the words of the answer stay out: they name people.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.appeals import is_undelivered
from app.queries.calendar import calendar
from app.queries.deputies import Text
from app.queries.topic_shapes import address
from models.appeal import AnswerKind, Appeal, AppealEvent, AppealEventKind, Channel, Subject
from models.topic import CodeBook, Topic

#: What may be told of a letter on its way.
TOLD = (AppealEventKind.FORWARDED, AppealEventKind.EXTENDED, AppealEventKind.REMINDED)


class LetterState(StrEnum):
    """How it stands with a letter on a day."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    WAITING = "waiting"
    NOT_DELIVERED = "not_delivered"


@dataclass(frozen=True)
class Happened:
    """Something that happened to a letter on its way."""

    kind: AppealEventKind
    on: dt.date


@dataclass(frozen=True)
class Letter:
    """A letter; `days` are working days from the day of sending to that of the answer.

    `about` is how addresses name the topic.
    """

    subject: Subject
    topic: Text | None
    channel: Channel
    sent_on: dt.date
    due_on: dt.date | None
    state: LetterState
    answered_on: dt.date | None = None
    answer_kind: AnswerKind | None = None
    days: int | None = None
    events: tuple[Happened, ...] = ()
    about: str | None = None


@dataclass(frozen=True)
class LettersPart:
    """The letters to one deputy as they stand on a day, the newest first."""

    on: dt.date
    letters: tuple[Letter, ...] = ()

    @property
    def states(self) -> Counter[LetterState]:
        """How many letters stand how."""
        return Counter(letter.state for letter in self.letters)


def letters(session: Session, mandate_id: int, on: dt.date) -> LettersPart:
    """What was sent to a deputy up to the day `on`, and what had come by then. Five statements."""
    days = calendar(session)
    query = (
        select(Appeal, Topic, CodeBook.key, is_undelivered())
        .outerjoin(Topic, Appeal.topic_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(Appeal.mandate_id == mandate_id, Appeal.sent_on <= on, ~Appeal.withdrawn)
        .order_by(Appeal.sent_on.desc(), Appeal.id.desc())
    )
    rows = session.execute(query).all()
    events = _events(session, [row[0].id for row in rows], on)
    found = []
    for letter, topic, book, undelivered in rows:
        # The statement asks for sent ones only, which the types cannot tell.
        if letter.sent_on is None:
            continue
        answered = letter.answered_on is not None and letter.answered_on <= on
        took = None
        if answered and letter.answered_on is not None:
            took = days.between(letter.sent_on, letter.answered_on)
        found.append(
            Letter(
                subject=letter.subject,
                topic=Text.of(topic),
                channel=letter.channel,
                sent_on=letter.sent_on,
                due_on=letter.due_on,
                state=_state(letter, answered, bool(undelivered), on),
                answered_on=letter.answered_on if answered else None,
                answer_kind=letter.answer_kind if answered else None,
                days=took,
                events=events.get(letter.id, ()),
                about=address(book, topic.key) if topic else None,
            )
        )
    return LettersPart(on, tuple(found))


def _state(letter: Appeal, answered: bool, undelivered: bool, on: dt.date) -> LetterState:
    """The rule of `app.queries.appeals.state_on`, without what only the register tells apart."""
    if answered:
        return LetterState.ANSWERED
    if undelivered:
        return LetterState.NOT_DELIVERED
    overdue = letter.due_on is not None and letter.due_on < on
    return LetterState.NO_ANSWER if overdue else LetterState.WAITING


def _events(
    session: Session, letter_ids: list[int], on: dt.date
) -> dict[int, tuple[Happened, ...]]:
    query = (
        select(AppealEvent.appeal_id, AppealEvent.kind, AppealEvent.on)
        .where(AppealEvent.appeal_id.in_(letter_ids), AppealEvent.kind.in_(TOLD))
        .where(~AppealEvent.withdrawn, AppealEvent.on <= on)
        .order_by(AppealEvent.on, AppealEvent.id)
    )
    found: dict[int, tuple[Happened, ...]] = {}
    for letter, kind, day in session.execute(query):
        found[letter] = (*found.get(letter, ()), Happened(kind, day))
    return found

"""Cases: participations that people read, once all who are to read them have."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.queries.settled import is_adjudicated, is_coded, read_by_two
from models.coding import AnswerReading, Coding, Reading, Strength
from models.item import Participation
from models.programme import Thesis
from models.reliability import CaseComment
from models.topic import Topic
from models.user import User, UserRole

DESK = (UserRole.COORDINATOR, UserRole.ADMINISTRATOR)


@dataclass(frozen=True)
class ReadingShown:
    """A reading or a decision in words, without the name of who made it."""

    letter: str
    mine: bool
    reading: Reading
    answer_reading: AnswerReading | None
    theses: tuple[tuple[Thesis, Strength], ...]
    topics: tuple[Topic, ...]
    note: str | None


@dataclass(frozen=True)
class CommentShown:
    """A comment; `letter` is that of the author's reading, and empty for one of the desk."""

    id: int
    letter: str
    mine: bool
    text: str
    at: datetime
    withdrawn: bool


def is_open_to(session: Session, participation_id: int, person: User) -> bool:
    """Whether a person may see what others found: all have read it, and they are one of them.

    Who runs the desk settles cases, and sees them once all have read them.
    """
    query = select(Participation.id).where(
        Participation.id == participation_id, is_coded(), read_by_two() | is_adjudicated()
    )
    if person.role not in DESK:
        own = (
            select(Coding.id)
            .where(
                Coding.participation_id == Participation.id,
                Coding.coder_id == person.id,
                Coding.current,
            )
            .exists()
        )
        query = query.where(own)
    return session.scalar(query) is not None


def readings(session: Session, participation_id: int, person: User) -> tuple[ReadingShown, ...]:
    """The readings that stand, in an order that says nothing of who came first.

    Only for those to whom the case is open, and for who is to settle it.
    """
    return tuple(
        shown(coding, letter=chr(ord("A") + place), mine=coding.coder_id == person.id)
        for place, coding in enumerate(_shuffled(_codings(session, participation_id)))
    )


def _codings(session: Session, participation_id: int) -> Sequence[Coding]:
    query = (
        select(Coding)
        .join(Participation, Coding.participation_id == Participation.id)
        .where(Participation.id == participation_id, Coding.current, is_coded())
        .options(selectinload(Coding.thesis_tags), selectinload(Coding.topic_tags))
    )
    return session.scalars(query).all()


def _shuffled(codings: Collection[Coding]) -> list[Coding]:
    """In an order by chance that is the same at every look."""
    return sorted(
        codings,
        key=lambda row: hashlib.sha256(f"{row.participation_id}:{row.coder_id}".encode()).digest(),
    )


def shown(made: Coding, *, letter: str, mine: bool) -> ReadingShown:
    """A coding in words: theses by number, topics by theirs."""
    links = sorted(made.thesis_tags, key=lambda tag: (tag.thesis.programme_id, tag.thesis.number))
    return ReadingShown(
        letter=letter,
        mine=mine,
        reading=made.reading,
        answer_reading=made.answer_reading,
        theses=tuple((tag.thesis, tag.strength) for tag in links),
        topics=tuple(tag.topic for tag in sorted(made.topic_tags, key=lambda t: t.topic_id)),
        note=made.note,
    )


def comments(session: Session, participation_id: int, person: User) -> tuple[CommentShown, ...]:
    """The comments on a case, the oldest first; nobody is named."""
    letters = {
        coding.coder_id: chr(ord("A") + place)
        for place, coding in enumerate(_shuffled(_codings(session, participation_id)))
    }
    query = (
        select(CaseComment)
        .where(CaseComment.participation_id == participation_id)
        .order_by(CaseComment.at, CaseComment.id)
    )
    return tuple(
        CommentShown(
            id=row.id,
            letter=letters.get(row.author_id, ""),
            mine=row.author_id == person.id,
            text="" if row.withdrawn else row.text,
            at=row.at,
            withdrawn=row.withdrawn,
        )
        for row in session.scalars(query)
    )


def participation(session: Session, participation_id: int) -> Participation | None:
    """A participation with its act."""
    return session.scalar(
        select(Participation)
        .where(Participation.id == participation_id)
        .options(joinedload(Participation.item))
    )

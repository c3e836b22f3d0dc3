"""Settling what coders read differently: a decision by a third person, with a reason.

The codings that were compared stay as they are. A later decision takes the place of an earlier
one, which stays too.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries import adjudication as queries
from app.queries.readings import Entry
from app.queries.sampling import readers_of
from app.queries.settled import is_coded
from app.services import coding, precedents
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models import audit
from models.coding import Coding, Reading
from models.item import Participation
from models.reliability import Adjudication, SettledThesis, SettledTopic
from models.user import User

REASON_LENGTH = 4_000


class Problem(StrEnum):
    """What can be wrong with a decision, besides what can be wrong with a reading."""

    REASON_REQUIRED = "reason_required"
    REASON_TOO_LONG = "reason_too_long"
    UNDECIDED = "undecided"


class NotReadError(ServiceError):
    """Nobody may settle yet what is not read by all who are to read it."""


class OwnReadingError(ServiceError):
    """Who has read a participation cannot be the third person who settles it."""


class AlreadyDecidedError(ServiceError):
    """Somebody else has decided meanwhile; that decision is to be looked at first."""


@dataclass(frozen=True)
class Rule:
    """A precedent that is to be made of a decision."""

    title: str
    text: str


def decide(
    session: Session,
    actor: User,
    now: datetime,
    participation_id: int,
    entry: Entry,
    *,
    reason: str,
    base: int,
    rule: Rule | None = None,
) -> Adjudication:
    """Settle a participation by `entry`, made when `base` was the decision (0: none).

    Raises NotFoundError, NotReadError, OwnReadingError, AlreadyDecidedError, and InvalidError
    with the fields of the form.
    """
    participation = session.get(Participation, participation_id)
    if participation is None:
        raise NotFoundError(f"there is no participation {participation_id}")
    session.refresh(participation, with_for_update=coding.LOCK)
    ready = select(Participation.id).where(Participation.id == participation_id, is_coded())
    if participation.withdrawn or session.scalar(ready) is None:
        raise NotReadError(f"participation {participation_id} is not read yet")
    if actor.id in readers_of(session, participation_id):
        raise OwnReadingError(f"participation {participation_id} was read by its adjudicator")
    words = reason.strip()
    _check(session, participation, entry, words, rule)
    standing = queries.standing(session, participation_id)
    if (standing.id if standing else 0) != base:
        raise AlreadyDecidedError(f"participation {participation_id} was decided meanwhile")
    with audit.reason(session, words):
        decision = _add(session, actor, now, participation, entry=entry, words=words)
        if rule is not None:
            precedents.make(session, actor, now, decision, title=rule.title, rule=rule.text)
    return decision


def _check(
    session: Session, participation: Participation, entry: Entry, words: str, rule: Rule | None
) -> None:
    problems: list[tuple[str, str]] = []
    try:
        # What a decision says of doubt is in its reason; a reading asks for it in the note.
        coding.check(session, participation, entry)
    except InvalidError as error:
        problems += [pair for pair in error.problems if pair[0] != "note"]
    if entry.reading is Reading.UNSURE:
        problems.append(("reading", Problem.UNDECIDED))
    if not words:
        problems.append(("reason", Problem.REASON_REQUIRED))
    if len(words) > REASON_LENGTH:
        problems.append(("reason", Problem.REASON_TOO_LONG))
    if rule is not None:
        problems += precedents.problems(rule.title, rule.text)
    if problems:
        raise InvalidError(problems)


def _add(
    session: Session,
    actor: User,
    now: datetime,
    participation: Participation,
    *,
    entry: Entry,
    words: str,
) -> Adjudication:
    assert entry.reading is not None  # noqa: S101  the check before says so
    own = session.scalar(
        select(Adjudication).where(
            Adjudication.participation_id == participation.id, Adjudication.current
        )
    )
    if own is not None:
        own.current = False
        session.flush()
    compared = session.scalars(
        select(Coding.id)
        .where(Coding.participation_id == participation.id, Coding.current)
        .order_by(Coding.id)
    ).all()
    decision = Adjudication(
        participation_id=participation.id,
        reading=entry.reading,
        answer_reading=entry.answer_reading,
        reason=words,
        compared=list(compared),
        decided_by_id=actor.id,
        decided_at=now,
        supersedes_id=own.id if own else None,
        thesis_tags=[
            SettledThesis(thesis_id=thesis, strength=strength)
            for thesis, strength in sorted(entry.theses.items())
        ],
        topic_tags=[SettledTopic(topic_id=topic) for topic in sorted(entry.topics)],
    )
    try:
        with session.begin_nested():
            session.add(decision)
            session.flush()
    except IntegrityError as error:
        # One decision stands at a time: the database has the last word.
        raise AlreadyDecidedError(f"participation {participation.id} was decided") from error
    return decision

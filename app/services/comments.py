"""What coders say to each other of a case: after all of them have read it, never before."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.queries import cases
from app.services import coding
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models.item import Participation
from models.reliability import CaseComment
from models.user import User, UserRole

LENGTH = 2_000


class Problem(StrEnum):
    """What can be wrong with a comment."""

    REQUIRED = "comment_required"
    TOO_LONG = "comment_too_long"


class ClosedCaseError(ServiceError):
    """The case is not open to this person: they, or others, are still to read it."""


def add(
    session: Session, actor: User, now: datetime, participation_id: int, text: str
) -> CaseComment:
    """Say something of a case.

    Raises NotFoundError, ClosedCaseError before all have read it or for somebody who has not,
    and InvalidError.
    """
    participation = session.get(Participation, participation_id)
    if participation is None:
        raise NotFoundError(f"there is no participation {participation_id}")
    session.refresh(participation, with_for_update=coding.LOCK)
    if not cases.is_open_to(session, participation_id, actor):
        raise ClosedCaseError(f"case {participation_id} is closed to user {actor.id}")
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise InvalidError([("text", Problem.REQUIRED)])
    if len(words) > LENGTH:
        raise InvalidError([("text", Problem.TOO_LONG)])
    comment = CaseComment(participation_id=participation_id, author_id=actor.id, text=words, at=now)
    session.add(comment)
    session.flush()
    return comment


def withdraw(session: Session, actor: User, now: datetime, comment_id: int) -> CaseComment:
    """Take a comment back: its author, or who runs the desk. Raises NotFoundError."""
    comment = session.get(CaseComment, comment_id, with_for_update={"key_share": True})
    desk = actor.role in (UserRole.COORDINATOR, UserRole.ADMINISTRATOR)
    if (
        comment is None
        or (comment.author_id != actor.id and not desk)
        or not cases.is_open_to(session, comment.participation_id, actor)
    ):
        raise NotFoundError(f"there is no comment {comment_id} of this person")
    comment.withdrawn = True
    session.flush()
    return comment

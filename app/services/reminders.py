"""Reminding somebody of a step that waits. They see it on their home until they say so."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import campaigns
from app.queries.progress import Step
from app.services.campaigns import changeable
from app.services.errors import InvalidError, NotFoundError
from models.campaign import Reminder
from models.user import User, UserRole

LENGTH = 1000


class Problem(StrEnum):
    """What can be wrong with a reminder."""

    UNSEEN = "unseen"
    NOT_COVERED = "not_covered"
    NOT_READING = "not_reading"
    TOO_LONG = "too_long"


def send(
    session: Session,
    actor: User,
    now: datetime,
    campaign_id: int,
    *,
    user_id: int,
    mandate_id: int | None,
    step: Step,
    text: str | None = None,
) -> Reminder:
    """Put a reminder before a person. The same one is not put twice before it was seen.

    Raises NotFoundError, ClosedError and InvalidError.
    """
    changeable(session, campaign_id)
    user = session.get(User, user_id, with_for_update={"key_share": True, "of": User})
    if user is None or not user.active:
        raise NotFoundError(f"there is no active user {user_id}")
    if user.role is UserRole.ANALYST:
        raise InvalidError([("user", Problem.NOT_READING)])
    seats = set(session.scalars(campaigns.covered_ids(campaign_id)))
    if mandate_id is not None and mandate_id not in seats:
        raise InvalidError([("mandate", Problem.NOT_COVERED)])
    if text and len(text) > LENGTH:
        raise InvalidError([("text", Problem.TOO_LONG)])
    same = select(Reminder.id).where(
        Reminder.campaign_id == campaign_id,
        Reminder.user_id == user_id,
        Reminder.mandate_id.is_not_distinct_from(mandate_id),
        Reminder.step == step,
        Reminder.seen_at.is_(None),
    )
    if session.scalar(same.limit(1)) is not None:
        raise InvalidError([("step", Problem.UNSEEN)])
    reminder = Reminder(
        campaign_id=campaign_id,
        user_id=user_id,
        sender_id=actor.id,
        mandate_id=mandate_id,
        step=step.value,
        text=text or None,
        sent_at=now,
    )
    session.add(reminder)
    session.flush()
    return reminder


def seen(session: Session, actor: User, now: datetime, reminder_id: int) -> Reminder:
    """Let the actor say that they have read a reminder. Raises NotFoundError for another's."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is None or reminder.user_id != actor.id:
        raise NotFoundError(f"user {actor.id} has no reminder {reminder_id}")
    if reminder.seen_at is None:
        reminder.seen_at = now
        session.flush()
    return reminder

"""Who watches whom, in a campaign or outside of any."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.queries import campaigns as queries
from app.services.campaigns import changeable
from app.services.errors import InvalidError, NotFoundError
from models import audit
from models.coding import Assignment, Coding, Draft
from models.item import Participation
from models.person import Mandate
from models.reliability import SampleUnit
from models.user import User, UserRole

#: Who can watch a deputy: those who may open the queue.
WATCHERS = frozenset({UserRole.ACTIVIST, UserRole.COORDINATOR, UserRole.ADMINISTRATOR})


class Problem(StrEnum):
    """What can be wrong with an assignment."""

    NOT_COVERED = "not_covered"
    NOT_A_WATCHER = "not_a_watcher"
    SAME_PERSON = "same_person"
    REASON_REQUIRED = "reason_required"


def assign(
    session: Session,
    actor: User,
    now: datetime,
    user_id: int,
    mandate_ids: Collection[int],
    *,
    campaign_id: int | None = None,
) -> int:
    """Let a person watch these mandates, and return how many are new to them.

    In a campaign, those that it covers. Raises NotFoundError for a person or a mandate that is
    not there, ClosedError, and InvalidError for somebody who does not code.
    """
    wanted = set(mandate_ids)
    if campaign_id is not None:
        changeable(session, campaign_id)
        if not wanted <= set(session.scalars(queries.covered_ids(campaign_id))):
            raise InvalidError([("mandates", Problem.NOT_COVERED)])
    _watcher(session, user_id)
    if wanted != set(session.scalars(select(Mandate.id).where(Mandate.id.in_(wanted)))):
        raise NotFoundError("there is no such mandate")
    query = select(Assignment).where(
        Assignment.user_id == user_id,
        Assignment.mandate_id.in_(wanted),
        Assignment.campaign_id.is_(None)
        if campaign_id is None
        else Assignment.campaign_id == campaign_id,
    )
    known = {row.mandate_id: row for row in session.scalars(query)}
    added = 0
    for mandate_id in sorted(wanted):
        row = known.get(mandate_id)
        if row is None:
            session.add(Assignment(campaign_id=campaign_id, user_id=user_id, mandate_id=mandate_id))
        elif row.withdrawn:
            row.withdrawn = False
        else:
            continue
        added += 1
    session.flush()
    return added


def _watcher(session: Session, user_id: int) -> User:
    """The person, locked so that two assignments of the same seat come one after the other."""
    user = session.get(User, user_id, with_for_update={"key_share": True, "of": User})
    if user is None or not user.active:
        raise NotFoundError(f"there is no active user {user_id}")
    if user.role not in WATCHERS:
        raise InvalidError([("user", Problem.NOT_A_WATCHER)])
    return user


def accept(
    session: Session,
    actor: User,
    now: datetime,
    campaign_id: int,
    chosen: dict[int, int | None],
) -> int:
    """Let each mandate be watched by the person chosen for it, and by nobody where that is None.

    `chosen` maps mandates to users. Those that somebody watches by now stay as they are: who
    made the choice has not seen it. Returns how many were newly assigned. Raises what `assign`
    raises.
    """
    changeable(session, campaign_id)
    stands = queries.watches(session, campaign_id)
    by_user: dict[int, list[int]] = {}
    for mandate_id, user_id in sorted(chosen.items()):
        if user_id is not None and mandate_id not in stands:
            by_user.setdefault(user_id, []).append(mandate_id)
    return sum(
        assign(session, actor, now, user_id, mandates, campaign_id=campaign_id)
        for user_id, mandates in sorted(by_user.items())
    )


def take_back(session: Session, actor: User, now: datetime, assignment_id: int) -> Assignment:
    """End an assignment. What was coded stays. Raises NotFoundError and ClosedError."""
    assignment = _locked(session, assignment_id)
    assignment.withdrawn = True
    session.flush()
    return assignment


def _locked(session: Session, assignment_id: int) -> Assignment:
    lock = {"key_share": True, "of": Assignment}
    assignment = session.get(
        Assignment, assignment_id, with_for_update=lock, populate_existing=True
    )
    if assignment is None:
        raise NotFoundError(f"there is no assignment {assignment_id}")
    if assignment.campaign_id is not None:
        changeable(session, assignment.campaign_id)
    return assignment


def hand_over(
    session: Session,
    actor: User,
    now: datetime,
    assignment_id: int,
    user_id: int,
    *,
    reason: str | None,
) -> Assignment:
    """Let another person go on in the place of the one who watched; returns the new assignment.

    Letters, looks, posts and what is missing belong to the deputy, so that the new person finds
    them as they stand. Begun readings go over too, where nobody else has coded the act and it
    is in no reliability sample. The journal keeps who watched, with the reason.

    Raises NotFoundError, ClosedError and InvalidError.
    """
    old = _locked(session, assignment_id)
    why = (reason or "").strip()
    if old.withdrawn:
        raise NotFoundError(f"assignment {assignment_id} was taken back")
    if old.user_id == user_id:
        raise InvalidError([("user", Problem.SAME_PERSON)])
    if not why:
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    with audit.reason(session, why):
        old.withdrawn = True
        assign(session, actor, now, user_id, [old.mandate_id], campaign_id=old.campaign_id)
        _pass_drafts(session, old, user_id)
    query = select(Assignment).where(
        Assignment.user_id == user_id,
        Assignment.mandate_id == old.mandate_id,
        Assignment.campaign_id.is_not_distinct_from(old.campaign_id),
    )
    return session.scalars(query).one()


def _pass_drafts(session: Session, old: Assignment, user_id: int) -> None:
    """Give begun readings to `user_id`, but none that would show them somebody's first coding."""
    theirs = select(Draft.participation_id).where(Draft.coder_id == user_id)
    query = (
        select(Draft)
        .join(Participation, Draft.participation_id == Participation.id)
        .where(Participation.mandate_id == old.mandate_id, Draft.coder_id == old.user_id)
        .where(~exists().where(Coding.participation_id == Participation.id))
        .where(~exists().where(SampleUnit.participation_id == Participation.id))
        .where(Draft.participation_id.not_in(theirs))
    )
    for draft in session.scalars(query):
        draft.coder_id = user_id
    session.flush()

"""Decisions of people on acts that look the same, and on what kind an act is."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.services.errors import InvalidError, NotFoundError, ServiceError
from models import audit
from models.item import QUEUED_KINDS, Item, Kind, MergeProposal, ProposalState
from models.merge import settle
from models.user import User

REASON_LENGTH = 1_000


class AlreadyDecidedError(ServiceError):
    """Somebody has decided this pair meanwhile; it has to be undone first."""


class NothingToUndoError(ServiceError):
    """The pair has not been decided, so there is nothing to take back."""


class MergedAwayError(ServiceError):
    """The act was merged into another one: what is to be changed is that one."""


def decide(
    session: Session, actor: User, now: datetime, proposal_id: int, *, merge: bool, reason: str
) -> MergeProposal:
    """Merge the two acts of a proposal, or keep them apart for good, with a reason.

    Raises NotFoundError, AlreadyDecidedError, or InvalidError without a reason.
    """
    words = _reason(reason)
    proposal = _locked(session, proposal_id)
    if proposal.state is not ProposalState.OPEN:
        raise AlreadyDecidedError(f"proposal {proposal_id} is {proposal.state.value}")
    state = ProposalState.MERGED if merge else ProposalState.KEPT_APART
    _set(session, actor, now, proposal, state=state, words=words)
    return proposal


def undo(
    session: Session, actor: User, now: datetime, proposal_id: int, *, reason: str
) -> MergeProposal:
    """Take a decision back, with a reason; records and codings go back to where they were.

    What a rule has merged would be merged again by the next run, so undoing that keeps the
    acts apart. Raises NotFoundError, NothingToUndoError, or InvalidError without a reason.
    """
    words = _reason(reason)
    proposal = _locked(session, proposal_id)
    if proposal.state is ProposalState.OPEN:
        raise NothingToUndoError(f"proposal {proposal_id} is open")
    merged = proposal.state is ProposalState.MERGED
    if proposal.by_rule:
        state = ProposalState.KEPT_APART if merged else ProposalState.MERGED
    else:
        state = ProposalState.OPEN
    _set(session, actor, now, proposal, state=state, words=words)
    return proposal


def set_kind(
    session: Session, actor: User, now: datetime, item_id: int, kind: Kind, *, reason: str
) -> Item:
    """Say what kind of act an item is; no rule changes that afterwards.

    Raises NotFoundError, MergedAwayError, or InvalidError without a reason.
    """
    words = _reason(reason)
    item = session.get(Item, item_id, with_for_update=True)
    if item is None:
        raise NotFoundError(f"there is no item {item_id}")
    if item.merged_into_id is not None:
        raise MergedAwayError(f"item {item_id} was merged into {item.merged_into_id}")
    with audit.reason(session, words):
        item.kind, item.kind_by_person = kind, True
        item.queued = kind in QUEUED_KINDS
        if kind is not Kind.ANSWER:
            item.answer_to_id = None
    return item


def _set(
    session: Session,
    actor: User,
    now: datetime,
    proposal: MergeProposal,
    *,
    state: ProposalState,
    words: str,
) -> None:
    with audit.reason(session, words):
        proposal.state = state
        decided = state is not ProposalState.OPEN
        proposal.decided_by_id = actor.id if decided else None
        proposal.decided_at = now if decided else None
        proposal.reason = words if decided else None
        settle(session, {proposal.first_id, proposal.second_id})


def _locked(session: Session, proposal_id: int) -> MergeProposal:
    proposal = session.get(MergeProposal, proposal_id, with_for_update=True)
    if proposal is None:
        raise NotFoundError(f"there is no proposal {proposal_id}")
    return proposal


def _reason(words: str) -> str:
    words = words.strip()
    if not words:
        raise InvalidError([("reason", "required")])
    if len(words) > REASON_LENGTH:
        raise InvalidError([("reason", "too_long")])
    return words

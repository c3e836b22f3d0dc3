"""Verdicts on the outcome of theses: one person proposes, another one confirms or refuses.

Nothing is overwritten: a confirmed verdict supersedes the one before it, and one that was
refused or withdrawn stays with its reason. The constraints of the table are the last word;
the rules of `verdict_rules` put them into words before the database does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.services.accounts import NotAllowedError
from app.services.errors import InvalidError, NotFoundError, ServiceError
from app.services.verdict_rules import Problem, Proposal, as_proposed, check, kept
from models import audit
from models.programme import Thesis
from models.user import User, UserRole
from models.verdict import Verdict, VerdictEvidence, VerdictState

PROPOSES = frozenset({UserRole.ACTIVIST, UserRole.COORDINATOR, UserRole.ADMINISTRATOR})
CONFIRMS = PROPOSES
SETTLES = frozenset({UserRole.COORDINATOR, UserRole.ADMINISTRATOR})


class AlreadyProposedError(ServiceError):
    """A verdict on this thesis waits already to be confirmed."""


class OwnProposalError(ServiceError):
    """Whoever proposed a verdict does not confirm it: two persons do."""


class SettledMeanwhileError(ServiceError):
    """The verdict is no longer what it was: somebody has settled it."""


def propose(
    session: Session, actor: User, now: datetime, thesis_id: int, proposal: Proposal
) -> Verdict:
    """Propose the outcome of a thesis; it stands nowhere before somebody else confirms it.

    Raises NotAllowedError, NotFoundError, NoVerdictError, InvalidError with the fields of the
    form, and AlreadyProposedError where another proposal waits.
    """
    _require(actor, PROPOSES)
    thesis = held(session, thesis_id)
    check(session, thesis, proposal, clock.day(now))
    first = kept(session, proposal.evidence)
    verdict = Verdict(
        thesis_id=thesis.id,
        testable=True,
        status=proposal.status,
        reason=proposal.reason,
        as_of=proposal.as_of,
        explanation_kk=proposal.explanation_kk,
        explanation_ru=proposal.explanation_ru,
        explanation_en=proposal.explanation_en,
        evidence_kind=first.kind,
        capture_id=first.capture_id,
        file_id=first.file_id,
        item_id=first.item_id,
        evidence_note=first.note,
        state=VerdictState.PROPOSED,
        proposed_by_id=actor.id,
        proposed_at=now,
        evidence=[
            VerdictEvidence(**vars(kept(session, piece)))
            for piece in proposal.further
            if piece.given
        ],
    )
    with _last_word(session, AlreadyProposedError):
        session.add(verdict)
    return verdict


def confirm(session: Session, actor: User, now: datetime, verdict_id: int) -> Verdict:
    """Let a proposed verdict stand, in place of the one that stood before.

    The rules are looked at again: the thesis, the mandate or the day may have changed since.
    Raises NotAllowedError, NotFoundError, OwnProposalError, SettledMeanwhileError,
    NoVerdictError and InvalidError.
    """
    _require(actor, CONFIRMS)
    verdict = proposed(session, verdict_id)
    if verdict.proposed_by_id == actor.id:
        raise OwnProposalError
    return stand(session, now, verdict, confirmed_by_id=actor.id)


def refuse(session: Session, actor: User, now: datetime, verdict_id: int, why: str) -> Verdict:
    """Refuse a proposed verdict, with a reason. Raises as `confirm`, and InvalidError."""
    _require(actor, CONFIRMS)
    verdict = proposed(session, verdict_id)
    if verdict.proposed_by_id == actor.id:
        raise OwnProposalError
    return settle(session, now, verdict, VerdictState.REFUSED, why, by_id=actor.id)


def withdraw(session: Session, actor: User, now: datetime, verdict_id: int, why: str) -> Verdict:
    """Take a verdict back: one's own proposal, or as a coordinator any one that stands.

    A thesis whose standing verdict is withdrawn is not yet rated. Raises NotAllowedError,
    NotFoundError, SettledMeanwhileError, and InvalidError without a reason.
    """
    verdict = _verdict(session, verdict_id)
    own = verdict.state is VerdictState.PROPOSED and verdict.proposed_by_id == actor.id
    if not own:
        _require(actor, SETTLES)
    if verdict.state not in (VerdictState.PROPOSED, VerdictState.CONFIRMED):
        raise SettledMeanwhileError
    # Of one that stood it is kept since when: the moment of its end is in the journal.
    stood = verdict.settled_at
    settle(session, now, verdict, VerdictState.WITHDRAWN, why)
    verdict.settled_at = stood or now
    session.flush()
    return verdict


def proposed(session: Session, verdict_id: int) -> Verdict:
    """The verdict that waits, held together with its thesis. For this module and reviews.

    Raises NotFoundError and SettledMeanwhileError.
    """
    verdict = _verdict(session, verdict_id)
    if verdict.state is not VerdictState.PROPOSED:
        raise SettledMeanwhileError
    return verdict


def stand(
    session: Session,
    now: datetime,
    verdict: Verdict,
    *,
    confirmed_by_id: int | None = None,
    review_id: int | None = None,
    words: str | None = None,
) -> Verdict:
    """Let `verdict` stand by the word of a person or of a reviewer from outside."""
    thesis = verdict.thesis
    check(session, thesis, as_proposed(verdict), clock.day(now))
    with _last_word(session, SettledMeanwhileError):
        before = session.scalar(
            select(Verdict).where(
                Verdict.thesis_id == thesis.id, Verdict.state == VerdictState.CONFIRMED
            )
        )
        if before is not None:
            before.state, before.testable = VerdictState.SUPERSEDED, None
            session.flush()
        verdict.supersedes_id = before.id if before else None
        verdict.state, verdict.settled_at = VerdictState.CONFIRMED, now
        verdict.confirmed_by_id, verdict.review_id = confirmed_by_id, review_id
        verdict.settled_why = words
    return verdict


def settle(
    session: Session,
    now: datetime,
    verdict: Verdict,
    state: VerdictState,
    why: str,
    *,
    by_id: int | None = None,
    review_id: int | None = None,
) -> Verdict:
    """End a verdict with a reason; it lets go of its thesis. Raises InvalidError without one.

    `by_id` and `review_id` say who refused it, a person or a reviewer from outside.
    """
    why = why.strip()
    if not why:
        raise InvalidError([("reason", Problem.WHY_REQUIRED)])
    with audit.reason(session, why), _last_word(session, SettledMeanwhileError):
        verdict.state, verdict.testable = state, None
        verdict.confirmed_by_id = by_id or verdict.confirmed_by_id
        verdict.review_id = review_id or verdict.review_id
        verdict.settled_at, verdict.settled_why = now, why
    return verdict


@contextmanager
def _last_word(session: Session, error: type[ServiceError]) -> Iterator[None]:
    """Let the constraints of the database decide between two people who act at once."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise error from None


def held(session: Session, thesis_id: int) -> Thesis:
    """The thesis, held so that nobody else settles it at the same time. Raises NotFoundError."""
    thesis = session.get(
        Thesis,
        thesis_id,
        with_for_update={"key_share": True, "of": Thesis},
        populate_existing=True,
    )
    if thesis is None:
        raise NotFoundError(f"there is no thesis {thesis_id}")
    return thesis


def _verdict(session: Session, verdict_id: int) -> Verdict:
    found = session.get(Verdict, verdict_id)
    if found is None:
        raise NotFoundError(f"there is no verdict {verdict_id}")
    held(session, found.thesis_id)
    session.refresh(found, with_for_update={"of": Verdict})
    return found


def _require(actor: User, roles: frozenset[UserRole]) -> None:
    if actor.role not in roles:
        raise NotAllowedError(f"a {actor.role} may not do this")

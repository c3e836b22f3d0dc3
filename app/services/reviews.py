"""The word of a reviewer from outside on one proposed verdict: it counts once."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.services import guests, verdicts
from app.services.errors import InvalidError
from app.services.verdict_rules import Problem
from app.services.verdicts import OwnProposalError, SettledMeanwhileError
from models import audit
from models.verdict import GuestLink, LinkPurpose, Verdict, VerdictState


def decide(
    session: Session,
    now: datetime,
    key: str,
    token: str,
    verdict_id: int,
    *,
    confirms: bool,
    words: str,
) -> Verdict:
    """Confirm or refuse, in the reviewer's own words, what the link with `token` shows.

    Raises NoSuchLinkError, InvalidError without words, OwnProposalError where the guest turns
    out to be the proposer, SettledMeanwhileError where the proposal is not that one any more,
    and what `verdicts.confirm` raises.
    """
    link = guests.open_link(session, now, key, token, hold=True)
    if link.purpose is not LinkPurpose.REVIEW:
        raise guests.NoSuchLinkError
    if not words.strip():
        raise InvalidError([("words", Problem.WHY_REQUIRED)])
    verdict = _of(session, link, verdict_id)
    objection = guests.objection(session, link.guest, verdict)
    if objection is not None and objection[1] is guests.Problem.IS_PROPOSER:
        raise OwnProposalError
    with audit.reason(session, f"the word of a reviewer, by link {link.id}"):
        if confirms:
            return verdicts.stand(session, now, verdict, review_id=link.id, words=words.strip())
    return verdicts.settle(session, now, verdict, VerdictState.REFUSED, words, review_id=link.id)


def _of(session: Session, link: GuestLink, verdict_id: int) -> Verdict:
    """The proposed verdict, if it is of the link's thesis."""
    found = session.get(Verdict, verdict_id)
    if found is None or found.thesis_id != link.thesis_id:
        raise guests.NoSuchLinkError
    verdict = verdicts.proposed(session, verdict_id)
    if verdict.proposed_at > link.issued_at:
        # What the reviewer was asked about was replaced by something else meanwhile.
        raise SettledMeanwhileError
    return verdict

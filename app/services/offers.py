"""Keeping in which order theses were offered, and tying the reading that came of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries.offering import offer_of
from models.coding import Coding
from models.reliability import Offer, OfferArm
from models.user import User


def record(
    session: Session,
    actor: User,
    now: datetime,
    participation_id: int,
    *,
    arm: OfferArm,
    ranked: Sequence[int],
) -> Offer | None:
    """Keep what `actor` was offered. The first offer stands: what was seen once was seen.

    Call it before the reading is saved: what was read with an order of likelihood is drawn
    into the reliability sample last. Returns None where another save was quicker.
    """
    known = offer_of(session, participation_id, actor.id)
    if known is not None:
        return known
    offer = Offer(
        participation_id=participation_id,
        coder_id=actor.id,
        arm=arm,
        ranked=list(ranked),
        offered_at=now,
    )
    try:
        with session.begin_nested():
            session.add(offer)
    except IntegrityError:
        return None
    return offer


def tie(session: Session, coding: Coding) -> None:
    """Say that `coding` came of what was offered: the first reading, or the one after an undo."""
    participation_id = coding.moved_from_id or coding.participation_id
    offer = offer_of(session, participation_id, coding.coder_id)
    if offer is None or offer.coding_id == coding.id:
        return
    before = session.get(Coding, offer.coding_id) if offer.coding_id else None
    taken_back = before is not None and not before.current and coding.supersedes_id != before.id
    if before is None or taken_back:
        offer.coding_id = coding.id
        session.flush()

"""Readings by several people, in and outside of a reliability sample."""

import itertools
from datetime import datetime

from sqlalchemy.orm import Session

from app.queries.readings import Entry
from app.services import coding as service
from models.campaign import Campaign
from models.coding import Coding, Reading, Strength
from models.item import Participation
from models.reliability import SampleUnit
from models.user import User
from tests.conftest import NOW

_tokens = itertools.count(1)


def tagged(*theses, strength=Strength.DIRECT, topics=(), **fields) -> Entry:
    """A reading that links these theses and topics."""
    return Entry(
        Reading.TAGGED,
        {thesis.id: strength for thesis in theses},
        topics=frozenset(topic.id for topic in topics),
        **fields,
    )


NONE_FITS = Entry(Reading.NONE_FITS)
UNSURE = Entry(Reading.UNSURE, note="непонятно")
SKIPPED = Entry(Reading.SKIPPED, note="файл не открывается")


def read(
    session: Session,
    actor: User,
    part: Participation,
    entry: Entry,
    now: datetime = NOW,
) -> Coding:
    """Save a reading on whatever the person saved before."""
    before = (
        session.query(Coding)
        .filter_by(participation_id=part.id, coder_id=actor.id, current=True)
        .one_or_none()
    )
    return service.save(
        session, actor, now, part.id, entry,
        base=before.id if before else 0, token=f"read {next(_tokens)}",
    ).coding  # fmt: skip


def draw_unit(
    session: Session, campaign: Campaign, part: Participation, coder: User | None = None
) -> SampleUnit:
    """Put a participation into the sample, whoever would have been drawn."""
    unit = SampleUnit(
        campaign_id=campaign.id,
        participation_id=part.id,
        coder_id=coder.id if coder else None,
        drawn_at=NOW,
    )
    session.add(unit)
    session.flush()
    return unit

"""The reliability sample: what is drawn, who reads it a second time, and when both have read it.

A first reading is drawn, or passed over for good, in the moment it is saved: nobody could see
it before. What was read before a campaign was opened, and what is missing after its share was
raised, is drawn by `draw`. What was drawn once is never taken out.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from app.queries import drawing, sampling
from app.queries.sampling import CODERS
from app.queries.settled import is_drawn, is_pending
from app.services.errors import InvalidError, NotFoundError
from models.campaign import Campaign, CampaignState
from models.coding import Assignment, Coding
from models.item import Item, Participation
from models.reliability import Offer, OfferArm, SampleUnit
from models.user import User, UserRole

LOCK = {"key_share": True, "of": Campaign}


class Problem(StrEnum):
    """Why a unit cannot go to a person."""

    NOT_A_CODER = "not_a_coder"
    HAS_READ = "has_read"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Drawn:
    """What a draw did: units drawn, units given to a coder, units that nobody can take."""

    drawn: int
    given: int
    without: int


def after_save(session: Session, now: dt.datetime, coding: Coding, *, first: bool) -> None:
    """Draw the unit if it is one, and note that two people have read it if they have.

    `first` says that nobody's reading of the participation stood before.
    """
    participation = coding.participation
    if first and not _has(session, participation, is_drawn()):
        for campaign in drawing.campaigns_of(session, participation.id):
            # Two first readings of one deputy's acts must not both count on the other.
            session.refresh(campaign, with_for_update=LOCK)
            if _offered(session, coding) and not _by_place(campaign, participation.id):
                # Both readings of the sample are made without suggestions: the next one then.
                continue
            if drawing.draws(session, campaign, participation):
                unit = _add(session, campaign, now, participation.id)
                _give(session, campaign, unit)
    note_pairs(session, now, participation.id)


def _has(session: Session, participation: Participation, condition: object) -> bool:
    query = select(Participation.id).where(Participation.id == participation.id)
    return session.scalar(query.where(condition)) is not None  # type: ignore[arg-type]


def _by_place(campaign: Campaign, participation_id: int) -> bool:
    share = campaign.reliability_percent / 100
    return drawing.place(campaign.seed, participation_id) < share


def _offered(session: Session, coding: Coding) -> bool:
    """Whether the coder saw the theses in an order of likelihood."""
    query = select(Offer.id).where(
        Offer.participation_id == coding.participation_id,
        Offer.coder_id == coding.coder_id,
        Offer.arm == OfferArm.ORDERED,
    )
    return session.scalar(query) is not None


def draw(session: Session, actor: User | None, now: dt.datetime, campaign_id: int) -> Drawn:
    """Bring every deputy's part of the sample up to the share, and give what nobody has.

    The same data and the same seed give the same units. Raises NotFoundError for a campaign
    that is not there or not open.
    """
    campaign = session.get(Campaign, campaign_id, with_for_update=LOCK, populate_existing=True)
    if campaign is None or campaign.state is not CampaignState.OPEN:
        raise NotFoundError(f"there is no open campaign {campaign_id}")
    drawn = 0
    for participation_id in _missing(session, campaign):
        _add(session, campaign, now, participation_id)
        drawn += 1
    for participation_id in session.scalars(_unnoted(campaign)).all():
        note_pairs(session, now, participation_id)
    waiting = session.scalars(_without_coder(campaign)).all()
    given = sum(_give(session, campaign, unit) for unit in waiting)
    return Drawn(drawn, given, len(waiting) - given)


def _missing(session: Session, campaign: Campaign) -> list[int]:
    """What each deputy's part of the sample lacks, in the order of the draw.

    What was read with suggestions comes last: the sample is to be without them.
    """
    offered = exists().where(
        Offer.participation_id == Participation.id, Offer.arm == OfferArm.ORDERED
    )
    query = (
        select(Participation.mandate_id, Participation.id, is_drawn(), offered)
        .join(Item, Participation.item_id == Item.id)
        .where(drawing.of_campaign(campaign), drawing.is_read())
    )
    strata: dict[int, list[tuple[int, bool, bool]]] = defaultdict(list)
    for mandate, participation, is_in, suggested in session.execute(query):
        strata[mandate].append((participation, is_in, suggested))
    chosen: list[int] = []
    for _, units in sorted(strata.items()):
        lacking = drawing.needed(len(units), campaign.reliability_percent)
        lacking -= sum(is_in for _, is_in, _ in units)
        outside = sorted(
            (suggested, drawing.place(campaign.seed, participation), participation)
            for participation, is_in, suggested in units
            if not is_in
        )
        chosen += [participation for _, _, participation in outside[: max(0, lacking)]]
    return chosen


def _add(
    session: Session, campaign: Campaign, now: dt.datetime, participation_id: int
) -> SampleUnit:
    unit = SampleUnit(campaign_id=campaign.id, participation_id=participation_id, drawn_at=now)
    session.add(unit)
    session.flush()
    return unit


def _without_coder(campaign: Campaign) -> Select[SampleUnit]:
    """Units that wait and have no second coder, or one who cannot read any longer."""
    gone = ~exists().where(User.id == SampleUnit.coder_id, User.active, User.role.in_(CODERS))
    return (
        select(SampleUnit)
        .join(Participation, SampleUnit.participation_id == Participation.id)
        .where(SampleUnit.campaign_id == campaign.id, is_pending(), or_(
            SampleUnit.coder_id.is_(None), gone))
        .order_by(SampleUnit.id)
    )  # fmt: skip


def _unnoted(campaign: Campaign) -> Select[int]:
    """Parts whose units have no pair yet, though two people have read them: after a merge."""
    return (
        select(Participation.id)
        .join(SampleUnit, SampleUnit.participation_id == Participation.id)
        .where(
            SampleUnit.campaign_id == campaign.id,
            SampleUnit.completed_at.is_(None),
            ~is_pending(),
        )
        .distinct()
        .order_by(Participation.id)
    )


def note_pairs(session: Session, now: dt.datetime, participation_id: int) -> None:
    """Keep which two readings stood when two people had read a unit of the sample."""
    units = session.scalars(
        select(SampleUnit).where(
            SampleUnit.completed_at.is_(None),
            SampleUnit.id.in_(drawing.unit_ids(participation_id)),
        )
    ).all()
    if not units:
        return
    codings = session.scalars(
        select(Coding)
        .where(Coding.participation_id == participation_id, Coding.current)
        .order_by(Coding.saved_at, Coding.id)
    ).all()
    if len(codings) < 2:
        return
    for unit in units:
        unit.first_coding_id, unit.second_coding_id = codings[0].id, codings[1].id
        unit.completed_at = now
    session.flush()


def _give(session: Session, campaign: Campaign, unit: SampleUnit) -> bool:
    """Let the person with the least to read a second time read this; False where nobody can."""
    coder = _second(session, campaign, unit)
    if coder is None:
        return False
    unit.coder_id = coder.id
    session.flush()
    return True


def _second(session: Session, campaign: Campaign, unit: SampleUnit) -> User | None:
    """Who is to read it: of the campaign's people before others, activists before coordinators.

    Among them the one with the least of it waiting, then one who uses the site in a language
    of the act; what is equal then is decided by the seed.
    """
    has_read = sampling.readers_of(session, unit.participation_id)
    query = select(User).where(User.active, User.role.in_(CODERS), User.id.not_in(has_read))
    people = session.scalars(query).all()
    members = set(
        session.scalars(
            select(Assignment.user_id).where(
                Assignment.campaign_id == campaign.id, ~Assignment.withdrawn
            )
        )
    )
    loads = sampling.loads(session)
    languages = _languages(session, unit.participation_id)

    def order(person: User) -> tuple[bool, bool, int, bool, float]:
        return (
            person.id not in members,
            person.role is not UserRole.ACTIVIST,
            loads.get(person.id, 0),
            bool(languages) and person.lang.value not in languages,
            drawing.place(f"{campaign.seed}:{unit.participation_id}", person.id),
        )

    return min(people, key=order, default=None)


def _languages(session: Session, participation_id: int) -> set[str]:
    query = (
        select(Item.title_kk, Item.title_ru)
        .join(Participation, Participation.item_id == Item.id)
        .where(Participation.id == participation_id)
    )
    kk, ru = session.execute(query).one()
    return {lang for lang, title in (("kk", kk), ("ru", ru)) if title}


def hand_over(
    session: Session, actor: User, now: dt.datetime, unit_id: int, user_id: int
) -> SampleUnit:
    """Let another person read a unit a second time.

    Raises NotFoundError, and InvalidError where that person may not code, has read it, or
    where both have read it already.
    """
    unit = session.get(
        SampleUnit, unit_id, with_for_update={"key_share": True, "of": SampleUnit},
        options=[joinedload(SampleUnit.participation)], populate_existing=True,
    )  # fmt: skip
    if unit is None:
        raise NotFoundError(f"there is no unit {unit_id}")
    person = session.get(User, user_id)
    if person is None or not person.active or person.role not in CODERS:
        raise InvalidError([("coder", Problem.NOT_A_CODER)])
    if unit.completed_at is not None:
        raise InvalidError([("coder", Problem.COMPLETE)])
    if person.id in sampling.readers_of(session, unit.participation_id):
        raise InvalidError([("coder", Problem.HAS_READ)])
    unit.coder_id = person.id
    session.flush()
    return unit


def draw_all(session: Session, now: dt.datetime) -> dict[int, Drawn]:
    """Draw for every open campaign, and say what came of each."""
    query = select(Campaign.id).where(Campaign.state == CampaignState.OPEN).order_by(Campaign.id)
    numbers: Iterable[int] = session.scalars(query).all()
    return {number: draw(session, None, now, number) for number in numbers}

"""The draw of the reliability sample: what it is from, what is in it, what would be drawn next."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.campaign import Campaign, CampaignMandate, CampaignState
from models.coding import Coding
from models.item import DatePrecision, Item, Participation
from models.reliability import SampleUnit

#: The names under which the questions below look at parts, acts and units a second time. They are
#: made once: to adapt the columns of a new alias takes longer than the question itself.
_PART, _OTHER, _ITEM = aliased(Participation), aliased(Participation), aliased(Item)
_UNIT = aliased(SampleUnit)


def same_act(part: Any, other: Any, item: Any) -> ColumnElement[bool]:
    """`other` is the same deputy's part in the same act, or in one that was merged into it."""
    return and_(
        other.mandate_id == part.mandate_id,
        or_(item.id == part.item_id, item.merged_into_id == part.item_id),
    )


def units_of(part: Any, unit: Any) -> Select[*tuple[Any, ...]]:
    """The units of the sample, of any campaign, that a part is."""
    return (
        select(unit.id)
        .select_from(_ITEM)
        .join(_OTHER, _OTHER.item_id == _ITEM.id)
        .join(unit, unit.participation_id == _OTHER.id)
        .where(same_act(part, _OTHER, _ITEM))
        .correlate(part)
    )


def unit_ids(participation_id: int) -> Select[int]:
    """The numbers of the units that a participation is, as a part of other questions."""
    return (
        select(_UNIT.id)
        .select_from(_PART)
        .join(_OTHER, _OTHER.mandate_id == _PART.mandate_id)
        .join(_ITEM, _ITEM.id == _OTHER.item_id)
        .join(_UNIT, _UNIT.participation_id == _OTHER.id)
        .where(_PART.id == participation_id, same_act(_PART, _OTHER, _ITEM))
    )


def given_to(coder_id: int) -> Select[int]:
    """The parts that this person is the second coder of, as a part of other questions.

    Of an act that was merged into another one it is the part in that one.
    """
    part, drawn, item = aliased(Participation), aliased(Participation), aliased(Item)
    return (
        select(part.id)
        .select_from(SampleUnit)
        .join(drawn, SampleUnit.participation_id == drawn.id)
        .join(item, drawn.item_id == item.id)
        .join(
            part,
            and_(
                part.mandate_id == drawn.mandate_id,
                part.item_id == func.coalesce(item.merged_into_id, item.id),
            ),
        )
        .where(SampleUnit.coder_id == coder_id)
    )


def is_drawn(part: Any = Participation, coder_id: int | None = None) -> ColumnElement[bool]:
    """Parts in the reliability sample of any campaign, or those with this second coder."""
    query = units_of(part, _UNIT)
    return (query if coder_id is None else query.where(_UNIT.coder_id == coder_id)).exists()


def of_campaign(campaign: Campaign) -> ColumnElement[bool]:
    """Parts that a campaign is about: of whom it covers, in acts of the observed period.

    A month counts when the period has a day of it; an act of no known date counts.
    """
    covered = select(CampaignMandate.mandate_id).where(
        CampaignMandate.campaign_id == campaign.id, ~CampaignMandate.withdrawn
    )
    month = and_(
        Item.date_precision == DatePrecision.MONTH,
        Item.date >= campaign.observed_from.replace(day=1),
        Item.date <= campaign.observed_to,
    )
    day = Item.date.between(campaign.observed_from, campaign.observed_to)
    return and_(
        Item.merged_into_id.is_(None),
        ~Participation.withdrawn,
        Participation.mandate_id.in_(covered),
        or_(Item.date.is_(None), day, month),
    )


def is_read() -> ColumnElement[bool]:
    """Parts that anybody has read. For drawing only: pages ask `app.queries.settled.is_coded`."""
    return (
        select(Coding.id)
        .where(Coding.participation_id == Participation.id, Coding.current)
        .correlate(Participation)
        .exists()
    )


def needed(coded: int, percent: int) -> int:
    """How many of `coded` units are to be read twice: the share, rounded up."""
    return -(-coded * percent // 100)


def place(seed: str, participation_id: int) -> float:
    """Where a unit stands in the draw of a campaign, from 0 to 1: the same at every draw.

    Formula: the first 48 bits of the sha256 of seed and number, over 2 to the power of 48.
    """
    digest = hashlib.sha256(f"{seed}:{participation_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def campaigns_of(session: Session, participation_id: int) -> Sequence[Campaign]:
    """The open campaigns that are about a participation."""
    covering = (
        select(Campaign)
        .join(CampaignMandate, CampaignMandate.campaign_id == Campaign.id)
        .join(Participation, Participation.mandate_id == CampaignMandate.mandate_id)
        .where(
            Participation.id == participation_id,
            ~CampaignMandate.withdrawn,
            Campaign.state == CampaignState.OPEN,
        )
        .order_by(Campaign.id)
    )
    return [
        campaign
        for campaign in session.scalars(covering)
        if session.scalar(
            select(Participation.id)
            .join(Item, Participation.item_id == Item.id)
            .where(Participation.id == participation_id, of_campaign(campaign))
        )
    ]


def draws(session: Session, campaign: Campaign, participation: Participation) -> bool:
    """Whether a first reading of `participation` is drawn when it is saved.

    It is where its place is within the share, and where its deputy's part of the sample would
    fall short without it. So what nobody will read again is decided at once, before anybody
    could see the reading; and the share is kept at every moment.
    """
    if place(campaign.seed, participation.id) * 100 < campaign.reliability_percent:
        return True
    others = (
        select(func.count(), func.count().filter(is_drawn()))
        .select_from(Participation)
        .join(Item, Participation.item_id == Item.id)
        .where(
            of_campaign(campaign),
            is_read(),
            Participation.mandate_id == participation.mandate_id,
            Participation.id != participation.id,
        )
    )
    coded, drawn = session.execute(others).one()
    return drawn < needed(coded + 1, campaign.reliability_percent)


def in_sample(session: Session, participation_id: int, coder_id: int | None = None) -> bool:
    """Whether a reading by this coder belongs, or would belong, to the reliability sample.

    True for what was drawn, and for what would be drawn if it were read for the first time
    now. Who reads such a one gets no suggestions: both readings must be the coders' own.
    """
    query = select(Participation).where(Participation.id == participation_id)
    if session.scalar(query.where(is_drawn())) is not None:
        return True
    participation = session.scalar(query.where(~is_read()))
    if participation is None:
        return False
    return any(
        draws(session, campaign, participation)
        for campaign in campaigns_of(session, participation_id)
    )

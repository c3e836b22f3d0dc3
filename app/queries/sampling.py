"""The reliability sample: what it is drawn from, what is in it, and what would be drawn next."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.queries.counting import standing
from app.queries.paging import Page, paginate
from app.queries.settled import is_drawn, is_pending, read_by_two
from models.campaign import Campaign, CampaignMandate, CampaignState
from models.coding import Coding
from models.item import DatePrecision, Item, Participation
from models.person import Deputy, Mandate
from models.reliability import SampleUnit
from models.user import User


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
        standing(),
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


@dataclass(frozen=True)
class Stratum:
    """One deputy's part of the sample: parts read, to be read twice, drawn, and read twice."""

    mandate_id: int
    name_kk: str | None
    name_ru: str | None
    name_en: str | None
    coded: int
    needed: int
    drawn: int
    complete: int


def strata(session: Session, campaign: Campaign) -> list[Stratum]:
    """The sample of a campaign, deputy by deputy. One statement."""
    query = (
        select(
            Mandate.id, Deputy.name_kk, Deputy.name_ru, Deputy.name_en,
            func.count(),
            func.count().filter(is_drawn()),
            func.count().filter(is_drawn(), ~is_pending()),
        )
        .select_from(Participation)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(of_campaign(campaign), is_read())
        .group_by(Mandate.id, Deputy.name_kk, Deputy.name_ru, Deputy.name_en, Deputy.name_key)
        .order_by(Deputy.name_key, Mandate.id)
    )  # fmt: skip
    return [
        Stratum(*row[:5], needed(row[4], campaign.reliability_percent), *row[5:])
        for row in session.execute(query)
    ]


@dataclass(frozen=True)
class UnitRow:
    """A unit that waits for its second reading. Nothing of the first is told."""

    id: int
    participation_id: int
    title_kk: str | None
    title_ru: str | None
    number: str | None
    deputy_kk: str | None
    deputy_ru: str | None
    deputy_en: str | None
    coder_id: int | None
    coder: str | None
    drawn_at: datetime


def waiting(session: Session, campaign: Campaign, number: int = 1) -> Page[UnitRow]:
    """The units of a campaign that wait for a second reading; those without a coder first."""
    query = (
        select(
            SampleUnit.id, Participation.id, Item.title_kk, Item.title_ru, Item.number,
            Deputy.name_kk, Deputy.name_ru, Deputy.name_en, User.id, User.name,
            SampleUnit.drawn_at,
        )
        .join(Participation, SampleUnit.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(User, SampleUnit.coder_id == User.id)
        .where(SampleUnit.campaign_id == campaign.id, ~Participation.withdrawn, is_pending())
        .order_by(User.id.nulls_first(), SampleUnit.id)
    )  # fmt: skip
    page = paginate(session, query, number)
    return Page([UnitRow(*row) for row in page.rows], page.number, page.size, page.total)


def loads(session: Session) -> dict[int, int]:
    """How many units wait for each second coder."""
    query = (
        select(SampleUnit.coder_id, func.count())
        .join(Participation, SampleUnit.participation_id == Participation.id)
        .where(SampleUnit.coder_id.is_not(None), ~read_by_two(), ~Participation.withdrawn)
        .group_by(SampleUnit.coder_id)
    )
    return {coder: count for coder, count in session.execute(query) if coder is not None}


def readers_of(session: Session, participation_id: int) -> set[int]:
    """The people who have saved a reading of a participation, also one that was replaced."""
    other, item = aliased(Participation), aliased(Item)
    query = (
        select(Coding.coder_id)
        .join(other, Coding.participation_id == other.id)
        .join(item, other.item_id == item.id)
        .join(Participation, Participation.mandate_id == other.mandate_id)
        .where(
            Participation.id == participation_id,
            or_(item.id == Participation.item_id, item.merged_into_id == Participation.item_id),
        )
    )
    return set(session.scalars(query))

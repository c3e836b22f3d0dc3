"""The reliability sample as the desk sees it: how far each deputy's part of it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.queries.drawing import is_read, needed, of_campaign
from app.queries.paging import Page, paginate
from app.queries.settled import is_drawn, is_pending, read_by_two
from models.campaign import Campaign
from models.coding import Coding
from models.item import Item, Participation
from models.person import Deputy, Mandate
from models.reliability import SampleUnit
from models.user import User, UserRole

#: Who may be a second coder. Administrators see what coders should not.
CODERS = (UserRole.ACTIVIST, UserRole.COORDINATOR)


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


def campaigns(session: Session) -> list[Campaign]:
    """All campaigns, the newest first."""
    return list(session.scalars(select(Campaign).order_by(Campaign.id.desc())))


def coders(session: Session) -> list[User]:
    """Who may be a second coder, by name."""
    query = select(User).where(User.active, User.role.in_(CODERS))
    return list(session.scalars(query.order_by(User.name, User.id)))

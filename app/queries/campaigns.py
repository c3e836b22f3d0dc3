"""Campaigns: which are there, which one is on for a deputy, and whom one covers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.queries.order import by_codepoint
from app.queries.paging import Page, paginate
from models.campaign import Campaign, CampaignBook, CampaignMandate, CampaignState
from models.coding import Assignment
from models.person import Deputy, Mandate, MandateKind
from models.place import Convocation, District, Legislature, Region
from models.topic import CodeBook
from models.user import User


@dataclass(frozen=True)
class Name:
    """A name in up to three languages, for `pick(name, 'name')`."""

    name_kk: str | None
    name_ru: str | None
    name_en: str | None


@dataclass(frozen=True)
class Seat:
    """A mandate with what a list of them needs: the person, the district and its region."""

    mandate_id: int
    slug: str
    name: Name
    kind: MandateKind
    district: int | None
    region_id: int | None
    region: Name | None


@dataclass(frozen=True)
class CampaignRow:
    """A campaign in the list; `covered` counts mandates, `watched` those that somebody watches."""

    id: int
    key: str
    name: Name
    state: CampaignState
    legislature: Name
    convocation: int
    observed_from: dt.date
    observed_to: dt.date
    work_from: dt.date
    work_to: dt.date
    covered: int
    watched: int


def current(session: Session, mandate_id: int) -> Campaign | None:
    """The open campaign that covers the mandate, the newest where there are several."""
    return session.scalar(
        select(Campaign)
        .join(CampaignMandate, CampaignMandate.campaign_id == Campaign.id)
        .where(
            CampaignMandate.mandate_id == mandate_id,
            ~CampaignMandate.withdrawn,
            Campaign.state == CampaignState.OPEN,
        )
        .order_by(Campaign.id.desc())
        .limit(1)
    )


def get(session: Session, key_or_id: str | int) -> Campaign | None:
    """A campaign by its number or by its key; None where there is none."""
    if isinstance(key_or_id, int):
        return session.get(Campaign, key_or_id)
    return session.scalar(select(Campaign).where(Campaign.key == key_or_id))


def open_ids() -> Select[int]:
    """The numbers of the open campaigns, as a part of other questions."""
    return select(Campaign.id).where(Campaign.state == CampaignState.OPEN)


def open_campaigns(session: Session) -> list[Campaign]:
    """The open campaigns, the newest first."""
    query = (
        select(Campaign).where(Campaign.state == CampaignState.OPEN).order_by(Campaign.id.desc())
    )
    return list(session.scalars(query))


def assignment_counts() -> ColumnElement[bool]:
    """Whether an assignment counts now: one outside of campaigns, or one of an open campaign."""
    on = or_(Assignment.campaign_id.is_(None), Assignment.campaign_id.in_(open_ids()))
    return and_(~Assignment.withdrawn, on)


def covered_ids(campaign_id: int) -> Select[int]:
    """The mandates that a campaign covers, as a part of other questions."""
    return select(CampaignMandate.mandate_id).where(
        CampaignMandate.campaign_id == campaign_id, ~CampaignMandate.withdrawn
    )


def covered(session: Session, campaign_id: int) -> tuple[Seat, ...]:
    """The mandates that a campaign covers, by district and then by name. One statement."""
    query = seat_query(session).where(Mandate.id.in_(covered_ids(campaign_id)))
    return tuple(seat_of(row) for row in session.execute(query))


def seats(session: Session, mandate_ids: Sequence[int]) -> dict[int, Seat]:
    """These mandates by their numbers, in the order of districts. One statement."""
    query = seat_query(session).where(Mandate.id.in_(mandate_ids))
    return {row[0].id: seat_of(row) for row in session.execute(query)}


def coverable(session: Session, convocation_id: int) -> tuple[Seat, ...]:
    """All mandates of a convocation: by district, those without one last. One statement."""
    query = seat_query(session).where(Mandate.convocation_id == convocation_id)
    return tuple(seat_of(row) for row in session.execute(query))


def seat_query(session: Session) -> Select[*tuple[Any, ...]]:
    """Mandates with deputy, district and region, in the order of districts, then of names."""
    return (
        select(Mandate, Deputy, District, Region)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .order_by(
            District.number.asc().nulls_last(), by_codepoint(session, Deputy.name_key), Mandate.id
        )
    )


def seat_of(row: Any) -> Seat:
    """A row of `seat_query`."""
    mandate, deputy, district, region = row[:4]
    return Seat(
        mandate_id=mandate.id,
        slug=deputy.slug,
        name=_name(deputy),
        kind=mandate.kind,
        district=district.number if district else None,
        region_id=region.id if region else None,
        region=_name(region) if region else None,
    )


def listing(session: Session, number: int, size: int = 50) -> Page[CampaignRow]:
    """Page `number` of the campaigns, the newest first. Two statements."""
    covering = (
        select(func.count())
        .where(CampaignMandate.campaign_id == Campaign.id, ~CampaignMandate.withdrawn)
        .scalar_subquery()
    )
    watching = (
        select(func.count(Assignment.mandate_id.distinct()))
        .where(
            Assignment.campaign_id == Campaign.id,
            ~Assignment.withdrawn,
            CampaignMandate.mandate_id == Assignment.mandate_id,
            CampaignMandate.campaign_id == Campaign.id,
            ~CampaignMandate.withdrawn,
        )
        .scalar_subquery()
    )
    query = (
        select(
            Campaign,
            Convocation.number.label("convocation"),
            Legislature,
            covering.label("covered"),
            watching.label("watched"),
        )
        .join(Convocation, Campaign.convocation_id == Convocation.id)
        .join(Legislature, Convocation.legislature_id == Legislature.id)
        .order_by(Campaign.id.desc())
    )
    total = session.scalar(select(func.count()).select_from(Campaign)) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    found = session.execute(query.limit(size).offset((number - 1) * size))
    return Page([_row(*row) for row in found], number, size, total)


def _row(
    campaign: Campaign, convocation: int, legislature: Legislature, covering: int, watching: int
) -> CampaignRow:
    return CampaignRow(
        id=campaign.id,
        key=campaign.key,
        name=_name(campaign),
        state=campaign.state,
        legislature=_name(legislature),
        convocation=convocation,
        observed_from=campaign.observed_from,
        observed_to=campaign.observed_to,
        work_from=campaign.work_from,
        work_to=campaign.work_to,
        covered=covering,
        watched=watching,
    )


def _name(row: Any) -> Name:
    return Name(row.name_kk, row.name_ru, row.name_en)


def convocations(session: Session) -> list[Convocation]:
    """The convocations that a campaign can be about, the newest of each legislature first."""
    query = (
        select(Convocation)
        .join(Legislature)
        .options(joinedload(Convocation.legislature))
        .order_by(Legislature.key, Convocation.number.desc())
    )
    return list(session.scalars(query))


def books(session: Session, campaign_id: int) -> list[CodeBook]:
    """The versions of code books that a campaign codes by, by their keys."""
    query = (
        select(CodeBook)
        .join(CampaignBook, CampaignBook.code_book_id == CodeBook.id)
        .where(CampaignBook.campaign_id == campaign_id, ~CampaignBook.withdrawn)
        .order_by(CodeBook.key)
    )
    return list(session.scalars(query))


def all_books(session: Session) -> list[CodeBook]:
    """Every published version of every code book, the newest version of each first."""
    query = select(CodeBook).where(~CodeBook.draft)
    return list(session.scalars(query.order_by(CodeBook.key, CodeBook.version.desc())))


@dataclass(frozen=True)
class Watch:
    """That somebody watches a mandate in a campaign."""

    assignment_id: int
    user_id: int
    name: str
    active: bool


def watches(session: Session, campaign_id: int) -> dict[int, tuple[Watch, ...]]:
    """Who watches each mandate of a campaign. One statement."""
    query = (
        select(Assignment, User)
        .join(User, Assignment.user_id == User.id)
        .where(Assignment.campaign_id == campaign_id, ~Assignment.withdrawn)
        .order_by(Assignment.id)
    )
    found: dict[int, tuple[Watch, ...]] = {}
    for row, user in session.execute(query):
        watch = Watch(row.id, user.id, user.name, user.active)
        found[row.mandate_id] = (*found.get(row.mandate_id, ()), watch)
    return found


def page_of_covered(session: Session, campaign_id: int, number: int, size: int = 50) -> Page[Seat]:
    """Page `number` of the mandates that a campaign covers. Two statements."""
    query = seat_query(session).where(Mandate.id.in_(covered_ids(campaign_id)))
    page = paginate(session, query.with_only_columns(Mandate.id), number, size)
    found = seats(session, list(page.rows))
    return Page([found[key] for key in page.rows], page.number, page.size, page.total)

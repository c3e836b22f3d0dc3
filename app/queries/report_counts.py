"""Counts for the report of a period that no page has: the campaign, and how many took part.

Accounts are counted, never named.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from models.appeal import Appeal
from models.campaign import Campaign
from models.coding import Assignment, Coding
from models.edition import ErrorReport, ReportState
from models.item import Participation
from models.person import Mandate
from models.place import District
from models.user import User, UserRole
from models.verdict import GuestLink, Position

ALMATY = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True)
class CampaignShown:
    """A campaign as a report tells of it."""

    id: int
    name: Text
    observed_from: dt.date
    observed_to: dt.date
    work_from: dt.date
    work_to: dt.date
    reliability_percent: int = 0


@dataclass(frozen=True)
class Turnout:
    """How many took part. `activists` are accounts that a deputy was assigned to or that read.

    `regions` are those that such accounts gave, `offices` deputies' offices that answered a letter
    or stated a position. `reports` are errors that anybody reported, `corrected` those mended.
    """

    activists: int = 0
    regions: int = 0
    readings: int = 0
    reports: int = 0
    corrected: int = 0
    positions: int = 0
    offices: int = 0
    letters_answered: int = 0


def campaign_of(
    session: Session, convocation_id: int, start: dt.date, end: dt.date
) -> CampaignShown | None:
    """The newest campaign about a convocation that observes a day of the period. One statement."""
    return _shown(
        session.scalar(
            select(Campaign)
            .where(Campaign.convocation_id == convocation_id)
            .where(Campaign.observed_from <= end, Campaign.observed_to >= start)
            .order_by(Campaign.id.desc())
            .limit(1)
        )
    )


def campaign_named(session: Session, key: str) -> CampaignShown | None:
    """The campaign of an edition. One statement."""
    return _shown(session.scalar(select(Campaign).where(Campaign.key == key)))


def _shown(row: Campaign | None) -> CampaignShown | None:
    if row is None:
        return None
    return CampaignShown(
        id=row.id,
        name=Text(row.name_kk, row.name_ru, row.name_en),
        observed_from=row.observed_from,
        observed_to=row.observed_to,
        work_from=row.work_from,
        work_to=row.work_to,
        reliability_percent=row.reliability_percent,
    )


def region_count(session: Session, convocation_id: int) -> int:
    """In how many regions the districts of a convocation lie. One statement."""
    query = select(func.count(District.region_id.distinct()))
    return session.scalar(query.where(District.convocation_id == convocation_id)) or 0


def turnout(
    session: Session, convocation_id: int, campaign: CampaignShown | None, until: dt.datetime
) -> Turnout:
    """How many took part up to the moment `until`. Seven statements."""
    people = _activists(session, convocation_id, campaign, until)
    regions = select(func.count(User.region_id.distinct())).where(User.id.in_(people))
    of_term = select(Mandate.id).where(Mandate.convocation_id == convocation_id)
    return Turnout(
        activists=len(people),
        regions=session.scalar(regions) or 0,
        readings=_readings(session, of_term, until),
        positions=_positions(session, of_term, until),
        **_reports(session, until),
        **_answers(session, of_term, until),
    )


def _activists(
    session: Session, convocation_id: int, campaign: CampaignShown | None, until: dt.datetime
) -> set[int]:
    """Accounts that read an act of the convocation, or to which its campaign gave a deputy."""
    read = (
        select(Coding.coder_id)
        .join(Participation, Coding.participation_id == Participation.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .where(Mandate.convocation_id == convocation_id, Coding.saved_at <= until)
    )
    found = set(session.scalars(read.distinct()))
    if campaign is not None:
        given = select(Assignment.user_id).where(
            Assignment.campaign_id == campaign.id, ~Assignment.withdrawn
        )
        found |= set(session.scalars(given))
    roles = select(User.id).where(User.id.in_(found), User.role == UserRole.ACTIVIST)
    return set(session.scalars(roles))


def _readings(session: Session, of_term: Select[int], until: dt.datetime) -> int:
    query = (
        select(func.count(Coding.id))
        .join(Participation, Coding.participation_id == Participation.id)
        .where(Participation.mandate_id.in_(of_term), Coding.current, Coding.saved_at <= until)
    )
    return session.scalar(query) or 0


def _positions(session: Session, of_term: Select[int], until: dt.datetime) -> int:
    query = (
        select(func.count(Position.id))
        .join(GuestLink, Position.link_id == GuestLink.id)
        .where(GuestLink.mandate_id.in_(of_term), Position.received_at <= until)
    )
    return session.scalar(query) or 0


def _reports(session: Session, until: dt.datetime) -> dict[str, int]:
    mended = (ErrorReport.state == ReportState.CORRECTED) & (ErrorReport.settled_at <= until)
    query = select(func.count(ErrorReport.id), func.count(ErrorReport.id).filter(mended))
    reports, corrected = session.execute(query.where(ErrorReport.reported_at <= until)).one()
    return {"reports": reports, "corrected": corrected}


def _answers(session: Session, of_term: Select[int], until: dt.datetime) -> dict[str, int]:
    day = until.astimezone(ALMATY).date()
    answered = (
        select(Appeal.mandate_id)
        .where(Appeal.mandate_id.in_(of_term), ~Appeal.withdrawn)
        .where(Appeal.answered_on <= day)
    )
    offices = list(session.scalars(answered))
    stated = (
        select(GuestLink.mandate_id)
        .join(Position, Position.link_id == GuestLink.id)
        .where(GuestLink.mandate_id.in_(of_term), Position.received_at <= until)
    )
    return {
        "letters_answered": len(offices),
        "offices": len(set(offices) | set(session.scalars(stated))),
    }

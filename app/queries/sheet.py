"""The sheet of one deputy, and the list of deputies with which a person's work begins."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select, true
from sqlalchemy.orm import Session, joinedload

from app.queries import campaigns, queue
from app.queries.appeals import is_undelivered, watched_by
from app.queries.campaigns import Name, Seat, Watch, assignment_counts
from app.queries.counting import standing
from app.queries.paging import Page, paginate
from app.queries.progress import Progress, Step, StepState, of_campaign, progress, steps
from models.appeal import Appeal
from models.audit import Audit
from models.base import Confidence
from models.campaign import (
    Campaign,
    CampaignMandate,
    CampaignState,
    Membership,
    Reminder,
    SearchStep,
    SocialAccount,
)
from models.coding import Assignment
from models.item import Item, Kind, Participation
from models.person import Mandate
from models.programme import Programme
from models.user import User, UserRole

LOOKS = 20
LETTERS = 10
#: More accounts or committees than a deputy has; a list that long would be a mistake.
ENTRIES = 100


@dataclass(frozen=True)
class HomeRow:
    """A deputy in the list of a person, with the steps of the work on them."""

    seat: Seat
    campaign: Campaign | None
    progress: Progress
    steps: tuple[StepState, ...]


@dataclass(frozen=True)
class ReminderRow:
    """A word from a coordinator that was not marked as seen yet."""

    id: int
    sender: str
    step: str
    text: str | None
    sent_at: dt.datetime
    mandate_id: int | None
    deputy: Name | None


@dataclass(frozen=True)
class Letter:
    """A letter that needs attention. `overdue` is a delivered one without an answer in time."""

    id: int
    heading: str
    sent_on: dt.date | None
    due_on: dt.date | None
    undelivered: bool
    overdue: bool
    #: Whether the reader may open it: an activist reads only letters of their own work.
    may_read: bool


@dataclass(frozen=True)
class Sheet:
    """All that stands on the sheet of one deputy for one reader."""

    seat: Seat
    mandate: Mandate
    campaign: Campaign | None
    may_edit: bool
    watchers: tuple[Watch, ...]
    progress: Progress
    steps: tuple[StepState, ...]
    programme: Programme | None
    looks: Page[SearchStep]
    letters: tuple[Letter, ...]
    to_code: int
    meetings: int
    publications: int
    memberships: tuple[Membership, ...]
    accounts: tuple[SocialAccount, ...]
    handed: tuple["Handing", ...]


@dataclass(frozen=True)
class Handing:
    """That somebody began or ceased to watch the deputy, and why."""

    at: dt.datetime
    name: str
    began: bool
    reason: str | None


def watched(user: User) -> Select[int]:
    """The mandates that the person watches now, as a part of other questions."""
    return select(Assignment.mandate_id).where(Assignment.user_id == user.id, assignment_counts())


def may_edit(session: Session, user: User, mandate_id: int) -> bool:
    """Whether the person watches this deputy now: only then may they enter anything."""
    if user.role is UserRole.ANALYST:
        return False
    mine = watched(user).where(Assignment.mandate_id == mandate_id).limit(1)
    return session.scalar(mine) is not None


def home(
    session: Session, user: User, today: dt.date, number: int, *, everybody: bool, size: int = 25
) -> Page[HomeRow]:
    """The deputies whom the person watches, or with `everybody` all of open campaigns.

    By district. Four statements, and six more for each campaign on the page.
    """
    if everybody:
        ids = select(CampaignMandate.mandate_id).where(
            ~CampaignMandate.withdrawn, CampaignMandate.campaign_id.in_(campaigns.open_ids())
        )
    else:
        ids = watched(user)
    query = campaigns.seat_query(session).where(Mandate.id.in_(ids))
    page = paginate(session, query.with_only_columns(Mandate.id), number, size)
    rows = _home_rows(session, user, list(page.rows), today)
    return Page(rows, page.number, page.size, page.total)


def _home_rows(session: Session, viewer: User, ids: Sequence[int], today: dt.date) -> list[HomeRow]:
    seats = campaigns.seats(session, ids)
    own = _campaigns_of(session, ids)
    groups: dict[int | None, list[int]] = {}
    for key in ids:
        groups.setdefault(own[key].id if key in own else None, []).append(key)
    found: dict[int, Progress] = {}
    for keys in groups.values():
        found |= progress(session, viewer, own.get(keys[0]), keys, today)
    return [
        HomeRow(seats[key], own.get(key), found[key], steps(found[key], own.get(key), today))
        for key in ids
    ]


def _campaigns_of(session: Session, ids: Sequence[int]) -> dict[int, Campaign]:
    """The newest open campaign of each mandate. One statement."""
    query = (
        select(CampaignMandate.mandate_id, Campaign)
        .join(Campaign, CampaignMandate.campaign_id == Campaign.id)
        .where(CampaignMandate.mandate_id.in_(ids), ~CampaignMandate.withdrawn)
        .where(Campaign.state == CampaignState.OPEN)
        .order_by(Campaign.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def reminders(session: Session, user: User, limit: int = 20) -> list[ReminderRow]:
    """What coordinators reminded the person of and they have not marked as seen."""
    query = (
        select(Reminder, User.name)
        .join(User, Reminder.sender_id == User.id)
        .options(joinedload(Reminder.mandate).joinedload(Mandate.deputy))
        .where(Reminder.user_id == user.id, Reminder.seen_at.is_(None))
        .order_by(Reminder.sent_at.desc(), Reminder.id.desc())
        .limit(limit)
    )
    return [
        ReminderRow(
            id=row.id,
            sender=sender,
            step=row.step,
            text=row.text,
            sent_at=row.sent_at,
            mandate_id=row.mandate_id,
            deputy=Name(
                row.mandate.deputy.name_kk, row.mandate.deputy.name_ru, row.mandate.deputy.name_en
            )
            if row.mandate
            else None,
        )
        for row, sender in session.execute(query)
    ]


def sheet(
    session: Session, user: User, mandate_id: int, today: dt.date, number: int = 1
) -> Sheet | None:
    """The sheet of a deputy as `user` sees it; `number` is the page of looks. None for nobody."""
    query = campaigns.seat_query(session).where(Mandate.id == mandate_id)
    row = session.execute(query.options(joinedload(Mandate.party))).one_or_none()
    if row is None:
        return None
    campaign = campaigns.current(session, mandate_id)
    found = progress(session, user, campaign, [mandate_id], today)[mandate_id]
    meetings, publications = _entered(session, campaign, mandate_id)
    return Sheet(
        seat=campaigns.seat_of(row),
        mandate=row[0],
        campaign=campaign,
        may_edit=may_edit(session, user, mandate_id),
        watchers=_watchers(session, mandate_id),
        progress=found,
        # How many are read a second time is the coordinator's to know.
        steps=tuple(s for s in steps(found, campaign, today) if s.step is not Step.SECOND),
        programme=session.scalar(select(Programme).where(Programme.mandate_id == mandate_id)),
        looks=_looks(session, mandate_id, number),
        letters=_letters(session, user, campaign, mandate_id, today),
        to_code=_to_code(session, user, row[0].deputy_id, campaign),
        meetings=meetings,
        publications=publications,
        memberships=_standing(session, Membership, mandate_id),
        accounts=_standing(session, SocialAccount, mandate_id),
        handed=_handed(session, mandate_id),
    )


def _watchers(session: Session, mandate_id: int) -> tuple[Watch, ...]:
    query = (
        select(Assignment, User)
        .join(User, Assignment.user_id == User.id)
        .where(Assignment.mandate_id == mandate_id, assignment_counts())
        .order_by(User.name, Assignment.id)
    )
    found = {u.id: Watch(a.id, u.id, u.name, u.active) for a, u in session.execute(query)}
    return tuple(found.values())


def _looks(session: Session, mandate_id: int, number: int) -> Page[SearchStep]:
    query = (
        select(SearchStep)
        .where(SearchStep.mandate_id == mandate_id, ~SearchStep.withdrawn)
        .options(joinedload(SearchStep.capture), joinedload(SearchStep.file))
        .order_by(SearchStep.looked_on.desc(), SearchStep.id.desc())
    )
    return paginate(session, query, number, LOOKS)


def _letters(
    session: Session, user: User, campaign: Campaign | None, mandate_id: int, today: dt.date
) -> tuple[Letter, ...]:
    """Letters without an answer: overdue first, then by the day they are due, drafts last."""
    readable = watched_by(user.id) if user.role is UserRole.ACTIVIST else true()
    query = (
        select(Appeal.id, Appeal.heading, Appeal.sent_on, Appeal.due_on, is_undelivered(), readable)
        .where(Appeal.mandate_id == mandate_id, ~Appeal.withdrawn, Appeal.answered_on.is_(None))
        .where(of_campaign(campaign))
        .order_by(case((Appeal.due_on.is_(None), 1), else_=0), Appeal.due_on, Appeal.id)
        .limit(LETTERS)
    )
    return tuple(
        Letter(
            key,
            heading,
            sent,
            due,
            undelivered=returned,
            overdue=due is not None and due < today and not returned,
            may_read=bool(mine),
        )
        for key, heading, sent, due, returned, mine in session.execute(query)
    )


def _to_code(session: Session, user: User, deputy_id: int, campaign: Campaign | None) -> int:
    """How many acts of the deputy wait for this person, as the queue counts them."""
    if user.role is UserRole.ANALYST:
        return 0
    wanted = queue.Filter(
        deputy=deputy_id,
        since=campaign.observed_from if campaign else None,
        until=campaign.observed_to if campaign else None,
    )
    return queue.queue(session, user, wanted).page.total


def _entered(session: Session, campaign: Campaign | None, mandate_id: int) -> tuple[int, int]:
    """How many meetings or receptions, and how many publications are known."""
    query = (
        select(Item.kind, func.count())
        .join(Participation, Participation.item_id == Item.id)
        .where(Participation.mandate_id == mandate_id, standing())
        .where(Item.kind.in_((Kind.VOTER_MEETING, Kind.RECEPTION, Kind.PUBLICATION)))
        .group_by(Item.kind)
    )
    if campaign is not None:
        query = query.where(Item.date.between(campaign.observed_from, campaign.observed_to))
    counts = {row[0]: row[1] for row in session.execute(query)}
    publications = counts.pop(Kind.PUBLICATION, 0)
    return sum(counts.values()), publications


def _standing(session: Session, table: Any, mandate_id: int) -> tuple[Any, ...]:
    query = select(table).where(table.mandate_id == mandate_id, ~table.withdrawn)
    return tuple(session.scalars(query.order_by(table.id).limit(ENTRIES)))


def _handed(session: Session, mandate_id: int) -> tuple[Handing, ...]:
    """Who began and ceased to watch, the newest first, from the journal."""
    query = (
        select(Audit, User.name)
        .join(Assignment, Assignment.id == Audit.entity_id)
        .join(User, Assignment.user_id == User.id)
        .where(Audit.entity == Assignment.__tablename__, Assignment.mandate_id == mandate_id)
        .order_by(Audit.id.desc())
        .limit(ENTRIES)
    )
    return tuple(
        Handing(row.at, name, not (row.after or {}).get("withdrawn", False), row.reason)
        for row, name in session.execute(query)
    )


def stated_committee(mandate: Mandate) -> Name | None:
    """The committee as a source or a pack has it; None where none is known."""
    if mandate.committee_confidence is Confidence.MISSING:
        return None
    return Name(mandate.committee_kk, mandate.committee_ru, mandate.committee_en)

"""What the person who watches a deputy enters on the sheet: looks, accounts, committees."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.orm import Session

from app.queries import campaigns, sheet
from app.services.errors import InvalidError, NotFoundError, ServiceError
from app.services.programmes import is_link
from models import audit
from models.base import Confidence
from models.campaign import (
    AccountUse,
    BodyKind,
    Membership,
    SearchFinding,
    SearchPlace,
    SearchStep,
    SocialAccount,
)
from models.person import Mandate
from models.user import User

Entry = TypeVar("Entry", SearchStep, SocialAccount, Membership)


class Problem(StrEnum):
    """What can be wrong with an entry of the sheet."""

    IN_FUTURE = "in_future"
    NOT_A_LINK = "not_a_link"
    ADDRESS_REQUIRED = "address_required"
    ADDRESS_OR_NONE_FOUND = "address_or_none_found"
    NAME_REQUIRED = "name_required"
    NETWORK_REQUIRED = "network_required"
    SOURCE_REQUIRED = "source_required"
    ENDS_BEFORE_START = "ends_before_start"
    CLICKS = "clicks"
    REASON_REQUIRED = "reason_required"


class NotYoursError(ServiceError):
    """The deputy is not watched by the actor, who may only read."""


@dataclass(frozen=True)
class LookFields:
    """One look for the programme. `clicks` counts from the start page of the place."""

    place: SearchPlace
    looked_on: dt.date
    finding: SearchFinding
    address: str | None = None
    clicks: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class AccountFields:
    """An account on a social network and how it is used, or that none was found there."""

    network: str
    use: AccountUse
    looked_on: dt.date
    url: str | None = None
    voters_answered: bool | None = None
    note: str | None = None


@dataclass(frozen=True)
class MembershipFields:
    """A place in a committee or a working group."""

    kind: BodyKind
    name_kk: str | None = None
    name_ru: str | None = None
    name_en: str | None = None
    post: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    source: str | None = None
    source_url: str | None = None


def require_watcher(session: Session, actor: User, mandate_id: int) -> Mandate:
    """The mandate, if the actor watches it now. Raises NotFoundError and NotYoursError."""
    mandate = session.get(Mandate, mandate_id)
    if mandate is None:
        raise NotFoundError(f"there is no mandate {mandate_id}")
    if not sheet.may_edit(session, actor, mandate_id):
        raise NotYoursError(f"user {actor.id} does not watch mandate {mandate_id}")
    return mandate


def add_look(
    session: Session,
    actor: User,
    now: dt.datetime,
    mandate_id: int,
    entered: LookFields,
    *,
    file_id: int | None = None,
    capture_id: int | None = None,
) -> SearchStep:
    """Note one look for the programme, with the copy kept of it, if there is one.

    Raises NotFoundError, NotYoursError and InvalidError.
    """
    require_watcher(session, actor, mandate_id)
    problems: list[tuple[str, str]] = []
    _check_day(problems, entered.looked_on, now)
    if not entered.address:
        problems.append(("address", Problem.ADDRESS_REQUIRED))
    elif "://" in entered.address and not is_link(entered.address):
        problems.append(("address", Problem.NOT_A_LINK))
    if entered.clicks is not None and not 0 <= entered.clicks <= 1000:
        problems.append(("clicks", Problem.CLICKS))
    if problems:
        raise InvalidError(problems)
    campaign = campaigns.current(session, mandate_id)
    look = SearchStep(
        campaign_id=campaign.id if campaign else None,
        mandate_id=mandate_id,
        file_id=file_id,
        capture_id=capture_id,
        entered_by_id=actor.id,
        entered_at=now,
        **vars(entered),
    )
    session.add(look)
    session.flush()
    return look


def _check_day(problems: list[tuple[str, str]], day: dt.date, now: dt.datetime) -> None:
    """Refuse days to come; the day after today by UTC has begun in Almaty already."""
    if day > now.date() + dt.timedelta(days=1):
        problems.append(("looked_on", Problem.IN_FUTURE))


def add_account(
    session: Session,
    actor: User,
    now: dt.datetime,
    mandate_id: int,
    entered: AccountFields,
    *,
    file_id: int | None = None,
    capture_id: int | None = None,
) -> SocialAccount:
    """Note an account of the deputy, or that none was found on a network.

    Raises NotFoundError, NotYoursError and InvalidError.
    """
    require_watcher(session, actor, mandate_id)
    problems: list[tuple[str, str]] = []
    _check_day(problems, entered.looked_on, now)
    if not entered.network:
        problems.append(("network", Problem.NETWORK_REQUIRED))
    if (entered.use is AccountUse.NONE_FOUND) == bool(entered.url):
        problems.append(("url", Problem.ADDRESS_OR_NONE_FOUND))
    elif not is_link(entered.url):
        problems.append(("url", Problem.NOT_A_LINK))
    if problems:
        raise InvalidError(problems)
    account = SocialAccount(
        mandate_id=mandate_id,
        file_id=file_id,
        capture_id=capture_id,
        entered_by_id=actor.id,
        entered_at=now,
        **vars(entered),
    )
    session.add(account)
    session.flush()
    return account


def add_membership(
    session: Session, actor: User, now: dt.datetime, mandate_id: int, entered: MembershipFields
) -> Membership:
    """Note a committee or a working group. Raises NotFoundError, NotYoursError, InvalidError."""
    require_watcher(session, actor, mandate_id)
    problems: list[tuple[str, str]] = []
    if not (entered.name_kk or entered.name_ru or entered.name_en):
        problems.append(("name_kk", Problem.NAME_REQUIRED))
    if entered.start and entered.end and entered.end < entered.start:
        problems.append(("end", Problem.ENDS_BEFORE_START))
    if not entered.source and not entered.source_url:
        problems.append(("source", Problem.SOURCE_REQUIRED))
    if not is_link(entered.source_url):
        problems.append(("source_url", Problem.NOT_A_LINK))
    if problems:
        raise InvalidError(problems)
    membership = Membership(
        mandate_id=mandate_id,
        confidence=Confidence.SOURCED,
        entered_by_id=actor.id,
        entered_at=now,
        **vars(entered),
    )
    session.add(membership)
    session.flush()
    return membership


def withdraw(
    session: Session,
    actor: User,
    now: dt.datetime,
    entry: type[Entry],
    entry_id: int,
    *,
    mandate_id: int,
    reason: str | None,
) -> Entry:
    """Take an entry that was made in error off the sheet; the journal keeps it, with the reason.

    Raises NotFoundError, NotYoursError, and InvalidError without a reason.
    """
    require_watcher(session, actor, mandate_id)
    row = session.get(entry, entry_id)
    if row is None or row.mandate_id != mandate_id:
        raise NotFoundError(f"mandate {mandate_id} has no {entry.__name__} {entry_id}")
    if not (reason or "").strip():
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    with audit.reason(session, (reason or "").strip()):
        row.withdrawn = True
    return row

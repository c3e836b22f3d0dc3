"""Making, changing, opening and closing monitoring campaigns."""

import datetime as dt
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, fields
from enum import StrEnum

from anyascii import anyascii
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries import campaigns as queries
from app.queries.programmes import version as version_of
from app.services.errors import InvalidError, NotFoundError, ServiceError, StaleError
from models import audit
from models.campaign import Campaign, CampaignBook, CampaignMandate, CampaignState
from models.coding import Assignment
from models.person import Mandate, MandateKind
from models.place import Convocation
from models.topic import CodeBook
from models.user import User

LANGS = ("kk", "ru", "en")
LOCK = {"key_share": True, "of": Campaign}
DEADLINES = ("programme_due", "coding_due", "verdict_due")
KEY_LENGTH = 40
#: How many names are tried for a campaign before giving up: 2024, 2024-2, 2024-3 and so on.
KEY_TRIES = 50


class Problem(StrEnum):
    """What can be wrong with a campaign."""

    NAME_REQUIRED = "name_required"
    UNKNOWN_CONVOCATION = "unknown_convocation"
    CONVOCATION_FIXED = "convocation_fixed"
    ENDS_BEFORE_START = "ends_before_start"
    SHARE = "share"
    TERM = "term"
    DUE_OUTSIDE = "due_outside"
    FOREIGN_MANDATE = "foreign_mandate"
    UNKNOWN_BOOK = "unknown_book"
    TWO_VERSIONS = "two_versions"
    REASON_REQUIRED = "reason_required"


class ClosedError(ServiceError):
    """The campaign is closed: nothing of it changes any more."""


class NothingCoveredError(ServiceError):
    """A campaign that covers nobody cannot be opened."""


class WrongStateError(ServiceError):
    """The campaign is not in the state from which this can be done."""


@dataclass(frozen=True)
class CampaignFields:
    """What is said of a campaign. Days of `appeal_days` are working days, the others calendar."""

    convocation_id: int
    observed_from: dt.date
    observed_to: dt.date
    work_from: dt.date
    work_to: dt.date
    name_kk: str | None = None
    name_ru: str | None = None
    name_en: str | None = None
    reliability_percent: int = 20
    appeal_days: int = 15
    appeal_law: str | None = None
    position_days: int = 15
    programme_due: dt.date | None = None
    coding_due: dt.date | None = None
    verdict_due: dt.date | None = None


def create(session: Session, actor: User, now: dt.datetime, entered: CampaignFields) -> Campaign:
    """Begin a campaign as a draft, with the newest version of every code book.

    Its key is made of its name and its seed drawn at random; neither changes any more.
    Raises InvalidError.
    """
    check(session, entered)
    stem = key_of(entered.name_en or entered.name_ru or entered.name_kk or "")
    for attempt in range(1, KEY_TRIES + 1):
        key = stem if attempt == 1 else f"{stem}-{attempt}"
        if queries.get(session, key) is not None:
            continue
        try:
            with session.begin_nested():
                campaign = Campaign(key=key, seed=secrets.token_hex(16), **vars(entered))
                session.add(campaign)
                session.flush()
        except IntegrityError:
            # Somebody took the same key in this moment: the next one is as good.
            continue
        newest = {book.key: book.id for book in reversed(queries.all_books(session))}
        use_books(session, actor, now, campaign.id, newest.values())
        return campaign
    raise ServiceError(f"{KEY_TRIES} campaigns are called {stem}")


def key_of(name: str) -> str:
    """`name` as a part of addresses: Latin letters, digits and hyphens."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")
    return words[:KEY_LENGTH].strip("-") or "campaign"


def check(session: Session, entered: CampaignFields) -> None:
    """Raise InvalidError where a campaign cannot be so."""
    problems: list[tuple[str, str]] = []
    if not any(getattr(entered, f"name_{lang}") for lang in LANGS):
        problems.append(("name_kk", Problem.NAME_REQUIRED))
    if session.get(Convocation, entered.convocation_id) is None:
        problems.append(("convocation", Problem.UNKNOWN_CONVOCATION))
    for period in ("observed", "work"):
        if getattr(entered, f"{period}_to") < getattr(entered, f"{period}_from"):
            problems.append((f"{period}_to", Problem.ENDS_BEFORE_START))
    if not 0 <= entered.reliability_percent <= 100:
        problems.append(("reliability_percent", Problem.SHARE))
    for term in ("appeal_days", "position_days"):
        if not 1 <= getattr(entered, term) <= 366:
            problems.append((term, Problem.TERM))
    for name in DEADLINES:
        due = getattr(entered, name)
        if due is not None and due < entered.work_from:
            problems.append((name, Problem.DUE_OUTSIDE))
    if problems:
        raise InvalidError(problems)


def edit(
    session: Session,
    actor: User,
    now: dt.datetime,
    campaign_id: int,
    entered: CampaignFields,
    *,
    version: int,
) -> Campaign:
    """Change a draft or an open campaign; `version` is the one that was changed.

    Raises NotFoundError, ClosedError, InvalidError and StaleError.
    """
    campaign = changeable(session, campaign_id)
    check(session, entered)
    stands = version_of(session, "campaigns", campaign_id)
    if stands != version:
        raise StaleError(stands)
    if entered.convocation_id != campaign.convocation_id and _is_fixed(session, campaign):
        raise InvalidError([("convocation", Problem.CONVOCATION_FIXED)])
    for field in fields(entered):
        setattr(campaign, field.name, getattr(entered, field.name))
    session.flush()
    return campaign


def _is_fixed(session: Session, campaign: Campaign) -> bool:
    """Whether the campaign already is about its convocation."""
    rows = select(CampaignMandate.id).where(CampaignMandate.campaign_id == campaign.id).limit(1)
    return campaign.state is not CampaignState.DRAFT or session.scalar(rows) is not None


def changeable(session: Session, campaign_id: int) -> Campaign:
    """A campaign, locked, that is not closed. Raises NotFoundError and ClosedError."""
    campaign = _locked(session, campaign_id)
    if campaign.state is CampaignState.CLOSED:
        raise ClosedError(f"campaign {campaign_id} is closed")
    return campaign


def _locked(session: Session, campaign_id: int) -> Campaign:
    campaign = session.get(Campaign, campaign_id, with_for_update=LOCK, populate_existing=True)
    if campaign is None:
        raise NotFoundError(f"there is no campaign {campaign_id}")
    return campaign


def open(session: Session, actor: User, now: dt.datetime, campaign_id: int) -> Campaign:  # noqa: A001  # the word of the field for it
    """Let the work begin. Raises NotFoundError, WrongStateError and NothingCoveredError."""
    campaign = _locked(session, campaign_id)
    if campaign.state is not CampaignState.DRAFT:
        raise WrongStateError(f"campaign {campaign_id} is {campaign.state}")
    if session.scalar(queries.covered_ids(campaign_id).limit(1)) is None:
        raise NothingCoveredError(f"campaign {campaign_id} covers nobody")
    campaign.state = CampaignState.OPEN
    session.flush()
    return campaign


def close(
    session: Session, actor: User, now: dt.datetime, campaign_id: int, reason: str | None
) -> Campaign:
    """End an open campaign: its assignments no longer count, all that was done stays.

    Raises NotFoundError, WrongStateError, and InvalidError without a reason.
    """
    return _turn(session, campaign_id, reason, CampaignState.OPEN, CampaignState.CLOSED)


def reopen(
    session: Session, actor: User, now: dt.datetime, campaign_id: int, reason: str | None
) -> Campaign:
    """Take up a campaign that was closed too early. Raises what `close` raises."""
    return _turn(session, campaign_id, reason, CampaignState.CLOSED, CampaignState.OPEN)


def _turn(
    session: Session,
    campaign_id: int,
    reason: str | None,
    before: CampaignState,
    after: CampaignState,
) -> Campaign:
    campaign = _locked(session, campaign_id)
    if campaign.state is not before:
        raise WrongStateError(f"campaign {campaign_id} is {campaign.state}")
    if not (reason or "").strip():
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    with audit.reason(session, (reason or "").strip()):
        campaign.state = after
    return campaign


def use_books(
    session: Session,
    actor: User,
    now: dt.datetime,
    campaign_id: int,
    code_book_ids: Collection[int],
) -> None:
    """Let the campaign code by exactly these versions of code books, one of each.

    Raises NotFoundError, ClosedError and InvalidError.
    """
    changeable(session, campaign_id)
    wanted = set(code_book_ids)
    published = select(CodeBook).where(CodeBook.id.in_(wanted), ~CodeBook.draft)
    found = list(session.scalars(published))
    if len(found) < len(wanted):
        raise InvalidError([("books", Problem.UNKNOWN_BOOK)])
    if len({book.key for book in found}) < len(found):
        raise InvalidError([("books", Problem.TWO_VERSIONS)])
    query = select(CampaignBook).where(CampaignBook.campaign_id == campaign_id)
    known = {row.code_book_id: row for row in session.scalars(query)}
    for key in sorted(wanted - known.keys()):
        session.add(CampaignBook(campaign_id=campaign_id, code_book_id=key))
    for key, row in known.items():
        row.withdrawn = key not in wanted
    session.flush()


def cover(
    session: Session, actor: User, now: dt.datetime, campaign_id: int, mandate_ids: Collection[int]
) -> int:
    """Let the campaign cover these mandates too; how many are new to it.

    Raises NotFoundError, ClosedError, and InvalidError for a mandate of another convocation.
    """
    campaign = changeable(session, campaign_id)
    wanted = set(mandate_ids)
    _check_seats(session, campaign, wanted)
    known = _coverage(session, campaign_id)
    added = 0
    for mandate_id in sorted(wanted):
        row = known.get(mandate_id)
        if row is None:
            session.add(CampaignMandate(campaign_id=campaign_id, mandate_id=mandate_id))
        elif not row.withdrawn:
            continue
        else:
            row.withdrawn = False
        added += 1
    session.flush()
    return added


def cover_districts(session: Session, actor: User, now: dt.datetime, campaign_id: int) -> int:
    """Cover every single-mandate deputy of the convocation; how many are new.

    Raises NotFoundError and ClosedError.
    """
    campaign = changeable(session, campaign_id)
    query = select(Mandate.id).where(
        Mandate.convocation_id == campaign.convocation_id, Mandate.kind == MandateKind.DISTRICT
    )
    return cover(session, actor, now, campaign_id, list(session.scalars(query)))


def cover_only(
    session: Session,
    actor: User,
    now: dt.datetime,
    campaign_id: int,
    mandate_ids: Collection[int],
    *,
    reason: str | None = None,
) -> None:
    """Cover exactly these mandates. Who was left out is watched no longer; what was done stays.

    An open campaign needs a `reason` to leave somebody out. Raises NotFoundError, ClosedError
    and InvalidError.
    """
    campaign = changeable(session, campaign_id)
    known = _coverage(session, campaign_id)
    wanted = set(mandate_ids)
    left_out = {key for key, row in known.items() if not row.withdrawn} - wanted
    why = (reason or "").strip()
    if left_out and campaign.state is CampaignState.OPEN and not why:
        raise InvalidError([("reason", Problem.REASON_REQUIRED)])
    cover(session, actor, now, campaign_id, wanted)
    with audit.reason(session, why):
        for mandate_id in sorted(left_out):
            known[mandate_id].withdrawn = True
        gone = select(Assignment).where(
            Assignment.campaign_id == campaign_id,
            Assignment.mandate_id.in_(left_out),
            ~Assignment.withdrawn,
        )
        for assignment in session.scalars(gone):
            assignment.withdrawn = True


def _coverage(session: Session, campaign_id: int) -> dict[int, CampaignMandate]:
    query = select(CampaignMandate).where(CampaignMandate.campaign_id == campaign_id)
    return {row.mandate_id: row for row in session.scalars(query)}


def _check_seats(session: Session, campaign: Campaign, wanted: set[int]) -> None:
    own = select(Mandate.id).where(
        Mandate.id.in_(wanted), Mandate.convocation_id == campaign.convocation_id
    )
    if wanted != set(session.scalars(own)):
        raise InvalidError([("mandates", Problem.FOREIGN_MANDATE)])

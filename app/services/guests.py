"""Links for people without an account: signed, expiring, and known here only by their hash.

A token is a random number and the second of its end, signed with the key of the portal: one
that nobody issued is told apart without asking the database. Every link that does not work
fails alike, so that trying tokens teaches nothing.
"""

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.services.accounts import NotAllowedError, normal_email
from app.services.errors import InvalidError, NotFoundError, ServiceError
from app.services.verdicts import SETTLES, SettledMeanwhileError
from models.base import Lang
from models.names import fold
from models.person import Mandate
from models.user import User
from models.verdict import GuestLink, LinkPurpose, Verdict, VerdictState

SALT = "guest link"
#: How long a link stays open after the day until which an answer is asked, in days.
AFTER_DEADLINE = 180
REVIEW_DAYS = 14
LONGEST = dt.timedelta(days=730)
EMAIL = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")


class Problem(StrEnum):
    """What can be wrong with an invitation of a guest."""

    GUEST_REQUIRED = "guest_required"
    EMAIL_REQUIRED = "email_required"
    HAS_ACCOUNT = "has_account"
    IS_PROPOSER = "is_proposer"
    DEADLINE_PASSED = "deadline_passed"
    EXPIRES_BEFORE_DEADLINE = "expires_before_deadline"
    EXPIRES_TOO_LATE = "expires_too_late"


class NoSuchLinkError(ServiceError):
    """The link does not work: it never was, is over, was used or taken back. All fail alike."""


@dataclass(frozen=True)
class Issued:
    """A new link; its token is known from nowhere else afterwards."""

    link: GuestLink
    token: str


def issue_position(  # a link says all that its guest will be asked
    session: Session,
    actor: User,
    now: datetime,
    mandate_id: int,
    *,
    key: str,
    guest: str,
    lang: Lang,
    deadline: dt.date,
    expires_on: dt.date | None = None,
) -> Issued:
    """A link by which a deputy, or whoever was one, answers the verdicts of a mandate.

    `deadline` is the last day asked for; the link works until `expires_on`, so that a verdict
    can be disputed after it was published. Raises NotAllowedError, NotFoundError, InvalidError.
    """
    _require(actor)
    if session.get(Mandate, mandate_id) is None:
        raise NotFoundError(f"there is no mandate {mandate_id}")
    last = expires_on or deadline + dt.timedelta(days=AFTER_DEADLINE)
    problems: list[tuple[str, str]] = [] if guest.strip() else [("guest", Problem.GUEST_REQUIRED)]
    if deadline <= clock.day(now):
        problems.append(("deadline", Problem.DEADLINE_PASSED))
    elif last < deadline:
        problems.append(("expires_on", Problem.EXPIRES_BEFORE_DEADLINE))
    elif last > clock.day(now) + LONGEST:
        problems.append(("expires_on", Problem.EXPIRES_TOO_LATE))
    if problems:
        raise InvalidError(problems)
    link = GuestLink(
        purpose=LinkPurpose.POSITION,
        mandate_id=mandate_id,
        guest=guest.strip(),
        lang=lang,
        deadline=deadline,
    )
    return _issue(session, link, actor, now, key=key, last=last)


def issue_review(
    session: Session,
    actor: User,
    now: datetime,
    verdict_id: int,
    *,
    key: str,
    name: str,
    email: str,
    lang: Lang,
) -> Issued:
    """A link by which one person from outside confirms or refuses one proposed verdict.

    Whoever has an account confirms with it, and the proposer is nobody's reviewer. Raises
    NotAllowedError, NotFoundError, SettledMeanwhileError and InvalidError.
    """
    _require(actor)
    verdict = session.get(Verdict, verdict_id)
    if verdict is None:
        raise NotFoundError(f"there is no verdict {verdict_id}")
    if verdict.state is not VerdictState.PROPOSED:
        raise SettledMeanwhileError
    guest = f"{name.strip()} <{normal_email(email)}>"
    problems: list[tuple[str, str]] = [] if name.strip() else [("name", Problem.GUEST_REQUIRED)]
    if not EMAIL.fullmatch(email.strip()):
        problems.append(("email", Problem.EMAIL_REQUIRED))
    found = objection(session, guest, verdict)
    if found is not None:
        problems.append(found)
    if problems:
        raise InvalidError(problems)
    link = GuestLink(
        purpose=LinkPurpose.REVIEW, thesis_id=verdict.thesis_id, guest=guest, lang=lang
    )
    last = clock.day(now) + dt.timedelta(days=REVIEW_DAYS)
    return _issue(session, link, actor, now, key=key, last=last)


def objection(session: Session, guest: str, verdict: Verdict) -> tuple[str, Problem] | None:
    """Why `guest` is no second person for `verdict`: (field, problem); None where they are one.

    The first person may not come in by a second door: neither by the address nor by the name
    of whoever proposed it, nor of anybody who has an account to confirm with.
    """
    proposer = verdict.proposed_by
    addresses = {_plain(found) for found in EMAIL.findall(guest)}
    if _plain(proposer.email) in addresses:
        return "email", Problem.IS_PROPOSER
    # The order of a person's names differs from one list to the next.
    if sorted(fold(proposer.name).split()) == sorted(fold(EMAIL.sub("", guest)).split()):
        return "name", Problem.IS_PROPOSER
    accounts = session.scalars(select(User.email).where(User.active))
    if addresses & {_plain(address) for address in accounts}:
        return "email", Problem.HAS_ACCOUNT
    return None


def _plain(email: str) -> str:
    """An address without what its owner may add before the @ without leaving it."""
    local, _, host = normal_email(email).partition("@")
    return f"{local.partition('+')[0]}@{host}"


def _issue(
    session: Session, link: GuestLink, actor: User, now: datetime, *, key: str, last: dt.date
) -> Issued:
    end = datetime.combine(last + dt.timedelta(days=1), dt.time(), clock.ALMATY)
    body = [secrets.token_urlsafe(24), int(end.timestamp())]
    token = URLSafeSerializer(key, salt=SALT).dumps(body)
    token = token if isinstance(token, str) else token.decode()
    link.token_sha256 = digest(token)
    link.issued_by_id, link.issued_at, link.expires_at = actor.id, now, end
    session.add(link)
    session.flush()
    return Issued(link, token)


def digest(token: str) -> str:
    """What is kept of a token: its sha256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(
    session: Session, now: datetime, key: str, token: str, *, hold: bool = False
) -> GuestLink:
    """The link with `token`, if it works; held against others where `hold` is set.

    Raises NoSuchLinkError for any other token, whatever is wrong with it.
    """
    if not _signed(key, token, now):
        raise NoSuchLinkError
    query = select(GuestLink).where(GuestLink.token_sha256 == digest(token))
    if hold:
        query = query.with_for_update(of=GuestLink).execution_options(populate_existing=True)
    link = session.scalar(query)
    if link is None or link.withdrawn_at is not None or link.expires_at <= now:
        raise NoSuchLinkError
    if link.purpose is LinkPurpose.REVIEW and _used(session, link):
        raise NoSuchLinkError
    return link


def _signed(key: str, token: str, now: datetime) -> bool:
    try:
        body = URLSafeSerializer(key, salt=SALT).loads(token)
    except BadSignature:
        return False
    return isinstance(body, list) and len(body) == 2 and body[1] > now.timestamp()


def _used(session: Session, link: GuestLink) -> bool:
    found = select(Verdict.id).where(Verdict.review_id == link.id).limit(1)
    return session.scalar(found) is not None


def withdraw(session: Session, actor: User, now: datetime, link_id: int) -> GuestLink:
    """Take a link back; what was sent by it stays. Raises NotAllowedError and NotFoundError."""
    _require(actor)
    link = session.get(GuestLink, link_id, with_for_update={"of": GuestLink})
    if link is None:
        raise NotFoundError(f"there is no link {link_id}")
    if link.withdrawn_at is None:
        link.withdrawn_at = now
        session.flush()
    return link


def _require(actor: User) -> None:
    if actor.role not in SETTLES:
        raise NotAllowedError(f"a {actor.role} may not do this")

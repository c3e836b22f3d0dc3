"""Who has an account, who is invited, and what a one-time link is for."""

import enum
import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.queries.paging import Page, paginate
from models.place import Region
from models.user import AccountLink, LinkPurpose, User, UserRole


class LinkState(enum.StrEnum):
    """How a one-time link stands."""

    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


#: The domain of invented people. Nobody can have an address in it (RFC 2606).
INVENTED = "training.invalid"

#: Whom each role may invite; a role that is not here invites nobody.
MAY_INVITE: dict[UserRole, frozenset[UserRole]] = {
    UserRole.COORDINATOR: frozenset({UserRole.ACTIVIST, UserRole.ANALYST}),
    UserRole.ADMINISTRATOR: frozenset(UserRole),
}


@dataclass(frozen=True)
class RegionName:
    """A region, for `pick(region, 'name')`."""

    id: int
    name_kk: str | None
    name_ru: str | None
    name_en: str | None


@dataclass(frozen=True)
class PersonRow:
    """One account, as those see it who look after accounts."""

    id: int
    name: str
    email: str
    role: UserRole
    region: RegionName | None
    active: bool
    two_step: bool
    created_at: datetime


@dataclass(frozen=True)
class LinkRow:
    """One link that still works."""

    id: int
    purpose: LinkPurpose
    email: str | None
    role: UserRole | None
    issued_by: str | None
    expires_at: datetime


@dataclass(frozen=True)
class LinkView:
    """What somebody who follows a link is asked for."""

    purpose: LinkPurpose
    email: str | None
    name: str | None
    role: UserRole | None
    region_id: int | None


def token_digest(token: str) -> str:
    """What is kept of a link's token: its sha256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def state_of(link: AccountLink, now: datetime) -> LinkState:
    """How `link` stands at `now`.

    A link falls with the right of the person who issued it: when they are removed or no
    longer may invite to that role, nobody comes in by it.
    """
    if link.used_at is not None:
        return LinkState.USED
    if link.withdrawn_at is not None or not _issuer_may(link):
        return LinkState.WITHDRAWN
    return LinkState.EXPIRED if link.expires_at <= now else LinkState.OPEN


def _issuer_may(link: AccountLink) -> bool:
    issuer = link.issued_by
    if issuer is None:
        return True
    if not issuer.active:
        return False
    if link.purpose is LinkPurpose.RECOVER:
        return issuer.role is UserRole.ADMINISTRATOR
    return link.role in MAY_INVITE.get(issuer.role, frozenset())


def find_link(session: Session, token: str, now: datetime) -> tuple[LinkState, LinkView] | None:
    """The link with `token`; None where there never was one."""
    link = session.scalar(
        select(AccountLink).where(AccountLink.token_sha256 == token_digest(token))
    )
    if link is None:
        return None
    person = link.user
    view = LinkView(
        purpose=link.purpose,
        email=person.email if person else link.email,
        name=person.name if person else link.name,
        role=person.role if person else link.role,
        region_id=person.region_id if person else link.region_id,
    )
    return state_of(link, now), view


def people(session: Session, number: int, size: int = 50) -> Page[PersonRow]:
    """Page `number` of all accounts: those in use first, by name. Two statements."""
    query = (
        select(User, Region)
        .outerjoin(Region, User.region_id == Region.id)
        .order_by(User.active.desc(), func.lower(User.name), User.id)
    )
    page = paginate(session, query, number, size)
    rows = [_person_row(user, region) for user, region in page.rows]
    return Page(rows, page.number, page.size, page.total)


def person(session: Session, user_id: int) -> PersonRow | None:
    """One account; None where there is none."""
    query = (
        select(User, Region)
        .outerjoin(Region, User.region_id == Region.id)
        .where(User.id == user_id)
    )
    row = session.execute(query).one_or_none()
    return _person_row(*row) if row else None


def _person_row(user: User, region: Region | None) -> PersonRow:
    return PersonRow(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        region=_region_name(region) if region else None,
        active=user.active,
        two_step=user.tf_totp_secret is not None,
        created_at=user.created_at,
    )


def _region_name(region: Region) -> RegionName:
    return RegionName(region.id, region.name_kk, region.name_ru, region.name_en)


def is_open(now: datetime) -> ColumnElement[bool]:
    """The condition that a link was neither used nor withdrawn and has not expired."""
    return and_(
        AccountLink.used_at.is_(None),
        AccountLink.withdrawn_at.is_(None),
        AccountLink.expires_at > now,
    )


def open_links(session: Session, viewer: User, now: datetime) -> list[LinkRow]:
    """The links that still work and that `viewer` may withdraw, the newest first."""
    mine = or_(
        literal(viewer.role is UserRole.ADMINISTRATOR),
        AccountLink.role.in_(MAY_INVITE.get(viewer.role, frozenset())),
    )
    issuer_of, owner_of = aliased(User), aliased(User)
    query = (
        select(AccountLink, issuer_of, owner_of)
        .outerjoin(issuer_of, AccountLink.issued_by_id == issuer_of.id)
        .outerjoin(owner_of, AccountLink.user_id == owner_of.id)
        .where(is_open(now), mine)
        .order_by(AccountLink.id.desc())
        .limit(200)
    )
    return [
        LinkRow(
            id=link.id,
            purpose=link.purpose,
            email=owner.email if owner else link.email,
            role=link.role,
            issued_by=issuer.name if issuer else None,
            expires_at=link.expires_at,
        )
        for link, issuer, owner in session.execute(query)
        if state_of(link, now) is LinkState.OPEN
    ]


def regions(session: Session) -> list[RegionName]:
    """All regions, in the order of their ISO codes."""
    return [_region_name(region) for region in session.scalars(select(Region).order_by(Region.key))]


def has_administrator(session: Session) -> bool:
    """Whether somebody can already let others in."""
    query = select(User.id).where(User.role == UserRole.ADMINISTRATOR, User.active)
    return session.scalar(query.limit(1)) is not None


def practisers(session: Session) -> list[User]:
    """The people of a portal with invented data as whom a visitor may come in."""
    invented = User.email.endswith(f"@{INVENTED}", autoescape=True)
    return list(session.scalars(select(User).where(invented, User.active).order_by(User.id)))

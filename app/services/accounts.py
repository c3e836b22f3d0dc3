"""Accounts: one-time links, who comes in by them, and what becomes of an account."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries.people import MAY_INVITE, LinkState, has_administrator, state_of, token_digest
from app.services import passwords
from app.services.errors import NotFoundError, ServiceError
from models import audit
from models.base import Lang
from models.user import AccountLink, LinkPurpose, User, UserRole

INVITATION_LASTS = timedelta(days=7)
RECOVERY_LASTS = timedelta(days=2)


class NotAllowedError(ServiceError):
    """The actor's role does not carry this."""


class LinkSpentError(ServiceError):
    """The link lets nobody in: `state` says why, None that there never was such a link."""

    def __init__(self, state: LinkState | None) -> None:
        super().__init__(f"the link is {state or 'unknown'}")
        self.state = state


class EmailTakenError(ServiceError):
    """Another account has this address."""


class WeakPasswordError(ServiceError):
    """The password is refused; `weakness` says why."""

    def __init__(self, weakness: passwords.Weakness) -> None:
        super().__init__(f"the password is {weakness}")
        self.weakness = weakness


class LastAdministratorError(ServiceError):
    """Without this administrator nobody could let anybody in."""


def normal_email(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().lower()


def invite(  # an invitation says all that the account will be
    session: Session,
    actor: User | None,
    now: datetime,
    *,
    role: UserRole,
    email: str | None = None,
    name: str | None = None,
    region_id: int | None = None,
) -> tuple[AccountLink, str]:
    """Issue an invitation to `role`; `actor` is None at the command line, which may all.

    Returns the link and its token, which is known from nowhere else afterwards. Raises
    NotAllowedError, and EmailTakenError where the address already has an account.
    """
    if actor is not None and role not in MAY_INVITE.get(actor.role, frozenset()):
        raise NotAllowedError(f"a {actor.role} may not invite a {role}")
    email = normal_email(email) if email else None
    if email and session.scalar(select(User.id).where(User.email == email)):
        raise EmailTakenError
    link = AccountLink(
        purpose=LinkPurpose.INVITE, role=role, email=email, name=name, region_id=region_id
    )
    return _issue(session, link, actor, now, INVITATION_LASTS)


def first_link(session: Session, now: datetime) -> str | None:
    """The token of a fresh invitation for the first administrator; None if there is one.

    The one before it is withdrawn, so that only what was printed last lets anybody in.
    """
    if has_administrator(session):
        return None
    earlier = select(AccountLink).where(
        AccountLink.purpose == LinkPurpose.INVITE,
        AccountLink.role == UserRole.ADMINISTRATOR,
        AccountLink.issued_by_id.is_(None),
        AccountLink.used_at.is_(None),
        AccountLink.withdrawn_at.is_(None),
    )
    for link in session.scalars(earlier):
        link.withdrawn_at = now
    return invite(session, None, now, role=UserRole.ADMINISTRATOR)[1]


def recover(
    session: Session, actor: User | None, now: datetime, user_id: int
) -> tuple[AccountLink, str]:
    """Issue a link by which the person sets a new password; earlier ones are withdrawn.

    Returns the link and its token. Raises NotAllowedError, and NotFoundError for an account
    that was removed or never was.
    """
    _require_administrator(actor)
    user = session.get(User, user_id, with_for_update=True)
    if user is None or not user.active:
        raise NotFoundError
    _withdraw_recoveries(session, user, now)
    link = AccountLink(purpose=LinkPurpose.RECOVER, user_id=user.id)
    return _issue(session, link, actor, now, RECOVERY_LASTS)


def _issue(
    session: Session, link: AccountLink, actor: User | None, now: datetime, lasts: timedelta
) -> tuple[AccountLink, str]:
    token = secrets.token_urlsafe(32)
    link.token_sha256 = token_digest(token)
    link.issued_by_id = actor.id if actor else None
    link.issued_at, link.expires_at = now, now + lasts
    session.add(link)
    session.flush()
    return link, token


def withdraw(session: Session, actor: User, now: datetime, link_id: int) -> None:
    """Take a link back before it is used.

    Raises NotFoundError, NotAllowedError, and LinkSpentError where it no longer works anyway.
    """
    link = session.get(AccountLink, link_id, with_for_update={"of": AccountLink})
    if link is None:
        raise NotFoundError
    if actor.role is not UserRole.ADMINISTRATOR and link.role not in MAY_INVITE.get(
        actor.role, frozenset()
    ):
        raise NotAllowedError
    state = state_of(link, now)
    if state is not LinkState.OPEN:
        raise LinkSpentError(state)
    link.withdrawn_at = now


def _take(session: Session, token: str, now: datetime, purpose: LinkPurpose) -> AccountLink:
    """The open link with `token`, held so that only one person can use it."""
    query = select(AccountLink).where(
        AccountLink.token_sha256 == token_digest(token), AccountLink.purpose == purpose
    )
    link = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if link is None:
        raise LinkSpentError(None)
    state = state_of(link, now)
    if state is not LinkState.OPEN:
        raise LinkSpentError(state)
    link.used_at = now
    return link


def accept(  # a person says all this once, on one page
    session: Session,
    now: datetime,
    token: str,
    *,
    name: str,
    password: str,
    lang: Lang,
    region_id: int | None,
    email: str | None = None,
) -> User:
    """Make the account that the invitation with `token` is for.

    `email` counts only where the invitation names none. Raises LinkSpentError, EmailTakenError and
    WeakPasswordError.
    """
    link = _take(session, token, now, LinkPurpose.INVITE)
    address = normal_email(link.email or email or "")
    _require_strong(password, address)
    user = User(
        email=address,
        name=name,
        role=link.role,
        lang=lang,
        region_id=region_id,
        password=passwords.hash_password(password),
        fs_uniquifier=new_uniquifier(),
        active=True,
        created_at=now,
    )
    try:
        with session.begin_nested(), audit.reason(session, f"invitation {link.id}"):
            session.add(user)
    except IntegrityError:
        raise EmailTakenError from None
    link.user_id = user.id
    return user


def reset(session: Session, now: datetime, token: str, password: str) -> User:
    """Set a new password by the recovery link with `token`.

    The second step is switched off too: whoever lost their telephone comes in this way.
    Raises LinkSpentError and WeakPasswordError.
    """
    link = _take(session, token, now, LinkPurpose.RECOVER)
    user = link.user
    if user is None or not user.active:
        raise LinkSpentError(LinkState.WITHDRAWN)
    _require_strong(password, user.email)
    with audit.reason(session, f"recovery link {link.id}"):
        user.password = passwords.hash_password(password)
        user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = None
        user.mf_recovery_codes = None
        end_sessions(user)
    return user


def change_role(
    session: Session,
    actor: User,
    now: datetime,
    user_id: int,
    *,
    role: UserRole,
    region_id: int | None,
) -> User:
    """Give a person another role or region.

    Raises NotFoundError, NotAllowedError, and LastAdministratorError.
    """
    user = _held(session, actor, user_id)
    if user.role is UserRole.ADMINISTRATOR and role is not UserRole.ADMINISTRATOR:
        _require_another_administrator(session, user)
    user.role, user.region_id = role, region_id
    return user


def remove(session: Session, actor: User, now: datetime, user_id: int) -> User:
    """Shut an account: the person is out with their next request. What they did stays.

    Raises NotFoundError, NotAllowedError, and LastAdministratorError.
    """
    user = _held(session, actor, user_id)
    if user.role is UserRole.ADMINISTRATOR:
        _require_another_administrator(session, user)
    user.active = False
    end_sessions(user)
    _withdraw_recoveries(session, user, now)
    return user


def restore(session: Session, actor: User, now: datetime, user_id: int) -> User:
    """Open an account again. Raises NotFoundError and NotAllowedError."""
    user = _held(session, actor, user_id)
    user.active = True
    return user


def new_uniquifier() -> str:
    """What a session cookie names an account by."""
    return secrets.token_hex(32)


def end_sessions(user: User) -> None:
    """Sign the person out everywhere: the cookies name an account that is no more."""
    user.fs_uniquifier = new_uniquifier()


def _require_strong(password: str, email: str) -> None:
    weakness = passwords.weakness(password, email)
    if weakness is not None:
        raise WeakPasswordError(weakness)


def _require_administrator(actor: User | None) -> None:
    if actor is not None and actor.role is not UserRole.ADMINISTRATOR:
        raise NotAllowedError


def _held(session: Session, actor: User, user_id: int) -> User:
    """The account `user_id`, with all administrators held: two of them may act at once."""
    _require_administrator(actor)
    _administrators(session)
    user = session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFoundError
    return user


def _administrators(session: Session) -> list[User]:
    query = select(User).where(User.role == UserRole.ADMINISTRATOR).order_by(User.id)
    held = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(held))


def _require_another_administrator(session: Session, user: User) -> None:
    if not any(other.active for other in _administrators(session) if other.id != user.id):
        raise LastAdministratorError


def _withdraw_recoveries(session: Session, user: User, now: datetime) -> None:
    query = select(AccountLink).where(
        AccountLink.user_id == user.id,
        AccountLink.purpose == LinkPurpose.RECOVER,
        AccountLink.used_at.is_(None),
        AccountLink.withdrawn_at.is_(None),
    )
    for link in session.scalars(query):
        link.withdrawn_at = now

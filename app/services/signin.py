"""Signing in: password, second step by telephone, recovery codes."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services import passwords
from app.services.accounts import WeakPasswordError, end_sessions, normal_email
from app.services.errors import ServiceError
from models.base import Lang
from models.user import User

RECOVERY_CODES = 10
#: How many steps of 30 seconds the clock of a telephone may be off, either way.
WINDOW = 1
#: No look-alikes (0 and o, 1 and l), as codes are copied from paper.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class WrongCredentialsError(ServiceError):
    """Address and password are not those of one account. Which of them is wrong is not said."""


class WrongPasswordError(ServiceError):
    """The person's own present password was given wrongly."""


class WrongCodeError(ServiceError):
    """The code of the second step is wrong, too old or was used already."""


def authenticate(session: Session, email: str, password: str) -> User:
    """The account of `email`, given its password.

    Takes the same time whether there is such an account or not. Raises WrongCredentialsError.
    """
    user = session.scalar(select(User).where(User.email == normal_email(email)))
    right = passwords.verify(user.password if user else None, password)
    if user is None or not right or not user.active:
        raise WrongCredentialsError
    if user.password and passwords.is_dated(user.password):
        user.password = passwords.hash_password(password)
    return user


def change_password(session: Session, actor: User, now: datetime, old: str, new: str) -> None:
    """Give `actor` a new password and end all their sessions.

    Raises WrongPasswordError and WeakPasswordError.
    """
    _require_password(actor, old)
    weakness = passwords.weakness(new, actor.email)
    if weakness is not None:
        raise WeakPasswordError(weakness)
    actor.password = passwords.hash_password(new)
    end_sessions(actor)


def change_profile(
    session: Session, actor: User, now: datetime, *, name: str, lang: Lang, region_id: int | None
) -> None:
    """Change what a person may say about themself."""
    actor.name, actor.lang, actor.region_id = name, lang, region_id


def new_secret() -> str:
    """A secret to be shared with an app on a telephone, in base32."""
    return pyotp.random_base32()


def secret_uri(secret: str, user: User, issuer: str) -> str:
    """What such an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def switch_on(session: Session, actor: User, now: datetime, secret: str, code: str) -> list[str]:
    """Ask `actor` for a second step from now on; `code` proves that their app has `secret`.

    Returns the recovery codes, which are known from nowhere else afterwards. Raises WrongCodeError.
    """
    counter = _counter(secret, code, now, after=None)
    if counter is None:
        raise WrongCodeError
    actor.tf_primary_method = "authenticator"
    actor.tf_totp_secret = secret
    actor.tf_last_counter = counter
    return _new_codes(actor)


def switch_off(session: Session, actor: User, now: datetime, password: str) -> None:
    """Ask for no second step any longer. Raises WrongPasswordError."""
    _require_password(actor, password)
    actor.tf_primary_method = actor.tf_totp_secret = actor.tf_last_counter = None
    actor.mf_recovery_codes = None


def renew_codes(session: Session, actor: User, now: datetime, password: str) -> list[str]:
    """Fresh recovery codes; the earlier ones are void. Raises WrongPasswordError."""
    _require_password(actor, password)
    return _new_codes(actor)


def second_step(session: Session, now: datetime, uniquifier: str, code: str) -> User:
    """The account that gave its password before, given a code of its app or a recovery code.

    Each code works once, also when it is sent twice at the same moment. Raises WrongCodeError.
    """
    query = select(User).where(User.fs_uniquifier == uniquifier, User.active).with_for_update()
    user = session.scalar(query.execution_options(populate_existing=True))
    if user is None or user.tf_totp_secret is None:
        raise WrongCodeError
    counter = _counter(user.tf_totp_secret, code, now, after=user.tf_last_counter)
    if counter is not None:
        user.tf_last_counter = counter
        return user
    kept = user.mf_recovery_codes or []
    digest = _digest(code)
    if digest not in kept:
        raise WrongCodeError
    user.mf_recovery_codes = [other for other in kept if other != digest]
    return user


def _require_password(user: User, password: str) -> None:
    if not passwords.verify(user.password, password):
        raise WrongPasswordError


def _counter(secret: str, code: str, now: datetime, after: int | None) -> int | None:
    """The time step that `code` belongs to; None where it belongs to none after `after`."""
    totp = pyotp.TOTP(secret)
    digits = "".join(code.split())
    for counter in range(totp.timecode(now) - WINDOW, totp.timecode(now) + WINDOW + 1):
        right = hmac.compare_digest(totp.generate_otp(counter).encode(), digits.encode())
        if right and (after is None or counter > after):
            return counter
    return None


def _new_codes(user: User) -> list[str]:
    codes = ["-".join(_random(4) for _ in range(4)) for _ in range(RECOVERY_CODES)]
    user.mf_recovery_codes = [_digest(code) for code in codes]
    return codes


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _digest(code: str) -> str:
    """A recovery code has 80 random bits: a plain sha256 cannot be guessed back."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()

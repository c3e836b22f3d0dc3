"""Passwords: kept as argon2id, refused when they are easy to guess."""

import enum
import string
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
#: Longer ones would only let a stranger keep the processor busy.
MAX_LENGTH = 200

# What people type when a form asks for ten characters: words, with digits or signs around them.
COMMON_WORDS = frozenset(
    """
    abcdef abcdefghij admin adminadmin administrator aktau aktobe alemdar almaty amanat asdfgh
    asdfghjkl astana atyrau baseball batman changeme dragon elorda football hello iloveyou
    karaganda kazakhstan kazakstan kostanay kyzylorda letmein login majilis mangystau master
    mazhilis monkey nursultan parol password passwort pavlodar princess qazaqstan qwerty
    qwertyqwerty qwertyu qwertyui qwertyuiop qwertz secret semey shadow shymkent sunshine superman
    taraz temirtau test trustno turkestan turkistan uralsk welcome zxcvbn zxcvbnm
    администратор алматы аманат астана йцукен йцукенг йцукенгшщзх казахстан құпия құпиясөз
    қазақстан мажилис мәжіліс пароль привет сәлем шымкент
    """.split()  # noqa: SIM905  one word a line would be three screens
)

_hasher = PasswordHasher()  # argon2id with the library's current advice on memory and time
_nobody = _hasher.hash("a password that nobody has")


class Weakness(enum.StrEnum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    EMAIL = "email"


def weakness(password: str, email: str | None) -> Weakness | None:
    """Why `password` is refused for the account of `email`; None where it is not."""
    if len(password) < MIN_LENGTH:
        return Weakness.SHORT
    if len(password) > MAX_LENGTH:
        return Weakness.LONG
    folded = password.casefold()
    if email and folded in (email.casefold(), email.casefold().partition("@")[0]):
        return Weakness.EMAIL
    core = folded.strip(string.digits + string.punctuation + string.whitespace)
    # Twelve different keys in a row are no better than one key twelve times.
    steps = {ord(b) - ord(a) for a, b in pairwise(folded)}
    if not core or core in COMMON_WORDS or len(set(folded)) < 5 or len(steps) <= 2:
        return Weakness.COMMON
    return None


def hash_password(password: str) -> str:
    """`password` as it is kept. It depends on no key of this portal, so a backup restores."""
    return _hasher.hash(password)


def verify(kept: str | None, password: str) -> bool:
    """Whether `password` is the one kept; as slow for an account that is not there."""
    try:
        return _hasher.verify(kept or _nobody, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether `kept` was hashed with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)

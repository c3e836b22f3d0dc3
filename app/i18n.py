"""Languages: which one a page is in, and content that exists only in another one."""

import os

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import g, has_request_context, request

from app.words import LANGS, LOCALES, TRANSLATIONS

DEFAULT = "kk"


def current() -> str:
    """The language of this page: kk, ru or en."""
    return getattr(g, "lang", DEFAULT) if has_request_context() else DEFAULT


def locale() -> str:
    """The locale of this page, for Flask-Babel."""
    return LOCALES[current()]


def preferred() -> str:
    """The language a visitor states; Kazakh for one who states none of ours."""
    return request.accept_languages.best_match(LANGS, default=DEFAULT) or DEFAULT


def pick(obj: object, field: str, lang: str | None = None) -> tuple[str, str] | None:
    """The text of `field` in `lang`, or else in the next language it exists in.

    Returns (text, its language), or None where it exists in none: "not known yet".
    """
    wanted = lang or current()
    for candidate in (wanted, *(other for other in LANGS if other != wanted)):
        text = getattr(obj, f"{field}_{candidate}", None)
        if text:
            return text, candidate
    return None


def compile_catalogues() -> None:
    """Compile each catalogue that is newer than its compiled form."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        # Another process may be reading the old one: put the new one in its place whole.
        # Several may compile at once, each under a name of its own.
        scratch = mo.with_suffix(f".{os.getpid()}.tmp")
        with scratch.open("wb") as target:
            write_mo(target, catalogue)
        scratch.replace(mo)

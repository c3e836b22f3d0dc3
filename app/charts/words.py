"""Words in a stated language, for pictures that no request asks for: an edition has them all."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from app.scoring import Outcome
from app.scoring.words import N_
from models.item import Role
from models.meeting import Answer
from models.programme import Availability, Origin

LANGS = ("kk", "ru", "en")
LOCALES = {"kk": "kk", "ru": "ru_KZ", "en": "en"}
TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"

#: The same words as on pages, which a test holds together.
LABELS: Mapping[Enum, str] = {
    Outcome.FULFILLED: N_("fulfilled"),
    Outcome.PARTLY_FULFILLED: N_("partly fulfilled"),
    Outcome.IN_PROGRESS: N_("in progress"),
    Outcome.NO_ACTION_FOUND: N_("no action found"),
    Outcome.NOT_FULFILLED: N_("not fulfilled"),
    Outcome.NOT_ASSESSABLE: N_("not assessable"),
    Outcome.NOT_YET_RATED: N_("not yet rated"),
    Role.INITIATOR: N_("initiated"),
    Role.SIGNATORY: N_("signed"),
    Role.NOT_STATED: N_("role not stated"),
    Availability.PUBLISHED: N_("publicly available"),
    Availability.ON_REQUEST: N_("sent after an appeal"),
    Availability.NOT_AVAILABLE: N_("not available"),
    Origin.OWN: N_("a programme of their own"),
    Origin.OWN_ON_PARTY: N_("their own, on the theses of the party"),
    Origin.PARTY_ONLY: N_("the programme of the party only"),
    Origin.BROKEN_LINK: N_("a link that leads nowhere"),
    Origin.NOT_PROVIDED: N_("not provided"),
    Answer.YES: N_("in the district"),
    Answer.NO: N_("outside the district"),
    Answer.NOT_KNOWN: N_("place not known"),
}


@cache
def _catalogue(lang: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [lang])


class Words:
    """The language `lang`: its sentences, numbers and days, as the pages write them."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._locale = LOCALES[lang]

    def gettext(self, text: str, **values: Any) -> str:
        """`text` in this language, with `values` in it."""
        said: str = _catalogue(self.lang).ugettext(text)
        return said % values if values else said

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """The form that `count` asks for; `num` is the count as it is written."""
        said: str = _catalogue(self.lang).ungettext(one, many, count)
        return said % ({"num": self.number(count)} | values)

    def label(self, member: Enum) -> str:
        """What people read for a value. Raises KeyError for one that no picture shows."""
        return self.gettext(LABELS[member])

    def number(self, value: int) -> str:
        """A number with the separators of the language."""
        return format_decimal(value, locale=self._locale)

    def day(self, value: date) -> str:
        """A day in figures."""
        return format_date(value, "dd.MM.yyyy", locale=self._locale)

    def picked(self, of: object | None, field: str = "name") -> tuple[str, str]:
        """The text of `field` in this language, or else in the next one that has it; and which."""
        for lang in (self.lang, *(other for other in LANGS if other != self.lang)):
            text: str | None = getattr(of, f"{field}_{lang}", None)
            if text:
                return text, lang
        return "", self.lang

    def pick(self, of: object | None, field: str = "name") -> str:
        """The text alone."""
        return self.picked(of, field)[0]

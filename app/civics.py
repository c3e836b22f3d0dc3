"""What voters can do and how: facts of law and of public portals, each with its source.

They stand in `data/civic-facts.yml` and not in templates, so that a person can mend one, and so
that each is shown with where it comes from and how sure it is.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import yaml

from app.config import ROOT
from models.base import Confidence

FILE = ROOT / "data" / "civic-facts.yml"


class Part(StrEnum):
    """What a fact is about."""

    RECALL = "recall"
    CONDITIONS = "conditions"
    UNKNOWN = "unknown"
    SENDING = "sending"


@dataclass(frozen=True)
class CivicFact:
    """A sentence in three languages. `article` is that of the law; `who` could find out what is
    not known."""

    key: str
    text_kk: str
    text_ru: str
    text_en: str
    confidence: Confidence
    article: str | None = None
    source: str | None = None
    url: str | None = None
    who_kk: str | None = None
    who_ru: str | None = None
    who_en: str | None = None


@dataclass(frozen=True)
class Civics:
    """All facts by part, the law that they are of, and the day on which they were looked up."""

    checked_on: date
    law: CivicFact
    facts: dict[Part, tuple[CivicFact, ...]]


@cache
def civics() -> Civics:
    """The facts of the file. Raises what `yaml` does for a file that is none, and KeyError for a
    fact without a language."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Civics(
        checked_on=found["checked_on"],
        law=_fact({"key": "law", "confidence": "sourced"} | found["law"]),
        facts={part: tuple(_fact(row) for row in found[part.value]) for part in Part},
    )


def _fact(row: dict[str, Any]) -> CivicFact:
    """A fact. One that is not missing names its source; one that is says who could find out."""
    confidence = Confidence(row["confidence"])
    needed = "who_en" if confidence is Confidence.MISSING else "source"
    if not row.get(needed):
        raise KeyError(f"{row['key']} has no {needed}")
    values: dict[str, Any] = {f"text_{lang}": row[lang] for lang in ("kk", "ru", "en")}
    for name in ("article", "source", "url", "who_kk", "who_ru", "who_en"):
        values[name] = row.get(name)
    return CivicFact(row["key"], confidence=confidence, **values)

"""What a deputy's page is made of, today and frozen in an edition."""

from dataclasses import dataclass
from datetime import date, datetime

from app import scoring
from app.queries.acts import Totals
from app.queries.deputies import Text
from app.queries.terms import Term
from models.base import Confidence, Lang
from models.person import MandateKind
from models.programme import Wording


@dataclass(frozen=True)
class Fact:
    """What one source said of a person; `capture` is the kept copy, `source` words instead."""

    field: str
    value: str
    lang: str
    source: str | None
    confidence: Confidence
    last_seen: datetime | None
    capture: int | None


@dataclass(frozen=True)
class Person:
    """A deputy and one of their mandates, each uncertain field beside how sure it is."""

    slug: str
    name: Text
    mandate: int
    term: Term
    kind: MandateKind
    district: int | None
    district_confidence: Confidence
    district_source: str | None
    region: Text | None
    territory: Text | None
    territory_confidence: Confidence
    party: Text | None
    is_party: bool
    party_confidence: Confidence
    faction: str | None
    committee: Text | None
    committee_confidence: Confidence
    start: date | None
    end: date | None
    end_reason: str | None
    months: int | None
    ended_early: bool
    source: str | None
    confidence: Confidence
    facts: tuple[Fact, ...]
    others: tuple[Term, ...]
    party_key: str | None = None
    region_key: str | None = None
    seq: int = 1


@dataclass(frozen=True)
class Promise:
    """A promise as it is shown. `tagged` and `direct` count participations, preliminary."""

    id: int
    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    lang: Lang | None
    wording: Wording
    page: str | None
    testable: bool
    untestable_reason: str | None
    deadline: date | None
    topic: Text | None
    source: str | None
    source_url: str | None
    confidence: Confidence
    exclusion: scoring.Exclusion | None
    tagged: int
    direct: int
    #: None where an edition leaves it out.
    action: scoring.Action | None
    outcome: scoring.Outcome
    #: How addresses name the topic.
    about: str | None = None


@dataclass(frozen=True)
class ProgrammeShown:
    """A programme with its promises; `own` is false for that of the party."""

    own: bool
    party: Text | None
    title: str | None
    source: str | None
    source_url: str | None
    note: str | None
    confidence: Confidence
    promises: tuple[Promise, ...]

    @property
    def quoted(self) -> int:
        """Promises known word for word."""
        return sum(promise.wording is Wording.QUOTED for promise in self.promises)


@dataclass(frozen=True)
class Scorecard:
    """Everything above the list of acts."""

    person: Person
    programme: ProgrammeShown | None
    headline: scoring.Headline
    bounds: scoring.Bounds | None
    totals: Totals
    coverage: scoring.Coverage
    as_of: date
    method_version: int

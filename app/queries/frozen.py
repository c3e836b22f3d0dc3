"""What an edition freezes: everything that its pages show, as JSON with a hash.

The pages of an edition are made from these parts alone. A field that is added to any of these
types, or to one that they hold, needs a default: editions of before do not have it.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cattrs.preconf.json import make_converter

from app import scoring
from app.queries.acts import Act
from app.queries.chart_shapes import ChartsPart, RequestRows
from app.queries.corrections import Corrected
from app.queries.deputies import DeputyListPart, Text
from app.queries.districts import DistrictPart, RegionPart
from app.queries.found import Found
from app.queries.items import ItemPage
from app.queries.letters import LettersPart
from app.queries.parties import PartiesPart, PartyPart
from app.queries.positions import Standing
from app.queries.quotes import Quote
from app.queries.scorecard_shapes import Scorecard
from app.queries.search_held import HeldPart
from app.queries.sessions import SessionPart, SessionsPart
from app.queries.terms import Term
from app.queries.topic_shapes import TopicPart, TopicsPart
from app.queries.verdicts import Rating
from models.base import Confidence
from models.coding import AnswerReading, Strength
from models.item import DatePrecision, Kind, Role
from models.person import MandateKind
from models.programme import Availability, FoundVia, Origin

CONVERTER = make_converter()

T = TypeVar("T")


@dataclass(frozen=True)
class ProgrammeRecord:
    """Whether a voter can read the programme, how it was found, and what is kept of it."""

    availability: Availability | None = None
    found_via: FoundVia | None = None
    origin: Origin | None = None
    specific_promises: bool | None = None
    known_on: dt.date | None = None
    capture: int | None = None
    captured_at: dt.datetime | None = None
    file_name: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Answered:
    """An official answer to an act; `reading` is what it does, as a settled reading says."""

    key: str
    title_kk: str | None = None
    title_ru: str | None = None
    number: str | None = None
    date: dt.date | None = None
    precision: DatePrecision = DatePrecision.DAY
    reading: AnswerReading | None = None


@dataclass(frozen=True)
class LinkedAct:
    """An act that a settled reading links to a promise.

    `answers` is None where an edition did not keep them; `answer_told` says that a source of
    the act itself tells how it was answered.
    """

    key: str
    kind: Kind
    role: Role
    strength: Strength
    answer_reading: AnswerReading | None = None
    title_kk: str | None = None
    title_ru: str | None = None
    number: str | None = None
    date: dt.date | None = None
    precision: DatePrecision = DatePrecision.DAY
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    before: bool = False
    confirmed: bool = True
    answers: tuple[Answered, ...] | None = None
    answer_told: bool = False


@dataclass(frozen=True)
class DeputyPart:
    """The page of one deputy. What belongs to a promise is found by the id of its thesis."""

    card: Scorecard
    programme: ProgrammeRecord | None = None
    ratings: dict[int, Rating] = field(default_factory=dict)
    history: dict[int, tuple[Rating, ...]] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)
    acts: dict[int, tuple[LinkedAct, ...]] = field(default_factory=dict)
    #: Too little of this deputy was read to say what was not found.
    kept_back: bool = False
    quotes: dict[int, Quote] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityPart:
    """Everything that one deputy took part in, also what totals do not count."""

    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Published:
    """An edition with what it said of the deputy in short."""

    number: int
    name: str
    as_of: dt.date
    published_at: dt.datetime
    headline: scoring.Headline


@dataclass(frozen=True)
class Edited:
    """A field of a record that its source edited between two captures."""

    key: str
    kind: Kind
    title_kk: str | None
    title_ru: str | None
    lang: str
    field: str
    before: str | None
    after: str | None
    seen_at: dt.datetime
    from_capture: int
    to_capture: int


@dataclass(frozen=True)
class HistoryPart:
    """Each list with the newest first."""

    editions: tuple[Published, ...] = ()
    corrections: tuple[Corrected, ...] = ()
    edits: tuple[Edited, ...] = ()


@dataclass(frozen=True)
class DeputyLine:
    """A deputy in the list of an edition, in the order of districts."""

    slug: str
    name: Text
    kind: MandateKind
    district: int | None
    district_confidence: Confidence
    region: Text | None
    party: Text | None
    party_confidence: Confidence
    months: int | None
    ended_early: bool
    headline: scoring.Headline
    bounds: scoring.Bounds | None
    coverage: scoring.Coverage
    #: Whether the promises are the deputy's own; None where none are known.
    own: bool | None = None
    availability: Availability | None = None


@dataclass(frozen=True)
class DeputiesPart:
    """The list of the deputies that the edition covers."""

    term: Term
    deputies: tuple[DeputyLine, ...] = ()


@dataclass(frozen=True)
class TotalsPart:
    """Sums over the deputies covered. `items` counts acts, the others participations."""

    deputies: int
    items: dict[Kind, int]
    participations: dict[Kind, int]
    tagged: int
    coded: int
    to_be_coded: int
    headline: scoring.Headline
    availability: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class OutcomesPart:
    """What was found on every promise, by deputy and by thesis: for pages about many deputies."""

    deputies: dict[str, dict[int, Found]] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """One definition of the method in three languages."""

    key: str
    title_kk: str
    title_ru: str
    title_en: str
    text_kk: str
    text_ru: str
    text_en: str


@dataclass(frozen=True)
class MethodPart:
    """The method as it was printed with the edition."""

    version: int
    definitions: tuple[Said, ...] = ()


#: The kinds of parts, and what each of them holds.
PARTS: dict[str, type[Any]] = {
    "deputy": DeputyPart,
    "activity": ActivityPart,
    "letters": LettersPart,
    "history": HistoryPart,
    "deputies": DeputiesPart,
    "totals": TotalsPart,
    "outcomes": OutcomesPart,
    "method": MethodPart,
    "topics": TopicsPart,
    "topic": TopicPart,
    "item": ItemPage,
    "deputy-list": DeputyListPart,
    "district": DistrictPart,
    "region": RegionPart,
    "parties": PartiesPart,
    "party": PartyPart,
    "sessions": SessionsPart,
    "session": SessionPart,
    "charts": ChartsPart,
    "chart_rows": RequestRows,
    "search": HeldPart,
}


def plain(value: Any) -> Any:
    """`value` as JSON has it, its keys too: numbers are in another order than their digits."""
    return json.loads(json.dumps(CONVERTER.unstructure(value)))


def restored(body: Any, kind: type[T]) -> T:
    """What `plain` made plain. Unknown fields are passed over, missing ones have defaults."""
    return CONVERTER.structure(body, kind)


def canonical(body: Any) -> bytes:
    """The one way in which a part is written: keys in order, no blanks, UTF-8."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(body: Any) -> str:
    """The sha256 of a part, in hex."""
    return hashlib.sha256(canonical(body)).hexdigest()

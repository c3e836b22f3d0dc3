"""What the numbers of a period are made of."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from app import scoring
from app.queries.activity import Held, where_held
from app.queries.acts import Act
from app.queries.chart_shapes import ChartsPart, DeputyCounts
from app.queries.deputies import Text
from app.queries.deputy_tabs import DeputyPage
from app.queries.editions import EditionShown
from app.queries.letters import Letter, LetterState
from app.queries.report_counts import CampaignShown, Turnout
from app.queries.report_figures import Stated
from app.queries.sessions import SessionLine
from app.queries.table_shapes import Cells, Column
from app.queries.terms import Term
from app.queries.when import Dated, lies_in
from app.scoring.gate import Gate
from models.appeal import AnswerKind
from models.item import Kind, Role


@dataclass(frozen=True)
class Period:
    """What a report is about: from `start` to `end`, both counted in; of an edition or of today."""

    term: Term
    start: dt.date
    end: dt.date
    edition: EditionShown | None = None

    def is_whole(self, on: dt.date) -> bool:
        """Whether it holds everything that the pages of the same state count."""
        if self.edition is not None:
            return self.start <= self.edition.observed_from and self.edition.observed_to <= self.end
        first = self.term.start or dt.date.min
        return self.start <= first and self.end >= min(self.term.end or on, on)

    def has(self, act: Dated, on: dt.date) -> bool:
        """Whether an act is of the period; acts of no known day are where it is whole."""
        return self.is_whole(on) or lies_in(act, self.start, self.end)


@dataclass(frozen=True)
class Letters:
    """Letters of the monitoring and what became of them; `days` are working days to the answer."""

    sent: int = 0
    states: dict[LetterState, int] = field(default_factory=dict)
    kinds: dict[AnswerKind, int] = field(default_factory=dict)
    days: tuple[int, ...] = ()

    @classmethod
    def of(cls, letters: tuple[Letter, ...]) -> "Letters":
        """Count letters."""
        states = Counter(letter.state for letter in letters)
        kinds = Counter(letter.answer_kind for letter in letters)
        return cls(
            len(letters),
            {state: states[state] for state in LetterState},
            {kind: kinds[kind] for kind in AnswerKind},
            tuple(sorted(letter.days for letter in letters if letter.days is not None)),
        )

    @property
    def middle(self) -> int | None:
        """The median of the days, rounded up to a whole one; None where nobody answered."""
        return -(-int(median(self.days) * 2) // 2) if self.days else None


@dataclass(frozen=True)
class DeputyNumbers:
    """One deputy: the scorecard, the acts of the period that count, and the letters.

    `undated` are acts of which no source says when they were, and which do not count here.
    """

    page: DeputyPage
    counts: DeputyCounts
    acts: tuple[Act, ...] = ()
    undated: int = 0
    letters: tuple[Letter, ...] = ()

    @property
    def slug(self) -> str:
        """How addresses name the deputy."""
        return self.page.card.person.slug

    @property
    def requests(self) -> dict[Role, int]:
        """Requests by role."""
        return self.counts.requests

    def of(self, *kinds: Kind) -> tuple[Act, ...]:
        """The acts of some kinds."""
        return tuple(act for act in self.acts if act.kind in kinds)

    @property
    def meetings(self) -> Held:
        """Where and when the meetings with voters were held."""
        return where_held(self.of(Kind.VOTER_MEETING))

    @property
    def receptions(self) -> Held:
        """Where and when citizens were received."""
        return where_held(self.of(Kind.RECEPTION))

    @property
    def coverage(self) -> scoring.Coverage:
        """How many of the acts of the period were read, of those that are to be."""
        coded = sum(act.coded for act in self.acts)
        return scoring.Coverage(coded, sum(act.queued or act.coded for act in self.acts))


@dataclass(frozen=True)
class TopicNumbers:
    """A topic of a code book with the acts of the period that concern it, each once."""

    address: str
    name: Text
    promises: int
    acts: dict[Kind, int] = field(default_factory=dict)


@dataclass(frozen=True)
class BookNumbers:
    """A code book in force and its topics in their order."""

    key: str
    name: Text
    topics: tuple[TopicNumbers, ...] = ()


@dataclass(frozen=True)
class AnnexTable:
    """An open table of the portal over the period, with its columns."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]


@dataclass(frozen=True)
class Numbers:
    """All numbers of a report. `on` is the day that they stand for.

    `states` is the edition that says what became of promises: that of the report, or the newest;
    None before the first. `books` is None where the edition kept no topics.
    """

    period: Period
    on: dt.date
    charts: ChartsPart
    deputies: tuple[DeputyNumbers, ...] = ()
    states: EditionShown | None = None
    campaign: CampaignShown | None = None
    gate: Gate | None = None
    sessions: tuple[SessionLine, ...] = ()
    books: tuple[BookNumbers, ...] = ()
    turnout: Turnout = field(default_factory=Turnout)
    stated: tuple[Stated, ...] = ()
    regions: int = 0
    #: Names of parties by what scopes of stated figures call them.
    parties: dict[str, Text] = field(default_factory=dict)
    annexes: tuple[AnnexTable, ...] = ()

    @property
    def coverage(self) -> scoring.Coverage:
        """How much of the acts of the period was read, of all deputies."""
        found = [one.coverage for one in self.deputies]
        return scoring.Coverage(sum(c.coded for c in found), sum(c.total for c in found))

    @property
    def undated(self) -> int:
        """Participations that no source dates and that do not count here."""
        return sum(one.undated for one in self.deputies)

    @property
    def letters(self) -> Letters:
        """The letters to all deputies."""
        return Letters.of(tuple(letter for one in self.deputies for letter in one.letters))

"""What pages of topics show, live and frozen."""

from dataclasses import dataclass, field

from app import scoring
from app.queries.deputies import Text
from app.queries.found import Found
from app.queries.gathered import Gathered, Seat
from app.queries.terms import Term
from models.base import Lang
from models.item import Kind
from models.programme import Wording


@dataclass(frozen=True)
class TopicLine:
    """A topic in the list. `acts` counts items, `promises` those of deputies, not of parties."""

    book: str
    key: str
    name: Text
    parent: Text | None = None
    retired: bool = False
    promises: int = 0
    party_promises: int = 0
    acts: dict[Kind, int] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """How addresses name it: two books may have topics of one key."""
        return address(self.book, self.key)


@dataclass(frozen=True)
class BookLine:
    """A code book in one version; `in_force` when acts of the convocation are coded by it."""

    key: str
    version: int
    name: Text
    in_force: bool
    topics: tuple[TopicLine, ...] = ()


@dataclass(frozen=True)
class TopicsPart:
    """All topics of a convocation, book by book and in the order of each book."""

    term: Term | None = None
    books: tuple[BookLine, ...] = ()


@dataclass(frozen=True)
class Promised:
    """A promise of a deputy. `tagged` counts linked participations, preliminary.

    `found` is what an edition says of it; None where none does.
    """

    id: int
    number: int
    seat: Seat
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    lang: Lang | None
    wording: Wording
    exclusion: scoring.Exclusion | None
    tagged: int = 0
    found: Found | None = None


@dataclass(frozen=True)
class PartyPromised:
    """A promise of a party: of the party's, without an outcome of any deputy."""

    id: int
    number: int
    party: str
    name: Text | None
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    lang: Lang | None
    wording: Wording


@dataclass(frozen=True)
class TopicPart:
    """One topic: what was promised and done about it. `versions` are those of its code book."""

    term: Term
    line: TopicLine
    book: Text
    versions: tuple[int, ...] = ()
    inner: tuple[TopicLine, ...] = ()
    promises: tuple[Promised, ...] = ()
    party_promises: tuple[PartyPromised, ...] = ()
    gathered: Gathered = field(default_factory=Gathered)


def address(book: str, topic: str) -> str:
    """How addresses name a topic: `social-issues.environment`."""
    return f"{book}.{topic}"

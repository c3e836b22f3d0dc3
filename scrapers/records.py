"""What parsers yield: the contract between the page classes and `load`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class CapturedPage:
    """A capture as a parser sees it; `capture_id` is its row, `url_key` its folded address."""

    capture_id: int
    url: str
    url_key: str
    variant: str
    captured_at: datetime
    status: int
    mime: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Identity:
    """What a source calls a person, for example ("parlam-html/blog", "kosarev")."""

    scheme: str
    value: str


@dataclass(frozen=True)
class DeputySeen:
    """A person as one page shows them in one language.

    `facts` maps a field (post, committee, faction, photo_url, email, …) to its value. A
    field whose value is the same in all languages stands in `common` instead.
    """

    identities: tuple[Identity, ...]
    lang: str
    name: str
    facts: Mapping[str, str]
    common: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mention:
    """A deputy that a record names: by identity, or by name alone.

    `role` is initiator, signatory or not_stated, never more than the source says.
    """

    name: str
    role: str = "not_stated"
    identity: Identity | None = None


#: What `RecordSeen.fields` may hold. Anything else is an error of the parser.
RECORD_FIELDS = frozenset(
    {
        "title",  # as given; "" is a title that the source left empty
        "lead",
        "text",
        "date",  # ISO; a day, or the first day of a month when date_precision is "month"
        "date_precision",
        "date_text",  # a date that could not be read, as it stands
        "number",
        "addressee",
        "category",  # a key of the table of categories in source.yml
        "answer",
        "answer_to",  # the source_uid of the request that this record answers
    }
)


@dataclass(frozen=True)
class RecordSeen:
    """One source's account of an act, in one language, on one page.

    `fields` holds what this page gives of `RECORD_FIELDS`; a field that it does not give is
    left out. `list_key` is the folded address of the list it stands on, empty on a page of
    its own. `documents` are absolute addresses.
    """

    source_uid: str
    lang: str
    url: str
    list_key: str
    fields: Mapping[str, str]
    mentions: tuple[Mention, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListSeen:
    """A list, or a part of one: what a list showed before and does not show now is gone from it.

    A list on one page is whole. Of a list that comes in parts, each page says where it
    starts, how many rows it has and whether it ends the list; only when the parts of one
    reading join without a gap from 0 to the end does the absence of a record mean anything.
    """

    list_key: str
    lang: str
    start: int = 0
    rows: int = 0
    end: bool = True


@dataclass(frozen=True)
class DocumentSeen:
    """A document that records link to: its text, or why none could be read.

    Without a text it is to be asked for again. An empty one with an error is a file that was
    had and holds no text that could be taken out, such as a scan.
    """

    url: str
    text: str | None
    error: str | None = None


@dataclass(frozen=True)
class PhotoSeen:
    """A photo, by the address that pages of deputies call it by."""

    url: str


@dataclass(frozen=True)
class PageRead:
    """What one captured page showed; `convocation` is the one that its day speaks of."""

    capture_id: int
    url_key: str
    captured_at: datetime
    convocation: int
    seen: tuple["Seen", ...]


Seen = DeputySeen | RecordSeen | ListSeen | DocumentSeen | PhotoSeen

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

    `facts` maps a field (name, post, committee, faction, photo_url, email, …) to its value.
    """

    identities: tuple[Identity, ...]
    lang: str
    name: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Mention:
    """A deputy that a record names: by identity, or by name alone, with the role stated."""

    name: str
    role: str
    identity: Identity | None = None


@dataclass(frozen=True)
class RecordSeen:
    """One source's account of an act, in one language, on one page.

    `fields` holds title, date (ISO, or what `dates` could not read as `date_text`), lead,
    text, number, addressee, category, answer, as far as this page gives them. `list_key` is
    the folded address of the list it stands on, empty on a page of its own.
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
    """A list that was read whole: what it showed before and does not show now is gone from it."""

    list_key: str
    lang: str


Seen = DeputySeen | RecordSeen | ListSeen

"""What the copy asks of the portal, and what it gets: no more than pages by their addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Known:
    """What is known of a page from before: its ETag, and in which state of the data it had it."""

    etag: str
    state: str


@dataclass(frozen=True)
class Answer:
    """What the portal says to an address. 304 says that the page is as it was when `Known`."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    known: Known | None = None

    @property
    def mime(self) -> str:
        """The kind of the body, without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


class Site(Protocol):
    """The portal as an anonymous visitor sees it, under the address `base`."""

    base: str

    def fetch(self, path: str, known: Known | None = None) -> Answer:
        """What stands at a path with its query."""

    def of_edition(self, path: str, edition: int) -> str | None:
        """The address of the same page in an edition; None where editions have no such page."""


class MirrorError(Exception):
    """A copy cannot be made; the message says why and what to do."""


class MirrorBusyError(MirrorError):
    """Another build works in the same folder."""

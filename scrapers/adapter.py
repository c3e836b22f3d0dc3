"""What a source's package gives to a run: how to walk the site, and which page is which."""

from collections.abc import Iterator
from typing import Protocol

from scrapers.pages import Page
from scrapers.records import CapturedPage
from scrapers.source import SourceConfig


class Fetch(Protocol):
    """Fetches and keeps one address. None when that failed, which the run has noted then.

    The failure of a `document` is a warning and a `DocumentSeen` with the error, not a failed
    address; None also comes for one that was kept and read by an earlier run. The failure of a
    `photo` is a warning and no more, and what is no photo is not kept.
    """

    def __call__(
        self, url: str, *, variant: str = "", document: bool = False, photo: bool = False
    ) -> CapturedPage | None: ...

    def give_up(self, url: str, reason: str) -> None:
        """Note as failed an address that did answer, but with nothing that can be read."""

    def warn(self, message: str) -> None:
        """Note a sentence for the run report."""


class Adapter(Protocol):
    """One source. Its package has `adapter(source) -> Adapter`."""

    source: SourceConfig

    def crawl(self, fetch: Fetch) -> Iterator[CapturedPage]:
        """Walk a live site: yields every page that is to be read."""

    def accepts(self, url: str) -> bool:
        """Whether a response of this address belongs into a replay of an archive."""

    def page_for(self, url_key: str, mime: str) -> type[Page] | None:
        """The class of the page at this address, or None when no class knows it."""

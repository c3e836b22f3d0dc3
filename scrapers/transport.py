"""Where bytes come from: the live site, a web archive's replay, or WARC files.

All three give the same `Response`, so nothing behind them knows which one it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class FetchError(Exception):
    """An address that could not be read. `reason` is a sentence for the run report."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class NotCapturedError(FetchError):
    """The archive that is replayed never kept this address: not a failure of the site."""


@dataclass(frozen=True)
class Response:
    """One answer of a site.

    `raw` is the payload as it came (content encoding kept), `body` the decoded one;
    `captured_at` is when the site said it; `variant` is the language asked for with
    Accept-Language where one address answers in several, else empty.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    raw: bytes = field(repr=False)
    body: bytes = field(repr=False)
    captured_at: datetime
    via: str
    variant: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


class Transport(Protocol):
    """Gives responses by address, or all that an archive holds."""

    name: str

    def get(self, url: str, *, variant: str = "") -> Response:
        """The response of `url`. Raises FetchError, or NotCapturedError in a replay."""

    def enumerate(self) -> Iterator[Response]:
        """All responses of an archive, in its order; a live site has no such list."""

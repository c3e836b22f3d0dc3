"""Where bytes come from: the live site, a web archive's replay, or WARC files.

All three give the same `Response`, so nothing behind them knows which one it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

NOT_MODIFIED = 304


class FetchError(Exception):
    """An address that could not be read. `reason` is a sentence for the run report.

    `response` is what a busy site answered last, to be kept like any other answer.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.response: Response | None = None


class NotCapturedError(FetchError):
    """The archive that is replayed never kept this address: not a failure of the site."""


@dataclass(frozen=True)
class Limits:
    """How much one response may cost: bytes as sent, bytes when decoded, seconds in all."""

    raw: int = 20 * 1024 * 1024
    body: int = 100 * 1024 * 1024
    seconds: float = 30.0


@dataclass(frozen=True)
class Validators:
    """What the last capture of an address said about itself, to ask whether it has changed.

    `capture_id` is that capture: a 304 refers to it.
    """

    capture_id: int
    etag: str | None = None
    last_modified: str | None = None


Known = Callable[[str, str], Validators | None]


@dataclass(frozen=True)
class Response:
    """One answer of a site.

    `raw` is the payload as it came (content encoding kept), `body` the decoded one;
    `captured_at` is when the site said it; `variant` is the language asked for with
    Accept-Language where one address answers in several, else empty.

    `refers_to` is set on a 304 alone: the id of the capture that the site says still holds.
    Such a response has no bytes of its own; keeping it gives a capture with the earlier body.
    `hops` are the redirects that led to this response, in order.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    raw: bytes = field(repr=False)
    body: bytes = field(repr=False)
    captured_at: datetime
    via: str
    variant: str = ""
    refers_to: int | None = None
    hops: tuple["Response", ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    @property
    def mime(self) -> str | None:
        """The media type without its parameters, in lower case."""
        value = (self.header("Content-Type") or "").partition(";")[0].strip().lower()
        return value or None


class Transport(Protocol):
    """Gives responses by address, or all that an archive holds.

    `warnings` are sentences for the run report: what an archive holds that could not be read.
    """

    name: str
    warnings: list[str]

    def get(self, url: str, *, variant: str = "") -> Response:
        """The response of `url`. Raises FetchError, or NotCapturedError in a replay."""

    def enumerate(self) -> Iterator[Response]:
        """All responses of an archive, in its order; a live site has no such list."""

    def close(self) -> None:
        """Give back files and connections."""

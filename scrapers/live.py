"""The live site as a transport."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime

from scrapers.client import Answer, BusyError, Client
from scrapers.manners import Manners
from scrapers.transport import NOT_MODIFIED, FetchError, Known, Response, Validators


def nothing_known(_url: str, _variant: str) -> Validators | None:
    """For a transport without an archive behind it: every address is asked for anew."""
    return None


class LiveTransport:
    """Asks the site itself, politely, and only for what has changed since the last capture.

    `known` tells what the last capture of an address said about itself; where the site answers
    304, the response has no bytes and `refers_to` names that capture. A redirect is followed
    within the allowed hosts; the response has the address where it led to, and its `hops`.
    Answers like 404 are responses too; what could not be had raises FetchError.
    """

    name = "live"

    def __init__(
        self,
        manners: Manners,
        *,
        base_url: str | None = None,
        allowed: Collection[str] | None = (),
        local: Collection[str] = (),
        now: Callable[[], datetime],
        known: Known = nothing_known,
    ) -> None:
        self.client = Client(manners, base_url=base_url, allowed=allowed, local=local)
        self.now = now
        self.known = known
        self.warnings: list[str] = []

    def get(self, url: str, *, variant: str = "") -> Response:
        """The response of `url`, asked for in the language `variant`. Raises FetchError."""
        headers = {"Accept-Language": variant} if variant else {}
        known = self.known(url, variant)
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        try:
            answer = self.client.fetch(url, headers)
        except BusyError as error:
            if error.answer is not None:
                error.response = self._response(error.answer, variant)
            raise
        if answer.status == NOT_MODIFIED and (known is None or answer.hops):
            raise FetchError(url, "answered 304 though nothing was said to be known")
        refers_to = known.capture_id if known and answer.status == NOT_MODIFIED else None
        hops = tuple(self._response(hop, variant) for hop in answer.hops)
        return replace(self._response(answer, variant), refers_to=refers_to, hops=hops)

    def _response(self, answer: Answer, variant: str) -> Response:
        return Response(
            url=answer.url,
            status=answer.status,
            headers=answer.headers,
            raw=answer.raw,
            body=answer.body,
            captured_at=self.now(),
            via=self.name,
            variant=variant,
        )

    def enumerate(self) -> Iterator[Response]:
        """Nothing: a live site has no list of all it holds."""
        return iter(())

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

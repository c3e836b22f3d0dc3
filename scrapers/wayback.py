"""A public web archive's replay as a transport: its list of captures, and their raw bytes."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import urlencode

from scrapers.client import Answer, Client, Headers
from scrapers.encoding import DecodeError, decode
from scrapers.manners import Manners
from scrapers.transport import FetchError, NotCapturedError, Response
from scrapers.urls import NO_ALIASES, url_key

WAYBACK = "https://web.archive.org"
ORIGINAL = "x-archive-orig-"
FIELDS = ("timestamp", "original", "statuscode")
PAGE = 5000
OK = 200
# A revisit has no status of its own in the list; its replay has the bytes it refers to.
KEPT_STATUS = {"200", "-"}
# What describes the bytes on their way to us, not on their way to the archive.
ON_THE_WAY = {"content-encoding", "transfer-encoding", "content-length"}
STAMP = "%Y%m%d%H%M%S"


@dataclass(frozen=True)
class Listed:
    """A line of the archive's list: the newest capture of an address up to the wanted moment."""

    url: str
    timestamp: str


class WaybackTransport:
    """Captures of a web archive as they stood at a moment, one an address.

    `prefixes` are what to list, hosts or hosts with the beginning of a path; `until` is 4 to 14
    digits, YYYY[MM[DD[HH[MM[SS]]]]], in UTC: of each address the newest capture at or before
    it counts. `accepts` says of an address whether it belongs to the source.

    The list and the raw (`id_`) captures are the archive's documented interfaces, so its
    robots.txt, written for crawlers of the pages around them, is not asked; rate, retries and
    limits hold as on a live site.
    """

    name = "wayback"

    def __init__(
        self,
        manners: Manners,
        *,
        until: str,
        prefixes: Sequence[str],
        base_url: str | None = None,
        accepts: Callable[[str], bool] | None = None,
        aliases: Mapping[str, str] = NO_ALIASES,
    ) -> None:
        if not until.isdigit() or not 4 <= len(until) <= 14 or len(until) % 2:
            raise ValueError(
                f"{until!r} is no timestamp of a web archive: give 4 to 14 digits, such as 20240131"
            )
        self.base_url = (base_url or WAYBACK).rstrip("/")
        self.until = until
        self.prefixes = prefixes
        self.accepts = accepts
        self.aliases = aliases
        self.client = Client(manners, base_url=self.base_url, obey_robots=False)
        self.warnings: list[str] = []

    def get(self, url: str, *, variant: str = "") -> Response:
        """The newest capture of `url` at or before the moment.

        The archive does not say in which language it asked, so it holds no variant but the
        empty one. Raises NotCapturedError or FetchError.
        """
        listed = None if variant else self.listing.get(url_key(url, self.aliases))
        if listed is None:
            raise NotCapturedError(url, "the web archive holds no copy of this address")
        return self._read(listed)

    def enumerate(self) -> Iterator[Response]:
        """All listed captures; one that cannot be read becomes a warning."""
        for listed in self.listing.values():
            try:
                response = self._read(listed)
            except FetchError as error:
                self.warnings.append(str(error))
                continue
            yield response

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

    @cached_property
    def listing(self) -> Mapping[str, Listed]:
        """What the archive lists, by folded address. Raises FetchError."""
        found: dict[str, Listed] = {}
        for prefix in self.prefixes:
            for timestamp, url, status in self._rows(prefix):
                if status not in KEPT_STATUS or len(timestamp) != 14 or not self._wanted(url):
                    continue
                if timestamp[: len(self.until)] > self.until:
                    # An archive that does not know `to` lists what came later as well.
                    continue
                key = url_key(url, self.aliases)
                if key not in found or found[key].timestamp < timestamp:
                    found[key] = Listed(url, timestamp)
        return found

    def _wanted(self, url: str) -> bool:
        try:
            url_key(url)
        except ValueError:
            return False
        return self.accepts is None or self.accepts(url)

    def _rows(self, prefix: str) -> Iterator[tuple[str, str, str]]:
        """The list of one prefix, page by page."""
        query = {
            "url": prefix if "/" in prefix else f"{prefix}/",
            "matchType": "prefix",
            "output": "json",
            "fl": ",".join(FIELDS),
            "to": self.until,
            "limit": str(PAGE),
            "showResumeKey": "true",
        }
        resume = ""
        while True:
            url = f"{self.base_url}/cdx/search/cdx?{urlencode(query)}"
            rows, following = _parse_list(url, self._answer(url))
            yield from rows
            if not following or following == resume:
                return
            resume = query["resumeKey"] = following

    def _answer(self, url: str) -> Answer:
        answer = self.client.fetch(url, {})
        if answer.status != OK:
            raise FetchError(url, f"the web archive answered {answer.status}")
        return answer

    def _read(self, listed: Listed) -> Response:
        url = f"{self.base_url}/web/{listed.timestamp}id_/{listed.url}"
        answer = self.client.fetch(url, {})
        moment = answer.header("Memento-Datetime")
        if moment is None and answer.status != OK:
            # Without this header it is the archive that speaks, not the page it kept.
            raise FetchError(listed.url, f"the web archive answered {answer.status}")
        captured_at = _moment(moment, listed.timestamp)
        if captured_at.strftime(STAMP)[: len(self.until)] > self.until:
            raise FetchError(listed.url, f"the web archive gave a copy of {captured_at:%Y-%m-%d}")
        headers, raw, body = _as_it_was(answer, self.client.manners.limits.body)
        return Response(
            url=listed.url,
            status=answer.status,
            headers=headers,
            raw=raw,
            body=body,
            captured_at=captured_at,
            via=self.name,
        )


def _parse_list(url: str, answer: Answer) -> tuple[list[tuple[str, str, str]], str]:
    """The lines of one page of a list and the key of the next one, empty on the last.

    Raises FetchError when it is not the list that was asked for.
    """
    if not answer.body.strip():
        return [], ""
    try:
        table = json.loads(answer.body)
        rows = table[1:] if table and table[0] == list(FIELDS) else table
        following = ""
        if len(rows) >= 2 and rows[-2] == []:
            following = str(rows[-1][0])
            rows = rows[:-2]
        return [(str(stamp), str(page), str(status)) for stamp, page, status in rows], following
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise FetchError(url, "the web archive's list of captures cannot be read") from error


def _moment(memento: str | None, timestamp: str) -> datetime:
    """When a capture was made: as its replay says, else as the list does."""
    if memento:
        try:
            return parsedate_to_datetime(memento).astimezone(UTC)
        except ValueError:
            pass
    return datetime.strptime(timestamp, STAMP).replace(tzinfo=UTC)


def _as_it_was(answer: Answer, limit: int) -> tuple[Headers, bytes, bytes]:
    """The site's own headers, and the payload with the encoding that it has now.

    An archive may pass on the packed bytes or unpack them, and pack them anew for the way; so
    the encoding is told from the bytes, and the headers that we keep say what holds of them.
    """
    original = [
        (k[len(ORIGINAL) :], v) for k, v in answer.headers if k.lower().startswith(ORIGINAL)
    ]
    named = {k.lower(): v for k, v in original}
    packed = answer.header("Content-Encoding")
    raw, body = answer.raw, answer.body
    if packed is None and "content-encoding" in named:
        try:
            body = decode(raw, named["content-encoding"], limit)
            packed = named["content-encoding"] if body != raw else None
        except DecodeError:
            body = raw
    headers = [(k, v) for k, v in original if k.lower() not in ON_THE_WAY]
    if "content-type" not in named and (mime := answer.header("Content-Type")):
        headers.append(("Content-Type", mime))
    if packed:
        headers.append(("Content-Encoding", packed))
    return tuple(headers), raw, body

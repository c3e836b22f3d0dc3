"""WARC files as a transport: made by any tool, of any number, read without trust."""

import base64
import hashlib
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from scrapers import warcfile
from scrapers.encoding import DecodeError, dechunk, decode
from scrapers.transport import FetchError, Limits, NotCapturedError, Response
from scrapers.urls import NO_ALIASES, url_key
from scrapers.warcfile import DamagedError, Place, RawRecord

# A request's head; what follows it is of no interest.
REQUEST_HEAD = 64 * 1024
# What the head of a response may take beside its payload.
HEAD_ROOM = 256 * 1024
VARIANT_HEADER = "X-Archive-Variant"
HTTP_OK = range(100, 600)


@dataclass(frozen=True)
class Entry:
    """A response that an archive holds, not yet read; `place` is where its bytes stand."""

    place: Place
    url: str
    key: str
    captured_at: datetime
    variant: str


@dataclass(frozen=True)
class _Head:
    """What the first pass keeps of a response or revisit."""

    place: Place
    revisit: bool
    url: str
    key: str
    date: str
    captured_at: datetime
    digest: str
    record_id: str
    concurrent: tuple[str, ...]
    refers_to: str
    refers_url: str
    refers_date: str
    variant: str | None


@dataclass(frozen=True)
class _Request:
    method: str
    language: str


class WarcTransport:
    """Responses of WARC files, in their order or by address.

    `accepts` says of an address whether it belongs to the source; None takes all. `variants`
    are the languages in which one address of this source answers: a request's
    Accept-Language that is none of them gives the empty variant; without `variants` every
    language counts.

    Nothing is passed over in silence: `warnings` has a sentence for each record that could
    not be read. It is complete once the archive has been enumerated.
    """

    name = "warc"

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        accepts: Callable[[str], bool] | None = None,
        aliases: Mapping[str, str] = NO_ALIASES,
        variants: Collection[str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.paths = list(paths)
        self.accepts = accepts
        self.aliases = aliases
        self.variants = variants
        self.limits = limits or Limits()
        self.warnings: list[str] = []

    def get(self, url: str, *, variant: str = "") -> Response:
        """The newest response of `url` in these files.

        With an empty `variant` any language will do where none was asked for. Raises
        NotCapturedError when the files hold none, FetchError when it cannot be read.
        """
        entries = self.by_key.get(url_key(url, self.aliases), [])
        exact = [entry for entry in entries if entry.variant == variant]
        chosen = exact or ([] if variant else entries)
        if not chosen:
            raise NotCapturedError(url, "the archive holds no copy of this address")
        return self.read(max(chosen, key=lambda entry: entry.captured_at))

    def enumerate(self) -> Iterator[Response]:
        """All responses, in the order of the files; what cannot be read becomes a warning."""
        for entry in self.entries:
            try:
                response = self.read(entry)
            except FetchError as error:
                self.warnings.append(str(error))
                continue
            yield response

    def close(self) -> None:
        """Nothing to do: files are opened for each record."""

    @cached_property
    def entries(self) -> list[Entry]:
        """What the files hold, from one pass over them."""
        return _Index(self).entries()

    @cached_property
    def by_key(self) -> dict[str, list[Entry]]:
        """The entries by folded address."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.key, []).append(entry)
        return found

    def read(self, entry: Entry) -> Response:
        """The response of `entry`. Raises FetchError when it is broken or too large."""
        try:
            record = warcfile.read(entry.place, self.limits.raw + HEAD_ROOM)
            status, headers, raw, body = http_response(record, self.limits)
        except (DamagedError, DecodeError) as error:
            where = f"{entry.place.path.name}, byte {entry.place.offset}"
            raise FetchError(
                entry.url, f"the record in {where} was passed over: {error}"
            ) from error
        return Response(
            url=entry.url,
            status=status,
            headers=headers,
            raw=raw,
            body=body,
            captured_at=entry.captured_at,
            via=self.name,
            variant=entry.variant,
        )


def http_response(
    record: RawRecord, limits: Limits
) -> tuple[int, tuple[tuple[str, str], ...], bytes, bytes]:
    """Status, headers, payload as sent and decoded body of a response record.

    Raises DamagedError or DecodeError when it is cut short, altered, too large or broken.
    """
    if record.headers.get_header("WARC-Truncated"):
        raise DamagedError("it was already cut short when it was captured")
    if not record.whole:
        raise DamagedError(f"it is larger than {limits.raw} bytes")
    if not _matches(record.headers.get_header("WARC-Block-Digest"), record.block):
        raise DamagedError("its bytes do not match its own digest")
    stream = io.BytesIO(record.block)
    try:
        head = StatusAndHeadersParser([], verify=False).parse(stream)
        status = int(head.get_statuscode())
    except (EOFError, ValueError) as error:
        raise DamagedError("it has no HTTP status") from error
    if status not in HTTP_OK:
        raise DamagedError(f"it has the HTTP status {status}")
    raw = stream.read()
    if "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        raw = dechunk(raw)
    if len(raw) > limits.raw:
        raise DamagedError(f"it is larger than {limits.raw} bytes")
    body = decode(raw, head.get_header("Content-Encoding"), limits.body)
    return status, tuple(head.headers), raw, body


def _matches(stated: str | None, block: bytes) -> bool:
    """Whether `block` has the digest a record states, as far as it is one we can compute."""
    name, _, value = (stated or "").partition(":")
    if name.lower() not in {"sha1", "sha256", "md5"} or not value:
        return True
    digest = hashlib.new(name.lower(), block, usedforsecurity=False).digest()
    return value.lower() in {digest.hex(), base64.b32encode(digest).decode().lower()}


class _Index:
    """One pass over the files of a transport: who refers to whom, before anything is read."""

    def __init__(self, transport: WarcTransport) -> None:
        self.transport = transport
        self.warn = transport.warnings.append
        self.heads: list[_Head] = []
        self.requests: dict[str, _Request] = {}
        self.foreign = 0

    def entries(self) -> list[Entry]:
        for path in self.transport.paths:
            try:
                for record in warcfile.records(path, _room, self.warn):
                    self._take(record)
            except OSError as error:
                self.warn(f"{path.name} cannot be read: {error.strerror}")
        if self.foreign and not self.heads:
            self.warn(f"none of the {self.foreign} responses belongs to this source")
        return [entry for head in self.heads if (entry := self._entry(head))]

    def _take(self, record: RawRecord) -> None:
        kind = (record.headers.get_header("WARC-Type") or "").lower()
        if kind == "request":
            self._take_request(record)
        elif kind in {"response", "revisit"}:
            self._take_response(record, revisit=kind == "revisit")

    def _take_request(self, record: RawRecord) -> None:
        try:
            head = StatusAndHeadersParser([], verify=False).parse(io.BytesIO(record.block))
        except EOFError:
            return
        request = _Request(head.protocol.upper(), head.get_header("Accept-Language") or "")
        for name in (record.headers.get_header("WARC-Record-ID"), *_concurrent(record)):
            if name:
                self.requests[name] = request

    def _take_response(self, record: RawRecord, *, revisit: bool) -> None:
        get = record.headers.get_header
        # wget writes addresses between angle brackets, as WARC 1.0 showed them.
        url = (get("WARC-Target-URI") or "").strip("<> ")
        try:
            key = url_key(url, self.transport.aliases)
        except ValueError:
            return
        if self.transport.accepts is not None and not self.transport.accepts(url):
            self.foreign += 1
            return
        date = get("WARC-Date") or ""
        try:
            captured_at = _moment(date)
        except ValueError:
            where = f"{record.place.path.name}, byte {record.place.offset}"
            self.warn(f"{url}: the record in {where} was passed over: it has no date")
            return
        self.heads.append(
            _Head(
                place=record.place,
                revisit=revisit,
                url=url,
                key=key,
                date=date,
                captured_at=captured_at,
                digest=get("WARC-Payload-Digest") or "",
                record_id=get("WARC-Record-ID") or "",
                concurrent=_concurrent(record),
                refers_to=get("WARC-Refers-To") or "",
                refers_url=(get("WARC-Refers-To-Target-URI") or "").strip("<> "),
                refers_date=get("WARC-Refers-To-Date") or "",
                variant=get(VARIANT_HEADER),
            )
        )

    def _entry(self, head: _Head) -> Entry | None:
        request = next(
            (self.requests[n] for n in (head.record_id, *head.concurrent) if n in self.requests),
            None,
        )
        if request and request.method not in {"GET", ""}:
            return None
        place = self._original(head) if head.revisit else head.place
        if place is None:
            self.warn(
                f"{head.url}: the copy of {head.date} refers to an earlier one that these files "
                "do not hold; give the file with the earlier one too"
            )
            return None
        variant = head.variant
        if variant is None:
            variant = self._fold(request.language if request else "")
        return Entry(place, head.url, head.key, head.captured_at, variant)

    def _original(self, head: _Head) -> Place | None:
        for names in (
            ("id", head.refers_to),
            ("address", head.refers_url, head.refers_date),
            ("digest", head.digest),
        ):
            if all(names) and names in self._originals:
                return self._originals[names]
        return None

    @cached_property
    def _originals(self) -> dict[tuple[str, ...], Place]:
        found: dict[tuple[str, ...], Place] = {}
        for head in self.heads:
            if not head.revisit:
                found.setdefault(("id", head.record_id), head.place)
                found.setdefault(("address", head.url, head.date), head.place)
                found.setdefault(("digest", head.digest), head.place)
        return found

    def _fold(self, language: str) -> str:
        """The first language of an Accept-Language header, where this source has it."""
        first = re.split(r"[,;-]", language.strip(), maxsplit=1)[0].strip().lower()
        variants = self.transport.variants
        if first in {"", "*"} or (variants is not None and first not in variants):
            return ""
        return first


def _room(headers: StatusAndHeaders) -> int:
    """The first pass reads the heads of requests and nothing else."""
    return REQUEST_HEAD if (headers.get_header("WARC-Type") or "").lower() == "request" else 0


def _concurrent(record: RawRecord) -> tuple[str, ...]:
    return tuple(v for k, v in record.headers.headers if k.lower() == "warc-concurrent-to")


def _moment(date: str) -> datetime:
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

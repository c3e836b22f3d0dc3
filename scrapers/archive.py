"""Every response kept as it came: WARC files on disk, an index row per capture elsewhere.

Each record is a gzip member of its own and every byte of a file belongs to an indexed
record, so that `verify` finds any byte that changes, in the packed form too.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers import warcfile
from scrapers.encoding import DecodeError
from scrapers.replay import VARIANT_HEADER, http_response
from scrapers.transport import Limits, Response
from scrapers.warcfile import DamagedError, RawRecord

VIA_HEADER = "X-Archive-Via"
KEPT_HEADER = "X-Archive-Kept"
KEY_HEADER = "X-Archive-Url-Key"
BODY_HEADER = "X-Archive-Body-SHA256"
TRANSFER = "Transfer-Encoding"
KEPT_TRANSFER = "X-Archive-Orig-Transfer-Encoding"
NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
FILE_NAME = re.compile(r"run-(\d+)-(\d+)\.warc\.gz")
# A new file is begun behind this, so that a file can be copied and checked in one go.
FILE_SIZE = 512 * 1024 * 1024
# The archive holds what the transports let through, so that their bounds hold here as well.
READ_LIMITS = Limits(raw=1 << 31, body=1 << 31)


class ArchiveError(Exception):
    """A kept response that cannot be given out; the message says which and why."""


class MissingRecordError(ArchiveError):
    """The file is gone, or ends before the record."""


class AlteredRecordError(ArchiveError):
    """The bytes are not those that were kept."""


class Kept(Protocol):
    """What is known of a record: a row of `captures`."""

    id: int
    url: str
    url_key: str
    variant: str
    captured_at: datetime
    via: str
    status: int
    sha256: str
    size: int
    warc_file: str
    warc_offset: int
    length: int
    record_sha256: str

    @property
    def revisit_of(self) -> "Kept | None":
        """The record that holds the payload, where this one has none."""


@dataclass(frozen=True)
class Written:
    """Where a record was put, and the sha256 of its packed bytes."""

    warc_file: str
    warc_offset: int
    length: int
    record_sha256: str


def sha256(data: bytes) -> str:
    """The sha256 of `data` in hex."""
    return hashlib.sha256(data).hexdigest()


@dataclass
class Archive:
    """The directory of all kept responses, one folder a source and month."""

    directory: Path
    file_size: int = FILE_SIZE

    def writer(self, source: str, run_id: int, now: datetime) -> "Writer":
        """A writer for one run; its files are `SOURCE/YYYY-MM/run-ID-N.warc.gz`."""
        return Writer(self, f"{source}/{now:%Y-%m}", run_id)

    def path(self, warc_file: str) -> Path:
        """The file of that name. Raises ArchiveError when it lies outside the archive."""
        root = self.directory.resolve()
        path = (root / warc_file).resolve()
        if not path.is_relative_to(root) or not warc_file:
            raise ArchiveError(f"{warc_file!r} lies outside the archive")
        return path

    def packed(self, kept: Kept) -> bytes:
        """The bytes of a record as they stand on disk, checked.

        Raises MissingRecordError or AlteredRecordError.
        """
        path = self.path(kept.warc_file)
        try:
            with path.open("rb") as file:
                file.seek(kept.warc_offset)
                data = file.read(kept.length)
        except OSError as error:
            raise MissingRecordError(
                f"{kept.warc_file} cannot be read: {error.strerror}"
            ) from error
        where = f"{kept.warc_file}, byte {kept.warc_offset}"
        if len(data) < kept.length:
            raise MissingRecordError(f"{where}: the file ends before capture {kept.id} does")
        if sha256(data) != kept.record_sha256:
            raise AlteredRecordError(f"{where}: the bytes of capture {kept.id} have changed")
        return data

    def read(self, kept: Kept) -> Response:
        """A kept response; a revisit gives the payload and headers of what it refers to.

        Raises MissingRecordError or AlteredRecordError when what is on disk is not what was
        kept: the packed bytes and the decoded body are both compared.
        """
        packed = self.packed(kept)
        holder = kept.revisit_of or kept
        if holder is not kept:
            packed = self.packed(holder)
        response = self._unpack(packed, holder)
        if sha256(response.body) != kept.sha256:
            raise AlteredRecordError(
                f"{holder.warc_file}, byte {holder.warc_offset}: "
                f"the body of capture {kept.id} is not the one that was kept"
            )
        return replace(
            response,
            url=kept.url,
            status=kept.status,
            captured_at=kept.captured_at,
            via=kept.via,
            variant=kept.variant,
        )

    def check(self, kept: Kept) -> None:
        """Read a record and compare both hashes; a revisit's payload is checked where it stands.

        Raises MissingRecordError or AlteredRecordError.
        """
        if kept.revisit_of is None:
            self.read(kept)
            return
        self._unpack(self.packed(kept), kept)
        if kept.revisit_of.sha256 != kept.sha256:
            raise AlteredRecordError(
                f"{kept.warc_file}, byte {kept.warc_offset}: capture {kept.id} "
                f"refers to capture {kept.revisit_of.id}, which holds another body"
            )

    def _unpack(self, packed: bytes, kept: Kept) -> Response:
        try:
            record, end = warcfile.read_from(io.BytesIO(packed), 0, READ_LIMITS.raw)
            if end != len(packed):
                raise DamagedError("is followed by bytes that belong to nothing")
            return read_record(record)
        except (DamagedError, DecodeError, ValueError) as error:
            raise AlteredRecordError(
                f"{kept.warc_file}, byte {kept.warc_offset}: capture {kept.id} {error}"
            ) from error

    def files(self) -> Iterator[str]:
        """The names of all WARC files, as `warc_file` has them."""
        for path in sorted(self.directory.glob("*/*/*.warc.gz")):
            yield path.relative_to(self.directory).as_posix()

    def files_of(self, source: str, run_id: int) -> list[str]:
        """The files that a run left, in the order in which it wrote them."""
        found = []
        for path in self.directory.glob(f"{source}/*/run-{run_id}-*.warc.gz"):
            match = FILE_NAME.fullmatch(path.name)
            if match and int(match[1]) == run_id:
                found.append((int(match[2]), path.relative_to(self.directory).as_posix()))
        return [name for _, name in sorted(found)]


@dataclass
class Writer:
    """Appends the records of one run; each is on disk for good before `write` returns."""

    archive: Archive
    folder: str
    run_id: int
    _file: io.FileIO | None = field(default=None, init=False)
    _name: str = field(default="", init=False)
    _number: int = field(default=0, init=False)

    def write(self, record: bytes) -> Written:
        """Append a packed record. Raises OSError when the disk does not take it.

        A record that could not be written whole is taken back, as far as the disk allows.
        """
        if self._file is None or self._file.tell() >= self.archive.file_size:
            self._begin()
        file = self._file
        assert file is not None  # noqa: S101  `_begin` has just opened it
        offset = file.tell()
        try:
            view = memoryview(record)
            while view:
                view = view[file.write(view) :]
            os.fsync(file.fileno())
        except OSError:
            self.close()
            os.truncate(self.archive.path(self._name), offset)
            raise
        return Written(self._name, offset, len(record), sha256(record))

    def close(self) -> None:
        """Close the file; the next record would begin another one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self.close()
        path = self._next()
        while path.exists():
            path = self._next()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("xb", buffering=0)
        for folder in list(path.parents)[:3]:
            # The names of new files and folders must be on disk as well as their bytes.
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _next(self) -> Path:
        self._number += 1
        self._name = f"{self.folder}/run-{self.run_id}-{self._number}.warc.gz"
        return self.archive.path(self._name)


class _Head(StatusAndHeaders):
    """An HTTP head that is written as it came; warcio would rewrite what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        text = self.to_str()
        try:
            data = text.encode("latin-1")
        except UnicodeEncodeError:
            data = text.encode("utf-8")
        self.headers_buff = data + b"\r\n"


def response_record(response: Response, url_key: str, now: datetime) -> bytes:
    """The packed WARC record of `response`."""
    headers = {BODY_HEADER: sha256(response.body), KEY_HEADER: url_key, KEPT_HEADER: _date(now)}
    return _record("response", response, headers, response.raw)


def revisit_record(response: Response, url_key: str, now: datetime, earlier: Kept) -> bytes:
    """The packed WARC record that says `response` was what `earlier` holds."""
    profile = SAME_PAYLOAD_PROFILE if response.refers_to is None else NOT_MODIFIED_PROFILE
    headers = {
        BODY_HEADER: earlier.sha256,
        KEY_HEADER: url_key,
        KEPT_HEADER: _date(now),
        "WARC-Profile": profile,
        "WARC-Refers-To-Target-URI": earlier.url,
        "WARC-Refers-To-Date": _date(earlier.captured_at),
    }
    return _record("revisit", response, headers, b"")


def _record(kind: str, response: Response, headers: dict[str, str], payload: bytes) -> bytes:
    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True, warc_version="WARC/1.1")
    headers |= {
        "WARC-Date": _date(response.captured_at),
        VARIANT_HEADER: response.variant,
        VIA_HEADER: response.via,
    }
    record = writer.create_warc_record(
        _line(response.url),
        kind,
        payload=io.BytesIO(payload),
        length=len(payload),
        warc_headers_dict={name: _line(value) for name, value in headers.items()},
        http_headers=_Head(
            f"{response.status} -", _stored_headers(response.headers), protocol="HTTP/1.1"
        ),
    )
    writer.write_record(record)
    return packed.getvalue()


def read_record(record: RawRecord) -> Response:
    """A record that was written here, read back. Raises DamagedError, DecodeError or ValueError."""
    get = record.headers.get_header
    status, headers, raw, body = http_response(record, READ_LIMITS)
    return Response(
        url=get("WARC-Target-URI") or "",
        status=status,
        headers=_original_headers(headers),
        raw=raw,
        body=body,
        captured_at=datetime.fromisoformat(get("WARC-Date") or ""),
        via=get(VIA_HEADER) or "",
        variant=get(VARIANT_HEADER) or "",
    )


def _stored_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    # The payload is kept joined: a reader must not look for chunks in it.
    return [
        (KEPT_TRANSFER if name.lower() == TRANSFER.lower() else _line(name), _line(value))
        for name, value in headers
    ]


def _original_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((TRANSFER if name == KEPT_TRANSFER else name, value) for name, value in headers)


def _line(value: str) -> str:
    """`value` on one line: a line break would end the head of the record."""
    return " ".join(value.splitlines()).strip()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

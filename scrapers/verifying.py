"""Reading the archive again: what has changed, what is missing, what no index knows."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from scrapers import warcfile
from scrapers.archive import (
    BODY_HEADER,
    FILE_NAME,
    KEPT_HEADER,
    KEY_HEADER,
    READ_LIMITS,
    Archive,
    ArchiveError,
    Kept,
    Written,
    read_record,
    sha256,
)
from scrapers.encoding import DecodeError
from scrapers.transport import Response
from scrapers.warcfile import DamagedError, RawRecord


@dataclass(frozen=True)
class Finding:
    """One thing that `verify` found. `error` is false for what a killed run may leave."""

    warc_file: str
    message: str
    error: bool = True


@dataclass(frozen=True)
class Orphan:
    """A whole record that stands on disk and in no index: what a killed run left.

    `url_key`, `sha256` of the body and `kept_at` are what the index would have said;
    `revisit` that its payload stands elsewhere.
    """

    written: Written
    response: Response
    url_key: str
    sha256: str
    kept_at: datetime
    revisit: bool


def orphans(archive: Archive, warc_file: str, offset: int) -> Iterator[Orphan | Finding]:
    """The whole records of a file from `offset` on, then a Finding where they end too early."""
    path = archive.path(warc_file)
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        while offset < size:
            try:
                record, end = warcfile.read_from(file, offset, READ_LIMITS.raw)
                orphan = _orphan(record)
            except (DamagedError, DecodeError, ValueError) as error:
                left = f"{size - offset} bytes from byte {offset} on are no whole record: {error}"
                yield Finding(warc_file, left, error=False)
                return
            file.seek(offset)
            packed = file.read(end - offset)
            written = Written(warc_file, offset, len(packed), sha256(packed))
            yield replace(orphan, written=written)
            offset = end


def _orphan(record: RawRecord) -> Orphan:
    get = record.headers.get_header
    key, body, kept = get(KEY_HEADER), get(BODY_HEADER), get(KEPT_HEADER)
    if not key or not body or not kept:
        raise DamagedError("it was not written by this archive")
    response = read_record(record)
    revisit = get("WARC-Type") == "revisit"
    if not revisit and sha256(response.body) != body:
        raise DamagedError("its body is not the one that was kept")
    nowhere = Written("", 0, 0, "")
    return Orphan(nowhere, response, key, body, datetime.fromisoformat(kept), revisit)


def verify(
    archive: Archive,
    rows: Iterable[Kept],
    *,
    unfinished: Callable[[int], bool],
    tick: Callable[[], object] = lambda: None,
) -> list[Finding]:
    """What is wrong with the archive: each changed, missing or unindexed byte.

    `rows` are all captures, ordered by file and offset. `unfinished` says of a run's number
    whether it is under way or was cut off: bytes behind its last record are then only noted.
    `tick` is called once a record.
    """
    found: list[Finding] = []
    ends: dict[str, int] = {}
    for kept in rows:
        end = ends.get(kept.warc_file, 0)
        if kept.warc_offset != end:
            found.append(_unindexed(kept.warc_file, end, kept.warc_offset))
        ends[kept.warc_file] = max(end, kept.warc_offset + kept.length)
        try:
            archive.check(kept)
        except ArchiveError as error:
            found.append(Finding(kept.warc_file, str(error)))
        tick()
    for name in archive.files():
        size = archive.path(name).stat().st_size
        end = ends.get(name, 0)
        match = FILE_NAME.fullmatch(name.rpartition("/")[2])
        if size > end:
            tail = match is not None and unfinished(int(match[1]))
            found.append(_unindexed(name, end, size, error=not tail))
        elif match is None:
            found.append(Finding(name, f"{name} is not a file of this archive"))
    return found


def _unindexed(warc_file: str, start: int, end: int, *, error: bool = True) -> Finding:
    if end < start:
        return Finding(warc_file, f"{warc_file}, byte {end}: two captures claim the same bytes")
    message = f"{warc_file}, bytes {start} to {end - 1} belong to no capture"
    if not error:
        message += ": a run that was cut off left them, or one is writing them now"
    return Finding(warc_file, message, error)

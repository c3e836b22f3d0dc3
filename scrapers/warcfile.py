"""Records out of a WARC file that any tool may have made, and that may be broken or hostile.

warcio reads each record; this module finds where records begin, bounds what a record may
cost, and goes on behind a damaged one.
"""

import io
import itertools
import mmap
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders

STEP = 64 * 1024
MAX_LINE = 64 * 1024
MAX_LINES = 2000
# What one gzip member may unpack to before it is taken for a bomb.
MAX_MEMBER = 1024 * 1024 * 1024
MAGIC = b"\x1f\x8b\x08"
START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/[01]\.")


class DamagedError(Exception):
    """A record that cannot be read whole; the message is the end of a sentence."""


@dataclass(frozen=True)
class Place:
    """Where a record stands: its file, the byte it or its gzip member begins at, its turn in it."""

    path: Path
    offset: int
    turn: int = 0


@dataclass(frozen=True)
class RawRecord:
    """A record's own headers and as much of its block as was asked for.

    `whole` is false when the block is longer than that.
    """

    place: Place
    headers: StatusAndHeaders
    block: bytes
    whole: bool


Keep = Callable[[StatusAndHeaders], int]


def records(path: Path, keep: Keep, warn: Callable[[str], None]) -> Iterator[RawRecord]:
    """All records of `path` that can be read, in order; `keep` says how many bytes of each.

    What cannot be read goes to `warn`, with the byte where it stands and where reading went on.
    """
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        offset = 0
        while offset < size:
            found: list[RawRecord] = []
            try:
                end = _read(file, Place(path, offset), keep, found)
            except DamagedError as error:
                end = _next_start(file, offset + 1, size)
                onward = f"reading went on at byte {end}" if end < size else "nothing follows it"
                warn(f"{path.name}: the record at byte {offset} {error}; {onward}")
            yield from found
            offset = end


def read(place: Place, limit: int) -> RawRecord:
    """The record at `place` with at most `limit` bytes of its block.

    Raises DamagedError when it is no longer there or broken, OSError when the file is gone.
    """
    found: list[RawRecord] = []
    with place.path.open("rb") as file:
        try:
            _read(file, Place(place.path, place.offset), _only(place.turn, limit), found)
        except DamagedError:
            # What breaks off behind it in the same member is no fault of this record.
            if place.turn >= len(found):
                raise
    if place.turn >= len(found):
        raise DamagedError("is no longer there")
    return found[place.turn]


def read_from(file: BinaryIO, offset: int, limit: int) -> tuple[RawRecord, int]:
    """The first record at `offset` of an open file, and the byte behind its whole member.

    Raises DamagedError when anything of the member is broken.
    """
    found: list[RawRecord] = []
    end = _read(file, Place(Path(), offset), _only(0, limit), found)
    if not found:
        raise DamagedError("holds nothing")
    return found[0], end


def _only(turn: int, limit: int) -> Keep:
    """Keep the block of one record of a member, and nothing of the others."""
    turns = itertools.count()
    return lambda _headers: limit if next(turns) == turn else 0


def _read(file: BinaryIO, start: Place, keep: Keep, found: list[RawRecord]) -> int:
    """Read what begins at `start` into `found`; the offset of what follows."""
    file.seek(start.offset)
    if file.read(len(MAGIC)) == MAGIC:
        return _read_member(file, start, keep, found)
    file.seek(start.offset)
    reader = _Reader(_Plain(file))
    _read_record(reader, start, keep, found)
    reader.skip_blank_lines()
    return start.offset + reader.consumed


def _read_member(file: BinaryIO, start: Place, keep: Keep, found: list[RawRecord]) -> int:
    file.seek(start.offset)
    member = _Member(file)
    reader = _Reader(member)
    while not reader.skip_blank_lines():
        _read_record(reader, Place(start.path, start.offset, len(found)), keep, found)
    if not member.sound:
        # A wrong checksum may mean any byte of the member; a whole file in one member is
        # still worth reading, a single record is not to be trusted.
        if len(found) == 1:
            found.clear()
        raise DamagedError(member.fault)
    return member.end


def _read_record(reader: "_Reader", place: Place, keep: Keep, found: list[RawRecord]) -> None:
    reader.lines = 0
    try:
        record = ArcWarcRecordLoader().parse_record_stream(
            reader, known_format="warc", no_record_parse=True
        )
        length = int(record.rec_headers.get_header("Content-Length"))
    except (ArchiveLoadFailed, EOFError, TypeError, ValueError) as error:
        raise DamagedError("has no readable head") from error
    if length < 0:
        raise DamagedError("has a negative length")
    wanted = min(length, keep(record.rec_headers))
    block = reader.read(wanted)
    if len(block) < wanted or reader.skip(length - wanted) < length - wanted:
        raise DamagedError("breaks off")
    found.append(RawRecord(place, record.rec_headers, block, wanted == length))


def _next_start(file: BinaryIO, offset: int, size: int) -> int:
    """Where the next record seems to begin at or after `offset`; `size` when nowhere."""
    if offset >= size:
        return size
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        for match in START.finditer(view, offset):
            if match.group() != MAGIC or _begins_a_record(
                view[match.start() : match.start() + 512]
            ):
                return match.start()
    return size


def _begins_a_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data, 5) == b"WARC/"
    except zlib.error:
        return False


class _Plain:
    """The bytes of a file that is not packed."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def more(self) -> bytes:
        return self.file.read(STEP)


class _Member:
    """The unpacked bytes of one gzip member. `sound` once its end and checksum were right."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.inner = zlib.decompressobj(zlib.MAX_WBITS + 16)
        self.total = 0
        self.fault = "breaks off"

    @property
    def sound(self) -> bool:
        return self.inner.eof

    @property
    def end(self) -> int:
        return self.file.tell() - len(self.inner.unused_data)

    def more(self) -> bytes:
        while not self.inner.eof:
            data = self.inner.unconsumed_tail or self.file.read(STEP)
            if not data:
                return b""
            try:
                piece = self.inner.decompress(data, STEP)
            except zlib.error as error:
                self.fault = f"is damaged ({error})"
                return b""
            self.total += len(piece)
            if self.total > MAX_MEMBER:
                raise DamagedError(f"unpacks to more than {MAX_MEMBER} bytes")
            if piece:
                return piece
        return b""


class _Reader:
    """The stream that warcio reads from; lines and their number are bounded.

    `consumed` counts the bytes given out so far.
    """

    def __init__(self, source: _Plain | _Member) -> None:
        self.source = source
        self.buffer = b""
        self.consumed = 0
        self.lines = 0

    def read(self, count: int) -> bytes:
        return b"".join(self._pieces(count))

    def skip(self, count: int) -> int:
        return sum(len(piece) for piece in self._pieces(count))

    def readline(self, _size: int = -1) -> bytes:
        self.lines += 1
        if self.lines > MAX_LINES:
            raise DamagedError("has a head without end")
        while b"\n" not in self.buffer and (piece := self.source.more()):
            self.buffer += piece
            if len(self.buffer) > MAX_LINE + STEP:
                break
        end = self.buffer.find(b"\n") + 1 or len(self.buffer)
        if end > MAX_LINE:
            raise DamagedError("has a line without end")
        return self._take(end)

    def skip_blank_lines(self) -> bool:
        """Pass over what separates records; whether nothing follows."""
        while True:
            rest = self.buffer.lstrip(b"\r\n")
            self._take(len(self.buffer) - len(rest))
            if rest:
                return False
            self.buffer = self.source.more()
            if not self.buffer:
                return True

    def _pieces(self, count: int) -> Iterator[bytes]:
        while count > 0:
            if not self.buffer:
                self.buffer = self.source.more()
            piece = self._take(min(count, len(self.buffer)))
            if not piece:
                return
            count -= len(piece)
            yield piece

    def _take(self, count: int) -> bytes:
        piece, self.buffer = self.buffer[:count], self.buffer[count:]
        self.consumed += count
        return piece

"""Undoing what was done to a payload on its way, never past a bound."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

STEP = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b"
PLAIN = {"", "identity", "none", "utf-8", "binary"}
TOKENS = {"gzip", "x-gzip", "deflate", "br"}


class DecodeError(ValueError):
    """A payload that cannot be decoded; the message is a sentence without the address."""


class TooLargeError(DecodeError):
    """A payload that decodes to more than was allowed."""


class _Decoder(Protocol):
    def pieces(self, data: bytes) -> Iterator[bytes]: ...
    def finished(self) -> bool: ...


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self.wbits = wbits
        self.is_gzip = wbits > zlib.MAX_WBITS
        self.inner = zlib.decompressobj(wbits)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            yield self.inner.decompress(data, STEP)
            data = self.inner.unconsumed_tail
            if self.is_gzip and self.inner.eof and self.inner.unused_data.startswith(GZIP_MAGIC):
                # Several gzip members in a row are one payload.
                data = self.inner.unused_data
                self.inner = zlib.decompressobj(self.wbits)
        while not self.inner.eof and (piece := self.inner.decompress(b"", STEP)):
            yield piece

    def finished(self) -> bool:
        return self.inner.eof


class _Brotli:
    def __init__(self) -> None:
        self.inner = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        piece = self.inner.process(data, output_buffer_limit=STEP)
        while piece or not self.inner.can_accept_more_data():
            yield piece
            piece = self.inner.process(b"", output_buffer_limit=STEP)

    def finished(self) -> bool:
        return self.inner.is_finished()


def decode(raw: bytes, content_encoding: str | None, limit: int) -> bytes:
    """`raw` with the content encodings of the header undone, at most `limit` bytes of it.

    A payload that names gzip but does not begin as gzip is taken as it is: archives often
    keep the decoded bytes under the site's own headers. Raises DecodeError for a broken
    payload or an unknown encoding, TooLargeError for one that grows beyond `limit`.
    """
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    for name in reversed([name for name in names if name not in PLAIN]):
        if name not in TOKENS:
            raise DecodeError(f"the content encoding {name!r} is not known")
        raw = _undo(raw, name, limit)
    if len(raw) > limit:
        raise TooLargeError(f"the response is larger than {limit} bytes when decoded")
    return raw


def _undo(raw: bytes, name: str, limit: int) -> bytes:
    if not raw:
        return raw
    if name in {"gzip", "x-gzip"}:
        if not raw.startswith(GZIP_MAGIC):
            return raw
        return _drain(_Zlib(zlib.MAX_WBITS + 16), raw, limit)
    if name == "br":
        return _drain(_Brotli(), raw, limit)
    try:
        return _drain(_Zlib(zlib.MAX_WBITS), raw, limit)
    except TooLargeError:
        raise
    except DecodeError:
        # Some servers send "deflate" without the zlib envelope.
        return _drain(_Zlib(-zlib.MAX_WBITS), raw, limit)


def _drain(decoder: _Decoder, raw: bytes, limit: int) -> bytes:
    pieces = []
    total = 0
    try:
        for piece in decoder.pieces(raw):
            total += len(piece)
            if total > limit:
                raise TooLargeError(f"the response is larger than {limit} bytes when decoded")
            pieces.append(piece)
    except (zlib.error, brotli.error) as error:
        raise DecodeError(f"the compressed response is broken ({error})") from error
    if not decoder.finished():
        raise DecodeError("the compressed response ends too early")
    return b"".join(pieces)


def dechunk(raw: bytes) -> bytes:
    """`raw` with the chunked transfer encoding undone.

    Bytes that are not chunked are given back as they are: many tools keep the header and
    store the joined payload. Raises DecodeError when chunks begin well and then break off.
    """
    parts: list[bytes] = []
    position = 0
    while True:
        end = raw.find(b"\r\n", position, position + 64)
        size = _chunk_size(raw[position:end]) if end >= 0 else None
        if size is None:
            if not parts:
                return raw
            raise DecodeError("the chunked response breaks off")
        start = end + 2
        if size == 0:
            return b"".join(parts)
        if len(raw) < start + size:
            raise DecodeError("the chunked response breaks off")
        parts.append(raw[start : start + size])
        position = start + size
        if raw[position : position + 2] != b"\r\n":
            if len(parts) == 1:
                return raw
            raise DecodeError("the chunked response breaks off")
        position += 2


def _chunk_size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
        return None
    return int(digits, 16)

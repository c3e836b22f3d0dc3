"""WARC records as various tools write them, put together byte by byte."""

import gzip
import uuid

HTML = "Content-Type: text/html"


def record(kind: str, url: str = "", block: bytes = b"", **headers: str) -> bytes:
    """A record with its head; a header's name has _ for -, and WARC_ before it is added."""
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": "2016-08-02T20:07:39Z",
        "Content-Type": "application/http; msgtype=" + kind,
    }
    if url:
        head["WARC-Target-URI"] = url
    head |= {name.replace("_", "-"): value for name, value in headers.items()}
    head.setdefault("Content-Length", str(len(block)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def http(body: bytes = b"a page", *lines: str, status: str = "200 OK") -> bytes:
    """The block of a response."""
    return "\r\n".join([f"HTTP/1.1 {status}", HTML, *lines, "", ""]).encode() + body


def response(url: str, body: bytes = b"a page", *lines: str, **headers: str) -> bytes:
    return record("response", url, http(body, *lines), **headers)


def request(url: str, *lines: str, method: str = "GET", **headers: str) -> bytes:
    block = "\r\n".join([f"{method} / HTTP/1.1", "Host: a", *lines, "", ""]).encode()
    return record("request", url, block, **headers)


def packed(*records: bytes) -> bytes:
    """Each record as a gzip member of its own."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)

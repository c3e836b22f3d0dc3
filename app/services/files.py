"""Files that people upload: known by what is in them, kept by their hash."""

import hashlib
import io
import os
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.withheld import why_withheld
from app.services.errors import ServiceError
from models.file import StoredFile

#: The largest file that is taken, in bytes.
LARGEST = 20 * 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<?xml")


class TooLargeError(ServiceError):
    """The file has more than LARGEST bytes."""


class EmptyFileError(ServiceError):
    """The file has no bytes."""


class UnknownTypeError(ServiceError):
    """The file is none of PDF, DOCX, HTML, plain text, PNG, JPEG, GIF and WebP."""


#: What `keep` and `put` raise.
FILE_ERRORS = (EmptyFileError, TooLargeError, UnknownTypeError)


def keep(session: Session, now: datetime, root: Path, name: str, data: bytes) -> StoredFile:
    """Keep `data` under `root`/files; the same bytes again are the same file.

    Raises TooLargeError, EmptyFileError and UnknownTypeError.
    """
    mime, digest = put(root, data)
    row = StoredFile(sha256=digest, name=name, mime=mime, size=len(data), stored_at=now)
    return _once(session, row)


def keep_table(
    session: Session, now: datetime, root: Path, data: bytes, *, name: str, mime: str
) -> StoredFile:
    """Keep a spreadsheet that has been read, and so is known to be a `mime`."""
    digest = hashlib.sha256(data).hexdigest()
    write_whole(path_of(root, digest), data)
    row = StoredFile(sha256=digest, name=name, mime=mime, size=len(data), stored_at=now)
    return _once(session, row)


def short_name(name: str, digest: str) -> str:
    """The name of a file without the folders that some browsers send; never empty."""
    return Path(name.replace("\\", "/")).name.replace("\x00", "")[:200] or digest[:12]


def _once(session: Session, row: StoredFile) -> StoredFile:
    """The row of these bytes that is there already, or `row`."""
    kept = session.scalar(select(StoredFile).where(StoredFile.sha256 == row.sha256))
    if kept is None:
        kept = row
        kept.name = short_name(row.name, row.sha256)
        kept.withheld_why = why_withheld(session, row.sha256)
        session.add(kept)
        session.flush()
    return kept


def put(root: Path, data: bytes) -> tuple[str, str]:
    """Write `data` to its place under `root`, without a row; what it is, and its sha256 in hex.

    Raises TooLargeError, EmptyFileError and UnknownTypeError.
    """
    if not data:
        raise EmptyFileError("the file is empty")
    if len(data) > LARGEST:
        raise TooLargeError(f"the file has {len(data)} bytes or more")
    mime, digest = content_type(data), hashlib.sha256(data).hexdigest()
    write_whole(path_of(root, digest), data)
    return mime, digest


def path_of(root: Path, digest: str) -> Path:
    """Where the file of this sha256 stands under `root`."""
    return root / "files" / digest[:2] / digest


def write_whole(path: Path, data: bytes) -> None:
    """Write a file of which nobody ever reads a part; one that is there already stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a file cut short would never be written again.
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".partial", delete=False) as scratch:
        scratch.write(data)
        scratch.flush()
        os.fsync(scratch.fileno())
    Path(scratch.name).replace(path)


def content_type(data: bytes) -> str:
    """What `data` is, told from its content alone. Raises UnknownTypeError."""
    for magic, mime in MAGIC:
        if data.startswith(magic):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"PK\x03\x04") and _is_docx(data):
        return DOCX
    text = _text(data)
    if text is None:
        raise UnknownTypeError("the content is of no type that is kept")
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    return "text/html" if start.startswith(HTML_STARTS) or "<html" in start else "text/plain"


def _is_docx(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names


def _text(data: bytes) -> str | None:
    """`data` as text, or None where it has bytes that no text has."""
    if any(byte < 9 or 13 < byte < 32 for byte in data[:4096]):
        return None
    for encoding in ("utf-8", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None

"""Files that come piece by piece, so that a broken line loses nothing.

An upload is known by who sends it, its hash and its size: beginning the same file again goes on
where it broke off, from whatever page or device.
"""

import hashlib
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.services import files
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models.file import StoredFile
from models.meeting import Upload
from models.user import User

#: The largest piece that is taken, in bytes; pages send a quarter of it.
LARGEST_PIECE = 1024 * 1024
#: Bytes that one person may have on the way at a time.
MOST_OPEN = 10 * files.LARGEST
#: How long an upload that nobody goes on with is kept.
KEPT = timedelta(days=7)
SHA256 = re.compile(r"[0-9a-f]{64}")
SPARE = 50 * 1024 * 1024


class PieceTooLargeError(ServiceError):
    """The piece has more than LARGEST_PIECE bytes."""


class MangledPieceError(ServiceError):
    """The piece is not what its sender hashed: it has to be sent again."""


class TooManyUploadsError(ServiceError):
    """The person has too much on the way already, or the disk has no room."""


def begin(
    session: Session, actor: User, now: datetime, folder: Path, *, name: str, size: int, sha256: str
) -> Upload:
    """Announce a file of `size` bytes, or find the upload of it that broke off.

    Raises EmptyFileError, TooLargeError, TooManyUploadsError, or InvalidError where `sha256`
    is no hash in hex.
    """
    if not SHA256.fullmatch(sha256):
        raise InvalidError([("sha256", "not_a_hash")])
    if size <= 0:
        raise files.EmptyFileError(name)
    if size > files.LARGEST:
        raise files.TooLargeError(f"{name} has {size} bytes")
    token = token_of(actor, size, sha256)
    known = session.scalar(select(Upload).where(Upload.token == token).with_for_update())
    if known is not None:
        known.touched_at = now
        return _sound(folder, known)
    folder.mkdir(parents=True, exist_ok=True)
    _check_room(session, actor, folder, size)
    short = Path(name.replace("\\", "/")).name.replace("\x00", "")[:200] or sha256[:12]
    upload = Upload(
        token=token, user_id=actor.id, name=short, size=size, started_at=now, touched_at=now
    )
    try:
        with session.begin_nested():
            session.add(upload)
    except IntegrityError:
        # The same person has just begun the same file in another tab.
        return _sound(folder, _own(session, actor, token))
    return upload


def state(session: Session, actor: User, folder: Path, token: str) -> Upload:
    """How far an upload of this person is. Raises NotFoundError."""
    return _sound(folder, _own(session, actor, token))


def append(
    session: Session,
    actor: User,
    now: datetime,
    folder: Path,
    token: str,
    *,
    offset: int,
    data: bytes,
    sha256: str,
) -> Upload:
    """Add a piece that begins at `offset`; the upload then says how many bytes are there.

    A piece that does not begin where the others end changes nothing: the sender goes on from
    what is there. Raises NotFoundError, PieceTooLargeError, and MangledPieceError.
    """
    upload = _sound(folder, _own(session, actor, token))
    if len(data) > LARGEST_PIECE:
        raise PieceTooLargeError
    if hashlib.sha256(data).hexdigest() != sha256:
        raise MangledPieceError
    whole = upload.file_id is not None
    if whole or offset != upload.received or offset + len(data) > upload.size:
        return upload
    path = path_of(folder, token)
    with path.open("r+b" if path.exists() else "w+b") as target:
        target.seek(offset)
        target.write(data)
        target.truncate()
    upload.received, upload.touched_at = offset + len(data), now
    return upload


def finish(
    session: Session, actor: User, now: datetime, folder: Path, *, root: Path, token: str
) -> StoredFile | None:
    """Keep the file once all of it has come; None where bytes are still missing.

    What turns out to be another file than announced is thrown away, to be sent again from the
    beginning. Raises NotFoundError and what `files.keep` raises.
    """
    upload = _sound(folder, _own(session, actor, token))
    if upload.file_id is not None:
        return session.get(StoredFile, upload.file_id)
    if upload.received < upload.size:
        return None
    path = path_of(folder, token)
    data = path.read_bytes()
    if token_of(actor, len(data), hashlib.sha256(data).hexdigest()) != token:
        path.unlink()
        upload.received = 0
        return None
    kept = files.keep(session, now, root, upload.name, data)
    upload.file_id, upload.touched_at = kept.id, now
    session.flush()
    path.unlink()
    return kept


def clean(session: Session, now: datetime, folder: Path) -> int:
    """Remove uploads that nobody has gone on with for KEPT; returns how many."""
    old = list(session.scalars(select(Upload).where(Upload.touched_at < now - KEPT)))
    for upload in old:
        path_of(folder, upload.token).unlink(missing_ok=True)
        session.delete(upload)
    session.flush()
    return len(old)


def path_of(folder: Path, token: str) -> Path:
    """Where the pieces of an upload stand."""
    return folder / f"{token}.part"


def token_of(actor: User, size: int, sha256: str) -> str:
    """What an upload is called: the same for the same file from the same person."""
    return hashlib.sha256(f"{actor.id}:{size}:{sha256}".encode()).hexdigest()


def _own(session: Session, actor: User, token: str) -> Upload:
    upload = session.scalar(
        select(Upload).where(Upload.token == token, Upload.user_id == actor.id).with_for_update()
    )
    if upload is None:
        raise NotFoundError("there is no such upload of this person")
    return upload


def _sound(folder: Path, upload: Upload) -> Upload:
    """The upload, with no more bytes said to be there than stand on disk."""
    if upload.file_id is None:
        path = path_of(folder, upload.token)
        there = path.stat().st_size if path.exists() else 0
        upload.received = min(upload.received, there)
    return upload


def _check_room(session: Session, actor: User, folder: Path, size: int) -> None:
    under_way = session.scalar(
        select(func.sum(Upload.size)).where(Upload.user_id == actor.id, Upload.file_id.is_(None))
    )
    if (under_way or 0) + size > MOST_OPEN or shutil.disk_usage(folder).free < size + SPARE:
        raise TooManyUploadsError

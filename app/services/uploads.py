"""Web archives that a person uploads, kept until the worker has replayed them."""

import gzip
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.services.errors import ServiceError

CHUNK = 1024 * 1024
WARC_START = b"WARC/"


class NotAWarcError(ServiceError):
    """The file does not begin as a WARC file does."""


class NoRoomError(ServiceError):
    """The disk has less room left than the file needs."""


@dataclass(frozen=True)
class Upload:
    """A file that was kept: `size` in bytes, `sha256` in hex."""

    path: Path
    sha256: str
    size: int


def keep_warc(stream: IO[bytes], folder: Path) -> Upload:
    """Write `stream` to a file in `folder` named by its hash, never whole in memory.

    Raises NotAWarcError, or NoRoomError before the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".partial", delete=False) as target:
        partial = Path(target.name)
        try:
            while chunk := stream.read(CHUNK):
                if shutil.disk_usage(folder).free < 10 * CHUNK:
                    raise NoRoomError
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            packed = _look(partial)
        except BaseException:
            partial.unlink()
            raise
    path = folder / f"{digest.hexdigest()}.warc{'.gz' if packed else ''}"
    partial.replace(path)
    return Upload(path, digest.hexdigest(), size)


def _look(path: Path) -> bool:
    """Whether the WARC file at `path` is packed. Raises NotAWarcError."""
    with path.open("rb") as source:
        start = source.read(len(WARC_START))
    if start == WARC_START:
        return False
    try:
        with gzip.open(path) as source:
            if source.read(len(WARC_START)) == WARC_START:
                return True
    except (OSError, EOFError):
        pass
    raise NotAWarcError

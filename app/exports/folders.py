"""A folder that stands whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderTakenError(Exception):
    """The folder holds something else, which must not be lost."""


@contextmanager
def whole_folder(target: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield an empty folder beside `target`, which takes its place once the block ended well.

    A folder that is there already is replaced where it is empty or `is_ours` says so of it.
    Raises FolderTakenError where it holds something else, and OSError where the folder above is
    missing or cannot be written to.
    """
    target = target.absolute()
    if _is_taken(target, is_ours):
        raise FolderTakenError(str(target))
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield scratch
        # A temporary folder is closed to others; this one has the usual rights.
        umask = os.umask(0)
        os.umask(umask)
        scratch.chmod(0o777 & ~umask)
        _put(scratch, target, is_ours)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _put(scratch: Path, target: Path, is_ours: Callable[[Path], bool]) -> None:
    # Somebody may have put something there while the folder was made.
    if _is_taken(target, is_ours):
        raise FolderTakenError(str(target))
    if not target.exists():
        scratch.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent)) / "old"
    target.rename(old)
    try:
        scratch.rename(target)
    except OSError:
        old.rename(target)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _is_taken(target: Path, is_ours: Callable[[Path], bool]) -> bool:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        return True
    return target.exists() and any(target.iterdir()) and not is_ours(target)

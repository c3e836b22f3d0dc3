"""The folder of a copy: files are put in whole, old ones go last, others' are left alone."""

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.mirror import manifest
from app.mirror.manifest import LOCK, MANIFEST, SIGNATURE, UNFINISHED, WAITING, Listed
from app.mirror.shapes import MirrorBusyError, MirrorError
from app.mirror.verify import FOREIGN


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a second build out of the folder. Raises MirrorBusyError where one works in it, and
    MirrorError where nothing can be written.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise MirrorError(
            f"{path} cannot be written ({error.strerror}): choose another folder, or make it yours."
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MirrorBusyError(
                f"Another build works in {folder}: wait until it ends, or choose another folder."
            ) from None
        try:
            yield
        finally:
            # Nothing of ours stays in a folder that turns out to be somebody else's.
            path.unlink(missing_ok=True)
    finally:
        os.close(handle)


class Folder:
    """What a build writes. Until `finish`, every file of the former copy is as it was."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written = self.kept = self.removed = 0
        self.files: dict[str, Listed] = {}
        self._waiting: dict[str, Path] = {}
        self._checked: set[Path] = set()

    def prepare(self) -> None:
        """Clear what a killed build left. Raises MirrorError for a folder that is no copy."""
        names = {entry.name for entry in os.scandir(self.root)} - {LOCK, FOREIGN}
        ours = {MANIFEST, UNFINISHED}
        if names and not ours & names:
            raise MirrorError(
                f"{self.root} holds files that are no copy of the portal: give an empty folder, or "
                "one that does not exist yet."
            )
        waiting = self.root / WAITING
        if waiting.is_symlink() or waiting.is_file():
            waiting.unlink()
        elif waiting.is_dir():
            shutil.rmtree(waiting)

    def has(self, path: str, listed: Listed) -> bool:
        """Whether a file stands there as it was made; then it stays as it is."""
        target = self._target(path)
        try:
            found = target.lstat()
            same = (
                stat.S_ISREG(found.st_mode)
                and found.st_size == listed.size
                and hashlib.sha256(target.read_bytes()).hexdigest() == listed.sha256
            )
        except OSError:
            return False
        if same:
            self.kept += 1
            self.files[path] = listed
        return same

    def put(self, path: str, body: bytes) -> Listed:
        """Write a file where it differs from what stands there.

        A new one is there at once. What takes the place of another waits until all are made.
        """
        listed = manifest.digest(body)
        if self.has(path, listed):
            return listed
        self._begin()
        scratch = self.root / WAITING / str(len(self.files))
        scratch.write_bytes(body)
        target = self._target(path)
        if os.path.lexists(target):
            self._waiting[path] = scratch
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch.replace(target)
        self.written += 1
        self.files[path] = listed
        return listed

    def finish(self, former: Iterable[str]) -> None:
        """Let the new files take the places of the old ones, and remove those of `former` that
        the copy has no more.
        """
        for path, scratch in self._waiting.items():
            target = self._target(path)
            if target.is_dir() and not target.is_symlink():
                raise MirrorError(f"{target} is a folder where the copy has a file: remove it.")
            scratch.replace(target)
        self._waiting.clear()
        for path in former:
            if path not in self.files and manifest.is_safe(path):
                self._remove(path)

    def sign(self, body: bytes, signature: bytes | None) -> None:
        """Put the list of files and its signature, and say that the copy is whole."""
        self._begin()
        for name, value in ((MANIFEST, body), (SIGNATURE, signature)):
            if value is None:
                (self.root / name).unlink(missing_ok=True)
                continue
            scratch = self.root / WAITING / name
            with scratch.open("wb") as target:
                target.write(value)
                target.flush()
                os.fsync(target.fileno())
            scratch.replace(self.root / name)
        shutil.rmtree(self.root / WAITING)
        (self.root / UNFINISHED).unlink(missing_ok=True)

    def strangers(self) -> int:
        """How many files stand in the folder that no build put there."""
        found = 0
        for place, folders, files in os.walk(self.root):
            inside = Path(place).relative_to(self.root)
            if place == str(self.root):
                folders[:] = [name for name in folders if name not in (FOREIGN, WAITING)]
            for name in files:
                path = (inside / name).as_posix()
                own = path in self.files or path in (MANIFEST, SIGNATURE, UNFINISHED, LOCK)
                found += not own
        return found

    def _begin(self) -> None:
        (self.root / UNFINISHED).touch()
        (self.root / WAITING).mkdir(exist_ok=True)

    def _target(self, path: str) -> Path:
        """Where a file lies. Raises MirrorError where a link would lead out of the folder."""
        if not manifest.is_safe(path):
            raise MirrorError(f"{path!r} is no name for a file of a copy")
        target = self.root / path
        for parent in target.parents:
            if parent in self._checked:
                break
            if parent == self.root:
                break
            if parent.is_symlink() or (os.path.lexists(parent) and not parent.is_dir()):
                raise MirrorError(
                    f"{parent} is no folder but stands where the copy has one: remove it."
                )
        self._checked.update(target.parents)
        return target

    def _remove(self, path: str) -> None:
        target = self._target(path)
        if not os.path.lexists(target):
            return
        self._begin()
        target.unlink()
        self.removed += 1
        for parent in target.parents:
            if parent == self.root or any(parent.iterdir()):
                break
            parent.rmdir()

"""Whether a copy is what was signed: what was altered, is missing, was added, and who signed."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.mirror import keys, manifest
from app.mirror.manifest import LARGEST, LOCK, MANIFEST, SIGNATURE, UNFINISHED, Manifest

CHUNK = 1024 * 1024
#: The folder of a version control, in which pages services keep copies: it is no part of them.
FOREIGN = ".git"
Tick = Callable[[int, int, str], None]


@dataclass
class Checked:
    """What was found. `faults` are sentences; the copy is sound where there are none.

    `signed_by` is the public key whose signature fits; `compared` says that it is the one that
    was expected.
    """

    files: int = 0
    faults: list[str] = field(default_factory=list)
    signed_by: str | None = None
    compared: bool = False
    about: Manifest | None = None


def verify(folder: Path, key: str | None = None, tick: Tick | None = None) -> Checked:
    """Read every file of a copy. `key` is the public key that must have signed it.

    Nothing that the list says is trusted: no path of it leads out of the folder, no link is
    followed, and nothing but plain files is opened.
    """
    found = Checked()
    if _is_there(folder / UNFINISHED):
        found.faults.append(
            "unfinished: a build was stopped while it replaced files, or works at this moment; "
            "build again"
        )
    body = _read(folder / MANIFEST, LARGEST)
    if body is None:
        found.faults.append(
            f"unreadable: {MANIFEST} is no plain file of at most {LARGEST // 1024 // 1024} MB"
            if _is_there(folder / MANIFEST)
            else f"missing: {MANIFEST}; this is no copy, or one that was never finished"
        )
        return found
    try:
        found.about = about = manifest.listed(body)
    except manifest.BadManifestError as error:
        found.faults.append(f"unreadable: {error}")
        return found
    _check_signature(folder, body, about, key, found)
    standing = dict(_standing(folder))
    total = len(about.files)
    for number, (path, listed) in enumerate(sorted(about.files.items())):
        entry = standing.pop(path, None)
        if entry is None:
            found.faults.append(f"missing: {path}")
        elif (fault := _fault(folder / path, entry, listed)) is not None:
            found.faults.append(f"{fault}: {path}")
        if tick is not None:
            tick(number + 1, total, path)
    found.files = total
    for path in sorted(standing):
        found.faults.append(f"{_added(standing[path])}: {_told(path)}")
    return found


def _check_signature(
    folder: Path, body: bytes, about: Manifest, key: str | None, found: Checked
) -> None:
    signature = _read(folder / SIGNATURE, 64)
    wanted = key or about.public_key
    if signature is None:
        if wanted is not None:
            found.faults.append(f"not signed: {SIGNATURE} is missing or no signature")
        return
    if wanted is None:
        found.faults.append(f"bad signature: {SIGNATURE} is there, but the list names no key")
    elif keys.fits(wanted, body, signature):
        found.signed_by, found.compared = wanted, key is not None
    elif key and about.public_key and key != about.public_key:
        found.faults.append(f"wrong key: the copy says that {about.public_key} signed it")
    else:
        found.faults.append(f"bad signature: {MANIFEST} is not what was signed")


def _standing(root: Path) -> Iterator[tuple[str, os.stat_result | None]]:
    """All that stands in the folder but the list and what belongs to it. No link is followed.

    A folder in which nothing stands is told itself, as no copy has one. None is told of what
    cannot be looked into.
    """
    # Not by calling itself: whoever holds the copy may have nested folders without end.
    todo = [""]
    while todo:
        inside = todo.pop()
        try:
            with os.scandir(root / inside) as entries:
                found = list(entries)
        except OSError:
            yield inside or ".", None
            continue
        if inside and not found:
            yield inside, (root / inside).lstat()
        for entry in found:
            if inside or entry.name not in (MANIFEST, SIGNATURE, UNFINISHED, LOCK, FOREIGN):
                path = f"{inside}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    todo.append(f"{path}/")
                else:
                    yield path, entry.stat(follow_symlinks=False)


def _added(entry: os.stat_result | None) -> str:
    """What is said of something that no list names."""
    if entry is None:
        return "unreadable"
    if stat.S_ISDIR(entry.st_mode):
        return "added, and empty"
    return "added" if stat.S_ISREG(entry.st_mode) else "added, and no plain file"


def _fault(path: Path, entry: os.stat_result | None, listed: manifest.Listed) -> str | None:
    if entry is None or not stat.S_ISREG(entry.st_mode):
        return "altered, and no plain file"
    if entry.st_size != listed.size:
        return "altered"
    try:
        return None if _hash(path) == listed.sha256 else "altered"
    except OSError as error:
        return f"unreadable ({error.strerror})"


def _open(path: Path) -> int:
    # Neither a link nor a pipe that somebody put there is followed or waited for.
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    with os.fdopen(_open(path), "rb") as source:
        while part := source.read(CHUNK):
            found.update(part)
    return found.hexdigest()


def _read(path: Path, most: int) -> bytes | None:
    """The bytes of a small plain file; None where there is none, or a larger one."""
    try:
        with os.fdopen(_open(path), "rb") as source:
            if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
                return None
            body = source.read(most + 1)
    except OSError:
        return None
    return body if len(body) <= most else None


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def _told(path: str) -> str:
    """A name that anybody may have given, without signs that move a terminal."""
    return path.encode("utf-8", "replace").decode() if path.isprintable() else ascii(path)

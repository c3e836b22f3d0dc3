"""The file of a backup: written beside its place and moved there whole, read with mistrust."""

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
#: A manifest has a line for each kept file; this is room for some hundred thousand.
MAX_MANIFEST = 64 * 1024 * 1024
CHUNK = 1024 * 1024
NAME = re.compile(r"(data/[a-z_]+\.jsonl|archive/[^\\\x00-\x1f]+)")

Say = Callable[[int, int | None, str | None], None]


class BackupError(Exception):
    """A backup that cannot be made, read or restored. Its sentence says why."""


@dataclass(frozen=True)
class Member:
    """A file in the backup: `size` in bytes, `sha256` in hex, `rows` of a table's."""

    sha256: str
    size: int
    rows: int | None = None


@dataclass
class Manifest:
    """What a backup says of itself.

    `key_id` tells whether two instances share their SECRET_KEY, without showing it.
    """

    revision: str
    made_at: str
    key_id: str
    audit_head: str
    audit_whole: bool
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def tables(self) -> list[str]:
        """The tables that the backup holds."""
        return [PurePosixPath(name).stem for name in self.members if name.startswith("data/")]

    @property
    def files(self) -> list[str]:
        """The members that belong into the archive."""
        return [name for name in self.members if name.startswith("archive/")]


class Writer:
    """Writes members and notes what it wrote."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self.members: dict[str, Member] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool, rows: bool = False) -> None:
        """Write `chunks` as a member; `rows` says that each of them is one row."""
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                count += 1
        self.members[name] = Member(digest.hexdigest(), size, count if rows else None)

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, which names all that was added."""
        manifest.members = self.members
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A writer for `path`, which appears whole or not at all.

    Raises BackupError when there already is something, and when the disk does not take it.
    """
    if path.exists():
        raise BackupError(f"{path} already exists: choose another name.")
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as target:
            with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
                yield Writer(archive)
            target.flush()
            os.fsync(target.fileno())
        check(partial)
        partial.rename(path)
    except OSError as error:
        where = error.filename or path
        raise BackupError(
            f"The backup cannot be made: {where}: {error.strerror or error}. Nothing is kept of it."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def chunks(source: IO[bytes], limit: int | None = None) -> Iterator[bytes]:
    """The bytes of `source`, at most `limit` of them."""
    left = limit
    while data := source.read(CHUNK if left is None else min(CHUNK, left)):
        yield data
        if left is not None:
            left -= len(data)


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """An opened backup and its manifest, in which every name and size was looked at.

    Raises BackupError when the file is broken, cut short, of another kind or hostile.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _manifest(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupError(f"{path.name} is no backup, or is damaged: {error}.") from error
    except OSError as error:
        raise BackupError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    infos = archive.infolist()
    by_name = {info.filename: info for info in infos}
    if len(by_name) != len(infos) or MANIFEST not in by_name:
        raise BackupError("The file is no backup: it has no manifest, or names a file twice.")
    if by_name[MANIFEST].file_size > MAX_MANIFEST:
        raise BackupError("The file is no backup: its manifest is too large.")
    try:
        said: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if said["format"] != FORMAT:
            raise BackupError(
                f"The backup has format {said['format']}; this portal reads {FORMAT}."
            )
        members = {name: Member(**values) for name, values in said.pop("members").items()}
        manifest = Manifest(**said, members=members)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError("The backup's manifest cannot be understood.") from error
    if set(members) != set(by_name) - {MANIFEST}:
        raise BackupError("The backup holds files that its manifest does not name, or lacks some.")
    for name, member in members.items():
        _check_name(name)
        if by_name[name].file_size != member.size:
            raise BackupError(f"The size of {name} is not what the manifest says.")
    return manifest


def _check_name(name: str) -> None:
    parts = PurePosixPath(name).parts
    if (
        not NAME.fullmatch(name)
        or ".." in parts
        or name.startswith("/")
        or any(part.startswith(".") for part in parts)
        or str(PurePosixPath(name)) != name
    ):
        raise BackupError(f"The backup names a file that does not belong into one: {name!r}.")


def member_chunks(archive: zipfile.ZipFile, manifest: Manifest, name: str) -> Iterator[bytes]:
    """The bytes of a member; the last step raises BackupError if they are not the ones said."""
    wanted = manifest.members[name]
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as source:
        for chunk in chunks(source, wanted.size + 1):
            digest.update(chunk)
            size += len(chunk)
            yield chunk
    if size != wanted.size or digest.hexdigest() != wanted.sha256:
        raise BackupError(f"{name} in the backup is damaged: its hash is not what was written.")


def check(path: Path, say: Say | None = None) -> Manifest:
    """Read the whole backup and compare every hash. Raises BackupError."""
    with reading(path) as (archive, manifest):
        for number, name in enumerate(manifest.members, 1):
            for _ in member_chunks(archive, manifest, name):
                pass
            if say:
                say(number, len(manifest.members), name)
        return manifest


def unpack(path: Path, folder: Path, say: Say) -> Manifest:
    """Write every member under `folder`, checked. Raises BackupError, also for want of room."""
    with reading(path) as (archive, manifest):
        needed = sum(member.size for member in manifest.members.values())
        free = shutil.disk_usage(folder).free
        if needed > free:
            raise BackupError(
                f"The backup needs {needed} bytes and {folder} has {free} left: make room first."
            )
        for number, name in enumerate(manifest.members, 1):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                for chunk in member_chunks(archive, manifest, name):
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            say(number, len(manifest.members), name)
        return manifest

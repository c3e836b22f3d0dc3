"""The list of all files of a copy with their hashes, and its signature."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

MANIFEST, SIGNATURE, SUMS = "MANIFEST.json", "MANIFEST.json.sig", "SHA256SUMS"
#: There while files of a copy are being replaced; left behind by a build that was killed.
UNFINISHED, WAITING, LOCK = ".building", ".waiting", ".lock"
#: What stands in a folder and is in no list: the list itself and what it is checked by.
UNLISTED = frozenset({MANIFEST, SIGNATURE})
FORMAT = 1
#: A list of more bytes than this is no list of ours: it would name a million files, and take more
#: memory than a reader's computer has.
LARGEST = 128 * 1024 * 1024
SAFE = re.compile(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*")
HASH = re.compile(r"[0-9a-f]{64}")


class BadManifestError(ValueError):
    """The list cannot be read, or says what no list of ours says."""


@dataclass(frozen=True)
class Listed:
    """Hash and size of a file."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a copy is of, and what it consists of. `site` is the address of the original."""

    site: str | None
    as_of: str
    built: str
    edition: int | None
    languages: tuple[str, ...]
    generator: str
    public_key: str | None
    search: dict[str, int] = field(default_factory=dict)
    training: bool = False
    files: dict[str, Listed] = field(default_factory=dict)

    def written(self) -> bytes:
        """The bytes that are signed."""
        said: dict[str, Any] = {"format": FORMAT, **asdict(self)}
        said["files"] = dict(sorted(said["files"].items()))
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def sums(files: Iterable[tuple[str, Listed]]) -> bytes:
    """The same hashes in the form that `sha256sum -c` reads."""
    lines = (f"{one.sha256}  {path}\n" for path, one in sorted(files))
    return "".join(lines).encode()


def is_safe(path: str) -> bool:
    """Whether a path stays in its folder on every system, and leads to a file of ours."""
    return (
        len(path) <= 250
        and SAFE.fullmatch(path) is not None
        and not any(part.strip(".") == "" for part in path.split("/"))
        and not path.startswith(".")
    )


def listed(body: bytes) -> Manifest:
    """The list in `body`. Raises BadManifestError with the reason."""
    try:
        said = json.loads(body, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadManifestError(f"{MANIFEST} cannot be read: {error}") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadManifestError(f"{MANIFEST} is of no format that is known here")
    files = said.get("files")
    if not isinstance(files, dict):
        raise BadManifestError(f"{MANIFEST} lists no files")
    langs = said.get("languages")
    key = said.get("public_key")
    if key is not None and not (isinstance(key, str) and HASH.fullmatch(key)):
        raise BadManifestError(f"{MANIFEST} names a public key that is none")
    return Manifest(
        site=_text(said.get("site")) or None,
        as_of=_text(said.get("as_of")),
        built=_text(said.get("built")),
        edition=said["edition"] if isinstance(said.get("edition"), int) else None,
        languages=tuple(map(_text, langs)) if isinstance(langs, list) else (),
        generator=_text(said.get("generator")),
        public_key=key,
        files=dict(_files(files)),
    )


def _files(said: dict[str, Any]) -> Iterator[tuple[str, Listed]]:
    for path, one in said.items():
        if not is_safe(path) or path in UNLISTED:
            raise BadManifestError(f"{MANIFEST} lists {path[:100]!r}, which is no file of a copy")
        sha256 = one.get("sha256") if isinstance(one, dict) else None
        size = one.get("size") if isinstance(one, dict) else None
        right = isinstance(sha256, str) and HASH.fullmatch(sha256)
        if not right or not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise BadManifestError(f"{MANIFEST} does not say what {path[:100]!r} is")
        yield path, Listed(str(sha256), size)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadManifestError(f"{MANIFEST} says something twice")
    return found


def _text(value: object) -> str:
    """A text that anybody may have written, without signs that move a terminal or that none has."""
    text = value[:500] if isinstance(value, str) else ""
    return text if text.isprintable() else ascii(text)


def digest(body: bytes) -> Listed:
    """Hash and size of the bytes of a file."""
    return Listed(hashlib.sha256(body).hexdigest(), len(body))

"""Which addresses of the portal a copy holds, and under which file name each of them lies."""

import hashlib
import posixpath
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from anyascii import anyascii

from app.words import LANGS

#: No file of a copy has a longer path, so that it fits on every file system with a folder above.
LONGEST_PATH = 180
LONGEST_SEGMENT = 64
LONGEST_READABLE = 40
PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)*")
PLAIN_WORD = re.compile(r"[a-z0-9-]+")
ENDING = re.compile(r"[a-z0-9]{1,8}")
#: Names that are devices to Windows, whatever ending they have.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(10)}
)
#: The ending of a file whose address has none. What is not listed is a row of bytes.
ENDINGS = {
    "text/html": "html", "text/css": "css", "text/plain": "txt", "text/csv": "csv",
    "text/javascript": "js", "application/json": "json", "application/atom+xml": "atom",
    "application/pdf": "pdf", "application/zip": "zip", "image/jpeg": "jpg", "image/png": "png",
    "image/svg+xml": "svg", "image/webp": "webp", "image/gif": "gif",
}  # fmt: skip
#: The first part of addresses, after the language, that only who works on the data may open.
STAFF = frozenset({"account", "coding", "desk", "downloads", "guest"})
#: What needs the portal itself, whatever is copied.
LIVE = frozenset({"report-error"})
SEARCHED = frozenset({"search", "find"})


class Place(StrEnum):
    """What becomes of a link to an address."""

    COPIED = "copied"
    SEARCH = "search"
    OUTSIDE = "outside"
    STAFF = "staff"


def canonical(address: str) -> str:
    """An address of the portal as path and query in one way of writing.

    The order of names in a query says nothing, and neither do empty values, the first page of a
    list and the version of an own file.
    """
    parts = urlsplit(address)
    path = quote(unquote(parts.path), safe="/~@:!$&'()*+,;=-._")
    pairs = [
        (name, value) for name, value in parse_qsl(parts.query) if (name, value) != ("page", "1")
    ]
    if path.startswith("/static/"):
        pairs = []
    query = urlencode(sorted(pairs, key=lambda pair: pair[0]))
    return f"{path}?{query}" if query else path


@dataclass(frozen=True)
class Scope:
    """What a copy is of: languages; one edition, or today's pages with or without `editions`."""

    langs: tuple[str, ...] = LANGS
    edition: int | None = None
    editions: bool = True
    feeds: bool = False

    def place(self, address: str) -> Place:
        """What becomes of a link to a canonical address."""
        path = unquote(urlsplit(address).path)
        if path.startswith("/static/"):
            return Place.COPIED
        lang, _, rest = path.lstrip("/").partition("/")
        words = rest.split("/")
        if lang in LANGS and words[0] in STAFF:
            return Place.STAFF
        number: int | None = None
        if words[0] == "editions" and len(words) > 1 and words[1].isdecimal():
            number, words = int(words[1]), words[2:] or [""]
        is_feed = path.endswith(".atom")
        live = words[0] in LIVE or (is_feed and not self.feeds)
        if lang not in self.langs or live or not self._has_edition(number):
            return Place.OUTSIDE
        return Place.SEARCH if words[0] in SEARCHED else Place.COPIED

    def _has_edition(self, number: int | None) -> bool:
        if number is None:
            return True
        return number == self.edition if self.edition is not None else self.editions


def file_name(address: str, mime: str) -> str:
    """The path of the file that holds a canonical address, which no other address has.

    It has lower case letters, digits and a few signs that every file system takes; what has others
    gets a readable name with a piece of the hash of what it was.
    """
    parts = urlsplit(address)
    segments = unquote(parts.path).lstrip("/").split("/")
    *folders, last = segments
    stem, ending = _split(last or "index", mime, is_index=not last)
    query = _query(parts.query)
    name = posixpath.join(*(_folder(one) for one in folders), f"{stem}{query}.{ending}")
    if len(name) <= LONGEST_PATH:
        return name
    return posixpath.join(
        _folder(folders[0] if folders else "x"), "long", f"{_hash(address, 24)}.{ending}"
    )


def _split(last: str, mime: str, *, is_index: bool) -> tuple[str, str]:
    """The stem and the ending of a file."""
    wanted = ENDINGS.get(mime)
    stem, dot, ending = last.rpartition(".")
    if (
        not dot
        or not stem
        or not ENDING.fullmatch(ending)
        or (wanted == "html" and ending != "html")
    ):
        stem, ending = last, wanted or "bin"
    elif ending in ("html", "htm", "xhtml", "shtml", "svgz") and wanted != "html":
        # What the portal gives out as bytes must not be opened as a page.
        stem, ending = last, wanted or "bin"
    if is_index:
        return "index", ending
    return ("index~" if stem == "index" else "") + _safe(stem, dots=True), ending


def _folder(name: str) -> str:
    return _safe(name, dots=False)


def _safe(name: str, *, dots: bool) -> str:
    """A name as it is where every file system takes it, or else a readable one with a hash."""
    fits = PLAIN.fullmatch(name) and len(name) <= LONGEST_SEGMENT and (dots or "." not in name)
    if fits and name.split(".", maxsplit=1)[0] not in DEVICES:
        return name
    readable = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")[:LONGEST_READABLE]
    return f"{readable.strip('-') or 'x'}~{_hash(name)}"


def _query(query: str) -> str:
    """What a query adds to a name: `~page.2`, or a hash of what is too long or has odd signs."""
    if not query:
        return ""
    pairs = parse_qsl(query)
    if all(PLAIN_WORD.fullmatch(name) and PLAIN_WORD.fullmatch(value) for name, value in pairs):
        told = "_".join(f"{name}.{value}" for name, value in pairs)
        if len(told) <= LONGEST_READABLE:
            return f"~{told}"
    return f"~q-{_hash(query, 12)}"


def _hash(text: str, length: int = 8) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]

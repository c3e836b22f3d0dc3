"""The only bridge from the application to what reads other people's sites."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

import scrapers
from app import clock
from app.config import Config
from app.extensions import db
from models.source import Capture
from scrapers.archive import Archive, ArchiveError
from scrapers.source import read_source
from scrapers.store import Store, Verified, kept

#: Where pages hold letters of citizens: names and troubles of people who are no deputies.
THIRD_PERSONS = ".letter, .letter-body, .letter-author, .letter-answer"
NOT_TEXT = "script, style, noscript, template, iframe, object"
MAX_SHOWN = 2 * 1024 * 1024
HTML = ("text/html", "application/xhtml+xml")


def store(config: Config) -> Store:
    """Runs and captures of this portal. Call it inside an application context."""
    return Store(db.sessionmaker, Archive(config.archive_dir), clock.now)


def count_captures(config: Config) -> int:
    """How many captures there are: the length of a verification."""
    return store(config).captures()


def verify_archive(config: Config, tick: Callable[[], object] = lambda: None) -> Verified:
    """Read every kept record again and compare hashes; `tick` is called once a record."""
    return store(config).verify(tick)


class CopyUnreadableError(Exception):
    """A kept copy that the archive can't give out; the text says why, for the log."""


@dataclass(frozen=True)
class KeptCopy:
    """The bytes of a capture and its text: in full, and as far as the public may see it.

    `exposes` says that the bytes may hold what belongs to third persons. A text is None
    where there is none to show, `public_text` also where all of it is withheld.
    `blocks` counts the parts that were left out of `public_text`.
    """

    body: bytes
    text: str | None
    public_text: str | None
    exposes: bool
    blocks: int


def kept_copy(session: Session, archive: Path, capture_id: int) -> KeptCopy:
    """The copy behind a row of `captures`, compared with its hash while it is read.

    Raises CopyUnreadableError when the archive no longer holds those bytes.
    """
    capture = session.get_one(Capture, capture_id)
    try:
        body = Archive(archive).read(kept(capture)).body
    except ArchiveError as error:
        raise CopyUnreadableError(str(error)) from error
    mime = (capture.mime or "").split(";")[0].strip().lower()
    known, exposes = _exposure(capture.source.key, capture.page_kind)
    if mime in HTML:
        text = html_text(body)
        public = remove_third_persons(body) if known else (None, 0)
        return KeptCopy(body, text, public[0], exposes, public[1])
    plain = plain_text(body, mime)
    return KeptCopy(body, plain, plain if known else None, exposes, 0)


def _exposure(source: str, page_kind: str | None) -> tuple[bool, bool]:
    """Whether the kind of page is one we know, and whether it may expose third persons.

    A page of no known kind may hold anything, so it is treated as one that does.
    """
    kinds, third_persons = _page_kinds(source)
    known = page_kind is not None and (page_kind in kinds or page_kind == "document")
    return known, not known or page_kind in third_persons


@lru_cache(maxsize=16)
def _page_kinds(source: str) -> tuple[frozenset[str], frozenset[str]]:
    path = Path(scrapers.__file__).parent / source.replace("-", "_") / "source.yml"
    if not path.exists():
        return frozenset(), frozenset()
    settings = read_source(path)
    return frozenset(settings.pages), frozenset(settings.third_persons)


def _lines(page: BeautifulSoup) -> str:
    for tag in page.select(NOT_TEXT):
        tag.decompose()
    lines = (" ".join(line.split()) for line in page.get_text("\n").splitlines())
    return "\n".join(line for line in lines if line)


def html_text(body: bytes) -> str:
    """The text of a page, one line a block, without anything that a browser would run."""
    return _lines(BeautifulSoup(body[:MAX_SHOWN], "lxml"))


def remove_third_persons(body: bytes) -> tuple[str, int]:
    """The text of a page without citizens' letters, and how many of them were left out."""
    page = BeautifulSoup(body[:MAX_SHOWN], "lxml")
    removed = 0
    for tag in page.select(THIRD_PERSONS):
        # Parents come first: what lay inside one of them is gone with it.
        if not tag.decomposed:
            tag.decompose()
            removed += 1
    return _lines(page), removed


def plain_text(body: bytes, mime: str) -> str | None:
    """The text of JSON, indented, or of plain text; None for anything else."""
    if mime == "application/json" or mime.endswith("+json"):
        try:
            return json.dumps(json.loads(body[:MAX_SHOWN]), ensure_ascii=False, indent=2)
        except ValueError:
            return body[:MAX_SHOWN].decode("utf-8", "replace")
    if re.fullmatch(r"text/(plain|csv|xml)|application/xml", mime):
        return body[:MAX_SHOWN].decode("utf-8", "replace")
    return None

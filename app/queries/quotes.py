"""Where a promise stands: its words in the document, and what is kept of that document."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.queries.deputies import Text
from models.file import StoredFile
from models.person import Party
from models.programme import Programme, Thesis
from models.source import Capture

#: So many characters of the document stand before and after the words of a promise.
CONTEXT = 300


@dataclass(frozen=True)
class Kept:
    """A kept document: a capture or a file. Of one that is withheld only the hash is public.

    `at` is when the site said it, or when the file was kept.
    """

    sha256: str
    at: datetime
    capture: int | None = None
    file: str | None = None
    name: str | None = None
    url: str | None = None
    withheld: bool = False


@dataclass(frozen=True)
class Adapted:
    """The promise of a party that a deputy's own promise takes over."""

    id: int
    number: int
    party: Text | None
    text_kk: str | None = None
    text_ru: str | None = None
    text_en: str | None = None


@dataclass(frozen=True)
class Quote:
    """A promise in its document: the words as they stand there, and those around them.

    All three are None where the promise was not cut from a kept document, or where nobody may
    see the document.
    """

    words: str | None = None
    before: str | None = None
    after: str | None = None
    kept: Kept | None = None
    original: str | None = None
    adapts: Adapted | None = None


def quotes(session: Session, thesis_ids: Collection[int]) -> dict[int, Quote]:
    """Where each of these promises stands. Two statements; of a long document only the words."""
    own, whole = aliased(StoredFile), aliased(StoredFile)
    page, copy = aliased(Capture), aliased(Capture)
    first = case((Thesis.text_start > CONTEXT, Thesis.text_start - CONTEXT), else_=0)
    query = (
        select(
            Thesis.id,
            Thesis.source_url,
            Programme.source_url,
            func.substr(own.text, first + 1, Thesis.text_start - first),
            func.substr(own.text, Thesis.text_start + 1, Thesis.text_end - Thesis.text_start),
            func.substr(own.text, Thesis.text_end + 1, CONTEXT),
            *_columns(own), *_columns(whole), page, copy,
        )
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(own, Thesis.file_id == own.id)
        .outerjoin(page, Thesis.capture_id == page.id)
        .outerjoin(whole, Programme.file_id == whole.id)
        .outerjoin(copy, Programme.capture_id == copy.id)
        .where(Thesis.id.in_(thesis_ids))
    )  # fmt: skip
    adapts = _adapted(session, thesis_ids)
    return {row[0]: _quote(row, adapts.get(row[0])) for row in session.execute(query)}


def _columns(file: Any) -> tuple[Any, ...]:
    return file.sha256, file.stored_at, file.name, file.withheld_why


def _quote(row: Any, adapts: Adapted | None) -> Quote:
    _, thesis_url, programme_url, before, words, after, *rest = row
    own, whole, page, copy = rest[:4], rest[4:8], rest[8], rest[9]
    kept = _file(own) or _capture(page) or _file(whole) or _capture(copy)
    cut = words is not None and own[3] is None
    return Quote(
        words=words if cut else None,
        before=_from_a_word(before) if cut else None,
        after=_to_a_word(after) if cut else None,
        kept=kept,
        original=thesis_url or programme_url or (kept.url if kept else None),
        adapts=adapts,
    )


def _file(columns: Any) -> Kept | None:
    sha256, stored_at, name, withheld_why = columns
    if sha256 is None:
        return None
    withheld = withheld_why is not None
    return Kept(sha256, stored_at, file=sha256, name=None if withheld else name, withheld=withheld)


def _capture(capture: Capture | None) -> Kept | None:
    if capture is None:
        return None
    return Kept(capture.sha256, capture.captured_at, capture=capture.id, url=capture.url)


def _from_a_word(text: str) -> str:
    """What stands before, from the beginning of a word on."""
    if len(text) < CONTEXT:
        return text
    return text.partition(" ")[2] or text


def _to_a_word(text: str) -> str:
    """What stands after, to the end of a word."""
    if len(text) < CONTEXT:
        return text
    return text.rpartition(" ")[0] or text


def _adapted(session: Session, thesis_ids: Collection[int]) -> dict[int, Adapted]:
    theirs = aliased(Thesis)
    query = (
        select(Thesis.id, theirs, Party)
        .join(theirs, Thesis.adapts_id == theirs.id)
        .join(Programme, theirs.programme_id == Programme.id)
        .outerjoin(Party, Programme.party_id == Party.id)
        .where(Thesis.id.in_(thesis_ids), ~theirs.withdrawn)
    )
    return {
        thesis: Adapted(
            other.id, other.number, Text.of(party), other.text_kk, other.text_ru, other.text_en
        )
        for thesis, other, party in session.execute(query)
    }

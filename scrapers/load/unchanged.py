"""Which records a run has merely seen again, as on most nights almost all.

A record is computed from its observations in the order of their captures. Where the last ones
of before say, one after the other, just what the new ones say, nothing but the moment changes:
the newest word on everything is the same, and no page of one kind differs from the one before.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.record import Observation, RecordParticipation, Statement
from models.source import Capture, Source
from scrapers.load.parts import parts
from scrapers.records import PageRead

#: An earlier run that began longer ago, such as a replay of years, is not looked at.
WINDOW = timedelta(days=7)


class Word(NamedTuple):
    """One observation of a record: what was said, in which language, on which kind of page."""

    statement_id: int
    lang: str
    page_kind: str | None


def unchanged(
    session: Session,
    row: Source,
    pages: Sequence[PageRead],
    record_ids: Collection[int],
    read: Mapping[tuple[str, str], datetime],
) -> set[int]:
    """Of these records, of which the pages made new observations, those that stay as they are.

    `read` says when the newest whole reading of each list began: one of the lists that a record
    stands on must show it still.
    """
    since = _since(session, row, pages) if record_ids else None
    if since is None:
        return set()
    fresh = {page.capture_id for page in pages}
    before: dict[int, list[Word]] = defaultdict(list)
    now: dict[int, list[Word]] = defaultdict(list)
    late: set[int] = set()
    listed: set[int] = set()
    query = (
        select(
            Observation.record_id,
            Observation.capture_id,
            Observation.statement_id,
            Observation.lang,
            Capture.page_kind,
            Capture.captured_at,
            Statement.list_key,
        )
        .join(Observation.capture)
        .join(Observation.statement)
        .where(Capture.source_id == row.id, Capture.captured_at >= since)
        .order_by(Capture.captured_at, Capture.url_key, Capture.sha256, Observation.lang)
    )
    for record_id, capture_id, statement_id, lang, kind, moment, list_key in session.execute(query):
        word = Word(statement_id, lang, kind)
        if capture_id not in fresh:
            before[record_id].append(word)
            if record_id in now:
                late.add(record_id)
            continue
        now[record_id].append(word)
        if (list_key, lang) in read and moment >= read[list_key, lang]:
            listed.add(record_id)
    found = {
        record_id
        for record_id in listed.intersection(record_ids) - late
        if before[record_id][-len(now[record_id]) :] == now[record_id]
        and _one_a_kind(now[record_id])
    }
    return found - _unmatched(session, found)


def _since(session: Session, row: Source, pages: Sequence[PageRead]) -> datetime | None:
    """When the run before these pages began; None when these pages are not the newest."""
    own = Capture.source_id == row.id
    first = min(page.captured_at for page in pages)
    last = max(page.captured_at for page in pages)
    # Later answers of the same run, such as documents, are no pages that show records.
    shown = select(Observation.id).where(Observation.capture_id == Capture.id).exists()
    if session.scalar(select(Capture.id).where(own, Capture.captured_at > last, shown).limit(1)):
        return None
    earlier = select(Capture.run_id).where(own, Capture.captured_at < first, shown)
    run_id = session.scalar(earlier.order_by(Capture.captured_at.desc()).limit(1))
    if run_id is None:
        return None
    began = session.scalar(select(func.min(Capture.captured_at)).where(Capture.run_id == run_id))
    return max(began, first - WINDOW) if began else None


def _one_a_kind(words: Sequence[Word]) -> bool:
    """Whether no two pages of one kind say something else of the record in one language."""
    return len({(word.lang, word.page_kind) for word in words}) == len(set(words))


def _unmatched(session: Session, record_ids: Collection[int]) -> set[int]:
    """The records that name somebody who fitted nobody: a deputy may have come since."""
    found: set[int] = set()
    for ids in parts(record_ids):
        query = select(RecordParticipation.record_id).where(
            RecordParticipation.record_id.in_(ids), RecordParticipation.mandate_id.is_(None)
        )
        found |= set(session.scalars(query))
    return found

"""What stands behind an act: each source's account of it, its kept copies, edits and documents."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.queries.deputies import Text
from app.queries.order import by_codepoint
from app.queries.withheld import is_withheld
from models.base import Confidence
from models.file import StoredFile
from models.item import Kind
from models.record import (
    Document,
    DocumentStatus,
    Observation,
    Record,
    RecordParticipation,
    Revision,
    turning_points,
)
from models.source import Capture, Source


@dataclass(frozen=True)
class Copy:
    """A kept copy that shows a record."""

    id: int
    url: str
    lang: str
    captured_at: datetime
    archived_at: datetime
    sha256: str


@dataclass(frozen=True)
class Edit:
    """What a source changed between two kept copies."""

    field: str
    lang: str
    before: str | None
    after: str | None
    from_capture: int
    to_capture: int
    seen_at: datetime


@dataclass(frozen=True)
class Attachment:
    """A document of a record; `capture` is its kept copy."""

    url: str
    status: DocumentStatus
    mime: str | None
    text: str | None
    capture: int | None


@dataclass(frozen=True)
class RecordShown:
    """One source's account of the act."""

    id: int
    uid: str
    source_name: str
    source: str | None
    confidence: Confidence
    kind: Kind
    kind_rule: str | None
    category: str | None
    title_ru: str | None
    title_kk: str | None
    lead: Text | None
    text: Text | None
    url_ru: str | None
    url_kk: str | None
    number: str | None
    answer: str | None
    first_seen: datetime | None
    last_seen: datetime | None
    listed: bool
    unmatched: tuple[str, ...]
    copies: tuple[Copy, ...]
    edits: tuple[Edit, ...]
    documents: tuple[Attachment, ...]


def records_of(session: Session, items: list[int]) -> list[tuple[Record, RecordShown]]:
    """The records of these acts that stand, each beside its row, by source. Five statements."""
    kk, ru = aliased(Capture), aliased(Capture)
    hidden_kk, hidden_ru = (
        exists().where(one.id == column, is_withheld(one)).correlate(Record)
        for one, column in ((kk, Record.capture_kk_id), (ru, Record.capture_ru_id))
    )
    query = (
        select(Record, Source, hidden_kk, hidden_ru)
        .join(Source, Record.source_id == Source.id)
        .where(Record.item_id.in_(items), ~Record.withdrawn)
        .order_by(by_codepoint(session, Source.key), by_codepoint(session, Record.source_uid))
    )
    rows = session.execute(query).all()
    ids = [row[0].id for row in rows]
    copies, edits = _copies(session, ids), _edits(session, ids)
    documents, unmatched = _documents(session, ids), _unmatched(session, ids)
    return [
        (
            record,
            RecordShown(
                id=record.id,
                uid=record.source_uid,
                source_name=source.name,
                source=record.source,
                confidence=record.confidence,
                kind=record.kind,
                kind_rule=record.kind_rule,
                category=record.category,
                title_ru=record.title_ru,
                title_kk=record.title_kk,
                # What stands in a copy that is withheld is not quoted from it either.
                lead=_both(None if no_kk else record.lead_kk, None if no_ru else record.lead_ru),
                text=_both(None if no_kk else record.text_kk, None if no_ru else record.text_ru),
                url_ru=record.url_ru,
                url_kk=record.url_kk,
                number=record.number,
                answer=record.answer,
                first_seen=record.first_seen,
                last_seen=record.last_seen,
                listed=record.listed,
                unmatched=tuple(unmatched.get(record.id, ())),
                copies=tuple(copies.get(record.id, ())),
                edits=tuple(edits.get(record.id, ())),
                documents=tuple(documents.get(record.id, ())),
            ),
        )
        for record, source, no_kk, no_ru in rows
    ]


def _both(kk: str | None, ru: str | None) -> Text | None:
    return Text(kk, ru, None) if kk or ru else None


def _copies(session: Session, records: list[int]) -> dict[int, list[Copy]]:
    """The copies that said something first or last; those between them say the same."""
    query = (
        select(Observation.record_id, Observation.lang, Capture)
        .join(Capture, Observation.capture_id == Capture.id)
        .where(Observation.id.in_(turning_points(records)))
        .order_by(Capture.captured_at.desc(), Capture.id, Observation.lang)
    )
    found: dict[int, list[Copy]] = defaultdict(list)
    for record, lang, capture in session.execute(query):
        found[record].append(
            Copy(
                capture.id,
                capture.url,
                lang,
                capture.captured_at,
                capture.archived_at,
                capture.sha256,
            )
        )
    return found


def _edits(session: Session, records: list[int]) -> dict[int, list[Edit]]:
    later, earlier = aliased(Capture), aliased(Capture)
    query = (
        select(Revision, later.captured_at)
        .join(later, Revision.to_capture_id == later.id)
        .join(earlier, Revision.from_capture_id == earlier.id)
        .where(Revision.record_id.in_(records), ~is_withheld(later), ~is_withheld(earlier))
        .order_by(later.captured_at.desc(), Revision.field, Revision.lang)
    )
    found: dict[int, list[Edit]] = defaultdict(list)
    for revision, seen_at in session.execute(query):
        found[revision.record_id].append(
            Edit(
                revision.field,
                revision.lang,
                revision.before,
                revision.after,
                revision.from_capture_id,
                revision.to_capture_id,
                seen_at,
            )
        )
    return found


def _documents(session: Session, records: list[int]) -> dict[int, list[Attachment]]:
    hidden = or_(
        exists().where(Capture.id == Document.capture_id, is_withheld()).correlate(Document),
        exists()
        .where(StoredFile.id == Document.file_id, StoredFile.withheld_why.is_not(None))
        .correlate(Document),
    )
    query = (
        select(Document, hidden)
        .where(Document.record_id.in_(records))
        .order_by(by_codepoint(session, Document.url))
    )
    found: dict[int, list[Attachment]] = defaultdict(list)
    for document, no_text in session.execute(query):
        text = None if no_text else document.text
        found[document.record_id].append(
            Attachment(document.url, document.status, document.mime, text, document.capture_id)
        )
    return found


def _unmatched(session: Session, records: list[int]) -> dict[int, list[str]]:
    """Deputies whom a record names and nobody has recognised yet."""
    query = (
        select(RecordParticipation.record_id, RecordParticipation.name)
        .where(RecordParticipation.record_id.in_(records), RecordParticipation.mandate_id.is_(None))
        .order_by(RecordParticipation.name_key)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for record, name in session.execute(query):
        found[record].append(name)
    return found

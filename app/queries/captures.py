"""The page of one kept copy."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.queries.order import by_codepoint
from models.item import Item
from models.record import Document, Observation, Record
from models.source import Capture, Source


@dataclass(frozen=True)
class Shown:
    """An act that the copy shows."""

    key: str
    title_ru: str | None
    title_kk: str | None


@dataclass(frozen=True)
class CapturePage:
    """What is known of a kept copy; its bytes come from the archive."""

    id: int
    url: str
    source_name: str
    variant: str
    captured_at: datetime
    archived_at: datetime
    via: str
    status: int
    mime: str | None
    size: int
    sha256: str
    warc_file: str
    page_kind: str | None
    revisit_of: int | None
    items: tuple[Shown, ...]


def capture_page(session: Session, capture_id: int) -> CapturePage | None:
    """The kept copy of that number, or None. Two statements."""
    query = select(Capture, Source.name).join(Source).where(Capture.id == capture_id)
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    capture, source_name = row
    seen = select(Observation.record_id).where(Observation.capture_id == capture_id)
    documents = select(Document.record_id).where(Document.capture_id == capture_id)
    items = (
        select(Item)
        .options(defer(Item.search_text))
        .join(Record, Record.item_id == Item.id)
        .where(Record.id.in_(seen.union(documents)))
        .order_by(by_codepoint(session, Item.key))
    )
    shown = {item.key: item for item in session.scalars(items)}
    return CapturePage(
        id=capture.id,
        url=capture.url,
        source_name=source_name,
        variant=capture.variant,
        captured_at=capture.captured_at,
        archived_at=capture.archived_at,
        via=capture.via,
        status=capture.status,
        mime=capture.mime,
        size=capture.size,
        sha256=capture.sha256,
        warc_file=capture.warc_file,
        page_kind=capture.page_kind,
        revisit_of=capture.revisit_of_id,
        items=tuple(Shown(i.key, i.title_ru, i.title_kk) for i in shown.values()),
    )

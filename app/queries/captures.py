"""The page of one kept copy, and the other copies of its address."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from app.queries.order import by_codepoint
from app.queries.paging import Page, paginate
from app.queries.withheld import is_withheld
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
    url_key: str
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
    warc_offset: int
    length: int
    page_kind: str | None
    revisit_of: int | None
    withheld: bool
    items: tuple[Shown, ...]


@dataclass(frozen=True)
class Copy:
    """A copy of the same address; `same` says that its bytes are those of the one looked at."""

    id: int
    captured_at: datetime
    size: int
    status: int
    same: bool


def hashes(session: Session, captures: Collection[int]) -> dict[int, str]:
    """The sha256 of these copies, by number; that of a withheld one stays public. One statement."""
    query = select(Capture.id, Capture.sha256).where(Capture.id.in_(captures))
    return {row.id: row.sha256 for row in session.execute(query)}


def others(session: Session, capture_id: int, number: int, size: int = 20) -> Page[Copy]:
    """Page `number` of all copies of the address of a capture, the newest first. Two statements.

    The capture itself stands among them, so that its place in time is seen.
    """
    this = aliased(Capture)
    query = (
        select(
            Capture.id, Capture.captured_at, Capture.size, Capture.status,
            Capture.sha256 == this.sha256,
        )
        .join(
            this,
            and_(
                this.source_id == Capture.source_id, this.url_key == Capture.url_key,
                this.variant == Capture.variant,
            ),
        )
        .where(this.id == capture_id)
        .order_by(Capture.captured_at.desc(), Capture.id.desc())
    )  # fmt: skip
    page = paginate(session, query, number, size)
    rows = [
        Copy(number, at, size, status, bool(same)) for number, at, size, status, same in page.rows
    ]
    return Page(rows, page.number, page.size, page.total)


def document_text(session: Session, capture_id: int) -> str | None:
    """The text that was taken out of a kept PDF or DOCX; None where there is none."""
    query = select(Document.text).where(Document.capture_id == capture_id).order_by(Document.id)
    return session.scalar(query.limit(1)) or None


def capture_page(session: Session, capture_id: int) -> CapturePage | None:
    """The kept copy of that number, or None. Two statements."""
    query = (
        select(Capture, Source.name, is_withheld().label("withheld"))
        .join(Source)
        .where(Capture.id == capture_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    capture, source_name, withheld = row
    seen = select(Observation.record_id).where(Observation.capture_id == capture_id)
    documents = select(Document.record_id).where(Document.capture_id == capture_id)
    items = (
        select(Item)
        .join(Record, Record.item_id == Item.id)
        .where(Record.id.in_(seen.union(documents)))
        .order_by(by_codepoint(session, Item.key))
    )
    shown = {item.key: item for item in session.scalars(items)}
    return CapturePage(
        id=capture.id,
        url=capture.url,
        url_key=capture.url_key,
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
        warc_offset=capture.warc_offset,
        length=capture.length,
        page_kind=capture.page_kind,
        revisit_of=capture.revisit_of_id,
        withheld=bool(withheld),
        items=tuple(Shown(i.key, i.title_ru, i.title_kk) for i in shown.values()),
    )

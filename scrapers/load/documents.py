"""Files that records link to: what became of each, and their text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.record import Document, DocumentStatus, Record
from models.source import Capture, Source
from scrapers.load.parts import parts
from scrapers.records import DocumentSeen, PageRead, RecordSeen
from scrapers.source import SourceConfig


def load_documents(
    session: Session,
    source: SourceConfig,
    row: Source,
    pages: Sequence[PageRead],
    failures: Mapping[str, str],
) -> tuple[int, set[int]]:
    """Add the documents that the records of the pages link to.

    Gives how many there are, and the ids of the records whose documents say something else now.

    A file that was read once stays read, even if it fails later: the newest capture of its
    address counts. One that was never asked for is pending.
    """
    linked = _linked(session, row, pages)
    known = {
        (document.record_id, document.url): document
        for ids in parts(sorted(linked))
        for document in session.scalars(select(Document).where(Document.record_id.in_(ids)))
    }
    read = _read(source, pages)
    captures = _captures(session, [page.capture_id for page, _ in read.values()])
    total = 0
    for record_id, urls in linked.items():
        for url in sorted(urls):
            total += 1
            document = known.get((record_id, url))
            if document is None:
                document = Document(record_id=record_id, url=url, status=DocumentStatus.PENDING)
                known[record_id, url] = document
                session.add(document)
    wanted = {document.url for document in known.values()}
    for document in [*known.values(), *_others(session, row, read, wanted)]:
        key = _key(source, document.url)
        if key in read:
            page, seen = read[key]
            _take(document, captures[page.capture_id], seen)
        elif key in failures and document.status is not DocumentStatus.FETCHED:
            document.status, document.error = DocumentStatus.FAILED, failures[key]
    changed = {one.record_id for one in (*session.new, *session.dirty)
               if isinstance(one, Document) and session.is_modified(one)}  # fmt: skip
    session.flush()
    return total, changed


def _linked(session: Session, row: Source, pages: Sequence[PageRead]) -> dict[int, set[str]]:
    """The addresses that each record seen in this run links to."""
    by_uid: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for seen in page.seen:
            if isinstance(seen, RecordSeen) and seen.documents:
                by_uid[seen.source_uid] |= set(seen.documents)
    found: dict[int, set[str]] = {}
    for uids in parts(sorted(by_uid)):
        query = select(Record.id, Record.source_uid).where(
            Record.source_id == row.id, Record.source_uid.in_(uids)
        )
        found |= {record_id: by_uid[uid] for record_id, uid in session.execute(query)}
    return found


def _read(
    source: SourceConfig, pages: Sequence[PageRead]
) -> dict[str, tuple[PageRead, DocumentSeen]]:
    """The newest capture of each document in this run."""
    found: dict[str, tuple[PageRead, DocumentSeen]] = {}
    for page in sorted(pages, key=lambda page: page.captured_at):
        for seen in page.seen:
            if isinstance(seen, DocumentSeen):
                found[_key(source, seen.url)] = (page, seen)
    return found


def _others(
    session: Session,
    row: Source,
    read: Mapping[str, tuple[PageRead, DocumentSeen]],
    wanted: set[str],
) -> list[Document]:
    """Documents of records of earlier runs that this run has read."""
    urls = sorted({seen.url for _, seen in read.values()} - wanted)
    found: list[Document] = []
    for part in parts(urls):
        query = (
            select(Document).join(Record).where(Record.source_id == row.id, Document.url.in_(part))
        )
        found += session.scalars(query)
    return found


def _captures(session: Session, ids: Sequence[int]) -> dict[int, Capture]:
    found: dict[int, Capture] = {}
    for part in parts(sorted(set(ids))):
        query = select(Capture).where(Capture.id.in_(part))
        found |= {capture.id: capture for capture in session.scalars(query)}
    return found


def _take(document: Document, capture: Capture, seen: DocumentSeen) -> None:
    """Let the document say what this capture of it says, unless a newer one has spoken."""
    known = document.capture
    if known is not None and known.id != capture.id and known.captured_at > capture.captured_at:
        return
    # A text without a word, and why, is a file that was had and holds none.
    status = DocumentStatus.FAILED if seen.text is None else DocumentStatus.FETCHED
    if document.status is DocumentStatus.FETCHED and status is DocumentStatus.FAILED:
        return
    document.capture_id, document.mime = capture.id, capture.mime
    document.status, document.error, document.text = status, seen.error, seen.text


def had_documents(session: Session, source: SourceConfig) -> set[str]:
    """The folded addresses of documents that were kept and read by an earlier run."""
    query = (
        select(Document.url)
        .join(Record)
        .join(Record.source_row)
        .where(Source.key == source.key, Document.status == DocumentStatus.FETCHED)
    )
    return {_key(source, url) for url in session.scalars(query)}


def _key(source: SourceConfig, url: str) -> str:
    try:
        return source.key_of(url)
    except ValueError:
        # An address that is none of the web fails when it is fetched; it is its own key.
        return url

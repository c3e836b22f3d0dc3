"""Rows of captures, and the records on disk that they stand for."""

from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models.source import Capture, Run
from scrapers.archive import Archive, Kept, Written
from scrapers.records import CapturedPage
from scrapers.transport import NOT_MODIFIED, Response
from scrapers.verifying import Finding, Orphan, orphans


def kept(capture: Capture) -> Kept:
    """A row as the archive sees it: its mapped columns are plain values to a reader."""
    return cast(Kept, capture)


def captured_page(archive: Archive, capture: Capture) -> CapturedPage:
    """A kept page as parsers see it, read from the archive.

    Raises ArchiveError when the bytes are no longer those that were kept.
    """
    return CapturedPage(
        capture_id=capture.id,
        url=capture.url,
        url_key=capture.url_key,
        variant=capture.variant,
        captured_at=capture.captured_at,
        status=capture.status,
        mime=capture.mime or "",
        body=archive.read(kept(capture)).body,
    )


def find_capture(
    session: Session, source_id: int, key: str, response: Response, body: str
) -> Capture | None:
    """The capture that is the same response again, None when it is not kept yet."""
    return session.scalar(
        select(Capture)
        .options(joinedload(Capture.revisit_of))
        .where(
            Capture.source_id == source_id,
            Capture.url_key == key,
            Capture.variant == response.variant,
            Capture.captured_at == response.captured_at,
            Capture.sha256 == body,
        )
    )


def capture_row(
    source_id: int, run_id: int, response: Response, written: Written, earlier: Capture | None
) -> Capture:
    """A new row, but for address key, hash and moment of keeping; `earlier` has its payload."""
    not_modified = response.status == NOT_MODIFIED and earlier is not None
    return Capture(
        source_id=source_id,
        run_id=run_id,
        url=response.url,
        variant=response.variant,
        captured_at=response.captured_at,
        via=response.via,
        # What the site says has not changed still is what it was.
        status=earlier.status if earlier and not_modified else response.status,
        mime=earlier.mime if earlier and not_modified else response.mime,
        size=earlier.size if earlier else len(response.body),
        warc_file=written.warc_file,
        warc_offset=written.warc_offset,
        length=written.length,
        record_sha256=written.record_sha256,
        revisit_of_id=earlier.id if earlier else None,
    )


def find_holder(session: Session, source_id: int, key: str, body: str) -> Capture | None:
    """The first capture of an address that has this body on disk, with its own bytes."""
    return session.scalar(
        select(Capture)
        .where(
            Capture.source_id == source_id,
            Capture.url_key == key,
            Capture.sha256 == body,
            Capture.revisit_of_id.is_(None),
        )
        .order_by(Capture.id)
        .limit(1)
    )


def adopt_files(session: Session, archive: Archive, source: str, run: Run) -> list[str]:
    """Give rows to whole records of a run's files that have none; what was left, in words."""
    notes = []
    for name in archive.files_of(source, run.id):
        for found in orphans(archive, name, _indexed(session, name)):
            if isinstance(found, Finding) or not _adopt(session, run, found):
                notes.append(_note(name, found))
    return notes


def _indexed(session: Session, warc_file: str) -> int:
    """The byte of a file up to which its records have rows."""
    end = func.max(Capture.warc_offset + Capture.length)
    return session.scalar(select(end).where(Capture.warc_file == warc_file)) or 0


def _adopt(session: Session, run: Run, orphan: Orphan) -> bool:
    """Give a record its row; False when its payload is not there or it is kept already."""
    earlier = None
    if orphan.revisit:
        earlier = find_holder(session, run.source_id, orphan.url_key, orphan.sha256)
        if earlier is None:
            return False
    if find_capture(session, run.source_id, orphan.url_key, orphan.response, orphan.sha256):
        return False
    capture = capture_row(run.source_id, run.id, orphan.response, orphan.written, earlier)
    capture.url_key, capture.sha256 = orphan.url_key, orphan.sha256
    capture.archived_at = orphan.kept_at
    session.add(capture)
    session.flush()
    return True


def _note(warc_file: str, found: Orphan | Finding) -> str:
    if isinstance(found, Finding):
        return f"{warc_file}: {found.message}"
    return (
        f"{warc_file}, byte {found.written.warc_offset}: "
        f"the copy of {found.response.url} could not be adopted"
    )

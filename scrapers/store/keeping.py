"""A run under way: it keeps responses and says how far it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, sessionmaker
from sqlalchemy.orm.attributes import set_committed_value

from models.engine import begin_write
from models.source import Capture, Run, RunStatus
from scrapers.archive import (
    Archive,
    ArchiveError,
    Writer,
    response_record,
    revisit_record,
    sha256,
)
from scrapers.locks import Check
from scrapers.records import CapturedPage
from scrapers.store.rows import capture_row, captured_page, find_capture, find_holder, kept
from scrapers.transport import Response, Validators
from scrapers.urls import url_key

HTTP_OK = 200


@dataclass
class OpenRun:
    """A run under way. `notes` are sentences for its report about runs that were cut off."""

    sessions: sessionmaker[Session]
    archive: Archive
    now: Callable[[], datetime]
    id: int
    source_id: int
    source: str
    aliases: Mapping[str, str]
    writer: Writer
    check_lock: Check
    notes: list[str] = field(default_factory=list)
    finished: bool = False

    def keep(self, response: Response, *, page_kind: str | None = None) -> Capture:
        """Archive `response` and give its row, detached; what is already kept is not kept twice.

        A response is known again by address, variant, moment and body. A 304 gives a capture
        with the body it refers to; the redirects that led to a response are kept before it.
        Raises LookupError when it refers to no capture of this
        source, ValueError when the address is none of the web, OSError from a full disk.
        """
        for hop in response.hops:
            self.keep(hop)
        key = url_key(response.url, self.aliases)
        now = self.now()
        with self.sessions() as session:
            body = sha256(response.body)
            earlier = None
            if response.refers_to is not None:
                earlier = self._holder(session, response.refers_to)
                body = earlier.sha256
            capture = find_capture(session, self.source_id, key, response, body)
            if capture is not None:
                session.expunge_all()
                return capture
            if earlier is None:
                earlier = self._same(session, key, response, body)
            session.expunge_all()
        # Nothing is locked in the database while the disk works.
        if earlier is None:
            packed = response_record(response, key, now)
        else:
            packed = revisit_record(response, key, now, kept(earlier))
        written = self.writer.write(packed)
        capture = capture_row(self.source_id, self.id, response, written, earlier)
        capture.url_key, capture.sha256, capture.archived_at = key, body, now
        capture.page_kind = page_kind
        with self.sessions(expire_on_commit=False) as session:
            begin_write(session)
            session.add(capture)
            session.commit()
            session.expunge_all()
        set_committed_value(capture, "revisit_of", earlier)
        return capture

    def page(self, capture: Capture) -> CapturedPage:
        """A kept page as parsers see it, read back from the archive. Raises ArchiveError."""
        return captured_page(self.archive, capture)

    def known(self, url: str, variant: str) -> Validators | None:
        """What the newest live capture of an address said about itself, for a live transport.

        A capture that can no longer be read is not known: it must be fetched anew.
        """
        with self.sessions() as session:
            capture = session.scalar(
                select(Capture)
                .options(joinedload(Capture.revisit_of))
                .where(
                    Capture.source_id == self.source_id,
                    Capture.url_key == url_key(url, self.aliases),
                    Capture.variant == variant,
                    Capture.via == "live",
                )
                .order_by(Capture.captured_at.desc(), Capture.id.desc())
                .limit(1)
            )
            if capture is None or capture.status != HTTP_OK:
                return None
            try:
                response = self.archive.read(kept(capture))
            except ArchiveError:
                return None
            etag, modified = response.header("ETag"), response.header("Last-Modified")
            if not etag and not modified:
                return None
            return Validators(capture.id, etag, modified)

    def note_kind(self, capture_id: int, page_kind: str) -> None:
        """Note what a page turned out to be."""
        self._write(update(Capture).where(Capture.id == capture_id).values(page_kind=page_kind))

    def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say that the run lives and how far it is. Raises LockLostError when it must stop."""
        self.check_lock()
        values = {"done": done, "heartbeat_at": self.now()}
        values |= {"total": total} if total is not None else {}
        values |= {"message": message} if message is not None else {}
        self._write(update(Run).where(Run.id == self.id).values(values))

    def finish(
        self,
        status: RunStatus,
        *,
        report: Mapping[str, Any] | None = None,
        message: str | None = None,
    ) -> None:
        """Say how the run ended."""
        now = self.now()
        self._write(
            update(Run)
            .where(Run.id == self.id)
            .values(
                status=status,
                finished_at=now,
                heartbeat_at=now,
                message=message,
                report=None if report is None else dict(report),
            )
        )
        self.finished = True

    def _write(self, statement: Any) -> None:
        with self.sessions() as session:
            begin_write(session)
            session.execute(statement)
            session.commit()

    def _holder(self, session: Session, capture_id: int) -> Capture:
        capture = session.get(Capture, capture_id, options=[joinedload(Capture.revisit_of)])
        if capture is None or capture.source_id != self.source_id:
            raise LookupError(f"{self.source} has no capture {capture_id} to refer to")
        return capture.revisit_of or capture

    def _same(self, session: Session, key: str, response: Response, body: str) -> Capture | None:
        """An earlier capture of this address with the same bytes, sent in the same packing."""
        earlier = find_holder(session, self.source_id, key, body)
        if earlier is None:
            return None
        try:
            same = self.archive.read(kept(earlier)).raw == response.raw
        except ArchiveError:
            # What cannot be read any more must not be referred to.
            return None
        return earlier if same else None

"""Withholding kept copies from the public, because they show people who are no deputies.

Captures and files that people uploaded are known by the hash of their bytes, so that one word
holds for all copies of the same bytes, however they came here.
"""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.queries.withheld import standing, why_withheld
from app.services import caches, open_data
from app.services.entering import reason_of
from app.services.errors import NotFoundError, StaleError
from models import audit
from models.file import StoredFile
from models.source import Capture
from models.user import User
from models.withholding import CaptureWithholding


def withhold(session: Session, actor: User, now: datetime, sha256: str, *, why: str) -> None:
    """Give the public no more of these bytes than their hash, and say why.

    Raises NotFoundError, and InvalidError without a reason.
    """
    _say(session, actor, now, sha256=sha256, withheld=True, why=why)


def withhold_address(session: Session, actor: User, now: datetime, url_key: str, *,
                     why: str) -> None:  # fmt: skip
    """The same for every copy of an address, those still to come too. Raises as `withhold`."""
    _say(session, actor, now, url_key=url_key, withheld=True, why=why)


def release(session: Session, actor: User, now: datetime, sha256: str, *, why: str) -> None:
    """Give these bytes to the public again. Raises as `withhold` does."""
    _say(session, actor, now, sha256=sha256, withheld=False, why=why)


def release_row(session: Session, actor: User, now: datetime, row_id: int, *, why: str) -> None:
    """Take back what one row of the list says. Raises as `withhold` does, and StaleError
    where something newer was said of the same bytes or address.
    """
    row = session.scalar(
        select(CaptureWithholding).where(CaptureWithholding.id == row_id, standing())
    )
    if row is None and session.get(CaptureWithholding, row_id) is None:
        raise NotFoundError("nothing was withheld under that number")
    if row is None or not row.withheld:
        raise StaleError(row_id)
    _say(session, actor, now, sha256=row.sha256, url_key=row.url_key, withheld=False, why=why)


def _say(
    session: Session, actor: User, now: datetime, *, sha256: str | None = None,
    url_key: str | None = None, withheld: bool, why: str,
) -> None:  # fmt: skip
    words = reason_of(why)
    about = Capture.sha256 == sha256 if sha256 else Capture.url_key == url_key
    # A copy of the address may have been kept as a file too, to quote from it.
    alike = StoredFile.sha256.in_(select(Capture.sha256).where(about))
    mine = select(StoredFile).where(or_(StoredFile.sha256 == sha256, alike))
    files = session.scalars(mine.order_by(StoredFile.id).with_for_update()).all()
    if not files and session.scalar(select(Capture.id).where(about).limit(1)) is None:
        raise NotFoundError("there is no such copy")
    with audit.reason(session, words):
        session.add(
            CaptureWithholding(
                sha256=sha256, url_key=url_key, withheld=withheld, why=words,
                decided_by_id=actor.id, decided_at=now,
            )
        )  # fmt: skip
        session.flush()
        for file in files:
            file.withheld_why = why_withheld(session, file.sha256)
    caches.forget(session, actor, now)
    open_data.order(session, actor, now)

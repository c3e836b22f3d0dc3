"""Withholding a kept file from the public, because it shows people who are no deputies."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.entering import reason_of
from app.services.errors import NotFoundError
from models import audit
from models.file import StoredFile


def withhold(session: Session, sha256: str, *, why: str) -> StoredFile:
    """Give the public no more of a file than its hash, and say why.

    Raises NotFoundError, and InvalidError without a reason.
    """
    file = _get(session, sha256)
    words = reason_of(why)
    with audit.reason(session, words):
        file.withheld_why = words
    return file


def release(session: Session, sha256: str, *, why: str) -> StoredFile:
    """Give the file to the public again. Raises as `withhold` does."""
    file = _get(session, sha256)
    with audit.reason(session, reason_of(why)):
        file.withheld_why = None
    return file


def _get(session: Session, sha256: str) -> StoredFile:
    query = select(StoredFile).where(StoredFile.sha256 == sha256).with_for_update()
    file = session.scalar(query)
    if file is None:
        raise NotFoundError("there is no file of that hash")
    return file

"""Keeps the head of the journal in its file, for every session on an engine that has one."""

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from models import audit
from models.heads import HeadFile, Kind, Line

log = structlog.get_logger()
FILES: WeakKeyDictionary[Engine, HeadFile] = WeakKeyDictionary()


def watch(engine: Engine, path: Path) -> None:
    """Keep the heads of the journal on `engine` in the file at `path`."""
    FILES[engine] = HeadFile(path)


@event.listens_for(Session, "before_commit")
def intend(session: Session) -> None:
    """Say outside of the table what is about to be committed. Raises OSError from a full disk."""
    if session.in_nested_transaction():
        return
    session.flush()
    span = session.info.get("audit_span")
    if not span:
        return
    connection = session.connection()
    file = FILES.get(connection.engine)
    if file is None:
        return
    if session.info.get("audit_unsure"):
        # A savepoint was rolled back, so that what was written last is no longer known.
        span["id"], span["hash"] = audit.head(connection)
        if span["hash"] == span["prev"]:
            return
    session.info["audit_intent"] = (file, span)
    file.intend(line(Kind.INTENT, span), span["first"] - 1)


@event.listens_for(Session, "after_commit")
def confirm(session: Session) -> None:
    """Say that it was committed. Its intent vouches for it where that cannot be written."""
    if session.in_nested_transaction():
        return
    file, span = session.info.pop("audit_intent", (None, None))
    if file is None:
        return
    try:
        file.add(line(Kind.HEAD, span))
    except OSError:
        log.warning("the head of the journal could not be written", exc_info=True)


@event.listens_for(Session, "after_soft_rollback")
def doubt(session: Session, previous: SessionTransaction) -> None:
    """After a savepoint was rolled back, the last row has to be asked for."""
    if previous.nested:
        session.info["audit_unsure"] = True


@event.listens_for(Session, "after_transaction_end")
def forget(session: Session, transaction: SessionTransaction) -> None:
    """Nothing of one transaction is said of the next one."""
    if transaction.parent is None:
        for name in ("audit_span", "audit_unsure", "audit_intent"):
            session.info.pop(name, None)


def line(kind: Kind, span: dict[str, Any]) -> Line:
    """What a transaction wrote, as a line of the file."""
    if kind is Kind.HEAD:
        return Line(kind, span["at"].isoformat(), span["id"], span["hash"])
    return Line(kind, span["at"].isoformat(), span["id"], span["hash"], span["first"], span["prev"])

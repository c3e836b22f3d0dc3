"""The journal: who changed what, from what to what, hash-chained and append-only.

A listener on every session writes one row per changed record in the transaction of the
change, so that no layer can forget it. The outermost caller says who acts with `bind`.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Index, event, insert, inspect, select, text
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column
from sqlalchemy.orm.unitofwork import UOWTransaction

from models.base import Base

# Any constant will do, as long as nothing else in the project takes the same lock.
ADVISORY_LOCK = 8_020_230_329


class Audit(Base):
    """One change of one record. Rows are only ever added."""

    __tablename__ = "audit"
    __audit__ = False
    __append_only__ = frozenset()
    __table_args__ = (Index("ix_audit_entity_entity_id", "entity", "entity_id"),)

    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str | None]
    prev_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)


GENESIS = "0" * 64


def bind(session: Session, *, actor: str, now: datetime) -> None:
    """Say who acts in `session` from here on: `user:ID`, `run:ID`, `job:ID` or `cli`."""
    session.info["audit_actor"] = actor
    session.info["audit_now"] = now


@contextmanager
def reason(session: Session, words: str) -> Iterator[None]:
    """Give the changes made in this block the reason `words`."""
    session.flush()
    session.info["audit_reason"] = words
    try:
        yield
        session.flush()
    finally:
        session.info.pop("audit_reason", None)


def digest(prev_hash: str, row: dict[str, Any]) -> str:
    """The sha256, in hex, of `row` chained to the row before it."""
    body = json.dumps(
        [
            prev_hash,
            row["at"].isoformat(),
            row["actor"],
            row["action"],
            row["entity"],
            row["entity_id"],
            row["before"],
            row["after"],
            row["reason"],
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


@event.listens_for(Mapper, "after_configured")
def remember_what_was() -> None:
    """Let a column that is set without having been read be read first.

    Otherwise the journal would not know what stood there before.
    """
    for mapper in Base.registry.mappers:
        if mapper.class_.__audit__:
            for attr in mapper.column_attrs:
                getattr(mapper.class_, attr.key).impl.active_history = True


def plain(value: Any) -> Any:
    """`value` as the journal keeps it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict | list):
        return json.loads(json.dumps(value, ensure_ascii=False, default=str))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _values(obj: Base) -> dict[str, Any]:
    state = inspect(obj)
    return {
        attr.key: plain(state.dict[attr.key])
        for attr in state.mapper.column_attrs
        if attr.key in state.dict
        and attr.key != "id"
        and attr.key not in obj.__audit_exclude__
        and state.dict[attr.key] is not None
    }


def _difference(obj: Base) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns of `obj` that this flush changes: before and after."""
    before, after = {}, {}
    state = inspect(obj)
    for attr in state.mapper.column_attrs:
        history = state.attrs[attr.key].history
        if not history.has_changes():
            continue
        hidden = attr.key in obj.__audit_exclude__
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        before[attr.key] = "hidden" if hidden else plain(old)
        after[attr.key] = "hidden" if hidden else plain(new)
    return before, after


def _changes(session: Session) -> Iterator[tuple[str, Base, Any, Any]]:
    for obj in session.new:
        if isinstance(obj, Base) and obj.__audit__:
            yield "create", obj, None, _values(obj)
    for obj in session.dirty:
        if isinstance(obj, Base) and obj.__audit__:
            before, after = _difference(obj)
            if after.keys() - obj.__audit_silent__:
                yield "update", obj, before, after
    for obj in session.deleted:
        if isinstance(obj, Base) and obj.__audit__:
            yield "delete", obj, _values(obj), None


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last row; 0 and GENESIS where there is none."""
    last = select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(1)
    row = connection.execute(last).one_or_none()
    return (row.id, row.hash) if row else (0, GENESIS)


@event.listens_for(Session, "after_flush")
def journal(session: Session, _context: UOWTransaction) -> None:
    """Write a row for every journalled change of this flush.

    Raises RuntimeError when nobody has said who acts.
    """
    changes = list(_changes(session))
    if not changes:
        return
    if "audit_actor" not in session.info:
        raise RuntimeError("nobody is bound as the actor of this session: call audit.bind")
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    number, prev_hash = head(connection)
    rows: list[dict[str, Any]] = []
    for action, obj, before, after in changes:
        row = {
            "at": session.info["audit_now"].astimezone(UTC),
            "actor": session.info["audit_actor"],
            "action": action,
            "entity": obj.__tablename__,
            "entity_id": obj.id,
            "before": before,
            "after": after,
            "reason": session.info.get("audit_reason"),
        }
        row_hash = digest(prev_hash, row)
        # Numbered here, under the lock, so that a row that was removed leaves a number free.
        number += 1
        rows.append({**row, "id": number, "prev_hash": prev_hash, "hash": row_hash})
        prev_hash = row_hash
    connection.execute(insert(Audit), rows)
    # What this transaction wrote, for the line outside the table, see `models.witness`.
    span = session.info.setdefault("audit_span", {})
    span.setdefault("first", rows[0]["id"])
    span.setdefault("prev", rows[0]["prev_hash"])
    span |= {"id": number, "hash": prev_hash, "at": rows[-1]["at"]}

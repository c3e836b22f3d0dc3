"""Engine settings that both the application and the command line need.

SQLite gets WAL, foreign keys, a busy timeout and explicit transactions, so that a
write can begin with BEGIN IMMEDIATE: the audit chain forks without it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

WRITE = {"write_transaction": True}


def configure(engine: Engine) -> None:
    """Install the SQLite settings on `engine`; nothing to do on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        # Python's driver would begin transactions of its own, always deferred.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: sqlite3.Connection, _record: Any, _proxy: Any) -> None:
        # A migration that rebuilds tables leaves them off, see `rebuilding`.
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write_transaction")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def begin_write(session: Session) -> Connection:
    """Begin the session's transaction as a writing one.

    Call it before the first statement: a SQLite transaction that has read can no longer
    become a writing one once somebody else has written.
    """
    return session.connection(execution_options=WRITE)


@contextmanager
def rebuilding(connection: Connection) -> Iterator[None]:
    """Let a migration rebuild tables that other rows refer to; nothing to do on PostgreSQL.

    SQLite changes a table by making it anew and dropping the old one, which foreign keys
    forbid, and they can only be turned off between two transactions. Raises RuntimeError when
    a row refers to nothing afterwards; the migration then leaves everything as it was.
    """
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        for statement in ("COMMIT", "PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"):
            connection.exec_driver_sql(statement)
    yield
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"rows refer to nothing after the migration: {broken[:5]}")

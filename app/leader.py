"""One leader among many workers: the rest stand by and take over when it dies.

On PostgreSQL an advisory lock on a connection that is held open; on SQLite, which lives on
one machine, a locked file. Both are let go by the system when the process dies.
"""

import contextlib
from pathlib import Path
from typing import Protocol

import filelock
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.config import Config

# Any constant that nothing else in the project locks.
ADVISORY_LOCK = 8_020_230_330


class Leadership(Protocol):
    """The right to run jobs."""

    def take(self) -> bool:
        """Try to become the leader, at once; true where that worked."""

    def held(self) -> bool:
        """Whether this process still leads."""

    def release(self) -> None:
        """Let others lead."""


class FileLeadership:
    """A locked file beside the SQLite database."""

    def __init__(self, path: Path) -> None:
        self._lock = filelock.FileLock(path, thread_local=False)

    def take(self) -> bool:
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            return False
        return True

    def held(self) -> bool:
        return self._lock.is_locked

    def release(self) -> None:
        self._lock.release()


class AdvisoryLeadership:
    """An advisory lock of PostgreSQL, as long as its connection lives."""

    def __init__(self, engine: Engine) -> None:
        # A pooled connection could come back to us, or be recycled, with the lock on it.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def take(self) -> bool:
        connection = self._engine.connect()
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
            self._connection = connection
            return True
        connection.close()
        return False

    def held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def release(self) -> None:
        if self._connection is None:
            return
        # The connection may be what broke; the lock is gone with it then.
        with contextlib.suppress(DBAPIError):
            self._connection.execute(
                text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK}
            )
        self._connection.close()
        self._connection = None


def leadership(config: Config, engine: Engine) -> Leadership:
    """The way of leading that fits the database."""
    if engine.dialect.name == "postgresql":
        return AdvisoryLeadership(create_engine(engine.url, poolclass=NullPool))
    return FileLeadership(config.instance_dir / "worker.lock")

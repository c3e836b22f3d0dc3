"""One run a source at a time, over processes and machines, freed when the holder dies."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text


class LockedError(Exception):
    """Somebody else holds the lock."""


class LockLostError(Exception):
    """The connection that held the lock broke: somebody else may hold it by now."""


Check = Callable[[], None]


@contextmanager
def source_lock(engine: Engine, directory: Path, key: str) -> Iterator[Check]:
    """Hold the lock of the source `key`; raises LockedError at once when it is taken.

    On PostgreSQL an advisory lock of a connection of its own, on SQLite a lock on a file in
    `directory`. Call what it gives now and then: it raises LockLostError when the lock is gone.
    """
    if engine.dialect.name == "postgresql":
        with _advisory(engine, key) as check:
            yield check
        return
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(directory / f"{key}.lock", timeout=0):
            yield lambda: None
    except Timeout as error:
        raise LockedError(key) from error


@contextmanager
def _advisory(engine: Engine, key: str) -> Iterator[Check]:
    digest = hashlib.sha256(f"source:{key}".encode()).digest()
    number = {"number": int.from_bytes(digest[:8], "big", signed=True)}
    holds = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), number):
            raise LockedError(key)

        def check() -> None:
            # A connection that was replaced behind our back would hold nothing.
            if connection.invalidated or not connection.scalar(holds):
                raise LockLostError(key)

        try:
            yield check
        finally:
            if not connection.invalidated:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), number)

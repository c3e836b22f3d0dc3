"""Caches in front of the portal: told to forget pages when something is published."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.services import jobs
from models.user import User

KIND = "purge_cache"
#: What stands in the `info` of sessions where a cache is to be told.
SETTING = "purges_cache"
#: How long after a publication the cache is told a second time, and after a failure once more.
AGAIN = timedelta(minutes=1)
ROUNDS = 5


def forget(session: Session, actor: User | None, now: datetime) -> None:
    """Let the worker tell the cache that all public pages may have changed.

    Nothing happens where no cache is set (CACHE_PURGE_URL): its pages are asked for anew then.
    """
    if session.info.get(SETTING):
        args = {"tags": ["edition", "today"]}
        jobs.enqueue(session, actor, now, KIND, args)
        # A page that was being made meanwhile may reach the cache after it was told to forget.
        jobs.enqueue(session, actor, now, KIND, args | {"again": 1}, due_at=now + AGAIN)


def try_later(session: Session, now: datetime, args: dict[str, Any]) -> bool:
    """Tell the cache once more where it did not hear; False after ROUNDS times."""
    times = int(args.get("round", 1))
    if times >= ROUNDS:
        return False
    later = args | {"round": times + 1}
    jobs.enqueue(session, None, now, KIND, later, due_at=now + AGAIN * 2**times)
    return True

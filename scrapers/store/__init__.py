"""Runs and captures in the database, beside the archive on disk.

A response is on disk before its row is committed, and each row is committed by itself: a
process that is killed loses at most the response it was writing, and what it had already
written whole is adopted by the next run.
"""

from scrapers.store.keeping import OpenRun
from scrapers.store.opening import Recovered, RunInProgressError, Store, Verified
from scrapers.store.rows import captured_page, kept

__all__ = [
    "OpenRun",
    "Recovered",
    "RunInProgressError",
    "Store",
    "Verified",
    "captured_page",
    "kept",
]

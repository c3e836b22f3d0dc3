"""A store on a fresh database, and responses to put into it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.config import Config
from app.extensions import db
from scrapers.archive import Archive
from scrapers.store import Store
from scrapers.transport import Response

THEN = datetime(2016, 8, 2, 20, 7, 39, tzinfo=UTC)


class Clock:
    """A clock that moves one second at each look."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(app: Flask, config: Config, clock: Clock) -> Store:
    with app.app_context():
        return Store(db.sessionmaker, Archive(config.archive_dir), clock)


@pytest.fixture
def open_run(store: Store) -> Callable:
    def open_run(key: str = "parlam-html", **more: object):
        settings = {
            "name": "A site",
            "base_url": "http://www.parlam.kz",
            "transport": "warc",
            "actor": "test",
        }
        return store.run(key, **(settings | more))

    return open_run


def answer(url: str = "http://www.parlam.kz/ru/a", body: bytes = b"a page", **more) -> Response:
    """A response as a transport would give it."""
    fields = {
        "url": url,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"),),
        "raw": body,
        "body": body,
        "captured_at": THEN,
        "via": "warc",
    }
    return Response(**(fields | more))

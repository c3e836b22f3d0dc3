"""How things are measured, and a portal to measure them on."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app import create_app, packs
from app.clock import now
from app.config import ROOT, Config
from app.extensions import alembic, db
from models.engine import begin_write

ARCHIVE = ROOT.parent / "shared" / "archive" / "parlam-2016-08-02-a-k.warc.gz"


@dataclass(frozen=True)
class Measured:
    """One measurement: seconds of ours and of the limit, and the most their ratio may be."""

    title: str
    what: str
    seconds: float
    limit_what: str
    against: float
    most: float

    @property
    def ratio(self) -> float:
        """How many times the limit it takes."""
        return self.seconds / self.against

    @property
    def kept(self) -> bool:
        """Whether it stays under its limit."""
        return self.ratio <= self.most


@dataclass(frozen=True)
class Row:
    """A figure that should be high: ours, what it is held against, and the least ratio."""

    what: str
    ours: float
    against: float
    least: float

    @property
    def ratio(self) -> float:
        """How many times as high."""
        return self.ours / self.against

    @property
    def kept(self) -> bool:
        """Whether it reaches its limit."""
        return self.ratio >= self.least


@dataclass(frozen=True)
class Compared:
    """Figures of quality rather than of time."""

    title: str
    what: str
    rows: tuple[Row, ...]

    @property
    def kept(self) -> bool:
        """Whether every figure reaches its limit."""
        return all(row.kept for row in self.rows)


@dataclass(frozen=True)
class Skipped:
    """A benchmark that cannot run here, and why."""

    reason: str


def best(function: Callable[[], object], times: int = 5) -> float:
    """The shortest of several runs, in seconds: the least disturbed one."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        function()
        found.append(time.perf_counter() - begun)
    return min(found)


@contextmanager
def portal(*, pack: bool = True) -> Iterator[Flask]:
    """A portal in a folder of its own, migrated, with the country pack."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        app = create_app(
            Config(
                database_url=f"sqlite:///{home / 'portal.sqlite'}",
                secret_key="only for measuring, but as long as it has to be",  # noqa: S106
                instance_dir=home,
                archive_dir=home / "archive",
                backup_dir=home / "backups",
                production=False,
                testing=True,
            )
        )
        with app.app_context():
            alembic.upgrade()
            if pack:
                with db.sessionmaker() as session:
                    begin_write(session)
                    packs.load(session, ROOT / "data" / "kz-mazhilis-8", now())
                    session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()

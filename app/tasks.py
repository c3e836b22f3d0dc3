"""What each kind of job does. A handler runs in an application context and returns its result."""

from collections.abc import Callable
from typing import Any, Protocol

from flask import current_app

from app import backup as backups
from app import clock
from app.config import Config
from app.extensions import alembic, db
from app.services import upkeep
from app.services.jobs import Claimed
from models import audit, engine

#: As many nightly backups are kept; those made by hand are never touched.
BACKUPS_KEPT = 14
NIGHTLY = "nightly-"


class Progress(Protocol):
    """How a handler says how far it is; raises CancelledError when it is to stop."""

    def __call__(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """`done` of `total` steps, `total` None where it is not known."""


class JobFailedError(Exception):
    """A job that did its work and found that something is wrong. The sentence says what."""

    def __init__(self, reason: str, result: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.result = result


Handler = Callable[[Claimed, Progress], dict[str, Any] | None]


def backup(job: Claimed, say: Progress) -> dict[str, Any]:
    """Make the nightly backup, check it, and drop the oldest ones."""
    config: Config = current_app.extensions["config"]
    now = clock.now()
    path = config.backup_dir / f"{NIGHTLY}{now.astimezone(clock.ALMATY):%Y%m%d-%H%M%S}.zip"
    head = str(alembic.script_directory.get_current_head())
    made = backups.create(config, db.engine, path, revision=head, now=now, say=say)
    old = sorted(config.backup_dir.glob(f"{NIGHTLY}*.zip"))[:-BACKUPS_KEPT]
    for file in old:
        file.unlink()
    rows = sum(member.rows or 0 for member in made.members.values())
    return {"file": path.name, "rows": rows, "files": len(made.files), "removed": len(old)}


def clean_drafts(job: Claimed, say: Progress) -> dict[str, Any]:
    """Remove drafts that were forgotten."""
    with db.sessionmaker() as session:
        engine.begin_write(session)
        now = clock.now()
        audit.bind(session, actor=f"job:{job.id}", now=now)
        removed = upkeep.clean_drafts(session, now)
        session.commit()
    return {"removed": removed}


HANDLERS: dict[str, Handler] = {
    "backup": backup,
    "clean_drafts": clean_drafts,
}

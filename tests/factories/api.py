"""A portal with two editions and everything odd, made once for many questions of programs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.config import Config
from app.extensions import alembic, db
from app.services import files
from models import audit
from models.file import StoredFile
from models.user import User, UserRole
from tests.conftest import NOW, fresh_database
from tests.factories.voters import LATER, Voters

#: Promises of the deputy who promised everything: enough for a second page of a short list.
PROMISES = 25


@dataclass(frozen=True)
class Portal:
    """An application with that world; `coders` are names that nobody may ever read."""

    app: Flask
    config: Config
    coders: tuple[str, ...]
    term: str

    @property
    def client(self) -> FlaskClient:
        """Somebody who asks."""
        return self.app.test_client()


@contextmanager
def rich_portal(template: str, kind: str, directory: Path) -> Iterator[Portal]:
    """Such a portal on a database of its own, on a day after both editions."""
    with fresh_database(template, kind, directory) as url, time_machine.travel(LATER, tick=True):
        config = Config(
            database_url=url,
            secret_key="a key for tests that is long enough to be taken",
            instance_dir=directory / "instance",
            archive_dir=directory / "archive",
            backup_dir=directory / "backups",
            production=False,
            testing=True,
            contact="desk@example.org",
            licence="CC BY 4.0",
        )
        app = create_app(config)
        with app.app_context():
            alembic.stamp()
            with db.sessionmaker() as session:
                audit.bind(session, actor="test", now=NOW)

                def make(role: UserRole = UserRole.ACTIVIST, **fields: object) -> User:
                    mark = uuid.uuid4().hex
                    values = {
                        "email": f"{mark}@example.org", "name": f"Person {mark}", "role": role,
                        "fs_uniquifier": mark, "active": True, "created_at": NOW,
                    }  # fmt: skip
                    user = User(**(values | fields))
                    session.add(user)
                    session.commit()
                    return user

                world = Voters(session, make, many=PROMISES).publish()
                for file in session.scalars(select(StoredFile)):
                    place = files.path_of(config.archive_dir, file.sha256)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(b"%PDF-1.4")
                coders = tuple(user.name for user in (*world.coders, world.coordinator))
                legislature = world.convocation.legislature.key
                term = f"{legislature}-{world.convocation.number}"
        yield Portal(app, config, coders, term)
        with app.app_context():
            db.engine.dispose()

"""Fixtures for every test: a fresh database, an application on it, people signed in."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import create_app
from app.config import Config
from app.extensions import db
from models import audit
from models.base import Base
from models.user import User, UserRole
from tests import made_once, postgres

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ARCHIVE = Path(__file__).resolve().parent.parent.parent / "shared" / "archive"


made_once.share()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what asks no database, or has no need to ask it again."""
    if config.getoption("--db") == "sqlite":
        return
    asking = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or item.get_closest_marker("one_database"):
        return False
    return bool({"template", "cluster"} & set(getattr(item, "fixturenames", ())))


def skip(reason: str) -> None:
    """Skip, or fail where REQUIRE_ALL=1 forbids a skip."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1 and {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without a database name."""
    binaries = postgres.find_binaries()
    if binaries is None:
        skip("PostgreSQL's binaries are missing: install the Debian package postgresql")
    with postgres.running(binaries) as url:
        yield url


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database with all tables, to be copied for each test."""
    if request.config.getoption("--db") == "postgresql":
        url = request.getfixturevalue("cluster")
        postgres.create(url, "template_portal")
        engine = create_engine(f"{url}&dbname=template_portal")
    else:
        url = str(tmp_path_factory.mktemp("template") / "portal.sqlite")
        engine = create_engine(f"sqlite:///{url}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return url


@contextmanager
def fresh_database(template: str, kind: str, directory: Path) -> Iterator[str]:
    """A database of its own, like the template; `directory` is where SQLite puts it."""
    if kind == "sqlite":
        shutil.copy(template, directory / "portal.sqlite")
        yield f"sqlite:///{directory / 'portal.sqlite'}"
        return
    name = f"test_{uuid.uuid4().hex}"
    postgres.create(template, name, like="template_portal")
    yield f"{template}&dbname={name}"
    postgres.drop(template, name)


@pytest.fixture
def database_url(template: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database for one test."""
    with fresh_database(template, request.config.getoption("--db"), tmp_path) as url:
        yield url


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """The configuration of a portal of its own, with nowhere to fetch from."""
    return config_of(database_url, tmp_path)


def config_of(database_url: str, folder: Path) -> Config:
    """The configuration of a portal that keeps all its files in `folder`."""
    return Config(
        database_url=database_url,
        secret_key="a key for tests that is long enough to be taken",
        instance_dir=folder / "instance",
        archive_dir=folder / "archive",
        backup_dir=folder / "backups",
        production=False,
        testing=True,
        parlam_base_url="http://127.0.0.1:9",
        mazhilis_base_url="http://127.0.0.1:9",
        wayback_base_url="http://127.0.0.1:9",
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application on a fresh database."""
    app = create_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session that writes as `test`; what it adds must be committed to be seen elsewhere."""
    with app.app_context():
        maker = db.sessionmaker
    with maker() as session:
        audit.bind(session, actor="test", now=NOW)
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who is not signed in. Forms are sent without a token of their page."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def make_user(session: Session) -> Callable[..., User]:
    """Add a user of a role; `user.sign_in(client)` is `sign_in(client, user)`."""

    return users_of(session)


def users_of(session: Session) -> Callable[..., User]:
    """What adds users to `session`."""

    def make(role: UserRole = UserRole.ACTIVIST, **fields: object) -> User:
        number = uuid.uuid4().hex[:8]
        values: dict[str, object] = {
            "email": f"{number}@example.org",
            "name": f"Person {number}",
            "role": role,
            "fs_uniquifier": uuid.uuid4().hex,
            "active": True,
            "created_at": NOW,
        }
        user = User(**(values | fields))
        session.add(user)
        session.commit()
        return user

    return make


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, User], FlaskClient]:
    """Sign a user in without the sign-in form, which has tests of its own."""

    def sign(client: FlaskClient, user: User) -> FlaskClient:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = user.fs_uniquifier
            cookie["_fresh"] = True
        return client

    return sign


@pytest.fixture(scope="session")
def parlam_archive() -> Path:
    """The real captures of 2 August 2016."""
    path = ARCHIVE / "parlam-2016-08-02-a-k.warc.gz"
    if not path.exists():
        skip(f"the real captures are absent: {path.name} belongs into ../shared/archive")
    return path

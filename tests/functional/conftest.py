"""A portal that several modules only read: to build it takes long."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.extensions import db
from models import audit
from tests.conftest import NOW, config_of, fresh_database, users_of
from tests.factories.watched import Watched


@dataclass
class Portal:
    """An application on `world`, with a session that reads it."""

    app: Flask
    session: Session
    world: Watched


@pytest.fixture(scope="session")
def read_only_portal(
    template: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """A portal with two editions; what a test changes in its session is rolled back."""
    folder = tmp_path_factory.mktemp("portal")
    with fresh_database(template, request.config.getoption("--db"), folder) as url:
        app = create_app(config_of(url, folder))
        with app.app_context():
            maker = db.sessionmaker
        with maker() as session:
            audit.bind(session, actor="test", now=NOW)
            yield Portal(app, session, Watched(session, users_of(session)).publish())
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def portal(read_only_portal: Portal) -> Iterator[Portal]:
    """That portal for one test."""
    yield read_only_portal
    read_only_portal.session.rollback()

"""A portal with much in it, for files that hold everything: made once for a module of tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app import create_app, demo, packs
from app.config import ROOT, Config
from app.extensions import db
from models import audit, engine
from tests.conftest import NOW, fresh_database

KEY = "k" * 40


def load(session: Session, name: str) -> None:
    """Load a pack of the project."""
    engine.begin_write(session)
    packs.load(session, ROOT / "data" / name, NOW)
    session.commit()


@contextmanager
def grown(template: str, kind: str, directory: Path) -> Iterator[Flask]:
    """The real pack, and beside it the maslikhat of the training ground with its edition."""
    with fresh_database(template, kind, directory) as url:
        base = Config.from_environ({"INSTANCE_DIR": str(directory), "SECRET_KEY": KEY})
        app = create_app(replace(base, database_url=url, testing=True))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context(), db.sessionmaker() as session:
            audit.bind(session, actor="test", now=NOW)
            for name in ("kz-calendar", "training-maslikhat"):
                load(session, name)
            engine.begin_write(session)
            demo.tell(session, base.archive_dir, KEY)
            session.commit()
            load(session, "kz-mazhilis-8")
        yield app
        with app.app_context():
            db.engine.dispose()

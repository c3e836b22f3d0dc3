"""Small portals worth copying, and copies of them."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.cli.mirror import make
from app.config import Config
from app.extensions import db
from app.mirror.addresses import Scope
from app.mirror.build import Built
from app.mirror.reading import UNKNOWN
from app.queries import editions
from app.services import editions as service
from models import audit
from models.coding import Coding, Reading, Strength, ThesisTag
from models.item import Kind
from models.record import Observation, Record, Statement
from models.user import User, UserRole
from tests.conftest import NOW, fresh_database
from tests.factories.copies import Copies
from tests.factories.editions import AS_OF, Ready
from tests.factories.world import World

Fill = Callable[..., Any]
SEED = bytes(range(32))
PAGE = (
    "<html lang=ru><body><h1>Запрос о дорогах</h1><p>Дороги разбиты, <a href='https://elsewhere"
    ".example/'>читайте</a></p><img src='https://elsewhere.example/a.png'></body></html>"
)


def furnish(app: Flask, session: Session, make_user: Callable[..., User]) -> None:
    """Fill a portal: a deputy with a promise, a request on it with its kept page, and noise."""
    world = World(session)
    world.convocation.start = dt.date(2023, 3, 29)
    region = world.region()
    mandate = world.mandate(region, name="Құспан Абзал")
    programme = world.programme(mandate, theses=0, source="листовка")
    thesis = world.thesis(programme, 1, lang="ru", text_ru="Отремонтировать дороги")
    part = world.participation(mandate, kind=Kind.DEPUTY_REQUEST)
    part.item.title_ru = "О ремонте дорог"
    coding = world.add(
        Coding(participation_id=part.id, coder_id=make_user().id, saved_at=NOW,
               reading=Reading.TAGGED)
    )  # fmt: skip
    world.add(ThesisTag(coding=coding, thesis=thesis, strength=Strength.DIRECT))
    noise = world.participation(mandate, kind=Kind.VOTER_MEETING)
    noise.item.title_kk = "Мектеп салу туралы"
    copies = Copies(app, session, source="mazhilis-api")
    kept = copies.keep(
        "https://mazhilis.parlam.kz/api/core/deputies/by-alphabet/",
        PAGE.encode(),
        kind="deputies-by-alphabet",
    )
    copies.keep("https://mazhilis.parlam.kz/noise", b"plain", "text/plain")
    record = session.scalars(select(Record).where(Record.item_id == part.item_id)).first()
    if record is None:
        record = world.add(
            Record(source_row=world.source, source_uid="1", convocation=world.convocation,
                   item=part.item, kind=Kind.DEPUTY_REQUEST, title_ru=part.item.title_ru)
        )  # fmt: skip
    record.capture_ru_id = kept.id
    record.url_ru = kept.url
    said = world.add(Statement(sha256="5" * 64, fields={"title": part.item.title_ru}))
    world.add(Observation(record_id=record.id, capture_id=kept.id, lang="ru", statement_id=said.id))
    session.commit()


def publish(_app: Flask, session: Session, make_user: Callable[..., User]) -> None:
    """Fill a portal with two deputies and one edition."""
    ready = Ready(session, make_user)
    session.commit()
    service.publish(
        session, ready.coordinator, NOW, campaign=ready.campaign.id, name="Осень", as_of=AS_OF
    )
    session.commit()


@contextmanager
def portal(
    template: str, kind: str, folder: Path, fill: Fill = furnish, **settings: object
) -> Iterator[Flask]:
    """A portal of its own, filled by `fill`."""
    with fresh_database(template, kind, folder) as url, time_machine.travel(NOW, tick=True):
        app = create_app(
            Config(
                database_url=url, secret_key="a key for tests that is long enough to be taken",
                instance_dir=folder / "instance", archive_dir=folder / "archive",
                backup_dir=folder / "backups", production=False, testing=True, **settings,
            )
        )  # fmt: skip
        with app.app_context():
            maker = db.sessionmaker
        with maker() as session:
            audit.bind(session, actor="test", now=NOW)

            def make_user(role: UserRole = UserRole.ACTIVIST, **fields: object) -> User:
                number = len(session.scalars(select(User)).all())
                values = {
                    "email": f"u{number}@e.org",
                    "name": f"U {number}",
                    "role": role,
                    "fs_uniquifier": f"u{number}",
                    "active": True,
                    "created_at": NOW,
                }
                user = User(**(values | fields))
                session.add(user)
                session.flush()
                return user

            fill(app, session, make_user)
        yield app
        with app.app_context():
            db.engine.dispose()


def copy(app: Flask, folder: Path, base: str = UNKNOWN, **scope: object) -> Built:
    """A copy of it in `folder`."""
    values = {"feeds": base != UNKNOWN} | scope
    with app.app_context():
        edition = None
        if number := values.get("edition"):
            with db.sessionmaker() as session:
                edition = editions.get(session, int(str(number)))
        return make(
            app,
            folder,
            Scope(**values),
            base,
            edition=edition,
            say=lambda *_: None,  # type: ignore[arg-type]
        )

"""A small portal worth copying: an edition, a kept page, a document, and a copy of all of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.cli.mirror import OwnSite, make
from app.config import Config
from app.extensions import db
from app.mirror.addresses import Scope
from app.mirror.build import Built
from app.mirror.reading import UNKNOWN
from app.queries import editions
from app.services import editions as service
from models import audit
from models.item import Kind
from models.record import Record
from models.user import User, UserRole
from tests.conftest import NOW, fresh_database
from tests.factories.copies import Copies
from tests.factories.editions import AS_OF, Ready

SEED = bytes(range(32))
PAGE = (
    "<html lang=ru><body><h1>Запрос о дорогах</h1><p>Дороги разбиты, <a href='https://elsewhere"
    ".example/'>читайте</a></p><img src='https://elsewhere.example/a.png'></body></html>"
)


def furnish(app: Flask, session: Session, make_user: Callable[..., User]) -> Ready:
    """Fill a portal: two deputies, a request with its kept page, noise, and one edition."""
    ready = Ready(session, make_user)
    for part in ready.parts:
        part.item.title_ru = f"О ремонте дорог {part.item.id}"
    ready.parts[0].item.kind = Kind.DEPUTY_REQUEST
    copies = Copies(app, session, source="mazhilis-api")
    kept = copies.keep("https://mazhilis.parlam.kz/ru/deputy-requests/1", PAGE.encode())
    copies.keep("https://mazhilis.parlam.kz/noise", b"plain", "text/plain")
    item = ready.parts[0].item
    record = session.scalars(select(Record).where(Record.item_id == item.id)).first()
    if record is None:
        record = Record(
            source_row=ready.world.source, source_uid="1", convocation=ready.convocation,
            item=item, kind=Kind.DEPUTY_REQUEST, title_ru=item.title_ru,
        )  # fmt: skip
        session.add(record)
    record.capture_ru_id = kept.id
    record.url_ru = kept.url
    session.commit()
    service.publish(
        session, ready.coordinator, NOW, campaign=ready.campaign.id, name="Осень", as_of=AS_OF
    )
    noise = ready.world.participation(ready.second, kind=Kind.VOTER_MEETING)
    noise.item.title_kk = "Мектеп салу туралы"
    session.commit()
    return ready


@contextmanager
def portal(template: str, kind: str, folder: Path, **settings: object) -> Iterator[Flask]:
    """A furnished portal of its own."""
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

            furnish(app, session, make_user)
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


__all__ = ["SEED", "OwnSite", "copy", "furnish", "portal"]

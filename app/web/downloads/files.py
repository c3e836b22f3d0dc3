"""A file that is sent while it is read, and the lines about it in the log."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.exports import FORMATS, Order, Setting, Tally, pieces
from app.extensions import db
from app.services import exports as service
from app.services.exports import Taken
from models import audit, engine


def send(order: Order, taken: Taken) -> Response:
    """One table as a file."""
    kind = FORMATS[taken.format]
    training: bool = current_app.extensions["config"].training
    setting = Setting(clock.now(), taken.lang, training=training, site=request.url_root.rstrip("/"))
    response = Response(_given(order, taken, setting), content_type=kind.mime)
    name = "-".join(
        filter(
            None,
            ("training" if training else "", order.table.name, taken.lang,
             clock.day(setting.now).isoformat()),
        )
    )  # fmt: skip
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind.key}"'
    return response


def _given(order: Order, taken: Taken, setting: Setting) -> Iterator[bytes]:
    """The pieces, read in a session of their own: that of the request ends too early.

    Whoever only asks for the headers of the file begins nothing, and stands in no log.
    """
    maker, account = db.sessionmaker, current_user.id
    kind = FORMATS[taken.format]

    def note(change: Callable[[Session], Any]) -> Any:
        """Write a line of the log, in a transaction of its own."""
        with maker() as session:
            engine.begin_write(session)
            audit.bind(session, actor=f"user:{account}", now=clock.now())
            found = change(session)
            session.commit()
            return found

    def given() -> Iterator[bytes]:
        tally = Tally()
        run_id = note(lambda s: service.begin(s, account, clock.now(), taken).id)
        try:
            with maker() as session:
                yield from pieces(session, (order,), kind, setting, tally)
        except BaseException:
            # Also where the reader went away: the generator is closed then.
            rows, size = tally.rows, tally.size
            note(lambda s: service.break_off(s, clock.now(), run_id, rows=rows, size=size))
            raise
        note(
            lambda s: service.finish(
                s, clock.now(), run_id, rows=tally.rows, size=tally.size, sha256=tally.sha256
            )
        )

    return given()

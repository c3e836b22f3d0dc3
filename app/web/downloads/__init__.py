"""The open tables as files, for those who work with the numbers."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app, render_template
from flask_login import current_user

from app import clock, exports
from app.exports import FORMATS, TABLES
from app.extensions import db
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access

downloads = Blueprint("downloads", __name__)


@downloads.get("/")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def index() -> str:
    """All tables and formats."""
    return render_template("pages/downloads/index.html", tables=TABLES, formats=FORMATS)


@downloads.get("/<name>.<key>")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def table(name: str, key: str) -> Response:
    """One table as a file, sent while it is read."""
    if name not in TABLES or key not in FORMATS:
        abort(404)
    current_app.logger.info("user:%s downloads %s as %s", current_user.id, name, key)
    response = Response(pieces(name, key), content_type=FORMATS[key].mime)
    start = "training-" if _training() else ""
    day = clock.now().astimezone(clock.ALMATY).date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{start}{name}-{day}.{key}"'
    return response


def _training() -> bool:
    training: bool = current_app.extensions["config"].training
    return training


def pieces(name: str, key: str) -> Iterator[bytes]:
    """The file in pieces, read in a session of its own: that of the request ends too early."""
    maker, training = db.sessionmaker, _training()

    def read() -> Iterator[bytes]:
        with maker() as session:
            yield from exports.pieces(session, TABLES[name], FORMATS[key], training=training)

    return read()

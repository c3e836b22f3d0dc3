"""Two addresses for whoever watches the machine; they tell strangers nothing more."""

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.extensions import alembic, db
from app.queries import health as queries
from app.web.permissions import ANYONE, access

health = Blueprint("health", __name__)


@health.get("/healthz")
@access(ANYONE)
def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
@access(ANYONE)
def readyz() -> Response:
    """The database answers too, and its tables are those of this version."""
    try:
        ready = queries.revision(db.session) == alembic.script_directory.get_current_head()
    except SQLAlchemyError:
        ready = False
    if ready:
        return Response("ready\n", mimetype="text/plain")
    return Response("not ready\n", status=503, mimetype="text/plain")

"""Uploaded files that are evidence of published verdicts, or came with published positions."""

from flask import Response, abort, current_app

from app.extensions import db, limiter
from app.queries import verdicts as queries
from app.queries.programmes import stored_file
from app.services import files
from app.web.attachments import attachment
from app.web.permissions import ANYONE, access
from app.web.public import public


@public.get("/evidence/<int:file_id>")
@access(ANYONE)
@limiter.limit("60/minute")
def verdict_file(file_id: int) -> Response:
    """A kept file, once an edition shows it; until then there is no such page."""
    found = stored_file(db.session, file_id)
    if found is None or not queries.is_published(db.session, file_id):
        abort(404)
    if found.withheld_why is not None:
        # It shows people who are no deputies: its hash stands beside the verdict, no more.
        abort(403)
    path = files.path_of(current_app.extensions["config"].archive_dir, found.sha256)
    return attachment(path, found) if path.exists() else abort(404)

"""Kept files that carry an act: their hash, and their bytes unless they show third persons."""

from flask import Response, abort, current_app, make_response, render_template
from flask_login import current_user

from app.extensions import db, limiter
from app.queries.files import FilePage, file_page
from app.services.files import path_of
from app.web.permissions import ANYONE, access
from app.web.public import public
from app.web.public.evidence import SANDBOX


@public.get("/files/<sha256>")
@access(ANYONE)
@limiter.limit("120/minute")
def file(sha256: str) -> str:
    """What is known of a kept file, and how to check it."""
    found = file_page(db.session, sha256) or abort(404)
    return render_template("pages/public/file.html", file=found, may_download=may_download(found))


@public.get("/files/<sha256>/bytes")
@access(ANYONE)
@limiter.limit("60/minute")
def file_bytes(sha256: str) -> Response:
    """The bytes of a kept file, always to be saved and never as a page of ours."""
    found = file_page(db.session, sha256) or abort(404)
    if not may_download(found):
        abort(403)
    path = path_of(current_app.extensions["config"].archive_dir, found.sha256)
    if not path.exists():
        current_app.logger.error("the kept file %s is not on disk", found.sha256)
        abort(404)
    response = make_response(path.read_bytes())
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.sha256}.bin"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def may_download(found: FilePage) -> bool:
    """What was withheld is for those who are signed in."""
    return current_user.is_authenticated or found.withheld_why is None

"""The kept copies that carry acts."""

from flask import Response, abort, current_app, make_response, render_template
from flask_login import current_user

from app import ingest
from app.extensions import db, limiter
from app.queries.captures import capture_page
from app.web.permissions import ANYONE, access
from app.web.public import public

#: A kept file never runs anything, whatever it is opened with.
SANDBOX = "default-src 'none'; sandbox"


def read_copy(capture_id: int) -> ingest.KeptCopy | None:
    """The kept copy, or None where the archive can't give it out, which goes to the log."""
    try:
        return ingest.kept_copy(
            db.session, current_app.extensions["config"].archive_dir, capture_id
        )
    except ingest.CopyUnreadableError as error:
        current_app.logger.error("capture %s cannot be read: %s", capture_id, error)
        return None


@public.get("/captures/<int:capture_id>")
@access(ANYONE)
@limiter.limit("120/minute")
def capture(capture_id: int) -> str:
    """A kept copy as text, with its hash and how to check it."""
    found = capture_page(db.session, min(capture_id, 2**31 - 1))
    if found is None:
        abort(404)
    kept = read_copy(found.id)
    return render_template(
        "pages/public/capture.html",
        capture=found,
        kept=kept,
        text=None if kept is None else text_for_reader(kept),
        may_download=kept is not None and may_download(kept),
    )


@public.get("/captures/<int:capture_id>/bytes")
@access(ANYONE)
@limiter.limit("60/minute")
def capture_bytes(capture_id: int) -> Response:
    """The bytes of a kept copy, always as a file and never as a page of ours."""
    found = capture_page(db.session, min(capture_id, 2**31 - 1))
    kept = read_copy(found.id) if found else None
    if found is None or kept is None:
        abort(404)
    if not may_download(kept):
        abort(403)
    response = make_response(kept.body)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.sha256}.bin"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def text_for_reader(kept: ingest.KeptCopy) -> str | None:
    """All of the text for those who are signed in, what the public may see for others."""
    return kept.text if current_user.is_authenticated else kept.public_text


def may_download(kept: ingest.KeptCopy) -> bool:
    """Bytes that may expose third persons are for those who are signed in."""
    return current_user.is_authenticated or not kept.exposes

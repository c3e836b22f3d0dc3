"""The kept copies that carry acts: as text, as a page in a frame, as a picture and as bytes."""

import base64
import hashlib

from flask import (
    Response,
    abort,
    current_app,
    g,
    make_response,
    render_template,
)
from flask_babel import gettext
from flask_login import current_user

from app import ingest
from app.extensions import db, limiter
from app.kept_pages import framed
from app.queries.captures import CapturePage, document_text, others
from app.queries.captures import capture_page as known_capture
from app.services import pictures
from app.web import hooks
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public

#: A kept file never runs anything, whatever it is opened with.
SANDBOX = "default-src 'none'; sandbox"
#: How the page in the frame looks. Nothing of the kept page's own style is let through.
FRAME_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:1rem;"
    "overflow-wrap:anywhere}table{border-collapse:collapse}td,th{border:1px solid #888;"
    "padding:.2rem .4rem;vertical-align:top}pre{white-space:pre-wrap}"
    "a{text-decoration:underline dotted}"
)
_digest = base64.b64encode(hashlib.sha256(FRAME_STYLE.encode()).digest()).decode()
#: Nothing is run, nothing is fetched, nothing is sent, and only our own page may show it.
FRAME_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_digest}'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox"
)
#: The page around the frame may hold it, and is as strict as any other.
AROUND = f"{hooks.CSP}; frame-src 'self'"


@public.get("/captures/<int:capture_id>")
@access(ANYONE)
@limiter.limit("120/minute")
def capture(capture_id: int) -> Response:
    """A kept copy: what it says, how to check it, and the other copies of its address."""
    found = known_capture(db.session, capture_id) or abort(404)
    kept = read_copy(found.id)
    seen = not found.withheld or current_user.is_authenticated
    response = make_response(
        render_template(
            "pages/public/capture.html",
            capture=found,
            kept=kept,
            seen=seen,
            text=text_for_reader(kept, found) if kept and seen else None,
            as_page=kept is not None and seen and has_page(kept, found),
            picture=kept is not None and seen and pictures.is_picture(kept.body),
            may_download=kept is not None and seen and may_download(kept),
            copies=others(db.session, found.id, arguments.page()),
        )
    )
    response.headers["Content-Security-Policy"] = AROUND
    return response


@public.get("/captures/<int:capture_id>/page")
@access(ANYONE)
@limiter.limit("60/minute")
def capture_page(capture_id: int) -> Response:
    """A kept page made harmless, for the frame on the page of the copy (docs/adr)."""
    found = for_reader(capture_id)
    root = current_app.extensions["config"].archive_dir
    whole = current_user.is_authenticated
    try:
        clean = ingest.kept_page(db.session, root, found.id, whole=whole) or abort(404)
    except ingest.CopyUnreadableError as error:
        current_app.logger.error("capture %s cannot be read: %s", found.id, error)
        abort(404)
    response = make_response(
        framed(
            clean,
            title=gettext("Kept copy %(number)s", number=found.id),
            lang=found.variant if found.variant in ("kk", "ru") else g.lang,
            style=FRAME_STYLE,
            note=gettext("The page goes on; the rest is too long to be shown here."),
        )
    )
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@public.get("/captures/<int:capture_id>/picture")
@access(ANYONE)
@limiter.limit("60/minute")
def capture_picture(capture_id: int) -> Response:
    """A kept picture, drawn anew from the kept bytes."""
    found = for_reader(capture_id)
    kept = read_copy(found.id)
    if kept is None or not may_download(kept):
        abort(404)
    root = current_app.extensions["config"].instance_dir
    try:
        drawn = pictures.large(root, found.sha256, lambda: kept.body)
    except pictures.NoPictureError:
        abort(404)
    return as_picture(drawn)


@public.get("/captures/<int:capture_id>/bytes")
@access(ANYONE)
@limiter.limit("60/minute")
def capture_bytes(capture_id: int) -> Response:
    """The bytes of a kept copy, always as a file and never as a page of ours."""
    found = for_reader(capture_id)
    kept = read_copy(found.id) or abort(404)
    if not may_download(kept):
        abort(403)
    response = make_response(kept.body)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.sha256}.bin"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def for_reader(capture_id: int) -> CapturePage:
    """The copy, where whoever asks may see what stands in it. Answers 404 or 403 otherwise."""
    found = known_capture(db.session, capture_id) or abort(404)
    if found.withheld and not current_user.is_authenticated:
        abort(403)
    return found


def as_picture(data: bytes) -> Response:
    """A JPEG that we drew, and that nothing can make into anything else."""
    response = make_response(data)
    response.headers["Content-Type"] = "image/jpeg"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def read_copy(capture_id: int) -> ingest.KeptCopy | None:
    """The kept copy, or None where the archive can't give it out, which goes to the log."""
    try:
        return ingest.kept_copy(
            db.session, current_app.extensions["config"].archive_dir, capture_id
        )
    except ingest.CopyUnreadableError as error:
        current_app.logger.error("capture %s cannot be read: %s", capture_id, error)
        return None


def text_for_reader(kept: ingest.KeptCopy, found: CapturePage) -> str | None:
    """All of the text for those who are signed in, what the public may see for others."""
    if kept.text is None and may_download(kept):
        return document_text(db.session, found.id)
    return kept.text if current_user.is_authenticated else kept.public_text


def has_page(kept: ingest.KeptCopy, found: CapturePage) -> bool:
    """Whether the copy is a page of the web of which whoever asks may see something."""
    return ingest.is_html(found.mime) and text_for_reader(kept, found) is not None


def may_download(kept: ingest.KeptCopy) -> bool:
    """Bytes that may expose third persons are for those who are signed in."""
    return current_user.is_authenticated or not kept.exposes

"""Files that come piece by piece. Pages without JavaScript send the file with the form."""

from pathlib import Path
from typing import Any

from flask import abort, current_app, jsonify
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.forms.uploads import BeginForm, PieceForm
from app.services import pieces
from app.web.coding import coding
from app.web.coding.queue import CODERS
from app.web.permissions import access
from app.web.words import say
from models.meeting import Upload


@coding.post("/uploads")
@access(*CODERS)
def begin_upload() -> Response:
    """Announce a file; the answer says how much of it is here already."""
    form = BeginForm()
    if not form.validate():
        abort(400)
    found = pieces.begin(
        db.session,
        current_user,
        clock.now(),
        _folder(),
        name=form.name.data or "",
        size=form.size.data or 0,
        sha256=form.sha256.data or "",
    )
    return _told(found)


@coding.get("/uploads/<token>")
@access(*CODERS)
def upload(token: str) -> Response:
    """How far an upload is."""
    return _told(pieces.state(db.session, current_user, _folder(), token))


@coding.post("/uploads/<token>/piece")
@access(*CODERS)
def upload_piece(token: str) -> Response:
    """Take one piece; the answer says how much is here now, whether or not it fitted."""
    form = PieceForm()
    if not form.validate():
        abort(400)
    # One byte more than is allowed is enough to know that it is too large.
    data = form.piece.data.stream.read(pieces.LARGEST_PIECE + 1)
    found = pieces.append(
        db.session,
        current_user,
        clock.now(),
        _folder(),
        token,
        offset=form.offset.data or 0,
        data=data,
        sha256=form.sha256.data or "",
    )
    return _told(found)


@coding.post("/uploads/<token>/finish")
@access(*CODERS)
def finish_upload(token: str) -> Response:
    """Keep the file where all of it has come; else the answer says how much has."""
    root = current_app.extensions["config"].archive_dir
    pieces.finish(db.session, current_user, clock.now(), _folder(), root=root, token=token)
    return _told(pieces.state(db.session, current_user, _folder(), token))


def _told(upload: Upload) -> Response:
    whole = upload.file_id is not None
    said: dict[str, Any] = {"token": upload.token, "name": upload.name, "size": upload.size}
    return jsonify(**said, received=upload.size if whole else upload.received, kept=whole)


def _folder() -> Path:
    folder: Path = current_app.extensions["config"].instance_dir / "uploads"
    return folder


say(pieces.PieceTooLargeError, lazy_gettext("The piece is too large: reload the page."), 413)
say(pieces.MangledPieceError, lazy_gettext("The piece was damaged on its way: it is sent again."))
say(
    pieces.TooManyUploadsError,
    lazy_gettext(
        "There is no room for this file now. Finish the files that you have begun to send, or "
        "tell an administrator."
    ),
)

"""Kept copies that come with a form: `take` keeps them, `held_copy` shows what has come already.

A file that came with a form which had to be shown again need not be chosen again: its bytes
are on disk, and the form carries a signed token that says which they are.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_babel import lazy_gettext
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from app import clock, ingest
from app.extensions import db
from app.forms.base import row_id
from app.queries import copies as queries
from app.services import files
from app.services.errors import InvalidError
from app.web.words import sentence

SALT = "a file that came with a form"
NEEDED = lazy_gettext(
    "A kept copy is needed, for posts and pages disappear: choose a file (a screenshot, a PDF or "
    "the saved page), or give a copy that the archive has already."
)
NOT_KEPT = lazy_gettext(
    "The archive has no copy of this yet. Let the page be kept now, or choose a file with it."
)
NOT_AN_ADDRESS = lazy_gettext(
    "Give the number of a kept copy, the address of its page here, or the address of the original "
    "page, beginning with https://."
)
LOST = lazy_gettext("The archive cannot give this copy out. Choose a file with the page instead.")
GONE = lazy_gettext("The file that was sent before is no longer there: choose it again.")


class CopyError(InvalidError):
    """No copy can be taken; the reason stands beside the fields already: show the form again."""

    def __init__(self) -> None:
        super().__init__([])


@dataclass(frozen=True)
class Copy:
    """What was kept: a file, a capture, both, or neither where none was required."""

    file_id: int | None = None
    capture_id: int | None = None


@dataclass(frozen=True)
class Held:
    """A file that has come already; `size` is in bytes."""

    token: str
    name: str
    size: int


def init_app(app: Flask) -> None:
    """Give the macro what it needs."""
    app.jinja_env.globals.update(held_copy=held_copy, largest_file=lambda: files.LARGEST)


def take(form: Any, *, required: bool) -> Copy:
    """Keep what came with `form`, which has the fields of `CopyFields`.

    Raises CopyError when a file is of no kind that is kept, a capture is not there, or
    nothing was given though it is `required`; the sentences then stand beside the fields.
    """
    copy = Copy(_file(form), _capture(form))
    if form.file.errors or form.capture.errors:
        raise CopyError
    if required and copy == Copy():
        form.file.errors = [str(NEEDED)]
        raise CopyError
    return copy


def as_file(form: Any, capture_id: int) -> int:
    """Keep the bytes of a capture as a file too, so that its text can be quoted from.

    Gives the number of the file. Raises CopyError where they are of no kind that is kept, or
    where the archive has lost them; the sentence then stands beside the field.
    """
    try:
        body = ingest.kept_copy(db.session, _root(), capture_id).body
        return files.keep(db.session, clock.now(), _root(), f"capture-{capture_id}", body).id
    except files.FILE_ERRORS as error:
        form.capture.errors = [sentence(error)]
    except ingest.CopyUnreadableError:
        form.capture.errors = [str(LOST)]
    raise CopyError


def held_copy(form: Any) -> Held | None:
    """The file that came with `form`, or with an earlier try of it, put by for the next one."""
    if request.method != "POST" or form.file.errors:
        return None
    sent = _sent(form)
    if sent is not None:
        try:
            _, digest = files.put(_root(), sent[1])
        except files.FILE_ERRORS as error:
            form.file.errors = [sentence(error)]
            return None
        said = {"sha256": digest, "name": sent[0], "size": len(sent[1]), "user": _user()}
        return Held(str(_serializer().dumps(said)), sent[0], len(sent[1]))
    token = form.file_token.data or ""
    if (upload := queries.finished_upload(db.session, _user(), token)) is not None:
        return Held(token, upload.name, upload.size)
    known = _signed(token)
    return Held(token, known["name"], known["size"]) if known else None


def _file(form: Any) -> int | None:
    """The number of the file that came, or came before; errors go beside the field."""
    sent, token = _sent(form), form.file_token.data
    try:
        if sent is not None:
            return files.keep(db.session, clock.now(), _root(), *sent).id
        if not token:
            return None
        upload = queries.finished_upload(db.session, _user(), token)
        if upload is not None:
            return upload.file_id
        known = _signed(token)
        path = files.path_of(_root(), known["sha256"]) if known else None
        if known and path and path.exists():
            name, data = known["name"], path.read_bytes()
            return files.keep(db.session, clock.now(), _root(), name, data).id
        form.file.errors = [str(GONE)]
    except files.FILE_ERRORS as error:
        form.file.errors = [sentence(error)]
    return None


def _sent(form: Any) -> tuple[str, bytes] | None:
    """Name and bytes of the file that came with this request."""
    upload = form.file.data
    if not getattr(upload, "filename", None):
        return None
    upload.stream.seek(0)
    # One byte more than is allowed is enough to know that it is too large.
    return upload.filename, upload.stream.read(files.LARGEST + 1)


def _capture(form: Any) -> int | None:
    given = form.capture.data
    if not given:
        return None
    number = row_id(given) or _own_page(given)
    if number is not None:
        found = number if queries.capture_exists(db.session, number) else None
        missing = NOT_KEPT
    else:
        keys = ingest.address_keys(current_app.extensions["config"], given)
        found = queries.newest_capture(db.session, keys) if keys else None
        missing = NOT_KEPT if keys else NOT_AN_ADDRESS
    if found is None:
        form.capture.errors = [*form.capture.errors, str(missing)]
    return found


def _own_page(address: str) -> int | None:
    """The number in the address of a kept copy's page here, with or without our host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.netloc not in ("", request.host):
        return None
    head, _, number = parts.path.removesuffix("/bytes").rpartition("/")
    return row_id(number) if head.endswith("/captures") else None


def _signed(token: str) -> dict[str, Any] | None:
    try:
        found = _serializer().loads(token)
    except BadSignature:
        return None
    # A file that came from one person must not stand in another's form.
    return found if found["user"] == _user() else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=SALT)


def _user() -> int:
    return current_user.id if current_user.is_authenticated else 0


def _root() -> Any:
    return current_app.extensions["config"].archive_dir

"""The photo of a deputy, from a kept copy and never from the site itself."""

from flask import Response, abort, current_app

from app.extensions import db, limiter
from app.queries.photos import photo_of
from app.services import pictures
from app.web.permissions import ANYONE, access
from app.web.public import public
from app.web.public.evidence import as_picture, read_copy


class _UnreadableError(Exception):
    """The archive cannot give the bytes out just now."""


@public.get("/deputies/<slug>/photo")
@access(ANYONE)
@limiter.limit("300/minute")
def photo(slug: str) -> Response:
    """The newest photo of a deputy that is not withheld, made anew and small."""
    found = photo_of(db.session, slug) or abort(404)

    def read() -> bytes:
        kept = read_copy(found.capture_id)
        if kept is None:
            raise _UnreadableError
        return kept.body

    root = current_app.extensions["config"].instance_dir
    try:
        return as_picture(pictures.small(root, found.sha256, read))
    except (pictures.NoPictureError, _UnreadableError) as error:
        current_app.logger.warning("no photo from capture %s: %s", found.capture_id, error)
        abort(404)

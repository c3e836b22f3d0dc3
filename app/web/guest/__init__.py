"""Pages for people with a link and no account: a deputy who answers, a reviewer who looks.

Nothing of them is kept or found: no cache, no search engine, and no other site learns the
address, which is what lets its reader in.
"""

from flask import Blueprint, Response, request

from app.services.files import LARGEST

guest = Blueprint("guest", __name__)

#: The origin alone: other sites learn no token, and the check of forms still has what it needs.
REFERRER = "strict-origin"
#: A file of the largest size, and the words around it.
LARGEST_FORM = LARGEST + 256 * 1024


@guest.url_value_preprocessor
def take_no_more(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Read no larger form than a file of a guest can be."""
    request.max_content_length = LARGEST_FORM


@guest.after_request
def keep_it_quiet(response: Response) -> Response:
    """Let nothing keep, list or pass on what only the holder of the link may see."""
    response.headers["Referrer-Policy"] = REFERRER
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store"
    return response


from app.web.guest import pages  # noqa: E402, F401  it adds views

"""Caching: anonymous pages may be kept by anybody who asks each time whether they changed."""

from flask import Response, request
from flask_login import current_user

POLICY = "public, max-age=0, must-revalidate"


def let_caches_ask(response: Response) -> Response:
    """Give a page an ETag, and answer 304 to who has it already.

    What somebody who is signed in sees is kept nowhere; `app.web.hooks` says so.
    """
    plain = request.method in ("GET", "HEAD") and response.status_code == 200
    if not plain or response.is_streamed or current_user.is_authenticated:
        return response
    response.headers.setdefault("Cache-Control", POLICY)
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response

"""What happens around each request: the transaction, who acts, and safe headers.

The order of what comes before a view matters: the token of a form is checked first, then a
writer's transaction begins, and only then is the user loaded, inside of it.
"""

from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from app import clock
from app.extensions import db
from app.web.permissions import ANYONE, allowed_roles
from models import audit, engine

SAFE = {"GET", "HEAD", "OPTIONS"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


def init_app(app: Flask) -> None:
    """Register the hooks. They come first: the user is loaded inside the transaction."""
    app.before_request(begin)
    app.after_request(commit)
    app.after_request(add_headers)


def begin() -> None:
    """A request that may change something begins as a writer, and says who writes."""
    if request.method in SAFE or request.endpoint in (None, "static"):
        return
    engine.begin_write(db.session)
    actor = f"user:{current_user.id}" if current_user.is_authenticated else "visitor"
    audit.bind(db.session, actor=actor, now=clock.now())


def commit(response: Response) -> Response:
    """Keep what a request did when it went well; otherwise nothing has happened."""
    if request.method not in SAFE:
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
    return response


def add_headers(response: Response) -> Response:
    """A strict content policy and the usual safe headers, unless a view set its own."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "interest-cohort=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static":
        return response
    if not _is_public():
        headers.setdefault("X-Robots-Tag", "noindex")
    if g.get("plain"):
        headers["Cache-Control"] = "no-store"
        return response
    # What is the same for everybody says itself how long it may be kept.
    return response if g.get("same_for_all") else _say_how_long(response)


def _is_public() -> bool:
    if request.endpoint is None:
        return True
    return request.blueprint != "account" and ANYONE in allowed_roles(current_app, request.endpoint)


def _say_how_long(response: Response) -> Response:
    """Nothing that was made for one person is kept; what all see is kept while unchanged.

    `g.csrf_token` is there when the page has a form with a token of its session.
    """
    if current_user.is_authenticated or "csrf_token" in g or "Set-Cookie" in response.headers:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.vary.add("Cookie")
    if response.status_code not in (200, 304):
        # What is not there yet may be there after the next publication.
        response.headers.setdefault("Cache-Control", "no-cache")
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
        if not response.is_streamed and not response.direct_passthrough:
            response.add_etag()
            response.make_conditional(request)
    return response

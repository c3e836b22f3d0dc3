"""What happens around each request: the transaction, who acts, and safe headers."""

from flask import Flask, Response, request
from flask_login import current_user

from app import clock
from app.extensions import db
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
    if request.method in SAFE or request.endpoint == "static":
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
    response.headers.setdefault("Content-Security-Policy", CSP)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "interest-cohort=()")
    if current_user.is_authenticated:
        response.headers["Cache-Control"] = "no-store"
    return response

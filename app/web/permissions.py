"""Who may open what. Every view says it with `@access`; one that says nothing is closed."""

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.i18n import LANGS
from models.user import UserRole

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = "anyone"
ACTIVIST, ANALYST, COORDINATOR, ADMINISTRATOR = (role.value for role in UserRole)
STAFF = (ACTIVIST, ANALYST, COORDINATOR, ADMINISTRATOR)

PAGE_PATH = re.compile(rf"/({'|'.join(LANGS)})/(?!account/(sign|link))")

#: Views that are not ours and cannot be decorated.
FOREIGN: dict[str, frozenset[str]] = {"static": frozenset({ANYONE})}


def access(*roles: str) -> Callable[[View], View]:
    """Open a view to `roles`, or to ANYONE."""

    def mark(view: View) -> View:
        view.access = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def allowed_roles(app: Flask, endpoint: str) -> frozenset[str]:
    """Who may open `endpoint`; nobody where nothing is said."""
    if endpoint in FOREIGN:
        return FOREIGN[endpoint]
    return getattr(app.view_functions[endpoint], "access", frozenset())


def init_app(app: Flask) -> None:
    """Check every request."""
    app.before_request(check)


def check() -> Response | None:
    """Let the request pass, send a stranger to the sign-in page, or answer 403."""
    if request.endpoint is None:
        return None
    allowed = allowed_roles(current_app, request.endpoint)
    if ANYONE in allowed:
        return None
    if not current_user.is_authenticated:
        # What a form wanted to send cannot be sent again: its page is where to go on.
        page = request.full_path if request.method in ("GET", "HEAD") else request.referrer
        return redirect(url_for("account.sign_in", next=local_target(page)))
    if current_user.role.value not in allowed:
        abort(403)
    return None


def local_target(address: str | None) -> str | None:
    """The path and query of `address` where that is a page of ours; None for anything else.

    It comes from outside, so nothing of it but path and query is kept.
    """
    if not address or any(ord(letter) < 33 for letter in address) or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.netloc not in ("", request.host) or not PAGE_PATH.match(parts.path):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path

"""The interface for programs: `/api/v1/…`, read-only, JSON, described by OpenAPI 3.1.

An answer is the same for everybody: nobody's session is read and none is begun. What it says
comes from the queries of the pages. `docs/api.md` says what may change within version 1.
"""

from flask import Blueprint as PlainBlueprint
from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import AnonymousUserMixin

from app.config import Config
from app.extensions import limiter
from app.web.api.description import LateBlueprint, describe
from app.web.api.problems import is_api
from app.web.public.caching import answer_unchanged, let_caches_ask

#: What one address may ask for. Pages are not counted.
LIMIT = "300/minute"
#: Finding costs more than reading.
SEARCH_LIMIT = "60/minute"

api = LateBlueprint("api", __name__, url_prefix="/api/v1", description="Version 1.")
described = PlainBlueprint("described", __name__, url_prefix="/api")
limiter.shared_limit(LIMIT, scope="api")(api)


class Sessions(SecureCookieSessionInterface):
    """Sessions for pages; for programs none is read and none begun."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a page, or nothing."""
        return None if is_api() else super().open_session(app, request)


def ask_as_nobody(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Who is signed in gets the same answer as everybody else."""
    if is_api():
        g._login_user = AnonymousUserMixin()
        g.same_for_all = True
        g.edition = None


for blueprint in (api, described):
    blueprint.before_request(answer_unchanged)
    blueprint.after_request(let_caches_ask)


def init_app(app: Flask, config: Config) -> None:
    """The blueprints, and what every answer under /api says, errors of routing too."""
    app.session_interface = Sessions()
    app.url_value_preprocessor(ask_as_nobody)
    describe(app, config, api)
    app.register_blueprint(described)
    app.after_request(open_to_other_sites)


def open_to_other_sites(response: Response) -> Response:
    """Let scripts on pages of other sites read the answers: nothing of a visitor is in them."""
    if not is_api():
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After, X-Pagination"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        headers["Access-Control-Max-Age"] = "86400"
    if response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    return response


from app.web.api import (  # noqa: E402  they need `api`
    deputies,  # noqa: F401
    editions,  # noqa: F401
    items,  # noqa: F401
    page,  # noqa: F401
    places,  # noqa: F401
    promises,  # noqa: F401
    search,  # noqa: F401
    spec,  # noqa: F401
    verdicts,  # noqa: F401
)

"""Error pages: what happened and what to do next, in the visitor's language."""

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, lazy_gettext
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from app.services.errors import ServiceError
from app.web.api import problems
from app.web.frame import person
from app.web.words import refusal

REPORT = lazy_gettext("If it happens again, tell the coordinator what you did.")

NOT_IN_EDITION = lazy_gettext(
    "It was published before pages like this were kept with an edition, or it does not cover what "
    "you look for. What an edition says never changes, so nothing is added to it later."
)

#: By status: the heading, and what to do.
PAGES = {
    400: (
        lazy_gettext("This request could not be read"),
        lazy_gettext("Go back, reload the page and try again."),
    ),
    401: (
        lazy_gettext("Please sign in"),
        lazy_gettext("This page is for those who are signed in."),
    ),
    403: (
        lazy_gettext("Your account may not open this"),
        lazy_gettext("If you need it for your work, ask an administrator to change your role."),
    ),
    404: (
        lazy_gettext("There is no such page"),
        lazy_gettext("Check the address, look for the deputy by name, or begin at the first page."),
    ),
    405: (
        lazy_gettext("This address does not work that way"),
        lazy_gettext("Go back and use the buttons of the page, or begin at the first page."),
    ),
    409: (
        lazy_gettext("This was changed meanwhile"),
        lazy_gettext("Nothing was saved. Go back, reload the page and make your change again."),
    ),
    410: (
        lazy_gettext("This is no longer here"),
        lazy_gettext("Begin at the first page, or ask who gave you the link for a new one."),
    ),
    413: (
        lazy_gettext("This file is too large"),
        lazy_gettext("Nothing was saved. Send a file of at most 64 MB."),
    ),
    422: (
        lazy_gettext("Something entered is not right"),
        lazy_gettext("Nothing was saved. Go back, mend it and send it again."),
    ),
    429: (
        lazy_gettext("Too many tries"),
        lazy_gettext("Wait a quarter of an hour, then try again. Nothing is broken."),
    ),
    500: (
        lazy_gettext("Something broke on our side"),
        lazy_gettext("Nothing was saved, and the error was noted. Try again in a minute."),
    ),
    503: (
        lazy_gettext("The portal is being worked on"),
        lazy_gettext("Try again in a few minutes."),
    ),
}
FORM_TOO_OLD = (
    lazy_gettext("This form is too old to be sent"),
    lazy_gettext(
        "Nothing was lost: go back, reload the page and send the form again. "
        "It happens when you signed in or out in another tab, or when cookies are switched off."
    ),
)


def init_app(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(CSRFError, form_too_old)
    app.register_error_handler(ServiceError, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(OperationalError, away)
    app.register_error_handler(500, broken)


def form_too_old(error: CSRFError) -> Response:
    """A form came without the token of its page."""
    return page(400, *FORM_TOO_OLD)


def refused(error: ServiceError) -> Response:
    """A service refused, and the view had nothing better to say."""
    told = refusal(error)
    return page(told.status, PAGES[told.status][0], told.sentence)


def failed(error: HTTPException) -> Response:
    """Any other error of HTTP, and redirects that werkzeug raises as errors."""
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if problems.is_api():
        return problems.of(error)
    heading, advice = PAGES.get(status, PAGES[400] if status < 500 else PAGES[500])
    edition = g.get("edition")
    if status == 404 and edition is not None:
        heading = gettext("Edition %(number)s has no such page", number=edition.number)
        advice = NOT_IN_EDITION
    response = page(status, heading, advice)
    # What the error itself must say by header, such as Allow, is kept.
    for name, value in error.get_headers():
        response.headers.setdefault(name, value)
    return response


def broken(error: Exception) -> Response:
    """Our own fault. The page asks the database nothing, as that may be what is broken."""
    ask_nothing()
    return page(500, *PAGES[500], REPORT)


def away(error: OperationalError) -> Response:
    """The database is away, or a long load holds it: trying again later is all it takes."""
    current_app.logger.error("the database does not answer: %s", error.orig)
    ask_nothing()
    response = page(503, *PAGES[503])
    response.headers["Retry-After"] = "60"
    return response


def ask_nothing() -> None:
    """Make the page without the database: every template would look the user up in it."""
    g.plain = True
    g._login_user = AnonymousUserMixin()


def page(status: int, heading: object, *advice: object) -> Response:
    """An error page, or the same as JSON for a script that asks for it."""
    if problems.is_api():
        return problems.problem(status)
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    if best == "application/json":
        body = jsonify(error=str(heading), advice=[str(line) for line in advice])
        return make_response(body, status)
    if g.get("plain"):
        layout = "layouts/base.html"
    else:
        layout = "layouts/staff.html" if _is_staff_page() and person() else "layouts/public.html"
    values = {
        "layout": layout,
        "heading": heading,
        "advice": advice,
        "status": status,
        "today": same_today() if status == 404 and g.get("edition") is not None else None,
    }
    return make_response(render_template("errors/error.html", **values), status)


def same_today() -> str | None:
    """The address of this page outside of its edition; None where it exists only in editions."""
    try:
        return url_for(request.endpoint or "", **(request.view_args or {}), edition=None)
    except BuildError:
        return None


def _is_staff_page() -> bool:
    return request.blueprint in ("coding", "desk", "account", "downloads")

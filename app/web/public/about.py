"""The pages that explain: the method, the data, who makes this, and what is kept of whom."""

from flask import current_app, g, render_template

from app.queries.freezing import method_part
from app.queries.frozen import MethodPart
from app.web.permissions import ANYONE, access
from app.web.public import public
from app.web.public.state import page, shown


@page("/methodology")
@access(ANYONE)
def methodology() -> str:
    """The method, from the source of the numbers."""
    method = shown("method", "", MethodPart, method_part)
    return render_template("pages/public/methodology.html", method=method, edition=g.edition)


@public.get("/about")
@access(ANYONE)
def about() -> str:
    """Who makes this, from what, and how to report an error."""
    contact = current_app.extensions["config"].contact
    return render_template("pages/public/about.html", contact=contact)


@public.get("/privacy")
@access(ANYONE)
def privacy() -> str:
    """What is stored of a visitor, what is kept of people in sources, and whom to ask."""
    contact = current_app.extensions["config"].contact
    return render_template("pages/public/privacy.html", contact=contact)

"""The first page, and those that explain."""

from flask import current_app, render_template

from app.extensions import db
from app.queries import editions
from app.queries.deputies import regions, without_district
from app.queries.items import newest
from app.queries.terms import terms
from app.scoring import DEFINITIONS, METHOD_VERSION
from app.web.names import by_name
from app.web.permissions import ANYONE, access
from app.web.public import public


@public.get("/")
@access(ANYONE)
def home() -> str:
    """What this is, and how to find a deputy."""
    term = next(iter(terms(db.session)), None)
    edition = editions.latest(db.session, term.id) if term else None
    return render_template(
        "pages/public/home.html",
        term=term,
        edition=edition,
        regions=regions(db.session, term) if term else [],
        unplaced=by_name(without_district(db.session, term), lambda row: row.name) if term else [],
        latest=newest(db.session, term.id) if term else [],
    )


@public.get("/methodology")
@access(ANYONE)
def methodology() -> str:
    """The method, from the source of the numbers."""
    return render_template(
        "pages/public/methodology.html", definitions=DEFINITIONS, version=METHOD_VERSION
    )


@public.get("/about")
@access(ANYONE)
def about() -> str:
    """Who, from what, what is kept of people, and how to report an error."""
    contact = current_app.extensions["config"].contact
    return render_template("pages/public/about.html", contact=contact)

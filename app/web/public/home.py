"""The first page, and the way from what a voter types to the page they mean."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db, limiter
from app.queries.finding import Named, find
from app.queries.home import front
from app.web.names import by_name
from app.web.permissions import ANYONE, access
from app.web.public import public
from models.search import MAX_QUERY


@public.get("/")
@access(ANYONE)
def home() -> str:
    """What this is, and how to find a deputy."""
    found = front(db.session, clock.day(clock.now()))
    unplaced = by_name(found.unplaced, lambda row: row.name)
    return render_template("pages/public/home.html", front=found, unplaced=unplaced)


@public.get("/find")
@access(ANYONE)
@limiter.limit("60/minute")
def find_deputy() -> ResponseReturnValue:
    """The page that a name, a place or a number means; a list where several fit, or none."""
    query = request.args.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    found = find(db.session, query)
    only = _only(found)
    if only is not None:
        return redirect(only)
    return render_template("pages/public/find.html", query=query, found=found)


def _only(found: Named) -> str | None:
    """The address of the one thing that fits, or None where there are several, or none."""
    if len(found.people) + len(found.districts) + len(found.regions) != 1:
        return None
    for person in found.people:
        return url_for("public.deputy", slug=person.slug)
    for district in found.districts:
        return url_for("public.district", term=district.term, number=district.number)
    return next(
        (url_for("public.region", term=region.term, key=region.key) for region in found.regions),
        None,
    )

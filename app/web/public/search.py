"""The search page."""

from flask import render_template, request

from app.extensions import db, limiter
from app.queries.search import search as find
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from models.search import MAX_QUERY


@public.get("/search")
@access(ANYONE)
@limiter.limit("60/minute")
def search() -> str:
    """Deputies and acts for what was typed."""
    query = request.args.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    found = find(db.session, query, arguments.page()) if query else None
    return render_template("pages/public/search.html", query=query, found=found)

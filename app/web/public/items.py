"""The page of one act."""

from flask import abort, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import editions
from app.queries.items import ItemPage, Moved, item_page
from app.queries.meetings import facts_of
from app.queries.unquoted import unquoted
from app.web import evidence_words
from app.web.permissions import ANYONE, access
from app.web.public.state import page


@page("/items/<path:key>")
@access(ANYONE)
def item(key: str) -> str | Response:
    """One act; the address of one that was merged leads to the act it became."""
    kept = editions.part(db.session, g.edition, "item", ItemPage, key) if g.edition else None
    if kept is not None:
        kept = unquoted(db.session, kept)
        return render_template("pages/public/item.html", item=kept, facts=None)
    found = item_page(db.session, key)
    if found is None:
        abort(404)
    if isinstance(found, Moved):
        return redirect(url_for("public.item", key=found.key))
    if g.edition is not None:
        # An edition of before acts were kept, or an act that came later: it is as it is today.
        return redirect(url_for("public.item", key=key, edition=None))
    return render_template(
        "pages/public/item.html",
        item=found,
        facts=facts_of(db.session, found.key),
        meeting_words=evidence_words,
    )

"""Editions, shown from what was frozen and from nothing else."""

from flask import Response, abort, g, make_response, render_template
from flask_login import current_user

from app.extensions import db
from app.queries import editions as queries
from app.queries.changes import changes
from app.queries.editions import EditionShown
from app.queries.frozen import DeputiesPart, TotalsPart
from app.web.edition_words import finding_words
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public

#: Of these kinds an edition may have thousands of parts: they are listed in a file.
MANY = frozenset({"item"})

public.app_template_global("finding_words")(finding_words)


def find(number: int) -> EditionShown:
    """The edition of that number, or the page that says there is none."""
    return queries.get(db.session, min(number, arguments.LARGEST)) or abort(404)


@public.get("/editions/")
@access(ANYONE)
def editions() -> str:
    """All editions, the newest first."""
    page = queries.listing(db.session, arguments.page())
    return render_template("pages/public/editions.html", page=page)


@public.get("/editions/<int:edition>/")
@access(ANYONE)
def edition() -> str:
    """What an edition covers, how far it can be relied on, and its deputies."""
    found = g.edition
    return render_template(
        "pages/public/edition/index.html",
        edition=found,
        listed=queries.part(db.session, found, "deputies", DeputiesPart) or abort(404),
        sums=queries.part(db.session, found, "totals", TotalsPart) or abort(404),
        parts=[part for part in queries.parts(db.session, found) if part.kind not in MANY],
    )


@public.get("/editions/<int:number>/compare/<int:other>")
@access(ANYONE)
def compare_editions(number: int, other: int) -> str:
    """What one edition says otherwise than another, the earlier one first."""
    if number == other:
        abort(404)
    earlier, later = find(min(number, other)), find(max(number, other))
    return render_template(
        "pages/public/edition/compare.html",
        earlier=earlier,
        later=later,
        found=changes(db.session, earlier, later),
    )


@public.get("/editions/<int:edition>/parts.txt")
@access(ANYONE)
def edition_parts() -> Response:
    """The hash of every part, as `sha256sum` writes it: there are thousands of them."""
    lines = (
        f"{part.sha256}  {part.kind}{f'/{part.key}' if part.key else ''}.json\n"
        for part in queries.parts(db.session, g.edition)
    )
    response = make_response("".join(lines))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    return response


@public.get("/editions/<int:edition>/parts/<kind>.json")
@public.get("/editions/<int:edition>/parts/<kind>/<path:slug>.json")
@access(ANYONE)
def edition_part(kind: str, slug: str = "") -> Response:
    """A part byte by byte as it was hashed, for whoever wants to check or to count."""
    body = queries.bytes_of(db.session, g.edition, kind, slug)
    if body is None:
        abort(404)
    if not current_user.is_authenticated and queries.tells_withheld(
        db.session, g.edition, kind, slug
    ):
        # It cannot be told otherwise and keep its hash, which stays in the list of hashes.
        abort(403)
    response = make_response(body)
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    return response

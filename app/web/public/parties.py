"""Parties and factions of a convocation."""

from flask import abort, render_template, request

from app.extensions import db
from app.queries import parties as queries
from app.queries.parties import PartiesPart, PartyPart
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.state import page, shown
from app.web.public.together import deputy_link, listing, named, said_of, stating

TABS = ("deputies", "programme", "requests")


@page("/parties/<term>/")
@access(ANYONE)
def parties(term: str) -> str:
    """The parties and factions of a convocation, in the order of their keys."""
    part = shown("parties", "", PartiesPart, lambda: queries.parties(db.session, named(term)))
    if part.term.key != term:
        abort(404)
    return render_template("pages/public/parties.html", part=part)


@page("/parties/<term>/<key>")
@access(ANYONE)
def party(term: str, key: str) -> str:
    """One party: its deputies, its programme, and the requests of its deputies."""
    edition, said = (stating(), {}) if stating() else said_of(named(term))
    part = shown("party", key, PartyPart, lambda: queries.party(db.session, named(term), key, said))
    if part.term.key != term:
        abort(404)
    tab = request.args.get("tab")
    single = part.single()
    return render_template(
        "pages/public/party.html",
        part=part,
        edition=edition,
        tab=tab if tab in TABS else TABS[0],
        single=single,
        page=arguments.sliced(single or part.listed(), 50),
        theses=arguments.sliced(part.programme.theses if part.programme else ()),
        members={member.seat.mandate: member for member in part.members},
        parts=part.gathered.parts(),
        listed=listing(part.gathered),
        link=deputy_link(part.term),
    )

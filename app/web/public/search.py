"""The search page: promises, acts, documents and deputies, with what they are narrowed by."""

from flask import g, render_template, request

from app import i18n
from app.extensions import db, limiter
from app.queries.search import search as find
from app.queries.search_filters import Wanted, choices
from app.queries.search_held import HeldPart, held_choices, search_held
from app.queries.terms import Term, terms
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.state import page, shown
from models.search import MAX_QUERY
from models.search_entry import What

#: No name in an address is longer.
LONGEST = 100


@page("/search")
@access(ANYONE)
@limiter.limit("60/minute")
def search() -> str:
    """What was typed, in all that the public may see or in what an edition holds."""
    wanted = asked_for()
    term: Term | None
    if g.edition is not None:
        held = shown("search", "", HeldPart, lambda: None)
        offered, term, known = held_choices(held), held.term, [held.term]
        found = search_held(held, wanted, arguments.page(), i18n.current())
    else:
        known = terms(db.session)
        term = term_asked(known)
        offered = choices(db.session, term or next(iter(known), None), i18n.current())
        found = find(db.session, wanted, term, arguments.page(), i18n.current())
    return render_template(
        "pages/public/search.html",
        wanted=wanted,
        found=found if wanted.query else None,
        term=term,
        terms=known,
        offered=offered,
        kinds=list(What),
        link=address(wanted, term),
    )


def term_asked(known: list[Term]) -> Term | None:
    """The convocation that the address names, or None for all of them."""
    key = request.args.get("term")
    return next((term for term in known if term.key == key), None)


def asked_for() -> Wanted:
    """What the address asks for; a word that means nothing is as if it were not there."""
    return Wanted(
        query=text("q", MAX_QUERY) or "",
        what=arguments.member("what", What),
        since=arguments.day("since"),
        until=arguments.day("until"),
        region=text("region"),
        party=text("party"),
        deputy=text("deputy"),
        topic=text("topic"),
        session=arguments.number("session"),
    )


def text(name: str, longest: int = LONGEST) -> str | None:
    """A word of the address without signs that no database keeps, or None."""
    found = request.args.get(name, "").replace("\x00", "").strip()[:longest]
    return found.encode("utf-8", "ignore").decode() or None


def address(wanted: Wanted, term: Term | None) -> dict[str, str]:
    """What leads back here, without the kind and the page: one link for all of them."""
    values = {
        "q": wanted.query,
        "since": wanted.since,
        "until": wanted.until,
        "region": wanted.region,
        "party": wanted.party,
        "deputy": wanted.deputy,
        "topic": wanted.topic,
        "session": wanted.session,
        "term": term.key if term and g.edition is None else None,
    }
    return {name: str(value) for name, value in values.items() if value}

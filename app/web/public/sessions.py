"""Sessions of a convocation, and what was done in each."""

from flask import abort, render_template

from app.extensions import db
from app.queries import sessions as queries
from app.queries.sessions import SessionPart, SessionsPart
from app.web import evidence_words
from app.web.permissions import ANYONE, access
from app.web.public.state import page, shown
from app.web.public.together import deputy_link, listing, named


@page("/sessions/<term>/")
@access(ANYONE)
def sessions(term: str) -> str:
    """The sessions of a convocation with their recesses."""
    part = shown("sessions", "", SessionsPart, lambda: queries.sessions(db.session, named(term)))
    if part.term.key != term:
        abort(404)
    return render_template("pages/public/sessions.html", part=part)


@page("/sessions/<term>/<int:number>")
@access(ANYONE)
def session(term: str, number: int) -> str:
    """What was done in one session and in the recess after it, by deputy."""
    part = shown(
        "session",
        str(number),
        SessionPart,
        lambda: queries.one_session(db.session, named(term), number),
    )
    if part.term.key != term:
        abort(404)
    return render_template(
        "pages/public/session.html",
        part=part,
        parts=part.gathered.parts(),
        listed=listing(part.gathered),
        link=deputy_link(part.term),
        sat_words=evidence_words.IN_SESSION,
    )

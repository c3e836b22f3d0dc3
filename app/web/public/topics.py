"""Topics: the list of them, and what all deputies together promised and did about one."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import topics as queries
from app.queries.terms import Term, choose, terms
from app.queries.topic_shapes import TopicPart, TopicsPart
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.state import page, shown
from app.web.public.together import deputy_link, listing, named, said_of, stating


@page("/topics/")
@access(ANYONE)
def topics() -> str:
    """The topics of the code books, in the order of each book."""
    part = shown("topics", "", TopicsPart, lambda: _topics(None))
    others = [] if stating() else terms(db.session)
    return render_template("pages/public/topics.html", part=part, terms=others)


@page("/topics/<term>/<key>")
@access(ANYONE)
def topic(term: str, key: str) -> str | Response:
    """One topic. A key without that of its book leads on where only one book has it."""
    if "." not in key:
        return _by_bare_key(term, key)
    edition, said = (stating(), {}) if stating() else said_of(named(term))
    part = shown("topic", key, TopicPart, lambda: queries.topic(db.session, named(term), key, said))
    if part.term.key != term:
        abort(404)
    tab = request.args.get("tab")
    return render_template(
        "pages/public/topic.html",
        part=part,
        edition=edition,
        tab=tab if tab in ("promises", "acts") else "promises" if part.promises else "acts",
        listed=listing(part.gathered),
        promises=arguments.sliced(part.promises),
        link=deputy_link(part.term),
    )


def _topics(term: Term | None) -> TopicsPart:
    """The topics of a convocation, the latest without a wish; none where there is none yet."""
    found = terms(db.session)
    if term is None and found:
        number = arguments.number("convocation")
        term = choose(found, request.args.get("legislature"), number) or abort(404)
    return queries.topics(db.session, term, {}) if term else TopicsPart()


def _by_bare_key(term: str, key: str) -> str | Response:
    part = shown("topics", "", TopicsPart, lambda: _topics(named(term)))
    found = [line for book in part.books for line in book.topics if line.key == key]
    if not found or part.term is None or part.term.key != term:
        abort(404)
    if len(found) == 1:
        return redirect(url_for("public.topic", term=term, key=found[0].address))
    return render_template("pages/public/topic_choice.html", part=part, found=found)

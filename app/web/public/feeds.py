"""Atom feeds: following what becomes public without an account."""

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext

from app import i18n
from app.extensions import db
from app.queries import scopes
from app.queries.news import news
from app.queries.scopes import Followed
from app.web import atom, feed_words
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public

SIZE = 30
#: Pages that a feed has at most; what is older stands on the pages of the site.
LAST = 10


@public.get("/feeds/")
@access(ANYONE)
def feeds() -> str:
    """How to follow, in plain words."""
    return render_template("pages/public/feeds.html")


@public.get("/feeds/all.atom")
@access(ANYONE)
def feed_all() -> Response:
    """Everything that becomes public."""
    page = url_for("public.home", _external=True)
    return answer(scopes.everything(db.session), gettext("All news"), page)


@public.get("/feeds/deputies/<slug>.atom")
@access(ANYONE)
def feed_deputy(slug: str) -> Response:
    """One deputy."""
    found = scopes.of_deputy(db.session, slug) or abort(404)
    return answer(found, name_of(found), url_for("public.deputy", slug=slug, _external=True))


@public.get("/feeds/promises/<slug>/<int:thesis>.atom")
@access(ANYONE)
def feed_promise(slug: str, thesis: int) -> Response:
    """One promise of a deputy."""
    found = scopes.of_promise(db.session, slug, thesis) or abort(404)
    title = gettext("%(name)s: promise %(number)s", name=name_of(found), number=found.number)
    anchor = f"promise-{found.number}"
    return answer(found, title, url_for("public.deputy", slug=slug, _anchor=anchor, _external=True))


@public.get("/feeds/topics/<term>/<key>.atom")
@access(ANYONE)
def feed_topic(term: str, key: str) -> Response:
    """One topic in a convocation."""
    found = scopes.of_topic(db.session, term, key) or abort(404)
    title = gettext("Topic: %(name)s", name=name_of(found))
    return answer(found, title, url_for("public.topic", term=term, key=key, _external=True))


@public.get("/feeds/districts/<term>/<int:number>.atom")
@access(ANYONE)
def feed_district(term: str, number: int) -> Response:
    """The deputies of one district."""
    found = scopes.of_district(db.session, term, number) or abort(404)
    title = gettext("District %(number)s", number=number)
    return answer(found, title, url_for("public.home", _external=True))


def name_of(found: Followed) -> str:
    """What the followed thing is called."""
    return feed_words.name_of(found.name) if found.name else ""


def answer(found: Followed, title: str, page: str) -> Response:
    """A page of the feed of `found`, which `page` shows to people."""
    number = arguments.page()
    if number > LAST:
        abort(404)
    # One more than a page holds tells whether there is another one.
    rows = news(db.session, found.scope, SIZE * number + 1)
    shown = rows[SIZE * (number - 1) : SIZE * number]
    if number > 1 and not shown:
        abort(404)
    more = len(rows) > SIZE * number and number < LAST
    feed = atom.Feed(
        id=feed_words.tag(f"feeds/{found.scope.key}"),
        lang=i18n.current(),
        title=f"{title} – {gettext('Promises Watch')}",
        subtitle=gettext("What deputies promised, what they did, and how we know."),
        author=gettext("Promises Watch"),
        updated=rows[0].at if rows else found.since or atom.BEGINNING,
        page=page,
        links=_links(number, more=more),
        entries=[feed_words.entry(told, found.scope) for told in shown],
    )
    response = make_response(atom.written(feed))
    response.headers["Content-Type"] = f"{atom.MIMETYPE}; charset=utf-8"
    return response


def _links(number: int, *, more: bool) -> list[tuple[str, str]]:
    links = [("self", _page(number)), ("first", _page(1))]
    if number > 1:
        links.append(("previous", _page(number - 1)))
    if more:
        links.append(("next", _page(number + 1)))
    return links


def _page(number: int) -> str:
    return f"{request.base_url}?page={number}" if number > 1 else request.base_url

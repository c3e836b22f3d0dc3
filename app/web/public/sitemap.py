"""For search engines: all pages in all languages, and what is not theirs."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request, url_for

from app import i18n
from app.extensions import db
from app.queries import editions, sitemap
from app.queries.editions import EditionShown
from app.queries.sitemap import Subject, Values
from app.web.frame import has_endpoint
from app.web.permissions import ANYONE, access
from app.web.public import root

#: Pages in one file, each with its address in every language. Search engines take 50,000.
SIZE = 1000
#: The pages of each subject.
PAGES: dict[Subject, tuple[str, ...]] = {
    Subject.NOTHING: (
        "home", "edition", "deputies", "topics", "charts", "editions", "methodology",
        "corrections", "about", "data", "privacy", "feeds", "recall", "embed_help",
    ),
    Subject.TERM: ("parties", "sessions"),
    Subject.DEPUTY: (
        "deputy", "deputy_requests", "deputy_meetings", "deputy_items", "deputy_appeals",
        "deputy_history",
    ),
    Subject.PROMISE: ("promise",),
    Subject.ITEM: ("item",),
    Subject.DISTRICT: ("district",),
    Subject.REGION: ("region",),
    Subject.TOPIC: ("topic",),
    Subject.PARTY: ("party",),
    Subject.SITTING: ("session",),
}  # fmt: skip


@root.get("/robots.txt")
@access(ANYONE)
def robots() -> Response:
    """Where the list of pages is, and which addresses are nobody's to search."""
    return _plain(render_template("pages/public/robots.txt", langs=i18n.LANGS), "text/plain")


@root.get("/sitemap.xml")
@access(ANYONE)
def sitemaps() -> Response:
    """The files that list all pages: those of today, and those of each edition."""
    names = [f"today-{number}" for number in range(1, _files(None) + 1)]
    for edition in _editions():
        names += [f"edition-{edition.number}-{n}" for n in range(1, _files(edition) + 1)]
    return _plain(render_template("pages/public/sitemaps.xml", names=names), "application/xml")


@root.get("/sitemaps/today-<int:number>.xml")
@access(ANYONE)
def sitemap_today(number: int) -> Response:
    """Pages of today."""
    return _listed(None, number)


@root.get("/sitemaps/edition-<int:edition_number>-<int:number>.xml")
@access(ANYONE)
def sitemap_edition(edition_number: int, number: int) -> Response:
    """Pages of an edition, which never change."""
    found = editions.get(db.session, edition_number) or abort(404)
    return _listed(found, number)


def _editions() -> Iterator[EditionShown]:
    """All of them, the newest first."""
    number = 1
    while True:
        page = editions.listing(db.session, number)
        yield from page.rows
        if number >= page.last:
            return
        number += 1


def _files(edition: EditionShown | None) -> int:
    return -(-sum(1 for _ in addresses(edition)) // SIZE)


def _listed(edition: EditionShown | None, number: int) -> Response:
    found = list(islice(addresses(edition), SIZE * (number - 1), SIZE * number))
    if not found:
        abort(404)
    day = edition.published_at.date().isoformat() if edition else None
    text = render_template("pages/public/sitemap.xml", pages=found, day=day, langs=i18n.LANGS)
    return _plain(text, "application/xml")


def addresses(edition: EditionShown | None) -> Iterator[dict[str, str]]:
    """The full address of each page by language, in an order that does not change by itself."""
    subjects = sitemap.of_edition(db.session, edition) if edition else sitemap.today(db.session)
    number = edition.number if edition else None
    for subject, values in subjects:
        for endpoint in (f"public.{name}" for name in PAGES[subject]):
            if has_endpoint(endpoint) and _exists(endpoint, edition, values):
                wanted: dict[str, Any] = {**values, "edition": number, "_external": True}
                yield {lang: url_for(endpoint, lang=lang, **wanted) for lang in i18n.LANGS}


def _exists(endpoint: str, edition: EditionShown | None, values: Values) -> bool:
    """Whether there is such a page of that subject, today or in an edition."""
    wanted = {"lang", *values, *(["edition"] if edition else [])}
    return any(rule.arguments == wanted for rule in current_app.url_map.iter_rules(endpoint))


def _plain(text: str, mimetype: str) -> Response:
    response = make_response(text)
    response.headers["Content-Type"] = f"{mimetype}; charset=utf-8"
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.add_etag()
    response.make_conditional(request)
    return response

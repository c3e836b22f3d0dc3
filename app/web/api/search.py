"""The search: promises, items, documents and deputies by words, as the page of it finds them."""

from typing import Any

from app.extensions import db, limiter
from app.queries import editions
from app.queries.listed.state import NotThereError
from app.queries.search import search as search_today
from app.queries.search_filters import Wanted
from app.queries.search_held import HeldPart, search_held
from app.queries.search_hits import Hit as Found
from app.queries.snippets import Snippet
from app.web.api import SEARCH_LIMIT, shaping
from app.web.api.answering import answers, asked_state, listing
from app.web.api.arguments import OfSearch
from app.web.api.place_schemas import Hit
from app.web.api.shaping import Shape
from models.search_entry import What

limit = limiter.shared_limit(SEARCH_LIMIT, scope="api-search", override_defaults=False)


@answers("/search", Hit, OfSearch, of="search", listed=True, guard=limit)
def search(wanted: dict[str, Any]) -> Any:
    """Search

    What has a stem of every word, in any of the languages; deputies stand first. With an edition
    it is looked for in what that edition holds. A page has 20 rows, besides the deputies on the
    first one, where `what` is not asked for.
    """
    found = asked_state(wanted)
    names = ("what", "since", "until", "region", "party", "deputy")
    asked = Wanted(wanted["q"], **{name: wanted.get(name) for name in names})
    if found.edition is not None:
        held = editions.part(db.session, found.edition, "search", HeldPart)
        if held is None:
            raise NotThereError("search", found.edition.number)
        seen = search_held(held, asked, wanted["page"])
    else:
        term = found.term if "term" in wanted else None
        seen = search_today(db.session, asked, term, wanted["page"])
    rows = [_hit(hit) for hit in (*seen.people, *seen.page.rows)]
    return listing(found, wanted, seen.page, rows)


def _hit(hit: Found) -> Shape:
    return {
        "what": hit.what,
        "title": _told(hit.title) or _named(hit.file_name),
        "snippet": _told(hit.snippet),
        "kind": hit.kind,
        "number": hit.number,
        "date": hit.date,
        "precision": hit.precision,
        "deputies": [
            shaping.deputy_ref(one.slug, one.name, one.district, {}) for one in hit.deputies
        ],
        "others": hit.others,
        **_addresses(hit),
    }


def _told(snippet: Snippet | None) -> Shape | None:
    """A text in the one language that it was found in."""
    if snippet is None:
        return None
    before, after = ("… " if snippet.cut[0] else ""), (" …" if snippet.cut[1] else "")
    text = before + "".join(piece.text for piece in snippet.pieces) + after
    lang = snippet.lang if snippet.lang in ("kk", "ru", "en") else "ru"
    return {"kk": None, "ru": None, "en": None} | {lang: text}


def _named(name: str | None) -> Shape | None:
    """A name that is in no language stands in each of them."""
    return dict.fromkeys(("kk", "ru", "en"), name) if name else None


def _addresses(hit: Found) -> Shape:
    """Where what was found is: its pages, and its address in this interface."""
    if hit.what is What.DEPUTY:
        return {
            "pages": shaping.pages("deputy", slug=hit.slug),
            "self": shaping.own("deputy", slug=hit.slug),
        }
    if hit.what is What.PROMISE and hit.slug:
        return {
            "pages": shaping.pages("promise", slug=hit.slug, thesis=hit.thesis),
            "self": shaping.own("thesis", slug=hit.slug, number=hit.thesis),
        }
    if hit.what is What.PROMISE:
        return {"pages": shaping.pages("party", term=hit.term, key=hit.party_key), "self": None}
    if hit.what is What.DOCUMENT:
        return {"pages": _document(hit), "self": _item(hit)}
    return {"pages": shaping.pages("item", key=hit.key), "self": _item(hit)}


def _document(hit: Found) -> Shape:
    if hit.capture:
        return shaping.pages("capture", capture_id=hit.capture)
    if hit.sha256:
        return shaping.pages("file", sha256=hit.sha256)
    if hit.key:
        return shaping.pages("item", key=hit.key)
    return shaping.pages("deputy", slug=hit.slug) if hit.slug else shaping.pages("deputies")


def _item(hit: Found) -> str | None:
    return shaping.own("item", key=hit.key) if hit.key else None

"""The card that other sites put into a frame, and how they do that."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request, url_for
from markupsafe import escape

from app import i18n
from app.charts import card as drawing
from app.extensions import limiter
from app.queries.cards import Card
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from app.web.public.cards import card_of
from app.web.public.state import page
from app.words import Words

#: Everybody may frame this page; it loads its style sheet and nothing else, and tells no site
#: that is opened from it on which page it stood.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
WIDTH, HEIGHT = 400, 320


def asked() -> dict[str, Any]:
    """The convocation of the address, where it asks for one."""
    return {
        "legislature": request.args.get("legislature"),
        "convocation": arguments.number("convocation"),
    }


def scorecard_address(card: Card) -> str:
    """The full address of the page that a card tells of."""
    return url_for("public.deputy", slug=card.slug, _external=True, **asked())


@page("/deputies/<slug>/embed")
@access(ANYONE)
@limiter.limit("300/minute")
def embed(slug: str) -> Response:
    """The card of a deputy as a page of its own that any site may frame."""
    card, words = card_of(slug), Words(i18n.current())
    response = make_response(
        render_template(
            "pages/public/embed.html",
            name=words.pick(card.name),
            where=drawing.where(card, words),
            headline=drawing.headline(card, words),
            source=drawing.source(card, words),
            page=scorecard_address(card),
        )
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@public.get("/embed")
@access(ANYONE)
def embed_help() -> str:
    """The code to copy: a frame, and a picture with a link. `slug` says whose card."""
    slug = request.args.get("slug")
    card = card_of(slug) if slug else None
    words = Words(i18n.current())
    name = words.pick(card.name) if card else "NAME"
    wanted: dict[str, Any] = {"slug": slug or "NAME", "_external": True, **asked()}
    addresses = {
        "page": url_for("public.deputy", **wanted),
        "embed": url_for("public.embed", **wanted),
        "card": url_for("public.card_picture", **wanted),
    }
    alt = f"{name}. {drawing.headline(card, words)}" if card else name
    return render_template(
        "pages/public/embed_help.html",
        name=name,
        alt=alt,
        host=urlsplit(request.url_root)._replace(path="").geturl(),
        frame=frame(addresses["embed"], name),
        picture=picture(addresses["page"], addresses["card"], alt),
        page=addresses["page"],
        embed=addresses["embed"],
        card=url_for("public.card_picture", slug=slug, **asked()) if card else None,
    )


def frame(address: str, name: str) -> str:
    """The frame as HTML to be copied, each value escaped."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(name)}" width="{WIDTH}" '
        f'height="{HEIGHT}" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


def picture(page: str, address: str, alt: str) -> str:
    """The picture with a link as HTML to be copied, each value escaped."""
    return (
        f'<a href="{escape(page)}" rel="noopener"><img src="{escape(address)}" '
        f'alt="{escape(alt)}" width="600" height="315" loading="lazy" '
        f'referrerpolicy="no-referrer"></a>'
    )

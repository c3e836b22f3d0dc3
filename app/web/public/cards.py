"""What other sites show of a scorecard: its picture."""

from datetime import date
from pathlib import Path

from flask import Response, abort, current_app, g, make_response, request

from app import clock, i18n
from app.charts import card as drawing
from app.charts import store
from app.extensions import db, limiter
from app.queries import cards, editions
from app.queries.cards import Card
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.state import page
from app.words import Words


def folder() -> Path:
    """Where pictures are kept that were drawn once."""
    instance: Path = current_app.extensions["config"].instance_dir
    return instance / store.FOLDER


def card_of(slug: str) -> Card:
    """The card of that deputy: as the edition has it that is being read, or as of today."""
    if g.edition is not None:
        part = editions.deputy(db.session, g.edition, slug) or abort(404)
        return cards.of_part(part, g.edition)
    today: date = clock.now().astimezone(clock.ALMATY).date()
    found = cards.card(
        db.session,
        slug,
        today,
        request.args.get("legislature"),
        arguments.number("convocation"),
    )
    return found or abort(404)


@page("/deputies/<slug>/card.png")
@access(ANYONE)
@limiter.limit("120/minute")
def card_picture(slug: str) -> Response:
    """The picture that a link to a scorecard is shown with."""
    training: bool = current_app.extensions["config"].training
    svg = drawing.draw(card_of(slug), Words(i18n.current()), training=training)
    response = make_response(store.picture(folder(), svg))
    response.headers["Content-Type"] = "image/png"
    return response

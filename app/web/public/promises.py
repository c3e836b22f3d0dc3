"""One promise of one deputy, with the chain of evidence from its words to the deputy's reply."""

from collections.abc import Collection

from flask import abort, g, render_template

from app import clock
from app.extensions import db
from app.queries import editions, items
from app.queries import promises as queries
from app.queries.items import ItemPage
from app.queries.paging import slice_of
from app.queries.promises import Bearer, PromisePage
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.state import page

#: So many acts, and so many answers, stand on one page.
SIZE = 20


@page("/deputies/<slug>/promises/<int:thesis>")
@access(ANYONE)
def promise(slug: str, thesis: int) -> str:
    """Where a promise stands, what was done on it, what was answered, how it is rated, and what
    the deputy says."""
    found = find(slug, thesis)
    deeds = slice_of(found.deeds, arguments.page(), SIZE)
    answers = slice_of(found.answers, arguments.number("answers") or 1, SIZE)
    keys = {act.key for act in deeds.rows} | {line.answer.key for line in answers.rows}
    return render_template(
        "pages/public/promise.html",
        page=found,
        deeds=deeds,
        answers=answers,
        carried=carried(keys),
        bearers=() if found.programme.own else bearers(found),
    )


def find(slug: str, thesis: int) -> PromisePage:
    """The promise in the state that is read, or the page that says there is none."""
    number = min(thesis, arguments.LARGEST)
    if g.edition is not None:
        return queries.of_edition(db.session, g.edition, slug, number) or abort(404)
    today = clock.now().astimezone(clock.ALMATY).date()
    return queries.today(db.session, slug, number, today) or abort(404)


def carried(keys: Collection[str]) -> dict[str, ItemPage]:
    """The acts with these keys in the state that is read; an edition may not have kept them."""
    if g.edition is not None:
        return editions.several(db.session, g.edition, "item", ItemPage, keys)
    return items.by_key(db.session, keys)


def bearers(found: PromisePage) -> tuple[Bearer, ...]:
    """Who stands on that promise of a party, in the state that is read."""
    if g.edition is not None:
        return queries.bearers_of_edition(db.session, g.edition, found)
    return queries.bearers(db.session, found.person.term, found.promise.id)

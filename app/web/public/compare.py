"""Deputies side by side. The address is the comparison, and needs no script."""

from collections.abc import Sequence

from flask import render_template, request, url_for

from app import clock
from app.extensions import db
from app.queries import compared as queries
from app.queries.compared import MOST, Compared
from app.queries.terms import terms
from app.scoring import Action, Outcome
from app.web import evidence_words
from app.web.permissions import ANYONE, access
from app.web.public import public
from app.web.public.state import page
from app.web.public.together import LONGEST, stating

#: More than these of an address are not even looked at.
LOOKED_AT = 8


@page("/compare")
@access(ANYONE)
def compare() -> str:
    """Up to four deputies in the order of districts, and the form to choose them."""
    asked = [slug.replace("\x00", "")[:LONGEST] for slug in request.args.getlist("d") if slug]
    distinct = list(dict.fromkeys(asked))[:LOOKED_AT]
    found = {slug: _found(slug) for slug in distinct}
    known = [row for row in found.values() if row]
    rows = queries.in_order(known[:MOST])
    term = next(iter(terms(db.session)), None)
    return render_template(
        "pages/public/compare.html",
        rows=rows,
        unknown=[slug for slug, row in found.items() if row is None],
        repeated=len(asked) > len(set(asked)),
        too_many=len(known) > MOST,
        most=MOST,
        why_not=queries.not_compared(rows),
        choices=queries.choices(db.session, term, stating()),
        words=evidence_words,
        address=url_for("public.compare", d=[row.person.slug for row in rows], _external=True),
    )


def _found(slug: str) -> Compared | None:
    edition = stating()
    if edition is not None:
        return queries.of_edition(db.session, edition, slug)
    today = clock.now().astimezone(clock.ALMATY).date()
    return queries.of_today(db.session, slug, today)


@public.app_template_global("outcomes_of")
def outcomes_of(rows: Sequence[Compared]) -> list[Outcome]:
    """The outcomes that an edition states of anybody, in the order of the scale."""
    stated = {outcome for row in rows if row.headline for outcome, _ in row.headline.outcomes}
    return [outcome for outcome in Outcome if outcome in stated]


@public.app_template_global("actions_of")
def actions_of() -> list[Action]:
    """The action scale in its order."""
    return list(Action)

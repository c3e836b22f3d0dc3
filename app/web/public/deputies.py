"""The page of a deputy."""

from flask import abort, render_template, request

from app import clock
from app.extensions import db
from app.queries import corrections, editions
from app.queries.acts import TAB_KINDS, Filter, Show, Tab, acts
from app.queries.meetings import where_held
from app.queries.scorecards import scorecard
from app.web import evidence_words
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from models.item import Kind, Role
from models.meeting import Answer


@public.get("/deputies/<slug>")
@access(ANYONE)
def deputy(slug: str) -> str:
    """Who a deputy is, what they promised, what was found, and the rows behind each number."""
    asked = arguments.number("convocation")
    today = clock.now().astimezone(clock.ALMATY).date()
    card = scorecard(db.session, slug, today, request.args.get("legislature"), asked)
    if card is None:
        abort(404)
    wanted = wanted_acts()
    page = None
    if wanted is not None:
        person = card.person
        page = acts(db.session, person.mandate, person.start, wanted, arguments.page())
    held = None
    if wanted is not None and wanted.tab in (Tab.MEETINGS, Tab.RECEPTIONS):
        person = card.person
        held = where_held(db.session, person.mandate, person.start, TAB_KINDS[wanted.tab])
    link = {"slug": slug} | ({"convocation": asked} if asked else {})
    return render_template(
        "pages/public/deputy.html",
        card=card,
        wanted=wanted,
        page=page,
        held=held,
        meeting_words=evidence_words,
        link=link,
        tabs=list(Tab),
        latest=editions.latest_of(db.session, card.person.term.id, slug),
        corrected=corrections.count_about(db.session, f"/deputies/{slug}"),
    )


def wanted_acts() -> Filter | None:
    """The list that the address asks for; None for the promises."""
    tab = arguments.member("tab", Tab)
    if tab is None:
        return None
    return Filter(
        tab=tab,
        show=arguments.member("show", Show) or Show.ALL,
        role=arguments.member("role", Role),
        kind=arguments.member("kind", Kind),
        thesis=arguments.number("thesis"),
        held=arguments.member("held", Answer),
        sat=arguments.member("sat", Answer),
    )

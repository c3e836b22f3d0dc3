"""The lists of deputies, and the page of one."""

from flask import abort, render_template, request

from app import clock, i18n
from app.extensions import db
from app.queries import corrections, editions
from app.queries.acts import TAB_KINDS, Filter, Show, Tab, acts
from app.queries.deputies import by_district, page_of_all
from app.queries.meetings import where_held
from app.queries.scorecards import scorecard
from app.queries.terms import choose, terms
from app.web import evidence_words
from app.web.names import by_name
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from models.item import Kind, Role
from models.meeting import Answer


@public.get("/deputies/")
@access(ANYONE)
def deputies() -> str:
    """Single-mandate deputies of the latest convocation; all deputies of any one asked for."""
    found = terms(db.session)
    number = arguments.number("convocation")
    legislature = request.args.get("legislature")
    term = choose(found, legislature, number)
    if term is None and found:
        abort(404)
    if term is None or (number is None and term.by_district):
        edition, lines = editions.latest_lines(db.session, term.id) if term else (None, {})
        rows = by_name(by_district(db.session, term), lambda row: row.name) if term else []
        # Those whose district is not known yet come last, by name.
        rows.sort(key=lambda row: (row.district is None, row.district or 0))
        return render_template(
            "pages/public/districts.html",
            term=term,
            terms=found,
            rows=rows,
            edition=edition,
            lines=lines,
        )
    page = page_of_all(db.session, term, arguments.page(), i18n.current())
    edition, lines = editions.latest_lines(db.session, term.id)
    return render_template(
        "pages/public/deputies.html",
        term=term,
        terms=found,
        page=page,
        edition=edition,
        lines=lines,
    )


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

"""The lists of deputies, in the order of districts or by name."""

from flask import abort, g, render_template, request

from app import i18n
from app.extensions import db
from app.queries import editions
from app.queries.deputies import DeputyListPart, by_district, page_of_all
from app.queries.editions import EditionShown
from app.queries.frozen import DeputiesPart
from app.queries.terms import choose, terms
from app.web.names import by_name
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.state import page


@page("/deputies/")
@access(ANYONE)
def deputies() -> str:
    """Single-mandate deputies of the latest convocation; all deputies of any one asked for."""
    if g.edition is not None:
        return _deputies_of_edition(g.edition)
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
    found_page = page_of_all(db.session, term, arguments.page(), i18n.current())
    edition, lines = editions.latest_lines(db.session, term.id)
    return render_template(
        "pages/public/deputies.html",
        term=term,
        terms=found,
        page=found_page,
        edition=edition,
        lines=lines,
    )


def _deputies_of_edition(edition: EditionShown) -> str:
    part = editions.part(db.session, edition, "deputy-list", DeputyListPart) or abort(404)
    listed = editions.part(db.session, edition, "deputies", DeputiesPart) or abort(404)
    return render_template(
        "pages/public/districts.html",
        term=part.term,
        terms=[],
        rows=part.rows,
        edition=edition,
        lines={line.slug: line for line in listed.deputies},
    )

"""The charts, each as a page, a picture and a table of the same numbers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, g, make_response, render_template, request, url_for
from flask_babel import gettext

from app import clock, i18n
from app.charts import files, sheets
from app.charts.sheet import Line, Sheet
from app.extensions import db, limiter
from app.queries import charts as queries
from app.queries import editions
from app.queries.chart_shapes import ChartsPart, Name, RequestRows
from app.queries.paging import slice_of
from app.queries.terms import Term, choose, named, terms
from app.web.permissions import ANYONE, access
from app.web.public import arguments
from app.web.public.cards import folder
from app.web.public.state import page, shown
from app.words import Words
from models.item import Role


def part_of(term: Term) -> ChartsPart:
    """The numbers of a convocation: those of the edition that is being read, or of today."""
    part = shown("charts", "", ChartsPart, lambda: queries.charts(db.session, term))
    return part if part.term.key == term.key else abort(404)


def asked() -> Term | None:
    """The convocation that the address asks for; the latest, or the one of the edition."""
    if g.edition is not None:
        part = editions.part(db.session, g.edition, "charts", ChartsPart) or abort(404)
        return part.term
    found = terms(db.session)
    term = choose(found, request.args.get("legislature"), arguments.number("convocation"))
    return term if term or not found else abort(404)


def sheet_of(name: Name, part: ChartsPart) -> Sheet:
    """A chart in the language of the page."""
    where = url_for("public.charts", _external=True, **_older(part.term)).split("://", 1)[-1]
    source = gettext("Promises Watch, %(address)s", address=where)
    if request.host.endswith(".invalid"):
        # A copy is made by who does not know, or does not tell, where the original stands.
        source = gettext("Promises Watch")
    number = g.edition.number if g.edition else None
    today = clock.now().astimezone(clock.ALMATY).date()
    return sheets.sheet(
        name, part, Words(i18n.current()), edition=number, today=today, source=source
    )


def _older(term: Term) -> dict[str, Any]:
    """What an address needs to lead to the charts of `term`, where that is not the latest."""
    if g.edition is not None or terms(db.session)[0].key == term.key:
        return {}
    return {"legislature": term.legislature, "convocation": term.number}


@page("/charts/")
@access(ANYONE)
def charts() -> str:
    """All charts of a convocation, each in words and as a table too."""
    term = asked()
    part = part_of(term) if term else None
    link: Link = {}
    if term is not None and arguments.number("convocation") is not None:
        link = {"legislature": term.legislature, "convocation": term.number}
    return render_template(
        "pages/public/charts.html",
        term=term,
        terms=terms(db.session) if g.edition is None else [],
        part=part,
        sheets=[sheet_of(name, part) for name in Name] if part else [],
        words=Words(i18n.current()),
        lines_of=partial(lines_of, term, link) if term else None,
        files_of=partial(files_of, term) if term else None,
        link=link,
    )


def files_of(term: Term, sheet: Sheet) -> Callable[[str], str]:
    """The address of a chart as a file with a given ending."""

    def address(ending: str) -> str:
        return url_for("public.chart_file", term=term.key, name=sheet.name.value, ending=ending)

    return address


Link = dict[str, Any]


def lines_of(term: Term, link: Link, sheet: Sheet) -> Callable[[Line, int | None], str]:
    """The addresses of the rows behind the numbers of a chart."""
    return partial(behind, term, link, sheet)


def behind(term: Term, link: Link, sheet: Sheet, line: Line, number: int | None) -> str:
    """The address of exactly the rows behind the number of a line, or behind all of them."""
    if line.kind == "group":
        role = sheets.ROLES[number].value if number is not None else None
        return url_for("public.chart_rows", term=term.key, group=line.key, role=role)
    if line.kind == "requests":
        role = sheets.ROLES[number].value if number is not None else None
        return url_for("public.deputy_requests", slug=line.key, role=role, **link)
    if line.kind == "meetings":
        held = sheets.PLACES[number].value if number is not None else None
        return url_for("public.deputy_meetings", slug=line.key, held=held, **link)
    return f"#{sheet.name.value}-{line.key}"


@page("/charts/<term>/<name>.<ending>")
@access(ANYONE)
@limiter.limit("60/minute")
def chart_file(term: str, name: str, ending: str) -> Response:
    """A chart as SVG, PNG or CSV, with its source and the day that it stands for."""
    wanted = next((one for one in Name if one.value == name), None)
    found = named(db.session, term[:100])
    if wanted is None or found is None or ending not in files.TYPES:
        abort(404)
    training: bool = current_app.extensions["config"].training
    sheet = sheet_of(wanted, part_of(found))
    kept: Path = folder()
    body = files.body(sheet, ending, Words(i18n.current()), kept, training=training)
    response = make_response(body)
    response.headers["Content-Type"] = files.TYPES[ending]
    mark = f"-{g.edition.number}" if g.edition else ""
    file = f"{'training-' if training else ''}{found.key}-{name}{mark}-{sheet.lang}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@page("/charts/<term>/requests/<group>")
@access(ANYONE)
def chart_rows(term: str, group: str) -> str:
    """The requests behind a number of a group of deputies, each once."""
    found = named(db.session, term[:100]) or abort(404)

    def live() -> RequestRows | None:
        every = queries.request_rows(db.session, found)
        return next((rows for rows in every if rows.group.key == group), None)

    part = shown("chart_rows", group, RequestRows, live)
    role = arguments.member("role", Role)
    rows = [row for row in part.rows if role in (None, row.role)]
    return render_template(
        "pages/public/chart_rows.html",
        term=found,
        group=part.group,
        name=sheets.group_label(part.group, Words(i18n.current())),
        role=role,
        page=slice_of(rows, arguments.page()),
    )

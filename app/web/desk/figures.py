"""Official totals: what others stated beside what is counted, and the rows behind it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.figures import FigureForm, ListForm
from app.forms.theses import ReasonForm
from app.queries import reconciliation as queries
from app.queries.paging import Page
from app.queries.reconciliation import Which
from app.queries.terms import terms
from app.services import figures as service
from app.services.errors import InvalidError
from app.web import copies
from app.web.desk import desk
from app.web.desk import figure_words as words
from app.web.desk.programmes import name_of
from app.web.names import by_name
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access
from models.figure import StatedFigure

READERS = (ANALYST, COORDINATOR, ADMINISTRATOR)
TABS: dict[str, Callable[[Session, int, int], Page[Any]]] = {
    "counted": queries.lines,
    "sums": queries.sums,
    "others": queries.uncounted,
    "withdrawn": queries.withdrawn,
}


@desk.get("/figures")
@access(*READERS)
def figures() -> str:
    """The stated figures of a convocation: counted too, as sums, or with why they are not."""
    form, found = ListForm(request.args), terms(db.session)
    form.convocation.choices = choices(
        (term.id, f"{name_of(term)}, {term.number}") for term in found
    )
    chosen = row_id(form.convocation.data) or (found[0].id if found else 0)
    form.convocation.data = str(chosen)
    tab = request.args.get("tab", "counted")
    page = TABS.get(tab, queries.lines)(db.session, chosen, request.args.get("page", 1, type=int))
    return render_template(
        "pages/desk/figures.html",
        form=form,
        tab=tab if tab in TABS else "counted",
        page=page,
        convocation_id=chosen,
        parties=queries.parties(db.session),
        words=words,
    )


@desk.get("/figures/<int:figure_id>")
@access(*READERS)
def figure(figure_id: int) -> str:
    """One stated figure with exactly the items behind what is counted."""
    found = find(figure_id)
    which = request.args.get("which", Which.COUNTED.value)
    which = Which(which) if which in set(Which) else Which.COUNTED
    line = queries.line(db.session, found)
    page = None
    if line is not None:
        number = request.args.get("page", 1, type=int)
        page = queries.rows(db.session, found, which, number)
    return render_template(
        "pages/desk/figure.html",
        figure=found,
        line=line,
        which=which,
        page=page,
        parties=queries.parties(db.session),
        reason=ReasonForm(formdata=None),
        words=words,
    )


@desk.route("/figures/new/<int:convocation_id>", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def new_figure(convocation_id: int) -> ResponseReturnValue:
    """Enter a figure that somebody stated."""
    convocation = queries.convocation(db.session, convocation_id)
    if convocation is None:
        abort(404)
    form = figure_form(convocation_id)
    if form.validate_on_submit():
        try:
            copy = copies.take(form, required=False)
            entered = service.enter(
                db.session,
                current_user,
                clock.now(),
                convocation_id,
                form.entered(),
                file_id=copy.file_id,
                capture_id=copy.capture_id,
            )
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("desk.figure", figure_id=entered.id), 303)
    page = render_template("pages/desk/figure_new.html", form=form, convocation=convocation)
    return page, 422 if form.errors else 200


@desk.post("/figures/<int:figure_id>/withdraw")
@desk.post("/figures/<int:figure_id>/restore", endpoint="restore_figure")
@access(COORDINATOR, ADMINISTRATOR)
def withdraw_figure(figure_id: int) -> ResponseReturnValue:
    """Take a figure out of the comparison, or bring it back."""
    do = service.restore if request.endpoint == "desk.restore_figure" else service.withdraw
    do(db.session, figure_id, ReasonForm().reason.data or "")
    flash(gettext("Saved."))
    return redirect(url_for("desk.figure", figure_id=figure_id), 303)


def find(figure_id: int) -> StatedFigure:
    """The figure, or the page that says there is none."""
    found = queries.get(db.session, figure_id)
    return found if found is not None else abort(404)


def figure_form(convocation_id: int) -> FigureForm:
    """The form with its lists."""
    form, parties = FigureForm(), queries.parties(db.session)
    seats = by_name(queries.seats(db.session, convocation_id), lambda seat: seat.deputy)
    form.set_choices(
        gettext("none"),
        metric=words.METRICS.items(),
        scope=words.scopes(parties).items(),
        mandate=[(seat.id, name_of(seat.deputy)) for seat in seats],
        sum_key=[
            (row.key, f"{row.value}: {words.metric(row.metric)}, {words.scope(row.scope, parties)}")
            for row in queries.totals(db.session, convocation_id)
        ],
    )
    return form


def put_errors(form: Any, error: InvalidError) -> None:
    """Show each problem beside its field."""
    for name, problem in error.problems:
        field = form[name]
        field.errors = [*field.errors, str(words.PROBLEMS[service.Problem(problem)])]

"""Decisions that only a person can take: which acts are one, and whom a name means."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.sources import DecisionForm, NameForm
from app.queries import merging as queries
from app.services import merging, names
from app.web.desk import desk
from app.web.desk import source_words as words
from app.web.names import by_name
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import say
from models.item import ProposalState

STATES = tuple(state.value for state in ProposalState)

say(
    merging.AlreadyDecidedError,
    lazy_gettext("Somebody decided this pair meanwhile. Look among the decided ones."),
)
say(
    merging.NothingToUndoError,
    lazy_gettext("This pair is not decided yet, so there is nothing to take back."),
)
say(
    merging.MergedAwayError,
    lazy_gettext("This act was merged into another one: change that one instead."),
)


def _proposals(
    state: str, form: DecisionForm, status: int = 200, at: int = 0
) -> ResponseReturnValue:
    page = queries.proposals(db.session, state, request.args.get("page", 1, type=int))
    return (
        render_template(
            "pages/desk/proposals.html",
            page=page,
            state=state,
            counts=queries.counts(db.session),
            form=form,
            at=at,
            words=words,
        ),
        status,
    )


@desk.get("/sources/same")
@access(COORDINATOR, ADMINISTRATOR)
def proposals() -> ResponseReturnValue:
    """Acts that look the same, side by side."""
    state = request.args.get("state", "open")
    return _proposals(state if state in STATES else abort(404), DecisionForm(formdata=None))


@desk.post("/sources/same/<int:proposal_id>/<any(merge, apart, undo):what>")
@access(COORDINATOR, ADMINISTRATOR)
def decide_proposal(proposal_id: int, what: str) -> ResponseReturnValue:
    """Merge a pair, keep it apart, or take that back, with a reason."""
    form = DecisionForm()
    state = request.args.get("state", "open")
    if not form.validate_on_submit():
        return _proposals(state if state in STATES else abort(404), form, 422, proposal_id)
    me, now = current_user._get_current_object(), clock.now()
    if what == "undo":
        merging.undo(db.session, me, now, proposal_id, reason=form.reason.data or "")
        flash(gettext("The decision is taken back."))
    else:
        merging.decide(
            db.session, me, now, proposal_id, merge=what == "merge", reason=form.reason.data or ""
        )
        flash(gettext("The decision is saved. It can be taken back under the decided ones."))
    return redirect(url_for("desk.proposals", state=state))


@desk.get("/sources/names")
@access(COORDINATOR, ADMINISTRATOR)
def unmatched_names() -> ResponseReturnValue:
    """Names in records that fit no deputy."""
    page = queries.names(db.session, request.args.get("page", 1, type=int))
    seats = queries.seats(db.session, (row.convocation_id for row in page.rows))
    seats = by_name(seats, lambda seat: seat)
    return render_template("pages/desk/names.html", page=page, seats=seats)


@desk.post("/sources/names")
@access(COORDINATOR, ADMINISTRATOR)
def join_name() -> ResponseReturnValue:
    """Say whom a name means."""
    form = NameForm()
    if not form.validate_on_submit():
        flash(gettext("Choose a deputy first, then press the button beside the name."), "error")
        return redirect(url_for("desk.unmatched_names"))
    count = names.join(
        db.session,
        current_user._get_current_object(),
        clock.now(),
        form.name_key.data or "",
        int(form.mandate.data or 0),
    )
    flash(gettext("Records in which the name now means that deputy: %(count)s.", count=count))
    return redirect(url_for("desk.unmatched_names"))

"""Reported errors on the desk: the queue, and settling one."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.corrections import CorrectForm, DeclineForm, put
from app.queries import corrections as queries
from app.services import corrections as service
from app.services.errors import InvalidError, StaleError
from app.web.desk import correction_words as words
from app.web.desk import desk
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import sentence
from models.edition import ReportState


@desk.get("/corrections/")
@access(COORDINATOR, ADMINISTRATOR)
def corrections() -> str:
    """What was reported, the oldest first."""
    wanted = request.args.get("state", "open")
    state = ReportState(wanted) if wanted in set(ReportState) else abort(404)
    return render_template(
        "pages/desk/corrections.html",
        page=queries.reports(db.session, state, request.args.get("page", 1, type=int)),
        state=state,
        counts=queries.counts(db.session),
        words=words,
    )


@desk.get("/corrections/<int:report_id>")
@access(COORDINATOR, ADMINISTRATOR)
def correction(report_id: int) -> ResponseReturnValue:
    """One report, to be settled."""
    found = queries.report(db.session, report_id) or abort(404)
    correct, decline = CorrectForm(formdata=None), DeclineForm(formdata=None)
    correct.fill(found.row, found.version)
    decline.reason.data, decline.version.data = found.row.reason, found.version
    return _page(found, correct, decline)


@desk.post("/corrections/<int:report_id>/correct")
@access(COORDINATOR, ADMINISTRATOR)
def correct_error(report_id: int) -> ResponseReturnValue:
    """Say what was changed and why."""
    form = CorrectForm()
    me, now = current_user._get_current_object(), clock.now()

    def settle(version: int) -> None:
        service.correct(db.session, me, now, report_id, form.entered(), version=version)

    return _settled(report_id, form, DeclineForm(formdata=None), settle)


@desk.post("/corrections/<int:report_id>/decline")
@access(COORDINATOR, ADMINISTRATOR)
def decline_error(report_id: int) -> ResponseReturnValue:
    """Say why nothing is changed."""
    form = DeclineForm()
    me, now = current_user._get_current_object(), clock.now()

    def settle(version: int) -> None:
        service.decline(db.session, me, now, report_id, form.reason.data or "", version=version)

    return _settled(report_id, form, CorrectForm(formdata=None), settle)


def _settled(report_id: int, form: Any, other: Any, settle: Any) -> ResponseReturnValue:
    found = queries.report(db.session, report_id) or abort(404)
    other.version.data = found.version
    status = 422
    if form.validate_on_submit():
        try:
            settle(form.version.data or 0)
        except InvalidError as error:
            put(
                form,
                [
                    (name, str(words.PROBLEMS[service.Problem(problem)]))
                    for name, problem in error.problems
                ],
            )
        except StaleError as error:
            form.version.data, form.version.raw_data = error.version, None
            form.form_errors = [sentence(error)]
            status = 409
        else:
            flash(gettext("The report is settled."))
            return redirect(url_for("desk.corrections"), 303)
    if isinstance(form, CorrectForm):
        return _page(found, form, other, status)
    return _page(found, other, form, status)


def _page(
    found: queries.Report, correct: CorrectForm, decline: DeclineForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "pages/desk/correction.html", found=found, correct=correct, decline=decline, words=words
    )
    return page, status

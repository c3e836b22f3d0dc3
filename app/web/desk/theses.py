"""Entering, correcting and withdrawing theses."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.extensions import db
from app.forms.programmes import ReasonForm, ThesisForm
from app.queries import programmes as queries
from app.queries.programmes import Owner
from app.services import programmes as service
from app.services.errors import InvalidError, StaleError
from app.web.desk import desk
from app.web.desk import programme_words as words
from app.web.desk.programmes import PARTY, changed_meanwhile, find, name_of, put_errors
from app.web.permissions import ADMINISTRATOR, COORDINATOR, STAFF, access


@desk.route(PARTY + "/theses/new", methods=["GET", "POST"])
@desk.route("/programmes/<int:mandate_id>/theses/new", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def new_thesis(**owner: Any) -> ResponseReturnValue:
    """Add theses, one after another."""
    sheet, form = find(owner), with_choices(ThesisForm())
    if form.validate_on_submit():
        try:
            thesis = service.add_thesis(db.session, sheet.owner, form.entered())
        except InvalidError as error:
            put_errors(form, error)
        else:
            if request.form.get("then") == "next":
                kept = {name: form[name].data for name in ("lang", "source_url") if form[name].data}
                return redirect(
                    url_for("desk.new_thesis", added=thesis.number, **owner, **kept), 303
                )
            flash(gettext("Thesis %(number)s was saved.", number=thesis.number))
            return redirect(url_for("desk.programme", **owner), 303)
    elif request.method == "GET":
        # What stays the same from one thesis to the next is not typed again.
        form.lang.data = request.args.get("lang", "")
        form.source_url.data = request.args.get("source_url")
    page = render_template(
        "pages/desk/thesis_new.html",
        form=form,
        sheet=sheet,
        added=request.args.get("added", type=int),
    )
    return page, 422 if form.errors else 200


@desk.get("/theses/<int:thesis_id>")
@access(*STAFF)
def thesis(thesis_id: int) -> str:
    """A thesis with its history."""
    found = queries.thesis(db.session, thesis_id)
    if found is None:
        abort(404)
    return render_template(
        "pages/desk/thesis.html",
        thesis=found,
        owner=Owner.of(found.programme).args,
        changes=queries.history(db.session, "theses", thesis_id),
        reason=ReasonForm(formdata=None),
        words=words,
    )


@desk.route("/theses/<int:thesis_id>/edit", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def edit_thesis(thesis_id: int) -> ResponseReturnValue:
    """Correct a thesis; what it was stays in its history."""
    found, form = queries.thesis(db.session, thesis_id), with_choices(ThesisForm())
    if found is None:
        abort(404)
    if form.validate_on_submit():
        try:
            service.save_thesis(
                db.session, thesis_id, form.entered(), version=form.version.data or 0
            )
        except InvalidError as error:
            put_errors(form, error)
        except StaleError as error:
            return changed_meanwhile("pages/desk/thesis_edit.html", form, error, thesis=found)
        else:
            flash(gettext("Thesis %(number)s was saved.", number=found.number))
            return redirect(url_for("desk.thesis", thesis_id=thesis_id), 303)
    elif request.method == "GET":
        form.fill(found, queries.version(db.session, "theses", thesis_id))
    page = render_template("pages/desk/thesis_edit.html", form=form, thesis=found)
    return page, 422 if form.errors else 200


@desk.post("/theses/<int:thesis_id>/withdraw")
@access(COORDINATOR, ADMINISTRATOR)
def withdraw_thesis(thesis_id: int) -> Response:
    """Take a thesis out of use."""
    form = ReasonForm()
    if form.validate():
        try:
            found = service.withdraw_thesis(db.session, thesis_id, form.reason.data)
            flash(gettext("Thesis %(number)s was withdrawn.", number=found.number))
        except InvalidError:
            flash(str(words.PROBLEMS[service.Problem.VERDICT_STANDS]), "error")
    else:
        flash(gettext("Nothing was changed: give the reason in a few words."), "error")
    return redirect(url_for("desk.thesis", thesis_id=thesis_id), 303)


@desk.post("/theses/<int:thesis_id>/restore")
@access(COORDINATOR, ADMINISTRATOR)
def restore_thesis(thesis_id: int) -> Response:
    """Bring a withdrawn thesis back."""
    form = ReasonForm()
    if form.validate():
        found = service.restore_thesis(db.session, thesis_id, form.reason.data)
        flash(gettext("Thesis %(number)s is back.", number=found.number))
    else:
        flash(gettext("Nothing was changed: give the reason in a few words."), "error")
    return redirect(url_for("desk.thesis", thesis_id=thesis_id), 303)


def with_choices(form: ThesisForm) -> ThesisForm:
    """The form with the topics of all code books, each under the name of its book."""
    topics = [
        (topic.id, f"{name_of(book)}: {name_of(topic)}")
        for book, members in queries.topics(db.session)
        for topic in members
    ]
    form.set_choices(topics, gettext("not chosen"))
    return form

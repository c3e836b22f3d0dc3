"""Entering, correcting and withdrawing theses."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, i18n
from app.extensions import db
from app.forms.theses import Judged, ReasonForm, ThesisForm
from app.queries import programmes, theses
from app.queries.programmes import Owner
from app.services import theses as service
from app.services.errors import InvalidError, StaleError
from app.web.desk import desk
from app.web.desk import programme_words as words
from app.web.desk.programmes import (
    PARTY,
    WRITERS,
    changed_meanwhile,
    find,
    may_write,
    name_of,
    put_errors,
)
from app.web.labels import LABELS
from app.web.permissions import STAFF, access
from models.programme import Statement, Thesis

#: What stays the same from one thesis to the next is not entered again: fields of the form, and
#: the arguments that carry them. `lang` itself is the language of the page.
CARRIED = {
    "lang": "made_in",
    "source_url": "source_url",
    "topic": "topic",
    "statement": "statement",
    "concerns_district": "concerns",
}


@desk.route(PARTY + "/theses/new", methods=["GET", "POST"])
@desk.route("/programmes/<int:mandate_id>/theses/new", methods=["GET", "POST"])
@access(*WRITERS)
def new_thesis(**owner: Any) -> ResponseReturnValue:
    """Add theses, one after another."""
    sheet = find(owner, write=True)
    form = with_choices(ThesisForm(), sheet.owner)
    if form.validate_on_submit():
        try:
            thesis = service.add_thesis(
                db.session, current_user, clock.now(), sheet.owner, form.entered()
            )
        except InvalidError as error:
            put_errors(form, error)
        else:
            if request.form.get("then") == "next":
                added: dict[str, Any] = {"added": thesis.number, **carried(form)}
                return redirect(url_for("desk.new_thesis", **owner, **added), 303)
            flash(gettext("Thesis %(number)s was saved.", number=thesis.number))
            return redirect(url_for("desk.programme", **owner), 303)
    elif request.method == "GET":
        carry(form)
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
    """A thesis with what it adapts, who adapted it, and its history."""
    found = find_thesis(thesis_id)
    number = request.args.get("page", 1, type=int)
    party = found.programme.party_id is not None
    return render_template(
        "pages/desk/thesis.html",
        thesis=found,
        owner=Owner.of(found.programme).args,
        may_write=may_write(Owner.of(found.programme)),
        adapted=theses.adapted_by(db.session, thesis_id, number) if party else None,
        changes=programmes.history(db.session, "theses", thesis_id),
        reason=ReasonForm(formdata=None),
        labels=LABELS,
        words=words,
    )


@desk.route("/theses/<int:thesis_id>/edit", methods=["GET", "POST"])
@access(*WRITERS)
def edit_thesis(thesis_id: int) -> ResponseReturnValue:
    """Correct a thesis; what it was stays in its history."""
    found = find_thesis(thesis_id, write=True)
    form = with_choices(ThesisForm(), Owner.of(found.programme), found)
    if form.validate_on_submit():
        try:
            service.save_thesis(
                db.session,
                current_user,
                clock.now(),
                thesis_id,
                form.entered(),
                version=form.version.data or 0,
            )
        except InvalidError as error:
            put_errors(form, error)
        except StaleError as error:
            return changed_meanwhile("pages/desk/thesis_edit.html", form, error, thesis=found)
        else:
            flash(gettext("Thesis %(number)s was saved.", number=found.number))
            return redirect(url_for("desk.thesis", thesis_id=thesis_id), 303)
    elif request.method == "GET":
        form.fill(found, programmes.version(db.session, "theses", thesis_id))
    page = render_template("pages/desk/thesis_edit.html", form=form, thesis=found)
    return page, 422 if form.errors else 200


@desk.post("/theses/<int:thesis_id>/withdraw")
@access(*WRITERS)
def withdraw_thesis(thesis_id: int) -> Response:
    """Take a thesis out of use."""
    return _mark(thesis_id, service.withdraw_thesis)


@desk.post("/theses/<int:thesis_id>/restore")
@access(*WRITERS)
def restore_thesis(thesis_id: int) -> Response:
    """Bring a withdrawn thesis back."""
    return _mark(thesis_id, service.restore_thesis)


def _mark(thesis_id: int, change: Any) -> Response:
    find_thesis(thesis_id, write=True)
    form = ReasonForm()
    try:
        if not form.validate():
            raise InvalidError([("reason", service.Problem.REASON_REQUIRED)])
        found = change(db.session, current_user, clock.now(), thesis_id, form.reason.data)
    except InvalidError as error:
        flash(
            gettext("Nothing was changed. %(why)s", why=words.PROBLEMS[error.problems[0][1]]),
            "error",
        )
    else:
        flash(
            gettext("Thesis %(number)s was withdrawn.", number=found.number)
            if found.withdrawn
            else gettext("Thesis %(number)s is back.", number=found.number)
        )
    return redirect(url_for("desk.thesis", thesis_id=thesis_id), 303)


def find_thesis(thesis_id: int, *, write: bool = False) -> Thesis:
    """A thesis, or the page that says there is none, or that it is not for this person."""
    found = theses.thesis(db.session, thesis_id)
    if found is None:
        abort(404)
    if write and not may_write(Owner.of(found.programme)):
        abort(403)
    return found


def with_choices(form: Any, owner: Owner, thesis: Thesis | None = None) -> Any:
    """The form with topics under the names of their books, and the theses of parties."""
    topics = [
        (topic.id, f"{name_of(book)}: {name_of(topic)}")
        for book, members in theses.topics(
            db.session, thesis.topic_id if thesis else None, mandate_id=owner.mandate_id
        )
        for topic in members
    ]
    adaptable = theses.adaptable(db.session, owner)
    if thesis is not None and thesis.adapts is not None and thesis.adapts not in adaptable:
        adaptable.append(thesis.adapts)
    form.set_choices(
        topics=topics,
        statements=[(kind.value, LABELS[Statement][kind]) for kind in Statement],
        party_theses=[(row.id, party_thesis_name(row)) for row in adaptable],
        blank=gettext("not chosen"),
        none=gettext("none"),
    )
    return form


def party_thesis_name(thesis: Thesis) -> str:
    """A thesis of a party on one line."""
    text = i18n.pick(thesis, "text")
    return f"{name_of(thesis.programme.party)}, {thesis.number}. {text[0][:120] if text else ''}"


def carried(form: Judged) -> dict[str, str]:
    """What goes on to the form of the next thesis, as the arguments of its address."""
    return {
        argument: form[name].data
        for name, argument in CARRIED.items()
        if name in form and form[name].data
    }


def carry(form: Judged) -> None:
    """Fill in what was the same in the thesis before."""
    for name, argument in CARRIED.items():
        if name in form and request.args.get(argument):
            form[name].data = request.args[argument]

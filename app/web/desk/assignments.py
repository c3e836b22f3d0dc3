"""Who watches whom."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.forms.base import choices
from app.forms.programmes import AssignForm
from app.queries import programmes as queries
from app.services import assignments as service
from app.web.desk import desk
from app.web.desk.programmes import name_of
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from models.person import Mandate


@desk.route("/assignments/", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def assignments() -> ResponseReturnValue:
    """Who watches whom, and a form to assign more."""
    form, watchers = AssignForm(), queries.watchers(db.session)
    people = [(row.user.id, _person(row)) for row in watchers]
    mandates = [(row.id, _seat(row)) for row in queries.assignable(db.session)]
    form.set_choices(choices(people, blank=gettext("not chosen")), choices(mandates))
    if form.validate_on_submit():
        chosen = [int(value) for value in form.mandates.data or ()]
        added = service.assign(db.session, current_user, clock.now(), int(form.user.data), chosen)
        flash(
            ngettext("%(num)s deputy was assigned.", "%(num)s deputies were assigned.", added)
            if added
            else gettext("These deputies were assigned to this person already.")
        )
        return redirect(url_for("desk.assignments"), 303)
    page = render_template("pages/desk/assignments.html", form=form, watchers=watchers)
    return page, 422 if form.errors else 200


@desk.post("/assignments/<int:assignment_id>/take-back")
@access(COORDINATOR, ADMINISTRATOR)
def take_back(assignment_id: int) -> Response:
    """End an assignment."""
    service.take_back(db.session, current_user, clock.now(), assignment_id)
    flash(gettext("The assignment was taken back. What was coded stays."))
    return redirect(url_for("desk.assignments"), 303)


def _person(row: queries.Watcher) -> str:
    return f"{row.user.name} ({name_of(row.region)})" if row.region else row.user.name


def _seat(mandate: Mandate) -> str:
    words = [name_of(mandate.deputy)]
    if mandate.district is not None:
        words.append(gettext("district %(number)s", number=mandate.district.number))
        if mandate.district.region is not None:
            words.append(name_of(mandate.district.region))
    words.append(gettext("convocation %(number)s", number=mandate.convocation.number))
    return ", ".join(words)

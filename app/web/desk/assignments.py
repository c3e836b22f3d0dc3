"""Who watches whom."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.forms.base import choices
from app.forms.campaigns import HandOverForm, WatchersForm
from app.forms.programmes import AssignForm
from app.queries import assigning as assigning_queries
from app.queries import programmes as queries
from app.services import assigning
from app.services import assignments as service
from app.services.errors import InvalidError
from app.web.desk import campaign_words as words
from app.web.desk import desk
from app.web.desk.campaigns import find
from app.web.desk.programmes import name_of
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import put_errors
from models.person import Mandate
from models.user import UserRole


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


@desk.route("/campaigns/<int:campaign_id>/assign", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def propose(campaign_id: int) -> ResponseReturnValue:
    """A proposal of who watches whom, to be accepted whole or changed by hand."""
    campaign = find(campaign_id)
    rows = assigning_queries.unwatched(db.session, campaign)
    people = assigning_queries.watchers(db.session)
    proposed = _proposal(rows, people)
    form = WatchersForm.of(
        (
            (
                row.seat.mandate_id,
                gettext("Who watches %(name)s", name=name_of(row.seat.name)),
                str(proposed[row.seat.mandate_id].user_id if proposed else ""),
            )
            for row in rows
        ),
        choices(((p.user_id, p.name) for p in people), blank=gettext("nobody yet")),
    )
    if form.validate_on_submit():
        added = service.accept(db.session, current_user, clock.now(), campaign_id, form.chosen())
        flash(ngettext("%(num)s deputy was assigned.", "%(num)s deputies were assigned.", added))
        return redirect(url_for("desk.campaign", campaign_id=campaign_id), 303)
    page = render_template(
        "pages/desk/campaign_assign.html",
        campaign=campaign,
        rows=rows,
        proposed=proposed,
        people={person.user_id: person for person in people},
        form=form,
        words=words,
    )
    return page, 422 if form.errors else 200


def _proposal(
    rows: list[assigning_queries.Unwatched], people: list[assigning_queries.Watcher]
) -> dict[int, assigning.Proposed]:
    """The proposal for these deputies; only activists are proposed."""
    return assigning.propose(
        [assigning.Task(r.seat.mandate_id, r.seat.region_id, r.lang, r.acts) for r in rows],
        [
            assigning.Person(p.user_id, p.region_id, p.lang, p.deputies, p.acts)
            for p in people
            if p.role is UserRole.ACTIVIST
        ],
    )


@desk.route("/assignments/<int:assignment_id>/hand-over", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def hand_over(assignment_id: int) -> ResponseReturnValue:
    """Let another person go on in the place of the one who watches."""
    stands = assigning_queries.standing(db.session, assignment_id) or abort(404)
    people = assigning_queries.watchers(db.session)
    form = HandOverForm()
    others = ((p.user_id, p.name) for p in people if p.user_id != stands.user_id)
    form.user.choices = choices(others, blank=gettext("not chosen"))
    if form.validate_on_submit():
        try:
            service.hand_over(
                db.session,
                current_user,
                clock.now(),
                assignment_id,
                int(form.user.data),
                reason=form.reason.data,
            )
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        else:
            flash(gettext("Handed over. Letters, looks and what is missing stay on the sheet."))
            if stands.campaign_id is None:
                return redirect(url_for("desk.assignments"), 303)
            return redirect(url_for("desk.campaign", campaign_id=stands.campaign_id), 303)
    page = render_template("pages/desk/hand_over.html", form=form, stands=stands)
    return page, 422 if form.errors else 200


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

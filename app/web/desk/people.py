"""Who has an account: invitations, roles, removal and recovery."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.forms.account import ROLES, InviteForm, RoleForm
from app.forms.base import Form
from app.queries import people as queries
from app.services import accounts
from app.web.account.regions import region_choices
from app.web.desk import desk
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import sentence
from models.user import User, UserRole

Command = Callable[[Session, User, datetime, int], User]


def _me() -> User:
    return current_user._get_current_object()


def _my_roles() -> list[str]:
    """The roles that this person may invite to, the least powerful first."""
    mine = queries.MAY_INVITE[_me().role]
    return [role.value for role in UserRole if role in mine]


@desk.get("/people")
@access(COORDINATOR, ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """All accounts, and the links that still work."""
    page = queries.people(db.session, request.args.get("page", 1, type=int))
    links = queries.open_links(db.session, _me(), clock.now())
    return render_template("pages/desk/people.html", page=page, links=links, roles=ROLES)


@desk.route("/people/invite", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    """Issue an invitation; its link is shown now and never again."""
    form = InviteForm(_my_roles(), region_choices())
    if form.validate_on_submit():
        try:
            link, token = accounts.invite(
                db.session,
                _me(),
                clock.now(),
                role=UserRole(form.role.data),
                email=form.email.data,
                name=form.name.data,
                region_id=form.region_id,
            )
        except accounts.EmailTakenError as error:
            form.email.errors = [sentence(error)]
        else:
            return _show(token, link.email or "", link.expires_at)
    return render_template("pages/desk/invite.html", form=form), 422 if form.errors else 200


def _show(token: str, whose: str, until: datetime) -> ResponseReturnValue:
    """The page of a new link: the answer itself, as only the token's hash is kept."""
    address = url_for("account.link", token=token, _external=True)
    values = {"address": address, "whose": whose, "until": until}
    return render_template("pages/desk/new_link.html", **values)


@desk.post("/people/links/<int:link_id>/withdraw")
@access(COORDINATOR, ADMINISTRATOR)
def withdraw_link(link_id: int) -> ResponseReturnValue:
    """Take a link back."""
    accounts.withdraw(db.session, _me(), clock.now(), link_id)
    flash(gettext("The link is withdrawn."))
    return redirect(url_for("desk.people"))


@desk.get("/people/<int:user_id>")
@access(ADMINISTRATOR)
def person(user_id: int) -> ResponseReturnValue:
    """One account and what can be done with it."""
    row = queries.person(db.session, user_id) or abort(404)
    region = str(row.region.id if row.region else "")
    form = RoleForm(list(ROLES), region_choices(), role=row.role.value, region=region)
    return _page(row, form, 200)


def _page(row: queries.PersonRow, form: Form, status: int) -> ResponseReturnValue:
    values = {"person_row": row, "form": form, "roles": ROLES}
    return render_template("pages/desk/person.html", **values), status


@desk.post("/people/<int:user_id>/role")
@access(ADMINISTRATOR)
def change_role(user_id: int) -> ResponseReturnValue:
    """Give a person another role or region."""
    row = queries.person(db.session, user_id) or abort(404)
    form = RoleForm(list(ROLES), region_choices())
    if form.validate_on_submit():
        role = UserRole(form.role.data)
        try:
            accounts.change_role(
                db.session, _me(), clock.now(), user_id, role=role, region_id=form.region_id
            )
        except accounts.LastAdministratorError as error:
            form.role.errors = [sentence(error)]
        else:
            flash(gettext("Saved."))
            return redirect(url_for("desk.person", user_id=user_id))
    return _page(row, form, 422)


@desk.post("/people/<int:user_id>/remove")
@access(ADMINISTRATOR)
def remove(user_id: int) -> ResponseReturnValue:
    """Shut an account at once."""
    return _change(accounts.remove, user_id, gettext("The account is shut, and its owner is out."))


@desk.post("/people/<int:user_id>/restore")
@access(ADMINISTRATOR)
def restore(user_id: int) -> ResponseReturnValue:
    """Open a shut account again."""
    return _change(accounts.restore, user_id, gettext("The account is open again."))


def _change(command: Command, user_id: int, done: str) -> ResponseReturnValue:
    command(db.session, _me(), clock.now(), user_id)
    flash(done)
    return redirect(url_for("desk.person", user_id=user_id))


@desk.post("/people/<int:user_id>/recover")
@access(ADMINISTRATOR)
def recover(user_id: int) -> ResponseReturnValue:
    """Issue a link by which the person sets a new password; shown now and never again."""
    link, token = accounts.recover(db.session, _me(), clock.now(), user_id)
    return _show(token, link.user.email if link.user else "", link.expires_at)

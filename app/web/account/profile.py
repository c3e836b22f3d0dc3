"""A person's own account: name, language, region and password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.account import ChangePasswordForm, ProfileForm
from app.services import accounts, signin
from app.web.account import account, door
from app.web.account.regions import region_choices
from app.web.account.words import WEAKNESSES
from app.web.permissions import STAFF, access
from app.web.words import sentence
from models.base import Lang


@account.route("/", methods=["GET", "POST"], endpoint="profile")
@access(*STAFF)
def own() -> ResponseReturnValue:
    """Show and change what a person says about themself."""
    region = str(current_user.region_id or "")
    form = ProfileForm(
        region_choices(), name=current_user.name, lang=current_user.lang.value, region=region
    )
    if form.validate_on_submit():
        lang = Lang(form.lang.data)
        signin.change_profile(
            db.session,
            current_user,
            clock.now(),
            name=form.name.data,
            lang=lang,
            region_id=form.region_id,
        )
        flash(gettext("Saved."))
        return redirect(url_for("account.profile", lang=lang.value))
    return render_template("pages/account/profile.html", form=form), 422 if form.errors else 200


@account.route("/password", methods=["GET", "POST"])
@access(*STAFF)
@door.per_address
def password() -> ResponseReturnValue:
    """Change the password; every other session of the person ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        me = current_user._get_current_object()
        try:
            signin.change_password(db.session, me, clock.now(), form.old.data, form.new.data)
        except signin.WrongPasswordError as error:
            form.old.errors = [sentence(error)]
        except accounts.WeakPasswordError as error:
            form.new.errors = [WEAKNESSES[error.weakness]]
        else:
            response = door.let_in(me, url_for("account.profile"))
            flash(gettext("Your password is changed. Everywhere else you are signed out."))
            return response
    return render_template("pages/account/password.html", form=form), 422 if form.errors else 200

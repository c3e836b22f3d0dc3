"""The second step of signing in: switching it on and off, and the recovery codes."""

import base64
import io

import qrcode
import qrcode.image.svg
from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.account import CodeForm, PasswordForm
from app.services import signin
from app.web.account import account, door
from app.web.permissions import STAFF, access
from app.web.words import sentence

ISSUER = "Promises Watch"


@account.get("/two-step")
@access(*STAFF)
def two_step() -> ResponseReturnValue:
    """Whether the second step is on, and what can be done about it."""
    return render_template("pages/account/two_step.html", form=PasswordForm())


@account.route("/two-step/on", methods=["GET", "POST"])
@access(*STAFF)
@door.per_address
def two_step_on() -> ResponseReturnValue:
    """Show the secret to be scanned; switch on when the app proves to have it.

    Until then the secret stands in the person's own cookie: opening a page writes nothing.
    """
    if current_user.tf_totp_secret:
        return redirect(url_for("account.two_step"))
    form = CodeForm()
    secret = session.setdefault("new_secret", signin.new_secret())
    me = current_user._get_current_object()
    if form.validate_on_submit():
        try:
            codes = signin.switch_on(db.session, me, clock.now(), secret, form.code.data)
        except signin.WrongCodeError as error:
            form.code.errors = [sentence(error)]
        else:
            session.pop("new_secret")
            return render_template("pages/account/codes.html", codes=codes)
    picture = _qr(signin.secret_uri(secret, me, ISSUER))
    values = {"form": form, "secret": secret, "picture": picture}
    return render_template("pages/account/two_step_on.html", **values), 422 if form.errors else 200


@account.post("/two-step/off")
@access(*STAFF)
@door.per_address
def two_step_off() -> ResponseReturnValue:
    """Switch the second step off, given the password."""
    form = PasswordForm()
    if form.validate_on_submit():
        me = current_user._get_current_object()
        try:
            signin.switch_off(db.session, me, clock.now(), form.password.data)
        except signin.WrongPasswordError as error:
            form.password.errors = [sentence(error)]
        else:
            flash(gettext("The second step is switched off."))
            return redirect(url_for("account.two_step"))
    return render_template("pages/account/two_step.html", form=form), 422


@account.post("/two-step/codes")
@access(*STAFF)
@door.per_address
def two_step_codes() -> ResponseReturnValue:
    """Make fresh recovery codes, given the password, and show them once."""
    form = PasswordForm()
    if form.validate_on_submit():
        me = current_user._get_current_object()
        try:
            codes = signin.renew_codes(db.session, me, clock.now(), form.password.data)
        except signin.WrongPasswordError as error:
            form.password.errors = [sentence(error)]
        else:
            return render_template("pages/account/codes.html", codes=codes)
    return render_template("pages/account/two_step.html", form=form), 422


def _qr(text: str) -> str:
    """`text` as a QR code, as the address of a picture."""
    picture = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, box_size=12)
    with io.BytesIO() as file:
        picture.save(file)
        return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")

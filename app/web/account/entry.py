"""Coming in: by password, by invitation, by a recovery link; and going out."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from flask_login import current_user
from flask_security.utils import logout_user

from app import clock, i18n
from app.extensions import db
from app.forms.account import AcceptForm, CodeForm, NewPasswordForm, SignInForm
from app.forms.base import Form
from app.queries.people import LinkState, LinkView, find_link
from app.services import accounts, signin
from app.web.account import account, door
from app.web.account.regions import region_choices
from app.web.account.words import SPENT, WEAKNESSES
from app.web.frame import staff_home
from app.web.permissions import ANYONE, access
from app.web.words import sentence
from models.base import Lang
from models.user import LinkPurpose, User


@account.route("/sign-in", methods=["GET", "POST"])
@access(ANYONE)
@door.per_address
@door.per_account
def sign_in() -> ResponseReturnValue:
    """Address and password; who is signed in already is sent on."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(url_for(staff_home()))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user = signin.authenticate(db.session, form.email.data, form.password.data)
        except signin.WrongCredentialsError as error:
            form.password.errors = [sentence(error)]
        else:
            enter = door.ask_second_step if user.tf_totp_secret else door.let_in
            return enter(user, request.args.get("next"))
    return render_template("pages/account/sign_in.html", form=form), _status(form)


@account.route("/sign-in/code", methods=["GET", "POST"])
@access(ANYONE)
@door.per_address
@door.per_account
def code() -> ResponseReturnValue:
    """The second step, for those who switched it on."""
    waiting = door.pending()
    if waiting is None:
        return redirect(url_for("account.sign_in"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            user = signin.second_step(db.session, clock.now(), waiting["who"], form.code.data)
            return door.let_in(user, waiting["next"])
        except signin.WrongCodeError as error:
            form.code.errors = [sentence(error)]
    return render_template("pages/account/code.html", form=form), _status(form)


@account.post("/sign-out")
@access(ANYONE)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    logout_user()
    session.clear()
    flash(gettext("You are signed out."))
    return redirect(url_for("account.sign_in"))


@account.route("/link/<token>", methods=["GET", "POST"])
@access(ANYONE)
@door.per_address
def link(token: str) -> ResponseReturnValue:
    """What a one-time link is for: a new account, or a new password."""
    found = find_link(db.session, token, clock.now())
    state, view = found or (None, None)
    if view is None or state is not LinkState.OPEN:
        return _spent(state)
    try:
        if view.purpose is LinkPurpose.RECOVER:
            return _recover(token, view)
        return _accept(token, view)
    except accounts.LinkSpentError as error:
        return _spent(error.state)


def _spent(state: LinkState | None) -> ResponseReturnValue:
    return render_template("pages/account/spent.html", why=SPENT[state]), 410


def _accept(token: str, view: LinkView) -> ResponseReturnValue:
    form = AcceptForm(
        region_choices(), name=view.name, lang=i18n.current(), region=str(view.region_id or "")
    )
    if view.email:
        del form.email
    if form.validate_on_submit():
        try:
            user = accounts.accept(
                db.session,
                clock.now(),
                token,
                name=form.name.data,
                password=form.new.data,
                lang=Lang(form.lang.data),
                region_id=form.region_id,
                email=None if view.email else form.email.data,
            )
            return _welcome(user)
        except accounts.WeakPasswordError as error:
            form.new.errors = [WEAKNESSES[error.weakness]]
        except accounts.EmailTakenError as error:
            (form.email or form.name).errors = [sentence(error)]
    return render_template("pages/account/accept.html", form=form, link=view), _status(form)


def _recover(token: str, view: LinkView) -> ResponseReturnValue:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            return _welcome(accounts.reset(db.session, clock.now(), token, form.new.data))
        except accounts.WeakPasswordError as error:
            form.new.errors = [WEAKNESSES[error.weakness]]
    return render_template("pages/account/recover.html", form=form, link=view), _status(form)


def _welcome(user: User) -> ResponseReturnValue:
    response = door.let_in(user)
    # The next page is in the language just chosen, whatever the link was opened in.
    with force_locale(i18n.LOCALES[user.lang.value]):
        said = gettext(
            "Welcome, %(name)s. From now on you sign in with your address.", name=user.name
        )
    flash(said)
    return response


def _status(form: Form) -> int:
    return 422 if form.errors else 200

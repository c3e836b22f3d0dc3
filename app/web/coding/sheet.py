"""The sheet of one deputy, and what the person who watches them enters on it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.base import Form
from app.forms.sheet import AccountForm, LookForm, MembershipForm, WithdrawForm
from app.queries import campaigns
from app.queries import sheet as queries
from app.services import sheets as service
from app.services.errors import InvalidError
from app.web import copies
from app.web.coding import coding
from app.web.coding import sheet_words as words
from app.web.coding.queue import CODERS
from app.web.permissions import STAFF, access
from app.web.words import put_errors
from models.campaign import Membership, SearchStep, SocialAccount

ENTRIES: dict[str, Any] = {"look": SearchStep, "account": SocialAccount, "membership": Membership}
HEADINGS = {
    "look": lazy_gettext("Add a look for the programme"),
    "account": lazy_gettext("Add an account on a social network"),
    "membership": lazy_gettext("Add a committee or working group"),
}


@coding.get("/deputies/<int:mandate_id>")
@access(*STAFF)
def deputy(mandate_id: int) -> str:
    """The sheet."""
    number = request.args.get("page", 1, type=int)
    found = queries.sheet(db.session, current_user, mandate_id, clock.day(clock.now()), number)
    if found is None:
        abort(404)
    return render_template(
        "pages/coding/sheet.html",
        sheet=found,
        words=words,
        committee=queries.stated_committee(found.mandate),
    )


@coding.route("/deputies/<int:mandate_id>/looks/new", methods=["GET", "POST"])
@access(*CODERS)
def new_look(mandate_id: int) -> ResponseReturnValue:
    """Note one look for the programme."""
    form = LookForm(looked_on=clock.day(clock.now()))
    form.set_choices(words.PLACES.items(), words.FINDINGS.items())
    return _enter("look", mandate_id, form, service.add_look)


@coding.route("/deputies/<int:mandate_id>/accounts/new", methods=["GET", "POST"])
@access(*CODERS)
def new_account(mandate_id: int) -> ResponseReturnValue:
    """Note an account on a social network."""
    form = AccountForm(looked_on=clock.day(clock.now()))
    form.set_choices(words.USES.items(), words.ANSWERED)
    return _enter("account", mandate_id, form, service.add_account)


@coding.route("/deputies/<int:mandate_id>/memberships/new", methods=["GET", "POST"])
@access(*CODERS)
def new_membership(mandate_id: int) -> ResponseReturnValue:
    """Note a committee or a working group."""
    form = MembershipForm()
    form.set_choices(words.BODIES.items())
    return _enter("membership", mandate_id, form, service.add_membership)


def _enter(what: str, mandate_id: int, form: Any, add: Any) -> ResponseReturnValue:
    """Keep what the form has, or show it again."""
    service.require_watcher(db.session, current_user, mandate_id)
    if form.validate_on_submit():
        try:
            add(
                db.session,
                current_user,
                clock.now(),
                mandate_id,
                form.entered(),
                **_copy_of(form),
            )
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("coding.deputy", mandate_id=mandate_id), 303)
    return _show("sheet_entry.html", mandate_id, form, 422 if form.errors else 200, what)


def _copy_of(form: Any) -> dict[str, int | None]:
    if "capture" not in form:
        return {}
    return vars(copies.take(form, required=False))


@coding.route("/deputies/<int:mandate_id>/<what>/<int:entry_id>/withdraw", methods=["GET", "POST"])
@access(*CODERS)
def withdraw_entry(mandate_id: int, what: str, entry_id: int) -> ResponseReturnValue:
    """Take back an entry that was made in error."""
    entry, form = ENTRIES.get(what) or abort(404), WithdrawForm()
    service.require_watcher(db.session, current_user, mandate_id)
    if form.validate_on_submit():
        try:
            service.withdraw(
                db.session,
                current_user,
                clock.now(),
                entry,
                entry_id,
                mandate_id=mandate_id,
                reason=form.reason.data,
            )
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        else:
            flash(gettext("Taken back. The journal keeps what stood there, and the reason."))
            return redirect(url_for("coding.deputy", mandate_id=mandate_id), 303)
    return _show("sheet_withdraw.html", mandate_id, form, 422 if form.errors else 200)


def _show(
    template: str, mandate_id: int, form: Form, status: int, what: str | None = None
) -> ResponseReturnValue:
    seat = campaigns.seats(db.session, [mandate_id])[mandate_id]
    heading = HEADINGS[what] if what else gettext("Take back")
    page = render_template(f"pages/coding/{template}", seat=seat, form=form, heading=heading)
    return page, status

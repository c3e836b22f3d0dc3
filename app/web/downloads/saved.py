"""Choices of rows and columns under a name."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.exports import SaveForm
from app.queries import exports as queries
from app.services import exports as service
from app.services.errors import InvalidError, NotFoundError
from app.web.downloads import downloads, words
from app.web.downloads.tables import (
    READERS,
    address,
    args_of,
    choice_form,
    find,
    order_of,
    shown,
    taken,
)
from app.web.permissions import access
from models.export import SavedView


@downloads.post("/tables/<name>")
@access(*READERS)
def save(name: str) -> ResponseReturnValue:
    """Keep the choice that the address holds."""
    table = find(name)
    choice, form = choice_form(table, request.args), SaveForm()
    if order_of(table, choice) is not None and form.validate_on_submit():
        try:
            service.save(
                db.session,
                current_user,
                clock.now(),
                name=form.name.data,
                shared=form.shared.data,
                taken=taken(table, choice),
            )
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("downloads.index"), 303)
    return shown(table, choice, form)


@downloads.get("/saved/<int:view_id>")
@access(*READERS)
def view(view_id: int) -> str:
    """One choice: what it takes, and its name to change."""
    found = seen(view_id)
    form = SaveForm(formdata=None, name=found.name, shared=found.shared)
    return page(found, form)


@downloads.post("/saved/<int:view_id>")
@access(*READERS)
def rename(view_id: int) -> ResponseReturnValue:
    """Give a choice another name, or share it."""
    found, form = seen(view_id), SaveForm()
    if form.validate_on_submit():
        try:
            service.rename(
                db.session, current_user, view_id, name=form.name.data, shared=form.shared.data
            )
        except NotFoundError:
            abort(403)
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("downloads.index"), 303)
    return page(found, form), 422


@downloads.post("/saved/<int:view_id>/withdraw")
@access(*READERS)
def withdraw(view_id: int) -> ResponseReturnValue:
    """Take a choice off the list."""
    seen(view_id)
    try:
        service.withdraw(db.session, current_user, view_id)
    except NotFoundError:
        abort(403)
    flash(gettext("The choice is off the list."))
    return redirect(url_for("downloads.index"), 303)


def seen(view_id: int) -> SavedView:
    """A choice that this person sees, or the page that says there is none."""
    found = queries.view(db.session, current_user, view_id)
    return found if found is not None else abort(404)


def page(found: SavedView, form: SaveForm) -> str:
    """The page of a choice."""
    return render_template(
        "pages/downloads/saved.html", view=found, form=form, words=words,
        args=args_of(found), address=address, mine=service.may_change(found, current_user),
    )  # fmt: skip


def put_errors(form: SaveForm, error: InvalidError) -> None:
    """Say what is wrong with the name."""
    form.name.errors = [str(words.NAME_PROBLEMS[problem]) for _field, problem in error.problems]

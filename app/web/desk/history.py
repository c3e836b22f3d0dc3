"""The history of a record, the journal, and taking a change back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.history import JournalForm, UndoForm
from app.queries import history as queries
from app.services import history as service
from app.services.errors import InvalidError, ServiceError
from app.web.desk import desk
from app.web.desk import history_words as words
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import put_errors, refusal

READERS = (COORDINATOR, ADMINISTRATOR)


@desk.get("/history/<entity>/<int:record_id>")
@access(*READERS)
def history(entity: str, record_id: int) -> str:
    """What was changed in one record, by whom and why."""
    number = request.args.get("page", 1, type=int)
    page = queries.record(db.session, current_user, entity, record_id, number)
    if page is None:
        abort(404)
    return render_template(
        "pages/desk/history.html", page=page, entity=entity, record_id=record_id, words=words
    )


@desk.get("/journal")
@access(*READERS)
def journal() -> str:
    """All changes, narrowed to a person, a kind of record and a period."""
    form = JournalForm(request.args)
    names = [(name, str(words.ENTITIES[name])) for name in queries.entities(current_user)]
    form.set_choices(
        queries.actors(db.session),
        sorted(names, key=lambda pair: pair[1].casefold()),
        gettext("anyone"),
        gettext("anything"),
    )
    wanted = queries.Wanted(
        form.actor_id, form.entity.data or None, form.since.data, form.until.data
    )
    number = request.args.get("page", 1, type=int)
    args = {
        name: value
        for name in ("actor", "entity", "since", "until")
        if (value := request.args.get(name))
    }
    return render_template(
        "pages/desk/journal.html",
        page=queries.journal(db.session, current_user, wanted, number),
        form=form,
        args=args,
        words=words,
    )


@desk.route("/journal/<int:change_id>/undo", methods=["GET", "POST"])
@access(*READERS)
def undo_change(change_id: int) -> ResponseReturnValue:
    """Take a change back, with a reason."""
    change = queries.change(db.session, current_user, change_id) or abort(404)
    form, refused, status = UndoForm(), None, 200
    if form.validate_on_submit():
        try:
            entity, record_id = service.undo(
                db.session, current_user, clock.now(), change_id, form.reason.data or ""
            )
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        except ServiceError as error:
            refused, status = refusal(error).sentence, refusal(error).status
        else:
            flash(gettext("Taken back. The journal keeps both changes."))
            return redirect(url_for("desk.history", entity=entity, record_id=record_id), 303)
    page = render_template(
        "pages/desk/undo_change.html", change=change, form=form, refused=refused, words=words
    )
    return page, 422 if form.errors else status

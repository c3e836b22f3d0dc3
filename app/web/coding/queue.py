"""The queue."""

from flask import render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app import i18n
from app.extensions import db
from app.forms.coding import QueueForm
from app.queries import queue as queries
from app.web.coding import coding, filters, words
from app.web.names import by_name
from app.web.permissions import ACTIVIST, ADMINISTRATOR, COORDINATOR, access
from models.item import Kind

CODERS = (ACTIVIST, COORDINATOR, ADMINISTRATOR)


@coding.get("/queue")
@access(*CODERS)
def queue() -> str:
    """What waits for the person, with the way to the first of it."""
    form = QueueForm(request.args)
    form.set_choices(
        [
            (row.id, (i18n.pick(row, "name") or ("?", ""))[0])
            for row in by_name(queries.deputies(db.session), lambda row: row)
        ],
        ((kind, str(words.KINDS[kind])) for kind in Kind),
        ((state, str(label)) for state, label in words.STATES.items()),
        gettext("any"),
        [("kk", gettext("Kazakh")), ("ru", gettext("Russian"))],
    )
    form.validate()
    number = request.args.get("page", 1, type=int)
    found = queries.queue(db.session, current_user, form.wanted(), number)
    return render_template(
        "pages/coding/queue.html",
        form=form,
        queue=found,
        wanted=form.wanted(),
        args=filters.arguments(),
        words=words,
        drafts=queries.drafts(db.session, current_user),
    )


@coding.get("/start")
@access(*CODERS)
def start() -> Response:
    """Go to the first of what the filter lets through."""
    first = queries.first(db.session, current_user, filters.wanted())
    if first is None:
        return redirect(url_for("coding.queue", **filters.arguments()))
    return redirect(url_for("coding.screen", participation_id=first, **filters.arguments()))

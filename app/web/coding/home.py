"""Where the work of a person begins: the deputies they watch, and what they were reminded of."""

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.queries import appeals
from app.queries import sheet as queries
from app.queries.progress import OWN_STEPS
from app.services import reminders
from app.web.coding import coding
from app.web.coding import sheet_words as words
from app.web.permissions import ACTIVIST, ADMINISTRATOR, COORDINATOR, STAFF, access
from models.user import UserRole


@coding.get("/")
@access(*STAFF)
def home() -> str:
    """The deputies of the person, or those of all open campaigns."""
    # Nobody is assigned to an analyst.
    everybody = current_user.role is UserRole.ANALYST or request.args.get("whose") == "all"
    page = queries.home(
        db.session,
        current_user,
        clock.day(clock.now()),
        request.args.get("page", 1, type=int),
        everybody=everybody,
    )
    return render_template(
        "pages/coding/home.html",
        page=page,
        everybody=everybody,
        reminders=queries.reminders(db.session, current_user),
        letters=appeals.reminders(db.session, current_user, clock.day(clock.now())),
        own_steps=OWN_STEPS,
        words=words,
    )


@coding.post("/reminders/<int:reminder_id>/seen")
@access(ACTIVIST, COORDINATOR, ADMINISTRATOR)
def reminder_seen(reminder_id: int) -> Response:
    """Put a reminder away."""
    reminders.seen(db.session, current_user, clock.now(), reminder_id)
    return redirect(url_for("coding.home"), 303)

"""Two readings of one person, saved from two tabs: both stay, and the person says which stands."""

from flask import abort, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from app.extensions import db
from app.queries import coding as queries
from app.queries.readings import own_coding, theses_named
from app.services import coding as service
from app.web.coding import coding, filters, words
from app.web.coding.queue import CODERS
from app.web.coding.screen import to_next
from app.web.permissions import access


@coding.get("/readings/<int:coding_id>")
@access(*CODERS)
def readings(coding_id: int) -> str | tuple[str, int] | Response:
    """Both readings side by side; 409 until one is chosen."""
    later = own_coding(db.session, current_user, coding_id)
    if later is None:
        abort(404)
    standing = queries.current_of(db.session, later.participation_id, current_user.id)
    if standing is None or standing.id == later.id:
        return to_next(later.participation)
    page = render_template(
        "pages/coding/readings.html",
        pair=[standing, later],
        views=theses_named(db.session, [standing, later]),
        participation=later.participation,
        args=filters.arguments(),
        words=words,
    )
    return page, 409


@coding.post("/readings/<int:coding_id>")
@access(*CODERS)
def choose(coding_id: int) -> Response:
    """Let this reading stand, and go on."""
    chosen = service.choose(db.session, current_user, coding_id)
    return to_next(chosen.participation)

"""Keeping a page of the web now, from any form that takes a kept copy."""

from flask import abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.utils import redirect

from app import clock
from app.extensions import db, limiter
from app.queries import copies as queries
from app.services import keeping as service
from app.services.errors import InvalidError
from app.web.coding import coding
from app.web.coding.queue import CODERS
from app.web.permissions import access

NOT_AN_ADDRESS = lazy_gettext(
    "Give the address of the page, beginning with https://, as anybody can open it."
)


@coding.post("/keep")
@access(*CODERS)
@limiter.limit("60/hour")
def keep_page() -> ResponseReturnValue:
    """Have a page kept; `keep` names the field of the form that holds its address."""
    url = (request.form.get(request.form.get("keep", "")) or "").strip()
    try:
        job = service.keep_page(db.session, current_user, clock.now(), url)
    except InvalidError:
        if wants_json():
            return jsonify(error=str(NOT_AN_ADDRESS)), 422
        return render_template("pages/coding/keep.html", found=None, problem=NOT_AN_ADDRESS), 422
    return redirect(url_for("coding.kept_page", job_id=job.id), 303)


@coding.get("/keep/<int:job_id>")
@access(*CODERS)
def kept_page(job_id: int) -> ResponseReturnValue:
    """How the keeping of a page stands, and the copy that came of it."""
    found = queries.keeping(db.session, job_id) or abort(404)
    if wants_json():
        return jsonify(active=found.active, capture=found.capture_id, message=found.message)
    return render_template("pages/coding/keep.html", found=found, problem=None)


def wants_json() -> bool:
    """Whether a script asks, and no person."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"

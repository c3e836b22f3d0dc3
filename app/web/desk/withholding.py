"""Withholding kept copies that show third persons, and releasing them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.evidence import ReasonForm
from app.queries.captures import capture_page
from app.queries.withheld import decisions
from app.services import withholding as service
from app.web.desk import desk
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access


@desk.get("/withheld/")
@access(COORDINATOR, ADMINISTRATOR)
def withheld() -> str:
    """What was withheld from the public and released, the newest first."""
    page = decisions(db.session, request.args.get("page", 1, type=int))
    return render_template("pages/desk/withheld.html", page=page)


@desk.post("/captures/<int:capture_id>/withhold")
@access(COORDINATOR, ADMINISTRATOR)
def withhold_copy(capture_id: int) -> ResponseReturnValue:
    """Withhold a capture, and where it is wished every other copy of its address."""
    found = capture_page(db.session, capture_id) or abort(404)
    me, now, why = current_user._get_current_object(), clock.now(), ReasonForm().reason.data or ""
    service.withhold(db.session, me, now, found.sha256, why=why)
    if request.form.get("address"):
        service.withhold_address(db.session, me, now, found.url_key, why=why)
    flash(gettext("Withheld. Its hash stays public."))
    return redirect(url_for("public.capture", capture_id=found.id), 303)


@desk.post("/withheld/<int:row_id>/release")
@access(COORDINATOR, ADMINISTRATOR)
def release_copy(row_id: int) -> ResponseReturnValue:
    """Give to the public again what one row of the list withheld."""
    me, why = current_user._get_current_object(), ReasonForm().reason.data or ""
    service.release_row(db.session, me, clock.now(), row_id, why=why)
    flash(gettext("Released: the public sees it again."))
    return redirect(url_for("desk.withheld"), 303)


@desk.post("/files/<sha256>/<any(withhold, release):shown>")
@access(COORDINATOR, ADMINISTRATOR)
def withhold_file(sha256: str, shown: str) -> ResponseReturnValue:
    """Withhold a file from the public, or show it again, with a reason."""
    call = service.withhold if shown == "withhold" else service.release
    me, why = current_user._get_current_object(), ReasonForm().reason.data or ""
    call(db.session, me, clock.now(), sha256, why=why)
    flash(gettext("Saved."))
    return redirect(url_for("public.file", sha256=sha256), 303)

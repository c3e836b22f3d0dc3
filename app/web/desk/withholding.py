"""Withholding a kept file that shows third persons."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.extensions import db
from app.forms.evidence import ReasonForm
from app.services import withholding as service
from app.web.desk import desk
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access


@desk.post("/files/<sha256>/<any(withhold, release):shown>")
@access(COORDINATOR, ADMINISTRATOR)
def withhold_file(sha256: str, shown: str) -> ResponseReturnValue:
    """Withhold a file from the public, or show it again, with a reason."""
    call = service.withhold if shown == "withhold" else service.release
    call(db.session, sha256, why=ReasonForm().reason.data or "")
    flash(gettext("Saved."))
    return redirect(url_for("public.file", sha256=sha256), 303)

"""Letting a person in: the session cookie, the wait between two steps, and the throttle."""

import hashlib
from typing import Any

from flask import Response, g, redirect, request, session, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.extensions import limiter
from app.web.frame import staff_home
from app.web.permissions import local_target
from models.user import User

#: How long the second step may take, in seconds.
PATIENCE = 300

#: An office of the NGO stands behind one address.
per_address = limiter.shared_limit("30/minute;300/hour", scope="entry", methods=["POST"])


def _account_key() -> str:
    name = request.form.get("email") or session.get("pending", {}).get("who") or ""
    # Addresses of people stay out of the store of the limiter.
    return "account:" + hashlib.sha256(name.strip().lower().encode()).hexdigest()


def _failed(response: Response) -> bool:
    return response.status_code >= 400


#: Failures on one account, whoever tries it and from wherever.
per_account = limiter.limit(
    "10 per 15 minutes", key_func=_account_key, methods=["POST"], deduct_when=_failed
)


def let_in(user: User, target: str | None = None, *, lang: str | None = None) -> AnyResponse:
    """Begin a session that nothing of an earlier one is left in, and go where the work is.

    The pages go on in `lang`, or else in the language of the person.
    """
    session.clear()
    g.pop("csrf_token", None)
    session.permanent = True
    login_user(user, remember=False)
    return redirect(local_target(target) or url_for(staff_home(), lang=lang or user.lang.value))


def ask_second_step(user: User, target: str | None) -> AnyResponse:
    """Remember for a few minutes that the password was right, and ask for the code."""
    session.clear()
    g.pop("csrf_token", None)
    session["pending"] = {
        "who": user.fs_uniquifier,
        "next": target,
        "at": clock.now().timestamp(),
    }
    return redirect(url_for("account.code"))


def pending() -> dict[str, Any] | None:
    """Who gave the right password and owes the code; None where nobody does any longer."""
    waiting = session.get("pending")
    if not waiting or clock.now().timestamp() - waiting["at"] > PATIENCE:
        return None
    return waiting

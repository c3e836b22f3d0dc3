"""The order of the theses on the coding screen: what is remembered of it, and what is recorded."""

from flask import current_app, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.queries.coding import Screen
from app.queries.offering import Offering, offering
from app.services import offers
from models.coding import Coding
from models.reliability import OfferArm

#: The cookie of a browser that turned the likely order off.
COOKIE = "thesis_order"
PROGRAMME = "programme"
YEAR = 365 * 24 * 60 * 60


def wanted() -> bool:
    """Whether this browser wants the likely order; it does unless somebody said otherwise."""
    return request.cookies.get(COOKIE) != PROGRAMME


def turn(response: Response) -> Response:
    """Remember the other order from now on."""
    if wanted():
        response.set_cookie(
            COOKIE,
            PROGRAMME,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response


def offered(seen: Screen) -> tuple[Offering, str]:
    """How the theses stand, and the same sealed for the form, empty where nothing is offered."""
    found = offering(db.session, seen, current_user, wanted=wanted())
    if found.arm is None:
        return found, ""
    said = [seen.participation_id, current_user.id, found.arm.value, list(found.ranked)]
    return found, str(_seal().dumps(said))


def keep(participation_id: int, sealed: str | None) -> None:
    """Record what the form was offered with; a seal that is not ours, or another's, is nothing."""
    try:
        part, person, arm, ranked = _seal().loads(sealed or "")
    except (BadSignature, ValueError, TypeError):
        return
    if (part, person) == (participation_id, current_user.id):
        offers.record(db.session, current_user, clock.now(), part, arm=OfferArm(arm), ranked=ranked)


def tie(coding: Coding) -> None:
    """Say which reading came of it."""
    offers.tie(db.session, coding)


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="theses offered")

"""Practising: in a portal with invented data anybody comes in as any of its invented people."""

from flask import abort, current_app
from flask.typing import ResponseReturnValue

from app import i18n
from app.extensions import db
from app.queries.people import practisers
from app.web.account import account, door
from app.web.permissions import ANYONE, access


@account.post("/practise/<int:user_id>")
@access(ANYONE)
def practise(user_id: int) -> ResponseReturnValue:
    """Come in as one of the invented people; there is no such page in a portal of real data."""
    if not current_app.extensions["config"].training:
        abort(404)
    chosen = next((who for who in practisers(db.session) if who.id == user_id), None)
    if chosen is None:
        abort(404)
    # Who looks around reads on in the language they came in, whomever they play.
    return door.let_in(chosen, lang=i18n.current())

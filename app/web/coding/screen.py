"""The coding screen: an act beside the deputy's theses."""

import secrets
from typing import Any

from flask import abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.forms.coding import CodingForm
from app.queries import books, cases, queue
from app.queries import coding as queries
from app.queries.readings import Entry, own_coding
from app.services import coding as service
from app.services import recoding
from app.services.errors import InvalidError, ServiceError
from app.web.coding import coding, filters, offers, words
from app.web.coding.queue import CODERS
from app.web.permissions import access
from app.web.words import refusal
from models.coding import Coding
from models.item import Participation

#: The last save of this browser, which can be undone from whatever page comes next.
LAST = "last_coding"


@coding.get("/<int:participation_id>")
@access(*CODERS)
def screen(participation_id: int) -> str | Response:
    """Show an act with the person's own reading or draft of it."""
    participation = find(participation_id)
    standing = queries.surviving(db.session, participation)
    if standing is not None and standing.id != participation.id:
        flash(gettext("This act was found to be the same as another one: here is that one."))
        return to_screen(standing.id)
    return show(participation)


@coding.post("/<int:participation_id>")
@access(*CODERS)
def save(participation_id: int) -> Any:
    """Keep what was entered: as a reading, or as a draft."""
    participation, form = find(participation_id), CodingForm()
    offers.keep(participation.id, form.offer.data)
    if form.action.data == "order":
        return turn_order(participation, form)
    if form.action.data in {"draft", "discard"}:
        return draft_without_script(participation, form)
    try:
        saved = service.save(
            db.session,
            current_user,
            clock.now(),
            participation.id,
            form.entry(),
            base=form.base.data or 0,
            token=form.token.data or "",
        )
    except InvalidError as error:
        return show(participation, form, error), 422
    except ServiceError as error:
        return show(participation, form, refused=str(refusal(error).sentence)), 409
    offers.tie(saved.coding)
    return after(saved)


def turn_order(participation: Participation, form: CodingForm) -> Response:
    """Show the theses in the other order, now and from now on; what was ticked stays a draft."""
    if form.entry() != Entry():
        base = form.base.data or 0
        service.keep_draft(
            db.session, current_user, clock.now(), participation.id, form.entry(), base=base
        )
    return offers.turn(to_screen(participation.id))


def after(saved: service.Saved) -> Response:
    """Go on to the next act, or to the choice between two readings of one's own."""
    session[LAST] = saved.coding.id
    if saved.other is not None:
        return redirect(
            url_for("coding.readings", coding_id=saved.coding.id, **filters.arguments()), 303
        )
    if saved.second:
        flash(
            gettext("Somebody has already coded this. Yours is kept as a second reading."), "warn"
        )
    if saved.moved:
        flash(gettext("This act was found to be the same as another one; your reading went there."))
    return to_next(saved.coding.participation)


def to_next(participation: Participation) -> Response:
    """The next act in the order of the queue, or the queue when nothing is left."""
    following = queue.following(db.session, current_user, filters.wanted(), participation)
    if following is None:
        flash(gettext("That was the last one that this filter lets through."))
        return redirect(url_for("coding.queue", **filters.arguments()), 303)
    return to_screen(following)


def to_screen(participation_id: int) -> Response:
    """The screen of a participation, with the filter carried on."""
    address = url_for("coding.screen", participation_id=participation_id, **filters.arguments())
    return redirect(address, 303)


@coding.post("/<int:participation_id>/draft")
@access(*CODERS)
def draft(participation_id: int) -> tuple[str, int]:
    """Keep what is entered so far; the page's script sends it by itself."""
    form = CodingForm()
    base = form.base.data or 0
    find(participation_id)
    offers.keep(participation_id, form.offer.data)
    service.keep_draft(
        db.session, current_user, clock.now(), participation_id, form.entry(), base=base
    )
    return "", 204


@coding.get("/token")
@access(*CODERS)
def token() -> dict[str, str]:
    """The token that a page opened before signing in again needs for its forms."""
    return {"token": generate_csrf(), "user": str(current_user.id)}


def draft_without_script(participation: Participation, form: CodingForm) -> Response:
    """The two plain buttons: keep as a draft, and throw the draft away."""
    if form.action.data == "discard":
        service.discard_draft(db.session, current_user, {participation.id})
        flash(gettext("The draft was thrown away."))
    else:
        service.keep_draft(
            db.session,
            current_user,
            clock.now(),
            participation.id,
            form.entry(),
            base=form.base.data or 0,
        )
        flash(gettext("Kept as a draft. You find it again in the queue, under “My drafts”."))
    return to_screen(participation.id)


@coding.post("/undo/<int:coding_id>")
@access(*CODERS)
def undo(coding_id: int) -> Response:
    """Take back a save and show what it was made on."""
    taken = service.undo(db.session, current_user, clock.now(), coding_id)
    session.pop(LAST, None)
    flash(gettext("Taken back. What you had chosen is kept below as a draft."))
    return to_screen(taken.participation_id)


def find(participation_id: int) -> Participation:
    """The participation, or the page that says there is none."""
    found = queries.participation(db.session, participation_id)
    return found if found is not None else abort(404)


def show(
    participation: Participation,
    form: CodingForm | None = None,
    error: InvalidError | None = None,
    refused: str | None = None,
) -> str:
    """The screen with what was entered, else the draft, else the reading that stands."""
    seen = queries.screen(db.session, participation, current_user)
    if form is not None:
        entry, base = form.entry(), form.base.data or 0
    elif seen.draft is not None:
        entry, base = Entry.from_fields(seen.draft.fields), seen.draft.fields["base"]
    else:
        entry = Entry.of(seen.mine) if seen.mine else Entry()
        base = seen.mine.id if seen.mine else 0
    entry = books.carried(db.session, entry, seen.books)
    problems: dict[str, list[str]] = {}
    for field, problem in error.problems if error else ():
        problems.setdefault(field, []).append(str(words.PROBLEMS[service.Problem(problem)]))
    offering, offer = offers.offered(seen)
    return render_template(
        "pages/coding/screen.html",
        seen=seen,
        offering=offering,
        offer=offer,
        entry=entry,
        base=base,
        token=secrets.token_urlsafe(12),
        problems=problems,
        refused=refused,
        entered=form is not None,
        args=filters.arguments(),
        words=words,
        undoable=undoable(),
        asked=recoding.open_for(db.session, participation.id, current_user.id),
        case_open=seen.mine is not None
        and cases.is_open_to(db.session, participation.id, current_user),
        following=queue.following(db.session, current_user, filters.wanted(), participation),
        preceding=queue.preceding(db.session, current_user, filters.wanted(), participation),
    )


def undoable() -> Coding | None:
    """The last save of this browser, where it still stands."""
    last = own_coding(db.session, current_user, session.get(LAST))
    return last if last is not None and last.current else None

"""Positions on the desk: asking a deputy, noting each attempt, publishing what they wrote."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.forms.base import choices
from app.forms.positions import AskForm, AttemptForm, SettleForm
from app.forms.theses import ReasonForm
from app.queries import campaigns
from app.queries import position_desk as queries
from app.services import guests
from app.services import positions as service
from app.services.errors import InvalidError
from app.web import copies
from app.web import verdict_words as words
from app.web.desk import desk
from app.web.desk.verdicts import key, me, put_errors, show_link
from app.web.labels import label
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from models.appeal import Channel
from models.file import StoredFile
from models.verdict import Settlement

#: Days to answer where no campaign says how many.
DAYS = 15


@desk.get("/positions/")
@access(COORDINATOR, ADMINISTRATOR)
def positions() -> str:
    """Deputies with verdicts that stand, and how far each of them was asked."""
    today = clock.day(clock.now())
    page = queries.listing(db.session, today, request.args.get("page", 1, type=int))
    return render_template("pages/desk/positions.html", page=page)


def find(mandate_id: int) -> queries.MandatePage:
    """The page of a mandate, or the page that says there is none."""
    now = clock.now()
    found = queries.mandate_page(db.session, mandate_id, now, clock.day(now))
    return found if found is not None else abort(404)


@desk.get("/positions/<int:mandate_id>")
@access(COORDINATOR, ADMINISTRATOR)
def mandate_positions(mandate_id: int) -> str:
    """One deputy: the verdicts, the links, the attempts, and what was answered."""
    return render_template(
        "pages/desk/mandate_positions.html",
        page=find(mandate_id),
        reason=ReasonForm(formdata=None),
        settle=SettleForm(formdata=None),
    )


@desk.route("/positions/<int:mandate_id>/ask", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def ask_position(mandate_id: int) -> ResponseReturnValue:
    """Make a link for a deputy; it and the letter with it are shown now and never again."""
    page, form = find(mandate_id), AskForm()
    if form.validate_on_submit():
        try:
            issued = guests.issue_position(
                db.session,
                me(),
                clock.now(),
                mandate_id,
                key=key(),
                guest=form.guest.data,
                lang=form.language,
                deadline=form.last_day,
                expires_on=form.expires_on.data,
            )
        except InvalidError as error:
            put_errors(form, error)
        else:
            return show_link(issued, "pages/desk/position_link.html", page=page)
    elif request.method == "GET":
        form.deadline.data = usual_deadline(mandate_id)
    rendered = render_template("pages/desk/position_ask.html", form=form, page=page)
    return rendered, 422 if form.errors else 200


def usual_deadline(mandate_id: int) -> dt.date:
    """The last day to answer, counted from today as the campaign of the mandate says."""
    campaign = campaigns.current(db.session, mandate_id)
    days = campaign.position_days if campaign else DAYS
    return clock.day(clock.now()) + dt.timedelta(days=days)


@desk.route("/positions/links/<int:link_id>/attempt", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def note_attempt(link_id: int) -> ResponseReturnValue:
    """Note one attempt to bring the verdicts before the deputy."""
    link, form = queries.link_of(db.session, link_id) or abort(404), AttemptForm()
    form.channel.choices = choices((channel.value, label(channel)) for channel in Channel)
    if form.validate_on_submit():
        try:
            copy = copies.take(form, required=False)
            service.note_attempt(
                db.session,
                me(),
                clock.now(),
                link_id,
                channel=Channel(form.channel.data),
                address=form.address.data,
                asked_on=form.asked_on.data,
                delivered=form.known,
                proof=form.proof.data,
                proof_file=db.session.get(StoredFile, copy.file_id) if copy.file_id else None,
            )
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("The attempt is noted."))
            return redirect(url_for("desk.mandate_positions", mandate_id=link.mandate_id), 303)
    elif request.method == "GET":
        form.asked_on.data = clock.day(clock.now())
    page = render_template("pages/desk/position_attempt.html", form=form, link=link)
    return page, 422 if request.method == "POST" else 200


def settle(command: Callable[..., Any], position_id: int, done: str, **values: Any) -> Any:
    """Run a command on a position and go back to its deputy, whether it went well or not."""
    try:
        command(db.session, me(), clock.now(), position_id, **values)
        flash(done)
    except InvalidError as error:
        flash(words.first_problem(error), "error")
    mandate_id = queries.mandate_of_position(db.session, position_id) or abort(404)
    return redirect(url_for("desk.mandate_positions", mandate_id=mandate_id), 303)


@desk.post("/positions/said/<int:position_id>/publish")
@access(COORDINATOR, ADMINISTRATOR)
def publish_position(position_id: int) -> ResponseReturnValue:
    """Publish a position as it was written."""
    return settle(service.publish, position_id, gettext("Published as it was written."))


@desk.post("/positions/said/<int:position_id>/withhold")
@access(COORDINATOR, ADMINISTRATOR)
def withhold_position(position_id: int) -> ResponseReturnValue:
    """Keep a position from the public, with the reason."""
    why = ReasonForm().reason.data or ""
    return settle(service.withhold, position_id, gettext("Withheld, with the reason."), why=why)


@desk.post("/positions/said/<int:position_id>/settle")
@access(COORDINATOR, ADMINISTRATOR)
def settle_dispute(position_id: int) -> ResponseReturnValue:
    """Say in public how a dispute ended; a change leads on to the new verdict."""
    form = SettleForm()
    if not form.validate():
        flash(gettext("Nothing was settled: choose how it ends, and say why in both languages."),
              "error")  # fmt: skip
        mandate_id = queries.mandate_of_position(db.session, position_id) or abort(404)
        return redirect(url_for("desk.mandate_positions", mandate_id=mandate_id), 303)
    settlement = Settlement(form.settlement.data)
    done = (
        gettext("Settled: the verdict stands.")
        if settlement is Settlement.STANDS
        else gettext("Settled: propose the new verdict on the page of the thesis.")
    )
    return settle(
        service.settle_dispute,
        position_id,
        done,
        settlement=settlement,
        words_kk=form.words_kk.data or "",
        words_ru=form.words_ru.data or "",
    )

"""The coordinator's board: people, deputies and steps; reminders."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.campaigns import STUCK_DAYS, BoardForm, RemindForm
from app.queries import board as queries
from app.queries import campaigns
from app.queries.progress import Step
from app.services import reminders
from app.services.errors import InvalidError
from app.web.coding import sheet_words
from app.web.desk import campaign_words as words
from app.web.desk import desk
from app.web.desk.campaigns import RUNNERS, find, seat_name
from app.web.desk.programmes import name_of
from app.web.permissions import access
from app.web.words import put_errors
from models.campaign import Campaign


@desk.get("/board")
@access(*RUNNERS)
def board() -> str:
    """The board of an open campaign: of the newest one, unless another was chosen."""
    opened = campaigns.open_campaigns(db.session)
    chosen = row_id(request.args.get("campaign"))
    campaign = next((row for row in opened if chosen in (None, row.id)), None)
    if campaign is None:
        if chosen is not None:
            abort(404)
        return render_template("pages/desk/board.html", campaign=None, opened=())
    form = BoardForm(request.args)
    watched = campaigns.watches(db.session, campaign.id)
    form.person.choices = choices(_people(watched), blank=gettext("any"))
    form.days.choices = choices(
        (days, ngettext("%(num)s day without work", "%(num)s days without work", days))
        for days in STUCK_DAYS
    )
    wanted = form.wanted()
    found = queries.board(
        db.session,
        current_user,
        campaign,
        clock.day(clock.now()),
        wanted=wanted,
        number=request.args.get("page", 1, type=int),
    )
    return render_template(
        "pages/desk/board.html",
        campaign=campaign,
        opened=opened,
        board=found,
        form=form,
        wanted=wanted,
        args={key: value for key, value in request.args.items() if key != "page" and value},
        columns=queries.COLUMNS,
        words=sheet_words,
    )


def _people(watched: dict[int, tuple[campaigns.Watch, ...]]) -> list[tuple[int, str]]:
    """Who watches anybody, by name."""
    found = {watch.user_id: watch.name for row in watched.values() for watch in row}
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


@desk.route("/board/<int:campaign_id>/remind", methods=["GET", "POST"])
@access(*RUNNERS)
def remind(campaign_id: int) -> ResponseReturnValue:
    """Put a reminder before a person."""
    campaign = find(campaign_id)
    given = {name: request.args.get(name, "") for name in ("user", "mandate", "step")}
    form = RemindForm(**given)
    seats = campaigns.covered(db.session, campaign_id)
    form.set_choices(
        _people(campaigns.watches(db.session, campaign_id)),
        [(seat.mandate_id, seat_name(seat)) for seat in seats],
        [(step.value, sheet_words.STEPS[step]) for step in Step],
        gettext("not chosen"),
    )
    if form.validate_on_submit() and _send(campaign, form):
        flash(gettext("The reminder stands on their first page until they have read it."))
        return redirect(url_for("desk.board", campaign=campaign_id), 303)
    page = render_template(
        "pages/desk/remind.html", form=form, campaign=campaign, name=name_of(campaign)
    )
    return page, 422 if form.errors else 200


def _send(campaign: Campaign, form: Any) -> bool:
    try:
        reminders.send(
            db.session,
            current_user,
            clock.now(),
            campaign.id,
            user_id=int(form.user.data),
            mandate_id=row_id(form.mandate.data),
            step=Step(form.step.data),
            text=form.text.data,
        )
    except InvalidError as error:
        put_errors(form, error, words.PROBLEMS)
        return False
    return True

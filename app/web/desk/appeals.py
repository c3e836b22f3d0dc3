"""All letters to deputies, how long answers took, and the calendar that terms are counted by."""

from flask import render_template, request
from flask_babel import gettext

from app import clock
from app.extensions import db
from app.forms.appeals import FiguresForm
from app.queries import calendar as days
from app.queries import campaigns
from app.queries.responses import response_times
from app.web.coding import appeal_words as words
from app.web.coding.appeals import register
from app.web.desk import desk
from app.web.names import label_of
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, STAFF, access
from models.appeal import AnswerKind


@desk.get("/appeals")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def appeals() -> str:
    """Every letter, overdue first."""
    return register("desk.appeals")


@desk.get("/appeals/figures")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def appeal_figures() -> str:
    """Response times of a campaign, deputies in the order of their districts."""
    form = FiguresForm(request.args)
    found = campaigns.listing(db.session, 1, 200).rows
    form.set_choices([(row.id, label_of(row)) for row in found], gettext("all letters"))
    return render_template(
        "pages/desk/appeal_figures.html",
        form=form,
        times=response_times(db.session, form.chosen(), clock.day(clock.now())),
        kinds=list(AnswerKind),
        words=words,
    )


@desk.get("/calendar")
@access(*STAFF)
def working_calendar() -> str:
    """The special days by which terms are counted, with their sources."""
    return render_template(
        "pages/desk/calendar.html",
        years=days.years(db.session),
        page=days.days(db.session, request.args.get("page", 1, type=int)),
    )

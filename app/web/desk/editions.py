"""Editions on the desk: what the gate finds, and publishing."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.base import YEARS
from app.forms.editions import GateForm, PublishForm
from app.queries import campaigns as campaign_queries
from app.queries import editions as queries
from app.services import editions as service
from app.services.errors import InvalidError, NotFoundError
from app.web import edition_words as words
from app.web.desk import desk
from app.web.desk.programmes import name_of
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import put_errors, sentence


@desk.get("/editions/")
@access(COORDINATOR, ADMINISTRATOR)
def editions() -> str:
    """What was published, and what stands in the way of the next one: a dry run."""
    day = date_of(request.args.get("as_of"))
    return _page(request.args.get("campaign") or None, day, PublishForm(formdata=None))


@desk.post("/editions/")
@access(COORDINATOR, ADMINISTRATOR)
def publish_edition() -> ResponseReturnValue:
    """Publish, unless the gate blocks."""
    form = PublishForm()
    campaign, day = form.campaign.data, form.as_of.data or today()
    if not form.validate_on_submit():
        return _page(campaign, day, form), 422
    me, now = current_user._get_current_object(), clock.now()
    try:
        made = service.publish(
            db.session, me, now, campaign=campaign, name=form.name.data or "", as_of=day
        )
    except InvalidError as error:
        put_errors(form, error, words.PROBLEMS)
        return _page(campaign, day, form), 422
    except (service.GateBlockedError, service.AlreadyPublishedError) as error:
        form.form_errors.append(sentence(error))
        return _page(campaign, day, form), 409
    flash(gettext("Edition %(number)s is published.", number=made.number))
    return redirect(url_for("public.edition", edition=made.number), 303)


def _page(campaign: str | None, day: date, form: PublishForm) -> str:
    found = campaign_queries.listing(db.session, 1).rows
    try:
        checked = service.check(db.session, clock.now(), campaign, day)
    except NotFoundError:
        abort(404)
    chosen = checked.campaign.key if checked.campaign else ""
    narrow = GateForm(formdata=None, data={"campaign": chosen, "as_of": day})
    narrow.set_choices((row.key, name_of(row.name)) for row in found)
    form.campaign.data, form.as_of.data = chosen, day
    return render_template(
        "pages/desk/editions.html",
        checked=checked,
        narrow=narrow,
        form=form,
        page=queries.listing(db.session, request.args.get("page", 1, type=int)),
        words=words,
    )


def today() -> date:
    """The day in Almaty."""
    return clock.now().astimezone(clock.ALMATY).date()


def date_of(text: str | None) -> date:
    """A day as a form sends it, or today."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today()
    return day if day.year in YEARS else today()

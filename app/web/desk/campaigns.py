"""Campaigns on the desk: made, changed, opened, closed, and whom they cover."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.base import choices
from app.forms.campaigns import BooksForm, CampaignForm, CoverForm, StateForm
from app.queries import campaigns as queries
from app.queries.programmes import version
from app.services import campaigns as service
from app.services.errors import InvalidError, StaleError
from app.web.desk import campaign_words as words
from app.web.desk import desk
from app.web.desk.programmes import convocation_name, name_of
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import put_errors
from models.campaign import Campaign
from models.person import MandateKind

RUNNERS = (COORDINATOR, ADMINISTRATOR)


def find(campaign_id: int) -> Campaign:
    """The campaign, or the page that says there is none."""
    return queries.get(db.session, campaign_id) or abort(404)


@desk.get("/campaigns/")
@access(*RUNNERS)
def campaigns() -> str:
    """All campaigns."""
    page = queries.listing(db.session, request.args.get("page", 1, type=int))
    return render_template("pages/desk/campaigns.html", page=page, words=words)


@desk.route("/campaigns/new", methods=["GET", "POST"])
@access(*RUNNERS)
def new_campaign() -> ResponseReturnValue:
    """Begin a campaign."""
    form = _form()
    if form.validate_on_submit():
        try:
            made = service.create(db.session, current_user, clock.now(), form.entered())
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        else:
            flash(gettext("The campaign is a draft. Choose whom it covers, then open it."))
            return redirect(url_for("desk.campaign", campaign_id=made.id), 303)
    page = render_template("pages/desk/campaign_edit.html", form=form, campaign=None)
    return page, 422 if form.errors else 200


def _form() -> CampaignForm:
    form = CampaignForm()
    pairs = [(row.id, convocation_name(row)) for row in queries.convocations(db.session)]
    form.convocation.choices = choices(pairs, blank=gettext("not chosen"))
    return form


@desk.get("/campaigns/<int:campaign_id>")
@access(*RUNNERS)
def campaign(campaign_id: int) -> str:
    """A campaign with its deputies and who watches them."""
    found = find(campaign_id)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "pages/desk/campaign.html",
        campaign=found,
        convocation=convocation_name(found.convocation),
        page=queries.page_of_covered(db.session, campaign_id, number),
        watches=queries.watches(db.session, campaign_id),
        books=queries.books(db.session, campaign_id),
        books_form=_books(campaign_id),
        state_form=StateForm(formdata=None),
        words=words,
    )


def _books(campaign_id: int) -> BooksForm:
    form = BooksForm()
    pairs = [
        (row.id, gettext("%(name)s, version %(number)s", name=name_of(row), number=row.version))
        for row in queries.all_books(db.session)
    ]
    form.books.choices = choices(pairs)
    if request.method == "GET":
        form.books.data = [str(row.id) for row in queries.books(db.session, campaign_id)]
    return form


@desk.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
@access(*RUNNERS)
def edit_campaign(campaign_id: int) -> ResponseReturnValue:
    """Change a draft or an open campaign."""
    found, form = find(campaign_id), _form()
    status = 200
    if form.validate_on_submit():
        try:
            service.edit(
                db.session,
                current_user,
                clock.now(),
                campaign_id,
                form.entered(),
                version=form.version.data or 0,
            )
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        except StaleError as error:
            form.version.data, form.version.raw_data, status = error.version, None, 409
        else:
            flash(gettext("Saved."))
            return redirect(url_for("desk.campaign", campaign_id=campaign_id), 303)
    elif request.method == "GET":
        form.fill(found, version(db.session, "campaigns", campaign_id))
    meanwhile = words.CHANGED_MEANWHILE if status == 409 else None
    page = render_template(
        "pages/desk/campaign_edit.html", form=form, campaign=found, meanwhile=meanwhile
    )
    return page, 422 if form.errors else status


@desk.route("/campaigns/<int:campaign_id>/deputies", methods=["GET", "POST"])
@access(*RUNNERS)
def cover(campaign_id: int) -> ResponseReturnValue:
    """Choose the deputies that a campaign covers."""
    found, form = find(campaign_id), CoverForm()
    seats = queries.coverable(db.session, found.convocation_id)
    form.mandates.choices = choices((seat.mandate_id, seat_name(seat)) for seat in seats)
    if form.validate_on_submit():
        try:
            service.cover_only(
                db.session,
                current_user,
                clock.now(),
                campaign_id,
                form.numbers(),
                reason=form.reason.data,
            )
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("desk.campaign", campaign_id=campaign_id), 303)
    elif request.method == "GET":
        covered = queries.covered(db.session, campaign_id)
        form.mandates.data = [str(seat.mandate_id) for seat in covered]
    page = render_template("pages/desk/campaign_cover.html", form=form, campaign=found)
    return page, 422 if form.errors else 200


def seat_name(seat: queries.Seat) -> str:
    """A deputy with the district and its region, in words."""
    words_of = [name_of(seat.name)]
    if seat.district is not None:
        words_of.append(gettext("district %(number)s", number=seat.district))
    if seat.region is not None:
        words_of.append(name_of(seat.region))
    if seat.kind is MandateKind.LIST:
        words_of.append(gettext("party list"))
    return ", ".join(words_of)


@desk.post("/campaigns/<int:campaign_id>/districts")
@access(*RUNNERS)
def cover_districts(campaign_id: int) -> ResponseReturnValue:
    """Cover every single-mandate deputy of the convocation."""
    added = service.cover_districts(db.session, current_user, clock.now(), campaign_id)
    flash(
        ngettext("%(num)s deputy is covered now.", "%(num)s deputies are covered now.", added)
        if added
        else gettext("All single-mandate deputies are covered already.")
    )
    return redirect(url_for("desk.campaign", campaign_id=campaign_id), 303)


@desk.post("/campaigns/<int:campaign_id>/books")
@access(*RUNNERS)
def campaign_books(campaign_id: int) -> ResponseReturnValue:
    """Choose the versions of code books."""
    form = _books(find(campaign_id).id)
    chosen = [int(value) for value in form.books.data or () if form.validate()]
    return _do(campaign_id, service.use_books, chosen)


@desk.post("/campaigns/<int:campaign_id>/open")
@access(*RUNNERS)
def open_campaign(campaign_id: int) -> ResponseReturnValue:
    """Let the work begin."""
    return _do(campaign_id, service.open)


@desk.post("/campaigns/<int:campaign_id>/close")
@access(*RUNNERS)
def close_campaign(campaign_id: int) -> ResponseReturnValue:
    """End a campaign."""
    return _do(campaign_id, service.close, StateForm().reason.data)


@desk.post("/campaigns/<int:campaign_id>/reopen")
@access(*RUNNERS)
def reopen_campaign(campaign_id: int) -> ResponseReturnValue:
    """Take up a campaign that was closed too early."""
    return _do(campaign_id, service.reopen, StateForm().reason.data)


def _do(campaign_id: int, command: Any, *arguments: Any) -> ResponseReturnValue:
    """Run a command on a campaign; what is wrong with it is said on the campaign's page."""
    category = "message"
    try:
        command(db.session, current_user, clock.now(), campaign_id, *arguments)
        said = gettext("Saved.")
    except InvalidError as error:
        category, said = "error", str(words.PROBLEMS[error.problems[0][1]])  # type: ignore[index]
    flash(said, category)
    return redirect(url_for("desk.campaign", campaign_id=campaign_id), 303)

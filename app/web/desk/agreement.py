"""Agreement of the coders, the reliability sample, and readings asked for again."""

from datetime import date, datetime, time, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app import clock, i18n
from app.extensions import db
from app.forms.base import row_id
from app.forms.trust import HandOverForm, PeriodForm, RecodingForm
from app.queries import agreement as queries
from app.queries import campaigns
from app.queries import recoding as wishes
from app.queries import sampling as samples
from app.services import recoding, sampling
from app.services.errors import InvalidError
from app.web.coding import trust_words as words
from app.web.desk import desk
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access
from models.campaign import Campaign


def _name(row: object) -> str:
    return (i18n.pick(row, "name") or ("?", ""))[0]


def _start(day: date | None, after: int = 0) -> datetime | None:
    """The moment at which a day begins in Almaty, or the one `after` days later."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=after), time(), clock.ALMATY)


@desk.get("/agreement")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def agreement() -> str:
    """Alpha per field, with what is beside it."""
    form = PeriodForm(request.args)
    every = samples.campaigns(db.session)
    form.set_choices([(row.key, _name(row)) for row in every], gettext("all campaigns"))
    form.validate()
    chosen = next((row for row in every if row.key == form.campaign.data), None)
    page = queries.agreement(
        db.session, chosen, _start(form.since.data), _start(form.until.data, 1)
    )
    return render_template(
        "pages/desk/agreement.html", form=form, page=page, words=words, shown=queries.shown
    )


@desk.get("/sample")
@access(COORDINATOR, ADMINISTRATOR)
def sample() -> str:
    """How far the reliability sample of a campaign is."""
    every = campaigns.open_campaigns(db.session)
    asked = request.args.get("campaign", type=int)
    chosen: Campaign | None = next((row for row in every if asked in (None, row.id)), None)
    if asked is not None and chosen is None:
        abort(404)
    return render_template(
        "pages/desk/sample.html",
        campaigns=every,
        chosen=chosen,
        strata=samples.strata(db.session, chosen) if chosen else [],
        page=samples.waiting(db.session, chosen, request.args.get("page", 1, type=int))
        if chosen
        else None,
        coders=samples.coders(db.session),
    )


@desk.post("/sample/<int:campaign_id>/draw")
@access(COORDINATOR, ADMINISTRATOR)
def draw_sample(campaign_id: int) -> ResponseReturnValue:
    """Draw what the share lacks, and give what nobody has."""
    me = current_user._get_current_object()
    drawn = sampling.draw(db.session, me, clock.now(), campaign_id)
    flash(ngettext("%(num)s unit was drawn.", "%(num)s units were drawn.", drawn.drawn))
    if drawn.without:
        flash(
            ngettext(
                "%(num)s unit waits for a second coder: nobody else may code.",
                "%(num)s units wait for a second coder: nobody else may code.",
                drawn.without,
            ),
            "warn",
        )
    return redirect(url_for("desk.sample", campaign=campaign_id))


@desk.post("/sample/units/<int:unit_id>/hand-over")
@access(COORDINATOR, ADMINISTRATOR)
def hand_over_unit(unit_id: int) -> ResponseReturnValue:
    """Give a unit to another second coder."""
    form, me = HandOverForm(), current_user._get_current_object()
    try:
        unit = sampling.hand_over(db.session, me, clock.now(), unit_id, form.coder.data or 0)
    except InvalidError as error:
        flash(str(words.PROBLEMS[error.problems[0][1]]), "error")
        return redirect(url_for("desk.sample"))
    flash(gettext("The unit was handed over."))
    return redirect(url_for("desk.sample", campaign=unit.campaign_id))


def _recoding(form: RecodingForm, status: int = 200) -> ResponseReturnValue:
    open_ones = campaigns.open_campaigns(db.session)
    form.set_choices(
        [(row.id, _name(row)) for row in open_ones],
        [
            (
                book.id,
                gettext("%(book)s, version %(version)s", book=_name(book), version=book.version),
            )
            for book in campaigns.all_books(db.session)
        ],
    )
    page = render_template(
        "pages/desk/recoding.html",
        form=form,
        open_ones=open_ones,
        progress=wishes.progress(db.session),
        page=wishes.waiting(db.session, request.args.get("page", 1, type=int)),
    )
    return page, status


@desk.get("/recoding")
@access(COORDINATOR, ADMINISTRATOR)
def recodings() -> ResponseReturnValue:
    """What was asked for again, and how far it is."""
    return _recoding(RecodingForm(formdata=None))


@desk.post("/recoding")
@access(COORDINATOR, ADMINISTRATOR)
def ask_recoding() -> ResponseReturnValue:
    """Ask those who coded under an older version to read again."""
    form, me = RecodingForm(), current_user._get_current_object()
    try:
        asked = recoding.ask(
            db.session,
            me,
            clock.now(),
            row_id(form.campaign.data) or 0,
            code_book_id=row_id(form.book.data) or 0,
            reason=form.reason.data or "",
            participation_id=_only(form),
        )
    except InvalidError as error:
        said = words.PROBLEMS | words.RECODING_REASONS
        for field, problem in error.problems:
            form[field].errors = [*form[field].errors, str(said[problem])]
        return _recoding(form, 422)
    flash(ngettext("%(num)s reading was asked for.", "%(num)s readings were asked for.", asked))
    return redirect(url_for("desk.recodings"))


def _only(form: RecodingForm) -> int | None:
    """The one act that is asked for; 0, which no act has, where it is no number."""
    return (row_id(form.participation.data) or 0) if form.participation.data else None


@desk.post("/recoding/<int:recoding_id>/withdraw")
@access(COORDINATOR, ADMINISTRATOR)
def withdraw_recoding(recoding_id: int) -> ResponseReturnValue:
    """Take a wish back."""
    recoding.withdraw(db.session, current_user._get_current_object(), clock.now(), recoding_id)
    flash(gettext("Taken back: it is no longer asked for."))
    return redirect(url_for("desk.recodings"))

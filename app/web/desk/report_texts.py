"""What analysts write into the report of a period: sections, recommendations, follow-ups."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.reports import FollowUpForm, PeriodForm, RecommendationForm, SectionForm
from app.queries import report_texts as queries
from app.queries.report_texts import Recommended
from app.queries.terms import terms
from app.services import reports as service
from app.services.errors import InvalidError, StaleError
from app.services.reports import Problem
from app.web.desk import desk
from app.web.desk.programmes import changed_meanwhile, name_of
from app.web.labels import LABELS
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access
from app.web.words import put_errors, sentence
from models.report import Addressee, FollowUp, PeriodReport, SectionKey

WRITERS = (ANALYST, COORDINATOR, ADMINISTRATOR)
PROBLEMS: dict[str, Any] = {
    Problem.PERIOD_REQUIRED: lazy_gettext("Give the day."),
    Problem.ENDS_BEFORE_START: lazy_gettext("This day lies before the first one: check both."),
    Problem.TOO_LONG: lazy_gettext("This is too long: make it shorter."),
    Problem.WORDS_REQUIRED: lazy_gettext("Give the words in one language at least."),
    Problem.NUMBER: lazy_gettext("Give a number from 1 to 999, or leave it empty."),
}


@desk.route("/report-texts/", methods=["GET", "POST"])
@access(*WRITERS)
def report_texts() -> ResponseReturnValue:
    """The reports into which somebody wrote, and the form that begins one."""
    form, found = PeriodForm(), terms(db.session)
    form.convocation.choices = choices((t.id, f"{name_of(t)}, {t.number}") for t in found)
    if form.validate_on_submit():
        try:
            made = service.begin(
                db.session,
                me(),
                clock.now(),
                row_id(form.convocation.data) or 0,
                start=form.start.data,
                end=form.end.data,
            )
            return redirect(url_for("desk.report_text", report_id=made.id), 303)
        except InvalidError as error:
            put_errors(form, error, PROBLEMS)
    page = queries.listing(db.session, request.args.get("page", 1, type=int))
    return render_template("pages/desk/report_texts.html", form=form, page=page), status(form)


@desk.get("/report-texts/<int:report_id>")
@access(*WRITERS)
def report_text(report_id: int) -> str:
    """One report: which sections are written in which language, and its recommendations."""
    report = find(report_id)
    before = queries.earlier(db.session, report)
    return render_template(
        "pages/desk/report_text.html",
        report=report,
        own=queries.own(db.session, report),
        sections=tuple(SectionKey),
        recommendations=queries.recommendations(db.session, report),
        before=before,
        earlier=queries.followed(db.session, before, report) if before else (),
    )


@desk.route("/report-texts/<int:report_id>/sections/<section>", methods=["GET", "POST"])
@access(*WRITERS)
def report_section(report_id: int, section: str) -> ResponseReturnValue:
    """Write a section, with a preview of how its paragraphs will stand."""
    report = find(report_id)
    key = SectionKey(section) if section in set(SectionKey) else abort(404)
    form = SectionForm()
    if not form.is_submitted():
        put_standing(form, report, key)
    if form.validate_on_submit() and "preview" not in request.form:
        now, seen = clock.now(), form.version.data or 0
        try:
            service.write(
                db.session, me(), now, report.id, section=key, texts=form.texts(), version=seen
            )
            flash(gettext("Saved."))
            return redirect(url_for("desk.report_text", report_id=report.id), 303)
        except InvalidError as error:
            put_errors(form, error, PROBLEMS)
        except StaleError as error:
            put_untouched(form, report, key)
            page = section_page(form, report, key)
            return changed_meanwhile("pages/desk/report_section.html", form, error, **page)
    page = section_page(form, report, key)
    return render_template("pages/desk/report_section.html", form=form, **page), status(form)


def section_page(form: SectionForm, report: PeriodReport, section: SectionKey) -> dict[str, Any]:
    """What the page of a section shows beside its form."""
    number = request.args.get("page", 1, type=int)
    return {
        "report": report,
        "section": section,
        "preview": form.texts() if "preview" in request.form else {},
        "versions": queries.versions(db.session, report, section, number),
    }


@desk.route("/report-texts/<int:report_id>/recommendations/new", methods=["GET", "POST"])
@desk.route(
    "/report-texts/<int:report_id>/recommendations/<int:recommendation_id>",
    methods=["GET", "POST"],
    endpoint="edit_recommendation",
)
@access(*WRITERS)
def new_recommendation(report_id: int, recommendation_id: int | None = None) -> ResponseReturnValue:
    """Enter a recommendation, or give one other words."""
    report = find(report_id)
    rows = queries.recommendations(db.session, report)
    # What was typed for one that is gone meanwhile is refused in words, and not lost.
    old = one_of(rows, recommendation_id, or_none=request.method == "POST")
    form = RecommendationForm(data=standing(old, "text") if old else None)
    form.set_choices(LABELS[Addressee].items())
    if form.validate_on_submit():
        try:
            service.recommend(
                db.session,
                me(),
                clock.now(),
                report.id,
                addressee=form.to(),
                text=form.words(),
                number=form.number.data,
                replaces=recommendation_id,
            )
            flash(gettext("Saved."))
            return redirect(url_for("desk.report_text", report_id=report.id), 303)
        except InvalidError as error:
            put_errors(form, error, PROBLEMS)
        except StaleError as error:
            form.form_errors.append(sentence(error))
    page = render_template("pages/desk/recommendation.html", report=report, old=old, form=form)
    return page, status(form)


@desk.post("/report-texts/<int:report_id>/recommendations/<int:recommendation_id>/withdraw")
@access(*WRITERS)
def withdraw_recommendation(report_id: int, recommendation_id: int) -> ResponseReturnValue:
    """Take a recommendation back."""
    service.withdraw(db.session, report_id, recommendation_id)
    flash(gettext("Withdrawn."))
    return redirect(url_for("desk.report_text", report_id=report_id), 303)


@desk.route(
    "/report-texts/<int:report_id>/earlier/<int:recommendation_id>", methods=["GET", "POST"]
)
@access(*WRITERS)
def follow_up(report_id: int, recommendation_id: int) -> ResponseReturnValue:
    """Say what became of a recommendation of the report before."""
    report = find(report_id)
    before = queries.earlier(db.session, report) or abort(404)
    old = one_of(queries.followed(db.session, before, report), recommendation_id) or abort(404)
    stands = queries.found_last(db.session, report, old.id)
    form = FollowUpForm(data=standing(old, "note") | {"version": stands})
    form.set_choices(LABELS[FollowUp].items())
    if form.validate_on_submit():
        try:
            service.follow_up(
                db.session,
                me(),
                clock.now(),
                report.id,
                recommendation_id=old.id,
                state=form.found(),
                note=form.words(),
                version=form.version.data or 0,
            )
            flash(gettext("Saved."))
            return redirect(url_for("desk.report_text", report_id=report.id), 303)
        except InvalidError as error:
            put_errors(form, error, PROBLEMS)
        except StaleError as error:
            return changed_meanwhile(
                "pages/desk/follow_up.html", form, error, report=report, old=old
            )
    page = render_template("pages/desk/follow_up.html", report=report, old=old, form=form)
    return page, status(form)


@desk.post("/report-texts/<int:report_id>/copy")
@access(*WRITERS)
def copy_report_texts(report_id: int) -> ResponseReturnValue:
    """Take over from the report before what this one does not have."""
    count = service.copy_forward(db.session, me(), clock.now(), report_id)
    flash(ngettext("%(num)s text was taken over.", "%(num)s texts were taken over.", count))
    return redirect(url_for("desk.report_text", report_id=report_id), 303)


def find(report_id: int) -> PeriodReport:
    """The report, or the page that says there is none."""
    return queries.get(db.session, report_id) or abort(404)


def one_of(
    rows: tuple[Recommended, ...], number: int | None, *, or_none: bool = False
) -> Recommended | None:
    """The recommendation of that number in the database; 404 where a number has none."""
    found = next((row for row in rows if row.id == number), None)
    return found if found or or_none or number is None else abort(404)


def standing(old: Recommended, name: str) -> dict[str, Any]:
    """What the fields of a form show of a recommendation."""
    text = old.text if name == "text" else old.note
    words = {f"{name}_{lang}": getattr(text, f"name_{lang}", None) for lang in ("kk", "ru", "en")}
    return words | {
        "number": old.number,
        "addressee": old.addressee.value,
        "state": old.state.value,
    }


def put_standing(form: SectionForm, report: PeriodReport, section: SectionKey) -> None:
    """Show the texts that stand."""
    form.version.data, own = queries.stood(db.session, report, section)
    for lang in ("kk", "ru", "en"):
        form[f"text_{lang}"].data = own.get(lang)


def put_untouched(form: SectionForm, report: PeriodReport, section: SectionKey) -> None:
    """Show what others wrote in the languages in which this writer said nothing new."""
    _, own = queries.stood(db.session, report, section)
    _, seen = queries.stood(db.session, report, section, form.version.data or 0)
    for lang in ("kk", "ru", "en"):
        field = form[f"text_{lang}"]
        if (field.data or "") == seen.get(lang, ""):
            field.data = own.get(lang)


def status(form: Any) -> int:
    """What a page with a form answers: 422 where something in it was refused."""
    return 422 if form.errors else 200


def me() -> Any:
    """Who writes."""
    return current_user._get_current_object()

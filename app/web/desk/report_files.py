"""Reports as files: asking for one, how far it is, and those that were built."""

from flask import (
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from app import clock, i18n
from app.extensions import db
from app.forms.report_files import ReportForm
from app.queries import editions, sources, terms
from app.queries import report_files as queries
from app.queries.terms import Term
from app.report_files import path_of
from app.reports.writers import WRITERS
from app.services import jobs
from app.services import report_files as service
from app.services.errors import InvalidError
from app.services.report_files import Problem
from app.web.desk import desk, source_words
from app.web.desk.editions import today
from app.web.desk.programmes import name_of
from app.web.frame import LANGUAGE_NAMES
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access
from app.web.words import put_errors

PROBLEMS = {
    Problem.ENDS_BEFORE_START: lazy_gettext("The last day lies before the first."),
    Problem.NO_EDITION: lazy_gettext("There is no such edition. Choose one of the list."),
    Problem.OTHER_TERM: lazy_gettext("This edition is of another convocation."),
    Problem.NO_TERM: lazy_gettext("There are no deputies yet: load a country pack first."),
    Problem.NO_DEPUTY: lazy_gettext("This deputy had no seat then. Choose another."),
}
FORMATS = {
    "docx": lazy_gettext("Word (DOCX), to be edited further"),
    "pdf": lazy_gettext("PDF, for paper and screen readers"),
    "html": lazy_gettext("HTML, one page that needs nothing else"),
}


@desk.get("/reports/")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def report_files() -> str:
    """What can be built, what is being built, and what was."""
    return _page(None)


@desk.post("/reports/")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def build_report() -> ResponseReturnValue:
    """Put a report into the queue."""
    form = ReportForm()
    _fill(form, terms.terms(db.session))
    if not form.validate_on_submit():
        return _page(form), 422
    me, now = current_user._get_current_object(), clock.now()
    try:
        service.ask(db.session, me, now, form.wanted(), request.url_root)
    except InvalidError as error:
        put_errors(form, error, PROBLEMS)
        return _page(form), 422
    flash(gettext("It is in the queue. How far it is shows below."))
    return redirect(url_for("desk.report_files"), 303)


@desk.post("/reports/jobs/<int:job_id>/cancel")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def cancel_report(job_id: int) -> ResponseReturnValue:
    """Stop the building of a report."""
    found = sources.job_page(db.session, job_id)
    if found is None or found.kind != service.KIND:
        abort(404)
    try:
        jobs.cancel(db.session, current_user._get_current_object(), clock.now(), job_id)
        flash(gettext("It is told to stop."))
    except jobs.JobEndedError:
        flash(gettext("It had already ended."))
    return redirect(url_for("desk.report_files"), 303)


@desk.get("/reports/files/<int:file_id>")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def report_file(file_id: int) -> Response:
    """The bytes of a built report, always to be saved."""
    found = queries.get(db.session, file_id) or abort(404)
    path = path_of(current_app.extensions["config"], found.sha256, found.format)
    if not path.exists():
        current_app.logger.error("the built report %s is not on disk", found.sha256)
        abort(404)
    response = send_file(
        path, mimetype=WRITERS[found.format].mime, as_attachment=True, download_name=found.name
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _fill(form: ReportForm, found: list[Term]) -> None:
    published = editions.listing(db.session, 1, 100).rows
    latest = queries.deputies(db.session, found[0]) if found else []
    form.set_choices(
        gettext("as they stand today, preliminary"),
        gettext("the whole report"),
        gettext("the latest one"),
        langs=[(lang, LANGUAGE_NAMES[lang]) for lang in i18n.LANGS],
        formats=[(key, str(label)) for key, label in FORMATS.items()],
        editions=[(row.number, f"{row.number}. {row.name}") for row in published],
        terms=[(term.key, f"{name_of(term)}, {term.number}") for term in found],
        deputies=[(slug, name_of(name)) for slug, name in latest],
    )


def _new(found: list[Term]) -> ReportForm:
    """The form with the period of the convocation, so far as it has gone."""
    term = found[0] if found else None
    start = term.start if term else None
    end = min(term.end or today(), today()) if term else None
    form = ReportForm(
        formdata=None, data={"start": start, "end": end, "report_lang": i18n.current()}
    )
    _fill(form, found)
    return form


def _page(form: ReportForm | None) -> str:
    found = terms.terms(db.session)
    return render_template(
        "pages/desk/report_files.html",
        form=form or _new(found),
        page=queries.listing(db.session, request.args.get("page", 1, type=int)),
        building=queries.building(db.session),
        words=source_words,
        formats=FORMATS,
        several=len(found) > 1,
    )

"""Reporting an error, without an account; and what was corrected."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, i18n
from app.extensions import csrf, db, limiter
from app.forms.corrections import ErrorForm
from app.queries import corrections as queries
from app.services import corrections as service
from app.web.permissions import ANYONE, access
from app.web.public import arguments, public
from models.base import Lang


@public.get("/corrections")
@access(ANYONE)
def corrections() -> str:
    """What was changed, when and why."""
    about = request.args.get("about", "").replace("\x00", "")[:300]
    page = queries.corrected(db.session, arguments.page(), about or None)
    return render_template("pages/public/corrections.html", page=page, about=about)


@public.get("/report-error")
@access(ANYONE)
def report_error() -> str:
    """The form, with the page that it is about."""
    lang = Lang(i18n.current())
    form = ErrorForm(formdata=None)
    form.page.data = service.page_of(request.args.get("page", ""), lang)
    return render_template("pages/public/report_error.html", form=form)


@public.post("/report-error")
@access(ANYONE)
@csrf.exempt
@limiter.limit("3/minute;20/day")
def send_error() -> ResponseReturnValue:
    """Take a report. What a program filled in is thanked for and thrown away."""
    form, lang = ErrorForm(), Lang(i18n.current())
    form.page.data = service.page_of(form.page.data or "", lang)
    if not form.validate_on_submit():
        return render_template("pages/public/report_error.html", form=form), 422
    if not form.website.data:
        service.report(
            db.session,
            clock.now(),
            page=form.page.data,
            lang=lang,
            text=form.text.data or "",
            contact=form.contact.data,
        )
    return redirect(url_for("public.error_reported", page=form.page.data), 303)


@public.get("/report-error/thanks")
@access(ANYONE)
def error_reported() -> str:
    """What happens next."""
    page = service.page_of(request.args.get("page", ""), Lang(i18n.current()))
    return render_template("pages/public/error_reported.html", page=page)

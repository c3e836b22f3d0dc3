"""Programmes on the desk: the list, a programme's page, and its form."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, i18n
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.programmes import ListForm, ProgrammeForm
from app.queries import programmes as queries
from app.queries.programmes import Owner, Sheet, State, Wanted
from app.services import files
from app.services import programmes as service
from app.services.errors import InvalidError, StaleError
from app.web import copies
from app.web.desk import desk
from app.web.desk import programme_words as words
from app.web.labels import LABELS
from app.web.permissions import ACTIVIST, ADMINISTRATOR, COORDINATOR, STAFF, access
from models.programme import Availability, Origin

#: Who may enter programmes and theses; activists those of the deputies that they watch.
WRITERS = (ACTIVIST, COORDINATOR, ADMINISTRATOR)
PARTY = "/programmes/parties/<int:party_id>/<int:convocation_id>"


@desk.get("/programmes/")
@access(*STAFF)
def programmes() -> str:
    """All mandates, with how far their programmes have come."""
    form, found = ListForm(request.args), queries.narrowing(db.session)
    any_one = gettext("any")
    form.convocation.choices = choices(
        ((row.id, convocation_name(row)) for row in found.convocations), blank=any_one
    )
    form.region.choices = choices(((row.id, name_of(row)) for row in found.regions), blank=any_one)
    form.state.choices = choices(
        ((state.value, words.STATES[state]) for state in State), blank=any_one
    )
    form.availability.choices = choices(LABELS[Availability].items(), blank=any_one)
    form.origin.choices = choices(LABELS[Origin].items(), blank=any_one)
    chosen = form.state.data, form.availability.data, form.origin.data
    wanted = Wanted(
        convocation=row_id(form.convocation.data),
        region=row_id(form.region.data),
        name=form.name.data or "",
        state=State(chosen[0]) if chosen[0] in set(State) else None,
        availability=Availability(chosen[1]) if chosen[1] in set(Availability) else None,
        origin=Origin(chosen[2]) if chosen[2] in set(Origin) else None,
    )
    page = queries.listing(db.session, wanted, request.args.get("page", 1, type=int))
    args = {key: value for key, value in request.args.items() if key != "page" and value}
    return render_template(
        "pages/desk/programmes.html",
        form=form,
        page=page,
        args=args,
        found=found,
        labels=LABELS,
        words=words,
    )


@desk.get(PARTY)
@desk.get("/programmes/<int:mandate_id>")
@access(*STAFF)
def programme(**owner: Any) -> str:
    """A programme with its theses and its history."""
    sheet = find(owner)
    return render_template(
        "pages/desk/programme.html",
        sheet=sheet,
        may_write=may_write(sheet.owner),
        labels=LABELS,
        words=words,
        added=request.args.get("added", type=int),
    )


@desk.route(PARTY + "/edit", methods=["GET", "POST"])
@desk.route("/programmes/<int:mandate_id>/edit", methods=["GET", "POST"])
@access(*WRITERS)
def edit_programme(**owner: Any) -> ResponseReturnValue:
    """Enter or correct what is said of a programme as a whole."""
    sheet, form = find(owner, write=True), ProgrammeForm()
    form.set_choices(LABELS, gettext("not known yet"))
    if form.validate_on_submit():
        try:
            save(sheet, form)
        except InvalidError as error:
            put_errors(form, error)
        except StaleError as error:
            return changed_meanwhile("pages/desk/programme_edit.html", form, error, sheet=sheet)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("desk.programme", **owner), 303)
    elif request.method == "GET":
        found = sheet.programme
        stands = queries.version(db.session, "programmes", found.id) if found else 0
        form.fill(found, stands)
    page = render_template("pages/desk/programme_edit.html", form=form, sheet=sheet)
    return page, 422 if form.errors else 200


def save(sheet: Sheet, form: ProgrammeForm) -> None:
    """Keep the document that came with the form, and what the form says."""
    copy = copies.take(form, required=False)
    file_id = copy.file_id
    if file_id is None and copy.capture_id is not None:
        file_id = copies.as_file(form, copy.capture_id)
    service.save_programme(
        db.session,
        current_user,
        clock.now(),
        sheet.owner,
        form.entered(),
        kept=service.Kept(file_id, copy.capture_id if copy.file_id is None else None),
        version=form.version.data or 0,
        why=form.why.data,
    )


@desk.get("/files/<int:file_id>")
@access(*STAFF)
def kept_file(file_id: int) -> Response:
    """A file that was uploaded, to be saved and never opened inside the portal."""
    found = queries.stored_file(db.session, file_id)
    if found is None:
        abort(404)
    path = files.path_of(current_app.extensions["config"].archive_dir, found.sha256)
    active = found.mime in {"text/html", "text/plain"}
    response = send_file(
        path,
        mimetype="application/octet-stream" if active else found.mime,
        as_attachment=True,
        download_name=found.name,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def find(owner: dict[str, Any], *, write: bool = False) -> Sheet:
    """The page of a programme, or the page that says there is none, or not for this person."""
    found = queries.sheet(db.session, Owner(**owner))
    if found is None:
        abort(404)
    if write and not may_write(found.owner):
        abort(403)
    return found


def may_write(owner: Owner) -> bool:
    """Whether who is signed in may enter what `owner` promised."""
    return queries.may_write(db.session, current_user, owner)


def put_errors(form: Any, error: InvalidError) -> None:
    """Show each problem beside its field."""
    for name, problem in error.problems:
        field = form[name]
        field.errors = [*field.errors, str(words.PROBLEMS[problem])]


def changed_meanwhile(template: str, form: Any, error: StaleError, **context: Any) -> Any:
    """What was typed beside what somebody else saved; saving again is then meant."""
    form.version.data = error.version
    # The field shows what came with the form unless that is forgotten.
    form.version.raw_data = None
    page = render_template(template, form=form, meanwhile=words.CHANGED_MEANWHILE, **context)
    return page, 409


def name_of(row: object) -> str:
    """A name in the language of the page, or in another one."""
    found = i18n.pick(row, "name")
    return found[0] if found else "?"


def convocation_name(row: Any) -> str:
    """A convocation with its legislature."""
    return gettext(
        "%(legislature)s, convocation %(number)s",
        legislature=name_of(row.legislature),
        number=row.number,
    )

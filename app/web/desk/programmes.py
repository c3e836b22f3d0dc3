"""Programmes on the desk: the list, a programme's page, and its form."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock, i18n
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.programmes import ListForm, ProgrammeForm, ReasonForm
from app.queries import programmes as queries
from app.queries.programmes import Owner, Sheet, State, Wanted
from app.services import files
from app.services import programmes as service
from app.services.errors import InvalidError, StaleError
from app.web.desk import desk
from app.web.desk import programme_words as words
from app.web.permissions import ADMINISTRATOR, COORDINATOR, STAFF, access
from app.web.words import sentence
from models.file import StoredFile

FILE_ERRORS = (files.EmptyFileError, files.TooLargeError, files.UnknownTypeError)
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
    state = form.state.data
    wanted = Wanted(
        convocation=row_id(form.convocation.data),
        region=row_id(form.region.data),
        name=form.name.data or "",
        state=State(state) if state in set(State) else None,
    )
    page = queries.listing(db.session, wanted, request.args.get("page", 1, type=int))
    args = {key: value for key, value in request.args.items() if key != "page" and value}
    return render_template(
        "pages/desk/programmes.html", form=form, page=page, args=args, found=found, words=words
    )


@desk.get(PARTY)
@desk.get("/programmes/<int:mandate_id>")
@access(*STAFF)
def programme(**owner: Any) -> str:
    """A programme with its theses and its history."""
    return render_template(
        "pages/desk/programme.html",
        sheet=find(owner),
        words=words,
        reason=ReasonForm(formdata=None),
        added=request.args.get("added", type=int),
    )


@desk.route(PARTY + "/edit", methods=["GET", "POST"])
@desk.route("/programmes/<int:mandate_id>/edit", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def edit_programme(**owner: Any) -> ResponseReturnValue:
    """Enter or correct what is said of a programme as a whole."""
    sheet, form = find(owner), ProgrammeForm()
    if form.validate_on_submit():
        try:
            service.save_programme(
                db.session,
                sheet.owner,
                form.entered(),
                file=uploaded(),
                version=form.version.data or 0,
            )
        except InvalidError as error:
            put_errors(form, error)
        except FILE_ERRORS as error:
            form.file.errors = [sentence(error)]
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


def find(owner: dict[str, Any]) -> Sheet:
    """The page of a programme, or the page that says there is none."""
    found = queries.sheet(db.session, Owner(**owner))
    return found if found is not None else abort(404)


def uploaded() -> StoredFile | None:
    """The file that came with the form, kept; None where none was chosen."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    root = current_app.extensions["config"].archive_dir
    # One byte more than is allowed is enough to know that it is too large.
    data = upload.stream.read(files.LARGEST + 1)
    return files.keep(db.session, clock.now(), root, upload.filename, data)


def put_errors(form: Any, error: InvalidError) -> None:
    """Show each problem beside its field."""
    for name, problem in error.problems:
        field = form[name]
        field.errors = [*field.errors, str(words.PROBLEMS[service.Problem(problem)])]


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

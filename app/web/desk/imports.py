"""Spreadsheets brought in: upload, columns, values, preview, and all or nothing."""

import io

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, ingest
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.imports import (
    HowForm,
    PlaceForm,
    StepForm,
    UploadForm,
    how_form,
    meanings_form,
)
from app.imports import guess, reading
from app.imports.annotate import annotated
from app.imports.fields import FORMS, Form
from app.imports.problems import Trouble
from app.imports.sheets import LARGEST, ROWS, Sheet, UnreadableError, column_name, shown
from app.imports.template import template as make_template
from app.queries import imports as queries
from app.queries.terms import terms
from app.services import files, jobs
from app.services import imports as service
from app.services.errors import InvalidError, ServiceError
from app.services.import_rows import Tools
from app.web import attachments
from app.web.desk import desk, source_words
from app.web.desk import import_words as words
from app.web.desk.programmes import name_of
from app.web.labels import LABELS
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access
from app.web.words import put_errors, sentence
from models.imports import Import, ImportKind, RowAction
from models.item import Kind
from models.user import User

IMPORTERS = (ANALYST, COORDINATOR, ADMINISTRATOR)
SAMPLES = 3


def _tools() -> Tools:
    return ingest.import_tools(current_app.extensions["config"])


def _me() -> User:
    return current_user._get_current_object()


def _find(import_id: int) -> Import:
    return queries.get(db.session, import_id) or abort(404)


def _to(row: Import) -> Response:
    return redirect(url_for("desk.import_", import_id=row.id), 303)


@desk.route("/imports/", methods=["GET", "POST"])
@access(*IMPORTERS)
def imports() -> ResponseReturnValue:
    """What was brought in so far, the templates, and where a file is uploaded."""
    form, found = UploadForm(), terms(db.session)
    form.kind.choices = choices(words.kinds())
    form.convocation.choices = choices((t.id, f"{name_of(t)}, {t.number}") for t in found)
    if form.validate_on_submit() and (row := _begin(form)) is not None:
        return redirect(url_for("desk.import_columns", import_id=row.id), 303)
    page = render_template(
        "pages/desk/imports.html",
        form=form,
        kinds=list(ImportKind),
        terms=found,
        page=queries.history(db.session, request.args.get("page", 1, type=int)),
        limits={"megabytes": LARGEST // 1024 // 1024, "rows": ROWS},
        words=words,
    )
    return page, 422 if form.errors else 200


def _begin(form: UploadForm) -> Import | None:
    """Keep the file that was sent; what is wrong with it goes beside the field."""
    upload = form.file.data
    if not getattr(upload, "filename", None):
        form.file.errors = [gettext("Choose a file from your computer first.")]
        return None
    try:
        return service.begin(
            db.session, _me(), clock.now(), _tools(), name=upload.filename,
            data=upload.stream.read(LARGEST + 1), kind=ImportKind(form.kind.data),
            convocation_id=row_id(form.convocation.data) or 0,
        )  # fmt: skip
    except UnreadableError as error:
        form.file.errors = [words.unreadable(error)]
    return None


@desk.get("/imports/<int:import_id>/columns")
@access(*IMPORTERS)
def import_columns(import_id: int) -> ResponseReturnValue:
    """Which column of the file is what."""
    row = _find(import_id)
    if row.state not in service.OPEN:
        return _to(row)
    return _columns_page(row, None, None)


@desk.post("/imports/<int:import_id>/columns")
@access(*IMPORTERS)
def say_columns(import_id: int) -> ResponseReturnValue:
    """Say which column is what, and check the file."""
    row = _find(import_id)
    form = _how_form(row, _sheet(row))
    if form.validate():
        said = service.Reading(
            row.sheet, row.heading_row, form.columns, form.compiler.data, form.period_start.data,
            form.period_end.data, form.item_kind.data or None, row.meanings,
        )  # fmt: skip
        try:
            service.say_how(db.session, row.id, _tools(), said, form.revision.data or 0)
            _check(row)
            return _to(row)
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        except ServiceError as error:
            form.form_errors.append(sentence(error))
    return _columns_page(row, form, None), 422


@desk.post("/imports/<int:import_id>/place")
@access(*IMPORTERS)
def import_place(import_id: int) -> ResponseReturnValue:
    """Take another sheet, or another row of headings."""
    row, form = _find(import_id), PlaceForm()
    form.sheet.choices = choices(_sheets(row))
    if form.validate():
        try:
            service.look_elsewhere(
                db.session, row.id, _tools(), sheet=form.sheet.data,
                heading_row=form.heading_row.data or 0, revision=form.revision.data or 0,
            )  # fmt: skip
            return redirect(url_for("desk.import_columns", import_id=row.id), 303)
        except UnreadableError as error:
            form.sheet.errors = [words.unreadable(error)]
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
    return _columns_page(row, None, form), 422


def _sheet(row: Import) -> Sheet:
    return reading.read(service.content(row, _tools()), row.sheet)


def _sheets(row: Import) -> list[tuple[str, str]]:
    hidden = gettext("hidden")
    book = reading.look(service.content(row, _tools()))
    return [(s.name, f"{s.name} ({hidden})" if s.hidden else s.name) for s in book.sheets]


def _how_form(row: Import, sheet: Sheet) -> HowForm:
    names = guess.headings(sheet, row.heading_row)
    labels = [
        (place, f"{letter}: {name}" if name else letter)
        for place, name in enumerate(names)
        for letter in [column_name(place)]
    ]
    form = how_form(labels, words.fields(FORMS[row.kind]))
    form.item_kind.choices = choices(LABELS[Kind].items(), blank=gettext("none"))
    return form


def _columns_page(row: Import, how: HowForm | None, place: PlaceForm | None) -> str:
    sheet = _sheet(row)
    how = how or _filled(_how_form(row, sheet), row)
    if place is None:
        place = PlaceForm(formdata=None, sheet=row.sheet, heading_row=row.heading_row)
        place.sheet.choices = choices(_sheets(row))
    place.revision.data = row.revision
    return render_template(
        "pages/desk/import_columns.html",
        row=row,
        how=how,
        place=place,
        samples=_samples(row, sheet),
        words=words,
        monitoring=row.kind is ImportKind.MONITORING,
    )


def _filled(form: HowForm, row: Import) -> HowForm:
    """The form with what was said before, or guessed."""
    for name in ("compiler", "period_start", "period_end", "item_kind", "revision"):
        form[name].data = getattr(row, name) or form[name].data
    for place, key in row.columns.items():
        if f"column_{place}" in form:
            form[f"column_{place}"].data = key
    return form


def _samples(row: Import, sheet: Sheet) -> list[list[str]]:
    """For each column the first values that stand below the headings."""
    found: list[list[str]] = [[] for _ in range(sheet.width)]
    for cells in sheet.rows[row.heading_row : row.heading_row + 200]:
        for place, cell in enumerate(cells):
            text = shown(cell).strip()[:60]
            if text and len(found[place]) < SAMPLES and text not in found[place]:
                found[place].append(text)
    return found


def _check(row: Import) -> None:
    """Check a short file at once; a long one is the worker's."""
    if service.rows_of(row, _tools()) > service.AT_ONCE:
        jobs.enqueue(db.session, _me(), clock.now(), "import_check", {"import": row.id})
    else:
        service.check(db.session, clock.now(), row.id, _tools())


@desk.get("/imports/<int:import_id>")
@access(*IMPORTERS)
def import_(import_id: int) -> str:
    """One import: what it would change or has changed, and what is wrong, row by row."""
    row = _find(import_id)
    wanted = request.args.get("show", "")
    action = RowAction(wanted) if wanted in set(RowAction) else None
    form = FORMS[row.kind]
    return render_template(
        "pages/desk/import.html",
        row=row,
        form=form,
        action=action,
        actions=list(RowAction),
        page=queries.rows(db.session, row.id, action, request.args.get("page", 1, type=int)),
        job=queries.running(db.session, row.id),
        again=queries.same_file(db.session, row.file_id, row.id),
        unknown=words.unknown(queries.wrong_rows(db.session, row.id), form),
        sources=source_words,
        words=words,
    )


@desk.post("/imports/<int:import_id>/check")
@access(*IMPORTERS)
def import_check(import_id: int) -> ResponseReturnValue:
    """Look again what the file would change."""
    row = _find(import_id)
    _check(row)
    return _to(row)


@desk.post("/imports/<int:import_id>/apply")
@access(*IMPORTERS)
def import_apply(import_id: int) -> ResponseReturnValue:
    """Write what the preview shows, all of it or nothing."""
    row, revision = _find(import_id), StepForm().revision.data or 0
    service.may_apply(db.session, row.id, revision)
    if row.counts.get("rows", 0) > service.AT_ONCE:
        what = {"import": row.id, "revision": revision}
        jobs.enqueue(db.session, _me(), clock.now(), "import_apply", what)
    else:
        service.apply(db.session, _me(), clock.now(), row.id, _tools(), revision=revision)
        flash(gettext("Applied."))
    return _to(row)


@desk.post("/imports/<int:import_id>/discard")
@access(*IMPORTERS)
def import_discard(import_id: int) -> ResponseReturnValue:
    """Put an import aside."""
    row = service.discard(db.session, import_id)
    flash(gettext("Put aside. Nothing of it was applied."))
    return _to(row)


@desk.route("/imports/<int:import_id>/values", methods=["GET", "POST"])
@access(*IMPORTERS)
def import_values(import_id: int) -> ResponseReturnValue:
    """What values of the file mean that nobody understood."""
    row = _find(import_id)
    found = words.unknown(queries.wrong_rows(db.session, row.id), FORMS[row.kind])
    known = queries.known(db.session, row.convocation_id)
    asked = {f"value_{n}": (said, words.meanings(of, known)) for n, (of, said) in enumerate(found)}
    form = meanings_form(asked)
    if form.validate_on_submit():
        meant = words.meant(form, found)
        service.give_meanings(db.session, row.id, meant, form.revision.data or 0)
        _check(row)
        return _to(row)
    form.revision.data = row.revision
    page = render_template(
        "pages/desk/import_values.html", row=row, form=form, found=found, words=words
    )
    return page, 422 if form.errors else 200


@desk.get("/imports/<int:import_id>/errors.xlsx")
@access(*IMPORTERS)
def import_errors(import_id: int) -> Response:
    """A copy of the file with what is wrong in each row."""
    row = _find(import_id)
    troubles = {
        each.number: [Trouble.of(kept) for kept in each.troubles]
        for each in queries.wrong_rows(db.session, row.id)
    }
    form: Form = FORMS[row.kind]
    data = annotated(_sheet(row), row.heading_row, troubles, form, words.words())
    return _xlsx(data, f"errors-{row.id}.xlsx")


@desk.get("/imports/<int:import_id>/file")
@access(*IMPORTERS)
def import_file(import_id: int) -> Response:
    """The file as it came."""
    row = _find(import_id)
    path = files.path_of(current_app.extensions["config"].archive_dir, row.file.sha256)
    return attachments.attachment(path, row.file) if path.exists() else abort(404)


@desk.get("/imports/template/<kind>-<int:convocation_id>.xlsx")
@access(*IMPORTERS)
def import_template(kind: str, convocation_id: int) -> Response:
    """The template of a kind of import, in the language of the page."""
    known_terms = {term.id for term in terms(db.session)}
    if kind not in set(ImportKind) or convocation_id not in known_terms:
        abort(404)
    known = queries.known(db.session, convocation_id)
    data = make_template(FORMS[ImportKind(kind)], known, words.words())
    return _xlsx(data, f"{kind}-{known.key}.xlsx")


def _xlsx(data: bytes, name: str) -> Response:
    return send_file(
        io.BytesIO(data), mimetype=reading.XLSX, as_attachment=True, download_name=name
    )

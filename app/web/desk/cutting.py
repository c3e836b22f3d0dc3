"""The cutting screen: the text of a programme beside the form of the next thesis."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.base import row_id
from app.forms.theses import CutForm
from app.queries.cutting import cutting, language
from app.queries.programmes import Sheet
from app.services import theses as service
from app.services.errors import InvalidError
from app.web.desk import desk
from app.web.desk import programme_words as words
from app.web.desk.programmes import PARTY, WRITERS, find, put_errors
from app.web.desk.theses import carried, carry, with_choices
from app.web.labels import LABELS
from app.web.permissions import access
from models.programme import Thesis

#: As much of a text tells its language, in characters.
SAMPLE = 20_000


@desk.get(PARTY + "/cut")
@desk.get("/programmes/<int:mandate_id>/cut")
@access(*WRITERS)
def cut(**owner: Any) -> str:
    """A part of the text, the theses that were cut from it, and the form of the next one."""
    sheet = find(owner, write=True)
    form = with_choices(CutForm(formdata=None), sheet.owner)
    carry(form)
    if not form.lang.data:
        text = sheet.file.text if sheet.file else None
        form.lang.data = language(text[:SAMPLE]) or "" if text else ""
    return show(sheet, form, at=row_id(request.args.get("at")))


@desk.post(PARTY + "/cut")
@desk.post("/programmes/<int:mandate_id>/cut")
@access(*WRITERS)
def save_cut(**owner: Any) -> ResponseReturnValue:
    """Keep the words that were selected or pasted as a thesis, and go on behind them."""
    sheet = find(owner, write=True)
    form = with_choices(CutForm(), sheet.owner)
    if form.validate():
        try:
            thesis = service.add_thesis(
                db.session,
                current_user,
                clock.now(),
                sheet.owner,
                form.entered(),
                cut=form.cut(),
            )
        except InvalidError as error:
            put_cut_errors(form, error)
        else:
            flash(said(thesis))
            place: dict[str, Any] = {**owner, **carried(form)}
            place |= {"part": request.args.get("part", type=int), "at": thesis.text_end}
            address = url_for("desk.cut", **place)
            return redirect(f"{address}#words", 303)
    return show(sheet, form), 422


def show(sheet: Sheet, form: CutForm, at: int | None = None) -> str:
    """The screen at a part of the text, or at the part that holds the place `at`."""
    number = request.args.get("part", 1, type=int)
    return render_template(
        "pages/desk/cut.html",
        sheet=sheet,
        form=form,
        cutting=cutting(db.session, sheet.programme, number, at),
        at=at,
        kept=carried(form),
        labels=LABELS,
        words=words,
    )


def said(thesis: Thesis) -> str:
    """What became of the words, for the notice."""
    if thesis.text_start is not None:
        return gettext("Thesis %(number)s was cut.", number=thesis.number)
    return gettext("Thesis %(number)s was saved.", number=thesis.number)


def put_cut_errors(form: CutForm, error: InvalidError) -> None:
    """Show each problem beside its field: whichever language, the words are one field here."""
    problems = [
        ("quote" if name.startswith("text_") else name, problem) for name, problem in error.problems
    ]
    put_errors(form, InvalidError([pair for pair in problems if pair[0] in form]))

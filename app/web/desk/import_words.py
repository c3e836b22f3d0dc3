"""How imports are told to people."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext

from app import i18n
from app.forms.imports import NOTHING
from app.imports import words as told
from app.imports.fields import FORMS, MEANT, Field, Form, Type
from app.imports.problems import MEANING, Trouble
from app.imports.sheets import UnreadableError
from app.queries.imports import Known
from app.services.imports import (
    ChangedMeanwhileError,
    ClosedError,
    NotCheckedError,
    Problem,
    WrongRowsError,
)
from app.web.labels import LABELS
from app.web.words import say
from app.words import Words
from models.imports import Import, ImportKind, ImportRow, ImportState, RowAction
from models.names import fold

STATES = {
    ImportState.BEGUN: lazy_gettext("columns to be chosen"),
    ImportState.MAPPED: lazy_gettext("to be checked"),
    ImportState.CHECKED: lazy_gettext("checked, not applied"),
    ImportState.APPLIED: lazy_gettext("applied"),
    ImportState.DISCARDED: lazy_gettext("put aside"),
}
LOOK = {ImportState.APPLIED: "tag-ok", ImportState.CHECKED: "tag-warn"}
ACTIONS = {
    RowAction.WRONG: lazy_gettext("to be corrected"),
    RowAction.CREATED: lazy_gettext("new row"),
    RowAction.CHANGED: lazy_gettext("changed row"),
    RowAction.UNCHANGED: lazy_gettext("unchanged row"),
}
ACTION_LOOK = {RowAction.WRONG: "tag-bad", RowAction.CREATED: "tag-ok",
               RowAction.CHANGED: "tag-warn"}  # fmt: skip
WRITTEN = {
    "records": lazy_gettext("Acts written"),
    "merged": lazy_gettext("Acts joined with those of sites by number and date"),
    "proposed": lazy_gettext("Look-alikes proposed to a coordinator"),
    "figures": lazy_gettext("Stated numbers written"),
    "programmes": lazy_gettext("Programmes written"),
}
PROBLEMS = {
    Problem.COMPILER_REQUIRED: lazy_gettext("Say who compiled the file: what it states is theirs."),
    Problem.NO_SUCH_SHEET: lazy_gettext("Choose one of the sheets."),
    Problem.HEADING_ROW: lazy_gettext("Give the number of a row of the sheet."),
    Problem.NO_COLUMNS: lazy_gettext("Say of one column at least what it is."),
    Problem.TWICE: lazy_gettext("Two columns are said to be the same: change one of them."),
    Problem.NO_DEPUTY_COLUMN: lazy_gettext("Say which column names the deputies."),
    Problem.NO_DATE_COLUMN: lazy_gettext("Say which column has the dates."),
    Problem.NO_TITLE_COLUMN: lazy_gettext("Say which column has the titles."),
    Problem.PERIOD_ENDS_BEFORE_START: lazy_gettext(
        "This day lies before the first one: check both."
    ),
    Problem.HALF_A_PERIOD: lazy_gettext("Give both days, or neither."),
    Problem.NO_SUCH_KIND: lazy_gettext("Choose a kind."),
}
for error, sentence in (
    (ClosedError, lazy_gettext("This import was applied or put aside. Begin a new one.")),
    (NotCheckedError, lazy_gettext("Check the file first: how it is read has changed.")),
    (WrongRowsError, lazy_gettext(
        "Rows of the file are to be corrected first. Nothing was applied.")),
    (ChangedMeanwhileError, lazy_gettext(
        "What is in the portal changed since this preview was made. Nothing was applied: check "
        "the file again and look at the new preview.")),
):  # fmt: skip
    say(error, sentence)
#: What the worker notes where an import could not be applied.
NOTED = {
    "ChangedMeanwhileError": lazy_gettext(
        "What is in the portal changed since this preview was made. Nothing was applied: check "
        "the file again and look at the new preview."
    ),
}


def words() -> Words:
    """The language of the page."""
    return Words(i18n.current())


def kinds() -> list[tuple[str, str]]:
    """The kinds of imports and what they are called."""
    return [(kind.value, gettext(form.title)) for kind, form in FORMS.items()]


def form_title(kind: ImportKind) -> str:
    """What a kind of import is called."""
    return gettext(FORMS[kind].title)


def form_about(kind: ImportKind) -> str:
    """What the rows of a kind of import are."""
    return gettext(FORMS[kind].about)


def unreadable(error: UnreadableError) -> str:
    """Why a file is refused, and what to do."""
    return told.of_file(words(), error.problem)


def fields(form: Form) -> list[tuple[str, str]]:
    """What a column can be, for a list to choose from."""
    return [("", gettext("do not bring in")), *((of.key, gettext(of.title)) for of in form.fields)]


def troubles(row: ImportRow, form: Form) -> list[tuple[str, str]]:
    """What is wrong with a row: where, and what."""
    found = [Trouble.of(kept) for kept in row.troubles]
    return [(told.place(words(), form, each), told.of_trouble(words(), each)) for each in found]


def changes(row: ImportRow, form: Form) -> list[tuple[str, str, str]]:
    """What a row changes: the field, what stands, what would stand."""
    return [
        (_title(form, key), _value(form.field(key), old), _value(form.field(key), new))
        for key, old, new in row.changes
    ]


def _title(form: Form, key: str) -> str:
    of = form.field(key)
    return gettext(of.title) if of else gettext("The same act as")


def _value(of: Field | None, value: str) -> str:
    """A value as it was kept with a change, in the words of the page."""
    if of is not None and of.choices is not None and value:
        return str(LABELS[of.choices][of.choices(value)])
    if of is not None and of.holds is Type.YES_NO and value:
        return gettext("yes") if value == "yes" else gettext("no")
    return value


def unknown(rows: Sequence[ImportRow], form: Form) -> list[tuple[Field, str]]:
    """The values that nobody understood, each once: the field and what stands in the file."""
    found: dict[tuple[str, str], tuple[Field, str]] = {}
    for row in rows:
        for each in map(Trouble.of, row.troubles):
            of = form.field(each.field)
            if of is not None and of.holds in MEANT and each.problem in MEANING and each.said:
                found.setdefault((of.key, fold(each.said)), (of, each.said))
    return list(found.values())[:100]


def meanings(of: Field, known: Known) -> list[tuple[str, str]]:
    """What a value of this field can mean."""
    spoken = words()
    first = [("", gettext("not said yet")), (NOTHING, gettext("nothing: read it as an empty cell"))]
    if of.choices is not None:
        return first + [(str(m.value), spoken.label(m)) for m in of.choices]
    if of.holds is Type.YES_NO:
        return [*first, ("yes", gettext("yes")), ("no", gettext("no"))]
    if of.holds in {Type.SEAT, Type.SEATS}:
        seats = sorted((spoken.pick(seat), seat) for seat in known.seats)
        return first + [
            (seat.slug, f"{name} (№ {seat.district})" if seat.district else name)
            for name, seat in seats
        ]
    rows = known.parties if of.holds is Type.PARTY else known.topics
    return first + [(row.key, row.names[0]) for row in rows if row.names]


def result(row: Import) -> list[tuple[str, Any]]:
    """What was written, for the page of an applied import."""
    written = row.counts.get("written", {})
    return [(str(WRITTEN[key]), written[key]) for key in WRITTEN if key in written]


def meant(form: Any, found: Sequence[tuple[Field, str]]) -> dict[str, dict[str, str]]:
    """What was said that values mean: by field, then by what stands in the file."""
    said: dict[str, dict[str, str]] = {}
    for number, (of, text) in enumerate(found):
        value = form[f"value_{number}"].data
        if value:
            said.setdefault(of.key, {})[fold(text)] = "" if value == NOTHING else value
    return said


def noted(problem: str) -> str:
    """Why the worker did not check or apply an import."""
    return str(
        NOTED.get(problem)
        or gettext("The file could not be applied, and nothing of it was. Check it again.")
    )

"""Forms by which a spreadsheet is brought in and understood."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms import Field, FileField, IntegerField, SelectField
from wtforms import Form as AnyForm
from wtforms.validators import Optional

from app.forms.base import DateField, Form, IdField, TextField, choices
from app.forms.validators import at_most

#: What a select sends where a value of the file says nothing.
NOTHING = "-"


class Needed:
    """Marks a field that must be filled in; what is said of it if it is not, the service says."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: AnyForm, field: Field) -> None:
        """Leave the judging to the service."""


class UploadForm(Form):
    """A file, what its rows are, and of which convocation."""

    file = FileField(lazy_gettext("File: XLSX or CSV"), [Needed()])
    kind = SelectField(lazy_gettext("What the rows are"), [Needed()])
    convocation = SelectField(lazy_gettext("Convocation"), [Needed()])


class PlaceForm(Form):
    """In which sheet and row the headings stand."""

    sheet = SelectField(lazy_gettext("Sheet"), [Needed()], default="")
    heading_row = IntegerField(lazy_gettext("Row of the headings"), [Needed()])
    revision = IdField()


class HowForm(Form):
    """Who compiled the file, of which period its numbers are, and what each column is."""

    compiler = TextField(lazy_gettext("Who compiled the file"), [Needed(), at_most(200)])
    period_start = DateField(lazy_gettext("First day of the stated numbers"), [Optional()])
    period_end = DateField(lazy_gettext("Last day of the stated numbers"), [Optional()])
    item_kind = SelectField(lazy_gettext("Kind of acts without one of their own"), default="")
    revision = IdField()

    @property
    def columns(self) -> dict[str, str]:
        """The field of each column that was given one, by the place of the column."""
        places = (each for each in self if each.name.startswith("column_"))
        return {each.name.removeprefix("column_"): each.data for each in places if each.data}


class MeaningsForm(Form):
    """What values of the file mean."""

    revision = IdField()


class StepForm(Form):
    """Which state of an import a button is pressed for."""

    revision = IdField()


def how_form(labels: Sequence[tuple[int, str]], fields: Sequence[tuple[str, str]]) -> HowForm:
    """The form with a list of fields for each column."""
    names: dict[str, Any] = {
        f"column_{place}": SelectField(label, choices=choices(fields), default="")
        for place, label in labels
    }
    made: HowForm = type("ColumnsForm", (HowForm,), names)()
    return made


def meanings_form(asked: Mapping[str, tuple[str, Sequence[tuple[str, str]]]]) -> Any:
    """The form with a list of meanings for each value: name, label and choices of a field."""
    names: dict[str, Any] = {
        name: SelectField(label, choices=choices(among), default="")
        for name, (label, among) in asked.items()
    }
    return type("ValuesForm", (MeaningsForm,), names)()

"""What all forms share. Choices come in as arguments: a form never asks the database."""

from collections.abc import Iterable
from typing import Any

import wtforms
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, PasswordField, SelectMultipleField, StringField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

#: The largest number that a row has on either database.
LARGEST_ID = 2**31 - 1
#: The years that a day here can be of. At the ends of the calendar the day before or after, and
#: the moment at which one begins in Almaty, cannot be told.
YEARS = range(1900, 2200)


class Form(FlaskForm):
    """A form. Its token was checked before the view; its errors are in the page's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc,name-defined]
        """What forms are read from."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent, without NUL: no database of ours keeps it within a text."""
            found = super().wrap_formdata(form, formdata)
            if not found:
                return found
            return MultiDict(
                (name, value.replace("\x00", "") if isinstance(value, str) else value)
                for name, value in found.items(multi=True)
            )


class TextField(StringField):
    """One line of text, without the blanks around it; empty text is None."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip() or None

    def _value(self) -> str:
        return self.data or ""


class DateField(wtforms.DateField):
    """A day of one of YEARS."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a day as browsers send it."""
        super().process_formdata(valuelist)
        _refuse_far_off(self)


class MonthField(wtforms.MonthField):
    """A month of one of YEARS, as its first day."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a month as browsers send it."""
        super().process_formdata(valuelist)
        _refuse_far_off(self)


def _refuse_far_off(field: wtforms.DateField) -> None:
    if field.data is not None and field.data.year not in YEARS:
        field.data = None
        raise ValueError(lazy_gettext("Give a day like 2024-03-29."))


class SecretField(PasswordField):
    """Text that is not shown, taken exactly as it was typed."""

    data: Any


class CheckboxesField(SelectMultipleField):
    """Any number of choices, each a box of its own."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class IdField(IntegerField):
    """The number of a row, hidden in a form; 0 where what came can be none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what can be the number of a row."""
        self.data = row_id(str(valuelist[0])) or 0 if valuelist else 0


def row_id(text: str | None) -> int | None:
    """`text` as the number of a row; None where it is empty or can be no such number."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 10:
        return None
    return int(text) if int(text) <= LARGEST_ID else None


def choices(pairs: Iterable[tuple[object, str]], blank: str | None = None) -> list[SelectChoice]:
    """`pairs` of a value and a label as choices; `blank` labels one that leaves it open."""
    first = [] if blank is None else [SelectChoice("", blank)]
    return first + [SelectChoice(str(value), label) for value, label in pairs]

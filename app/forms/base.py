"""What all forms share. Choices come in as arguments: a form never asks the database."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectMultipleField, StringField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs


class Form(FlaskForm):
    """A form. Its token was checked before the view; its errors are in the page's language."""


class TextField(StringField):
    """One line of text, without the blanks around it; empty text is None."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").strip() or None

    def _value(self) -> str:
        return self.data or ""


class SecretField(PasswordField):
    """Text that is not shown, taken exactly as it was typed."""

    data: Any


class CheckboxesField(SelectMultipleField):
    """Any number of choices, each a box of its own."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def optional_id(value: str | None) -> int | None:
    """A choice that may be left open, as the id it stands for."""
    return int(value) if value else None


def choices(pairs: Iterable[tuple[object, str]], blank: str | None = None) -> list[SelectChoice]:
    """`pairs` of a value and a label as choices; `blank` labels one that leaves it open."""
    first = [] if blank is None else [SelectChoice("", blank)]
    return first + [SelectChoice(str(value), label) for value, label in pairs]

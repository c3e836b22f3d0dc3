"""Rules for single fields, each with a sentence that says what to do."""

from flask_babel import lazy_gettext
from wtforms import Field, ValidationError
from wtforms import Form as AnyForm
from wtforms.validators import DataRequired, Email, Length


def required() -> DataRequired:
    """The field must not be empty."""
    return DataRequired(lazy_gettext("Fill this in."))


def an_email() -> Email:
    """The field looks like an e-mail address; whether it exists is not asked of anybody."""
    return Email(lazy_gettext("Give an e-mail address like name@example.org."))


def at_most(length: int) -> Length:
    """The field holds at most `length` characters."""
    # Length itself puts the number into the sentence.
    return Length(max=length, message=lazy_gettext("Give at most %(max)d characters."))


class SameAs:
    """The field repeats another one."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: AnyForm, field: Field) -> None:
        if field.data != form[self.other].data:
            raise ValidationError(lazy_gettext("The two are not the same: type it again."))

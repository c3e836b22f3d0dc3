"""Forms of reported errors."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import Optional

from app.forms.base import Form, TextField
from app.forms.programmes import LongTextField
from app.forms.validators import at_most, required
from app.services.corrections import (
    CONTACT_LENGTH,
    PAGE_LENGTH,
    TEXT_LENGTH,
    Correction,
)
from models.edition import ErrorReport

WORDS = ("change_kk", "change_ru", "change_en", "why_kk", "why_ru", "why_en")


class ErrorForm(Form):
    """What is wrong on a page. It can do nothing that its sender could not do anyway."""

    class Meta(Form.Meta):
        """No token: it would need a cookie, and visitors are given none."""

        csrf = False

    page = HiddenField(validators=[at_most(PAGE_LENGTH)])
    text = LongTextField(
        lazy_gettext("What is wrong, and how do you know?"), [required(), at_most(TEXT_LENGTH)]
    )
    contact = TextField(
        lazy_gettext("How we can ask you back"), [Optional(), at_most(CONTACT_LENGTH)]
    )
    #: Nobody sees this field, so that only a program fills it in.
    website = StringField(lazy_gettext("Leave this empty"))


class CorrectForm(Form):
    """What was changed, and why, for everybody to read."""

    change_kk = LongTextField(lazy_gettext("What was changed, in Kazakh"), [at_most(TEXT_LENGTH)])
    change_ru = LongTextField(lazy_gettext("What was changed, in Russian"), [at_most(TEXT_LENGTH)])
    change_en = LongTextField(lazy_gettext("What was changed, in English"), [at_most(TEXT_LENGTH)])
    why_kk = LongTextField(lazy_gettext("Why, in Kazakh"), [at_most(TEXT_LENGTH)])
    why_ru = LongTextField(lazy_gettext("Why, in Russian"), [at_most(TEXT_LENGTH)])
    why_en = LongTextField(lazy_gettext("Why, in English"), [at_most(TEXT_LENGTH)])
    version = IntegerField(default=0)

    def fill(self, row: ErrorReport, version: int) -> None:
        """Show what stands."""
        for name in WORDS:
            self[name].data = getattr(row, name)
        self.version.data = version

    def entered(self) -> Correction:
        """What was entered."""
        return Correction(**{name: self[name].data for name in WORDS})


class DeclineForm(Form):
    """Why everything stays as it is."""

    reason = LongTextField(lazy_gettext("Why nothing is changed"), [at_most(TEXT_LENGTH)])
    version = IntegerField(default=0)


def put(form: Any, pairs: list[tuple[str, str]]) -> None:
    """Show each sentence beside its field."""
    for name, sentence in pairs:
        form[name].errors = [*form[name].errors, sentence]

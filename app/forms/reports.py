"""Forms of what analysts write into the report of a period."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectField
from wtforms.validators import Optional

from app.forms.appeals import DayField
from app.forms.base import Form, IdField, choices
from app.forms.programmes import LongTextField
from app.forms.validators import at_most, required
from app.services.reports import LONGEST_NOTE, LONGEST_TEXT, Words
from models.base import Lang
from models.report import Addressee, FollowUp


class PeriodForm(Form):
    """Of which convocation and period a report is."""

    convocation = SelectField(lazy_gettext("Convocation"), [required()])
    start = DayField(lazy_gettext("From day"))
    end = DayField(lazy_gettext("To day"))


class SectionForm(Form):
    """The analyst's own text of a section in three languages. `version` is what they saw."""

    text_kk = LongTextField(lazy_gettext("Text in Kazakh"), [at_most(LONGEST_TEXT)])
    text_ru = LongTextField(lazy_gettext("Text in Russian"), [at_most(LONGEST_TEXT)])
    text_en = LongTextField(lazy_gettext("Text in English"), [at_most(LONGEST_TEXT)])
    version = IdField(default=0)

    def texts(self) -> dict[Lang, str | None]:
        """What was written, by language."""
        return {lang: self[f"text_{lang.value}"].data for lang in Lang}


class RecommendationForm(Form):
    """A recommendation: to whom, and in which words."""

    number = IntegerField(lazy_gettext("Number"), [Optional()])
    addressee = SelectField(lazy_gettext("To whom"), [required()])
    text_kk = LongTextField(lazy_gettext("Text in Kazakh"), [at_most(LONGEST_NOTE)])
    text_ru = LongTextField(lazy_gettext("Text in Russian"), [at_most(LONGEST_NOTE)])
    text_en = LongTextField(lazy_gettext("Text in English"), [at_most(LONGEST_NOTE)])

    def set_choices(self, addressees: Iterable[tuple[Any, Any]]) -> None:
        """Give the list to choose from."""
        self.addressee.choices = choices(addressees)

    def to(self) -> Addressee:
        """Whom it is for."""
        return Addressee(self.addressee.data)

    def words(self) -> Words:
        """The words in up to three languages."""
        return Words(self.text_kk.data, self.text_ru.data, self.text_en.data)


class FollowUpForm(Form):
    """What became of an earlier recommendation. `version` is what they saw of it."""

    state = SelectField(lazy_gettext("State"), [required()])
    note_kk = LongTextField(lazy_gettext("Note in Kazakh"), [at_most(LONGEST_NOTE)])
    note_ru = LongTextField(lazy_gettext("Note in Russian"), [at_most(LONGEST_NOTE)])
    note_en = LongTextField(lazy_gettext("Note in English"), [at_most(LONGEST_NOTE)])
    version = IdField(default=0)

    def set_choices(self, states: Iterable[tuple[Any, Any]]) -> None:
        """Give the list to choose from."""
        self.state.choices = choices(states)

    def found(self) -> FollowUp:
        """What became of it."""
        return FollowUp(self.state.data)

    def words(self) -> Words:
        """The note in up to three languages."""
        return Words(self.note_kk.data, self.note_ru.data, self.note_en.data)

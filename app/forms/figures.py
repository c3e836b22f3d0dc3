"""Forms of stated figures. What may be stated is the service's to say."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectField

from app import i18n
from app.forms.appeals import DayField
from app.forms.base import Form, TextField, choices, row_id
from app.forms.copies import CopyFields
from app.forms.programmes import LongTextField
from app.forms.theses import LANGUAGES
from app.forms.validators import at_most, required
from app.services.figures import LARGEST, FigureFields
from models.base import Lang

Labels = Iterable[tuple[object, str]]
OTHER = "other"


class ValueField(IntegerField):
    """A whole number in digits, blanks between them allowed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take digits only."""
        text = "".join(str(valuelist[0]).split()) if valuelist else ""
        sound = text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= LARGEST
        self.data = int(text) if sound else None
        if not sound:
            raise ValueError(lazy_gettext("Give a whole number in digits."))


class FigureForm(CopyFields, Form):
    """A figure that somebody stated."""

    metric = SelectField(lazy_gettext("What was counted"), [required()])
    scope = SelectField(lazy_gettext("Of whom"), [required()])
    mandate = SelectField(lazy_gettext("Which deputy"), default="")
    value = ValueField(lazy_gettext("Number that was stated"))
    period_start = DayField(lazy_gettext("From day"))
    period_end = DayField(lazy_gettext("To day"))
    source = TextField(lazy_gettext("Who stated it, where and when"), [at_most(1000)])
    source_url = TextField(lazy_gettext("Link to the source"), [at_most(2000)])
    sum_key = SelectField(lazy_gettext("Part of the stated total"), default="")
    note = LongTextField(lazy_gettext("Note"), [at_most(2000)])

    lang = SelectField(
        lazy_gettext("Language of the words on this page"),
        [required()],
        choices=choices(LANGUAGES),
        default=i18n.current,
    )

    def set_choices(self, none: str, **lists: Labels) -> None:
        """Give the lists to choose from."""
        for name, pairs in lists.items():
            self[name].choices = choices(
                pairs, blank=none if name in {"mandate", "sum_key"} else None
            )

    def entered(self) -> FigureFields:
        """What was entered."""
        return FigureFields(
            scope=self.scope.data,
            metric=self.metric.data,
            value=self.value.data,
            period_start=self.period_start.data,
            period_end=self.period_end.data,
            mandate_id=row_id(self.mandate.data),
            lang=Lang(self.lang.data),
            note=self.note.data,
            source=self.source.data,
            source_url=self.source_url.data,
            sum_key=self.sum_key.data or None,
        )


class ListForm(Form):
    """Of which convocation figures are shown."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    convocation = SelectField(lazy_gettext("Convocation"), default="")

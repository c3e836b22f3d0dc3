"""The form that asks for a report as a file."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from flask_babel import lazy_gettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.forms.base import DateField, Form, choices, row_id
from app.services.report_files import Wanted
from models.base import Lang
from models.report_file import ReportFormat

Labels = Iterable[tuple[object, str]]
DAY = lazy_gettext("Give a day.")


class ReportForm(Form):
    """Which report: its period, language and format; of an edition; of one deputy."""

    start = DateField(lazy_gettext("From day"), [InputRequired(DAY)])
    end = DateField(lazy_gettext("To day"), [InputRequired(DAY)])
    report_lang = SelectField(lazy_gettext("Language"), [InputRequired()])
    format = SelectField(lazy_gettext("Format"), [InputRequired()])
    edition = SelectField(lazy_gettext("Numbers"), default="")
    term = SelectField(lazy_gettext("Convocation"), default="")
    deputy = SelectField(lazy_gettext("Of whom"), default="")

    def set_choices(
        self, now: str, everybody: str, latest: str, *, langs: Labels, formats: Labels,
        editions: Labels, terms: Labels, deputies: Labels,
    ) -> None:  # fmt: skip
        """Give the lists to choose from."""
        self.report_lang.choices = choices(langs)
        self.format.choices = choices(formats)
        self.edition.choices = choices(editions, blank=now)
        self.term.choices = choices(terms, blank=latest)
        self.deputy.choices = choices(deputies, blank=everybody)

    def wanted(self) -> Wanted:
        """What was chosen."""
        return Wanted(
            start=cast(date, self.start.data),
            end=cast(date, self.end.data),
            lang=Lang(self.report_lang.data),
            format=ReportFormat(self.format.data),
            edition=row_id(self.edition.data),
            # An edition is of one convocation, whichever was chosen.
            term=None if self.edition.data else self.term.data or None,
            deputy=self.deputy.data or None,
        )

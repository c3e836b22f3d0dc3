"""Forms of the sources page."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.forms.base import DateField, Form, IdField

#: The first captures of any web archive are not older than the web archives.
OLDEST = date(1996, 1, 1)


class WaybackForm(Form):
    """From which day on a web archive is to be read."""

    day = DateField(
        _l("Day of the copies"),
        validators=[InputRequired(_l("Choose a day; the copies nearest to it are read."))],
    )

    def validate_day(self, field: DateField) -> None:
        """A day on which a web archive can have kept something."""
        if field.data and not OLDEST <= field.data <= date(2100, 1, 1):
            raise ValidationError(_l("Choose a day after 1 January 1996."))

    @property
    def timestamp(self) -> str:
        """The day as web archives write moments. Only of a form that is valid."""
        return f"{self.day.data:%Y%m%d}000000"


class UploadForm(Form):
    """A WARC file to be replayed."""

    file = FileField(
        _l("WARC file (.warc or .warc.gz)"),
        validators=[FileRequired(_l("Choose a file from your computer first."))],
    )


class DecisionForm(Form):
    """What is to become of two acts that look alike, and why."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[
            DataRequired(_l("Say in a few words why: others will read it later.")),
            Length(max=1000, message=_l("Keep the reason under 1000 characters.")),
        ],
    )


class NameForm(Form):
    """Which deputy a name in a source means; `mandate` is the number of their seat."""

    name_key = StringField(validators=[InputRequired(), Length(max=300)])
    mandate = IdField(validators=[InputRequired()])

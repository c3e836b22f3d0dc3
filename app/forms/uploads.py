"""What a page sends of a file that comes piece by piece."""

from wtforms import FileField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from app.forms.base import Form


class BeginForm(Form):
    """A file that is announced."""

    name = StringField(validators=[InputRequired()])
    size = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=2**31 - 1)])
    sha256 = StringField(validators=[InputRequired()])


class PieceForm(Form):
    """One piece of it."""

    offset = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=2**31 - 1)])
    sha256 = StringField(validators=[InputRequired()])
    piece = FileField(validators=[InputRequired()])

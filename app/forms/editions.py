"""Forms of editions."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from app.forms.base import DateField, Form, TextField, choices
from app.forms.validators import at_most, required
from app.services.editions import NAME_LENGTH


class GateForm(Form):
    """Which campaign the gate looks at, and for which day."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    campaign = SelectField(lazy_gettext("Campaign"), default="")
    as_of = DateField(
        lazy_gettext("Day that the edition stands for"),
        [InputRequired(lazy_gettext("Give a day."))],
    )

    def set_choices(self, campaigns: Iterable[tuple[str, str]]) -> None:
        """Give the campaigns to choose from."""
        self.campaign.choices = choices(campaigns)


class PublishForm(Form):
    """The name of the edition, and that it is meant."""

    campaign = TextField(validators=[required()])
    as_of = DateField(validators=[InputRequired(lazy_gettext("Give a day."))])
    name = TextField(lazy_gettext("Name of the edition"), [required(), at_most(NAME_LENGTH)])
    sure = BooleanField(
        lazy_gettext("I have looked at the list above. A published edition never changes."),
        [InputRequired(lazy_gettext("Tick this when you are sure."))],
    )

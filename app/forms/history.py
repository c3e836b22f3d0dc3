"""Forms of the journal: what to show of it, and why a change is taken back."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, Optional

from app.forms.base import DateField, Form, choices, row_id


class JournalForm(Form):
    """What the journal is narrowed to. Its values stand in the address."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    actor = SelectField(lazy_gettext("Who"), default="")
    entity = SelectField(lazy_gettext("What was changed"), default="")
    since = DateField(lazy_gettext("From day"), [Optional()])
    until = DateField(lazy_gettext("To day"), [Optional()])

    def set_choices(
        self,
        actors: Iterable[tuple[int, str]],
        entities: Iterable[tuple[str, str]],
        anyone: str,
        anything: str,
    ) -> None:
        """Give the lists to choose from, each with the label of leaving it open."""
        self.actor.choices = choices(actors, blank=anyone)
        self.entity.choices = choices(entities, blank=anything)

    @property
    def actor_id(self) -> int | None:
        """The number of the chosen account."""
        return row_id(self.actor.data)


class UndoForm(Form):
    """Why a change is taken back."""

    reason = TextAreaField(
        lazy_gettext("Reason"),
        validators=[
            Length(max=1000, message=lazy_gettext("Keep the reason under 1000 characters."))
        ],
    )

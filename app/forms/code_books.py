"""Forms of code books."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import SelectField

from app.forms.base import Form, TextField, choices, row_id
from app.forms.validators import at_most, required
from app.services.code_books import TopicFields
from models.topic import Topic

NAMES = ("name_kk", "name_ru", "name_en")


class TopicForm(Form):
    """A topic of a draft."""

    name_kk = TextField(lazy_gettext("Name in Kazakh"), [at_most(500)])
    name_ru = TextField(lazy_gettext("Name in Russian"), [at_most(500)])
    name_en = TextField(lazy_gettext("Name in English"), [at_most(500)])
    parent = SelectField(lazy_gettext("Under which topic"), default="")

    def set_choices(self, topics: Iterable[tuple[int, str]], none: str) -> None:
        """Give the topics that it can stand under."""
        self.parent.choices = choices(topics, blank=none)

    def fill(self, topic: Topic) -> None:
        """Show what stands."""
        for name in NAMES:
            self[name].data = getattr(topic, name)
        self.parent.data = str(topic.parent_id or "")

    def entered(self) -> TopicFields:
        """What was entered."""
        names = {name: self[name].data for name in NAMES}
        return TopicFields(**names, parent_id=row_id(self.parent.data))


class UseForm(Form):
    """Which campaign is to code by a version."""

    campaign = SelectField(lazy_gettext("Campaign"), [required()], default="")

    def set_choices(self, campaigns: Iterable[tuple[int, str]], blank: str) -> None:
        """Give the campaigns to choose from."""
        self.campaign.choices = choices(campaigns, blank=blank)

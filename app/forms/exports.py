"""Forms of the downloads: what is taken of a table, and the name of a choice."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from app.forms.base import CheckboxesField, DateField, Form, TextField, choices
from app.forms.validators import at_most, required
from app.queries.asked import FIELDS, Asked

Labels = Iterable[tuple[str, str]]
LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
#: What stands for permanent names and values in place of a language.
KEYS = "keys"
FORMATS = (
    ("xlsx", lazy_gettext("XLSX: for Excel and LibreOffice, with a sheet that tells of the file")),
    ("csv", lazy_gettext("CSV: for any program")),
    ("jsonl", lazy_gettext("JSON lines: for programs, always with permanent names")),
)


class ChoiceForm(Form):
    """Rows, columns, language and format. It is read from the address and changes nothing."""

    class Meta:
        """It needs no token."""

        csrf = False

    term = SelectField(lazy_gettext("Convocation"), default="")
    start = DateField(lazy_gettext("From day"), [Optional()])
    end = DateField(lazy_gettext("To day"), [Optional()])
    region = SelectField(lazy_gettext("Region"), default="")
    party = SelectField(lazy_gettext("Party"), default="")
    topic = SelectField(lazy_gettext("Topic"), default="")
    edition = SelectField(lazy_gettext("Edition"), default="")
    columns = CheckboxesField(lazy_gettext("Columns"))
    lang = SelectField(lazy_gettext("Language of headings and values"), [required()])
    format = RadioField(
        lazy_gettext("Format"), [required()], choices=choices(FORMATS), default="xlsx"
    )

    def set_choices(self, everything: str, keys: str, columns: Labels, **lists: Labels) -> None:
        """Give the lists to choose from; fields without a list are taken out."""
        for name in ("term", "region", "party", "topic", "edition"):
            if name in lists:
                self[name].choices = choices(lists[name], blank=everything)
            else:
                del self[name]
        self.columns.choices = choices(columns)
        self.lang.choices = choices([*LANGUAGES, (KEYS, keys)])

    def asked(self) -> Asked:
        """By what rows are chosen."""
        found = {}
        for name in FIELDS:
            value = self[name].data if name in self else None
            found[name] = value if isinstance(value, str) else value.isoformat() if value else ""
        return Asked(**found)

    def language(self) -> str | None:
        """The language of the file, None for permanent names and values."""
        return None if self.lang.data == KEYS else self.lang.data


class SaveForm(Form):
    """The name under which a choice is kept."""

    name = TextField(lazy_gettext("Name of the choice"), [required(), at_most(100)])
    shared = BooleanField(lazy_gettext("Show it to all analysts and coordinators"))

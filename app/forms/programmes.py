"""Forms of programmes and assignments. What the method allows is the service's to say."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import Optional

from app.forms.base import CheckboxesField, DateField, Form, TextField, choices
from app.forms.copies import CopyFields
from app.forms.validators import at_most, required
from app.services.programmes import ProgrammeFields
from models.programme import Availability, FoundVia, Origin, Programme

TEXTS = ("title", "note", "source", "source_url", "known_on")
CLAIMS = {"availability": Availability, "found_via": FoundVia, "origin": Origin}
#: What a thing that may be so or not is called in a form, where it may also not be known.
FLAGS = {"yes": True, "no": False}


class LongTextField(TextAreaField):
    """Text of several lines, without the blanks around it; empty text is None."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text as every browser would have sent it on this system."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = text.replace("\r\n", "\n").strip() or None


class KnownField(SelectField):
    """Yes, no, or not known."""

    data: Any

    def __init__(self, label: Any, **options: Any) -> None:
        pairs = (("yes", lazy_gettext("yes")), ("no", lazy_gettext("no")))
        known = choices(pairs, blank=lazy_gettext("not known yet"))
        super().__init__(label, choices=known, default="", **options)

    def show(self, value: bool | None) -> None:
        """Show what stands."""
        self.data = {True: "yes", False: "no", None: ""}[value]

    @property
    def known(self) -> bool | None:
        """What was chosen."""
        return FLAGS.get(self.data)


class ProgrammeForm(CopyFields, Form):
    """A programme as a whole. `version` is the one that the person has before them."""

    availability = SelectField(lazy_gettext("Can voters read it"), default="")
    found_via = SelectField(lazy_gettext("Where it was found"), default="")
    origin = SelectField(lazy_gettext("What was found or sent"), default="")
    specific_promises = KnownField(lazy_gettext("It contains specific promises"))
    known_on = DateField(lazy_gettext("Found to be so on"), [Optional()])
    source_url = TextField(lazy_gettext("Link to the source"), [at_most(2000)])
    source = TextField(lazy_gettext("Where it comes from, in words"), [at_most(1000)])
    title = TextField(lazy_gettext("Title of the programme"), [at_most(500)])
    note = LongTextField(lazy_gettext("Note"), [at_most(10_000)])
    why = TextField(lazy_gettext("What was entered wrongly before"), [at_most(1000)])
    version = IntegerField(default=0)

    def set_choices(self, labels: Mapping[Any, Mapping[Any, Any]], blank: str) -> None:
        """Give the words for the values; `blank` is the choice that leaves one open."""
        for name, kind in CLAIMS.items():
            self[name].choices = choices(labels[kind].items(), blank=blank)

    def fill(self, programme: Programme | None, version: int) -> None:
        """Show what stands."""
        for name in TEXTS:
            self[name].data = getattr(programme, name, None)
        for name in CLAIMS:
            self[name].data = getattr(programme, name, None) or ""
        self.specific_promises.show(getattr(programme, "specific_promises", None))
        self.version.data = version

    def entered(self) -> ProgrammeFields:
        """What was entered."""
        claims: dict[str, Any] = {
            name: kind(self[name].data) if self[name].data else None
            for name, kind in CLAIMS.items()
        }
        texts: dict[str, Any] = {name: self[name].data for name in TEXTS}
        return ProgrammeFields(**texts, **claims, specific_promises=self.specific_promises.known)


class ListForm(Form):
    """What the list of programmes is narrowed to."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    name = TextField(lazy_gettext("Name of the deputy"))
    convocation = SelectField(lazy_gettext("Convocation"), default="")
    region = SelectField(lazy_gettext("Region"), default="")
    state = SelectField(lazy_gettext("Programme"), default="")
    availability = SelectField(lazy_gettext("Can voters read it"), default="")
    origin = SelectField(lazy_gettext("What was found or sent"), default="")


class AssignForm(Form):
    """Deputies for one person to watch."""

    user = SelectField(lazy_gettext("Person"), [required()], default="")
    mandates = CheckboxesField(lazy_gettext("Deputies"), [required()])

    def set_choices(self, people: Iterable[Any], mandates: Iterable[Any]) -> None:
        """Give the lists to choose from."""
        self.user.choices = list(people)
        self.mandates.choices = list(mandates)

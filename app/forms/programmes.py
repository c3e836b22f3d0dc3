"""Forms of programmes, theses and assignments. What the method allows is the service's to say."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Optional

from app.forms.base import CheckboxesField, Form, TextField, choices, row_id
from app.forms.validators import at_most, required
from app.services.programmes import ProgrammeFields, ThesisFields
from models.base import Lang
from models.programme import Programme, Thesis, Wording

LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
PROGRAMME = ("title", "note", "source", "source_url")
THESIS = ("text_kk", "text_ru", "text_en", "page", "untestable_reason", "deadline", "source_url")


class LongTextField(TextAreaField):
    """Text of several lines, without the blanks around it; empty text is None."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text as every browser would have sent it on this system."""
        text = str(valuelist[0]) if valuelist else ""
        self.data = text.replace("\r\n", "\n").strip() or None


class ProgrammeForm(Form):
    """A programme as a whole. `version` is the one that the person has before them."""

    title = TextField(lazy_gettext("Title of the programme"), [at_most(500)])
    source_url = TextField(lazy_gettext("Link to the source"), [at_most(2000)])
    source = TextField(lazy_gettext("Where it comes from, in words"), [at_most(1000)])
    note = LongTextField(lazy_gettext("Note"), [at_most(10_000)])
    file = FileField(lazy_gettext("Programme as a file"))
    version = IntegerField(default=0)

    def fill(self, programme: Programme | None, version: int) -> None:
        """Show what stands."""
        for name in PROGRAMME:
            self[name].data = getattr(programme, name, None)
        self.version.data = version

    def entered(self) -> ProgrammeFields:
        """What was entered."""
        return ProgrammeFields(**{name: self[name].data for name in PROGRAMME})


class ThesisForm(Form):
    """One thesis."""

    wording = RadioField(
        lazy_gettext("Wording"),
        choices=choices(
            (
                (Wording.QUOTED.value, lazy_gettext("quoted word for word")),
                (Wording.PARAPHRASED.value, lazy_gettext("paraphrased")),
            )
        ),
        default=Wording.QUOTED.value,
    )
    lang = SelectField(lazy_gettext("Language it was made in"), default="")
    text_kk = LongTextField(lazy_gettext("Text in Kazakh"), [at_most(5000)])
    text_ru = LongTextField(lazy_gettext("Text in Russian"), [at_most(5000)])
    text_en = LongTextField(lazy_gettext("Text in English"), [at_most(5000)])
    page = TextField(lazy_gettext("Page"), [at_most(50)])
    topic = SelectField(lazy_gettext("Topic"), default="")
    testable = BooleanField(lazy_gettext("Testable: it can be checked whether it was done"))
    untestable_reason = TextField(lazy_gettext("Why it is not testable"), [at_most(1000)])
    deadline = DateField(lazy_gettext("Deadline named in it"), [Optional()])
    source_url = TextField(lazy_gettext("Link to the source"), [at_most(2000)])
    version = IntegerField(default=0)

    def set_choices(self, topics: Iterable[tuple[int, str]], blank: str) -> None:
        """Give the lists to choose from; `blank` is the choice that leaves one open."""
        self.topic.choices = choices(topics, blank=blank)
        self.lang.choices = choices(LANGUAGES, blank=blank)

    def fill(self, thesis: Thesis, version: int) -> None:
        """Show what stands."""
        for name in THESIS:
            self[name].data = getattr(thesis, name)
        self.wording.data = thesis.wording.value
        self.lang.data = thesis.lang.value if thesis.lang else ""
        self.topic.data = str(thesis.topic_id or "")
        self.testable.data = thesis.testable
        self.version.data = version

    def entered(self) -> ThesisFields:
        """What was entered."""
        return ThesisFields(
            wording=Wording(self.wording.data),
            lang=Lang(self.lang.data) if self.lang.data else None,
            topic_id=row_id(self.topic.data),
            testable=bool(self.testable.data),
            **{name: self[name].data for name in THESIS},
        )


class ReasonForm(Form):
    """Why a thesis is withdrawn or restored."""

    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])


class ListForm(Form):
    """What the list of programmes is narrowed to."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    name = TextField(lazy_gettext("Name of the deputy"))
    convocation = SelectField(lazy_gettext("Convocation"), default="")
    region = SelectField(lazy_gettext("Region"), default="")
    state = SelectField(lazy_gettext("Programme"), default="")


class AssignForm(Form):
    """Deputies for one person to watch."""

    user = SelectField(lazy_gettext("Person"), [required()], default="")
    mandates = CheckboxesField(lazy_gettext("Deputies"), [required()])

    def set_choices(self, people: list[Any], mandates: list[Any]) -> None:
        """Give the lists to choose from."""
        self.user.choices = people
        self.mandates.choices = mandates

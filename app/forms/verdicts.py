"""Forms of verdicts and of the people who settle them. What may be said is the service's to say."""

from collections.abc import Iterable

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField

from app.forms.base import DateField, Form, TextField, choices, row_id
from app.forms.copies import CopyFields
from app.forms.programmes import LongTextField
from app.forms.theses import LANGUAGES
from app.forms.validators import an_email, at_most, required
from app.services.verdict_rules import TEXT_LENGTH, Evidence, Proposal
from models.base import Lang
from models.verdict import EvidenceKind, Reason, Status

Pairs = Iterable[tuple[object, str]]


class PieceForm(CopyFields, Form):
    """One piece of evidence: a copy of one's own, or an act of the deputy and its kept copy."""

    class Meta:
        """It is a part of another form, which has the token."""

        csrf = False

    kind = SelectField(lazy_gettext("What it is"), default="")
    item = SelectField(
        lazy_gettext("An act of the deputy, whose kept copy is the evidence"), default=""
    )
    note = TextField(lazy_gettext("What it shows, and where in it"), [at_most(1000)])

    def set_choices(self, kinds: Pairs, items: Pairs, blank: str) -> None:
        """Give the lists to choose from."""
        self.kind.choices = choices(kinds, blank=blank)
        self.item.choices = choices(items, blank=blank)

    def evidence(self, capture_id: int | None, file_id: int | None) -> Evidence:
        """What was given, with the copy that was taken."""
        return Evidence(
            kind=EvidenceKind(self.kind.data) if self.kind.data else None,
            capture_id=capture_id,
            file_id=file_id,
            item_id=row_id(self.item.data),
            note=self.note.data,
        )


class ProposeForm(Form):
    """The outcome of a thesis; its evidence comes by `PieceForm`."""

    status = RadioField(lazy_gettext("Outcome"), validate_choice=True)
    reason = SelectField(lazy_gettext("Reason"), default="")
    as_of = DateField(lazy_gettext("As of which day"), [required()])
    explanation_kk = LongTextField(
        lazy_gettext("Explanation in Kazakh"), [required(), at_most(TEXT_LENGTH)]
    )
    explanation_ru = LongTextField(
        lazy_gettext("Explanation in Russian"), [required(), at_most(TEXT_LENGTH)]
    )
    explanation_en = LongTextField(lazy_gettext("Explanation in English"), [at_most(TEXT_LENGTH)])

    def set_choices(self, statuses: Pairs, reasons: Pairs, blank: str) -> None:
        """Give the lists to choose from."""
        self.status.choices = choices(statuses)
        self.reason.choices = choices(reasons, blank=blank)

    def proposal(self, first: Evidence, further: tuple[Evidence, ...]) -> Proposal:
        """What was entered."""
        return Proposal(
            status=Status(self.status.data) if self.status.data else None,
            reason=Reason(self.reason.data) if self.reason.data else None,
            as_of=self.as_of.data,
            explanation_kk=self.explanation_kk.data,
            explanation_ru=self.explanation_ru.data,
            explanation_en=self.explanation_en.data,
            evidence=first,
            further=further,
        )


class VerdictListForm(Form):
    """What the list of theses is narrowed to."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    name = TextField(lazy_gettext("Name of the deputy"))
    convocation = SelectField(lazy_gettext("Convocation"), default="")
    show = SelectField(lazy_gettext("Verdict"), default="")


class ReviewerForm(Form):
    """Who is asked to look at one proposed verdict from outside."""

    name = TextField(lazy_gettext("Name and surname"), [required(), at_most(200)])
    email = TextField(lazy_gettext("E-mail address"), [required(), an_email(), at_most(200)])
    lang = SelectField(
        lazy_gettext("Language of the page"),
        [required()],
        choices=choices(LANGUAGES),
        default="kk",
    )

    @property
    def language(self) -> Lang:
        """The language that was chosen."""
        return Lang(self.lang.data)

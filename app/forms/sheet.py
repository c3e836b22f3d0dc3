"""Forms of the deputy sheet: a look, an account, a committee, and taking one of them back."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.forms.base import DateField, Form, TextField, choices
from app.forms.copies import CopyFields
from app.forms.programmes import LongTextField
from app.forms.validators import at_most, required
from app.services.sheets import AccountFields, LookFields, MembershipFields
from models.campaign import AccountUse, BodyKind, SearchFinding, SearchPlace

ANSWERS = {"yes": True, "no": False, "": None}
LOOK = ("address", "looked_on", "clicks", "note")
ACCOUNT = ("network", "url", "looked_on", "note")
MEMBERSHIP = ("name_kk", "name_ru", "name_en", "post", "start", "end", "source", "source_url")


def a_day() -> InputRequired:
    """A day has to be given."""
    return InputRequired(lazy_gettext("Give the day."))


class LookForm(CopyFields, Form):
    """One look for the programme."""

    place = SelectField(lazy_gettext("Where you looked"), [required()])
    address = TextField(lazy_gettext("Address of the page, or what you searched for"),
                        [at_most(2000)])  # fmt: skip
    looked_on = DateField(lazy_gettext("Day"), [a_day()])
    clicks = IntegerField(lazy_gettext("Clicks from the start page"), [Optional()])
    finding = RadioField(lazy_gettext("What you found"), [required()])
    note = LongTextField(lazy_gettext("Note"), [at_most(4000)])

    def set_choices(
        self,
        places: Iterable[tuple[SearchPlace, Any]],
        findings: Iterable[tuple[SearchFinding, Any]],
    ) -> None:
        """Give the lists to choose from."""
        self.place.choices = choices((value.value, label) for value, label in places)
        self.finding.choices = choices((value.value, label) for value, label in findings)

    def entered(self) -> LookFields:
        """What was entered."""
        values = {name: self[name].data for name in LOOK}
        return LookFields(
            place=SearchPlace(self.place.data), finding=SearchFinding(self.finding.data), **values
        )


class AccountForm(CopyFields, Form):
    """An account on a social network."""

    network = TextField(lazy_gettext("Network"), [required(), at_most(100)])
    use = RadioField(lazy_gettext("How it is used"), [required()])
    url = TextField(lazy_gettext("Address of the account"), [at_most(2000)])
    voters_answered = RadioField(lazy_gettext("Are voters answered there?"), default="")
    looked_on = DateField(lazy_gettext("Day"), [a_day()])
    note = LongTextField(lazy_gettext("Note"), [at_most(4000)])

    def set_choices(
        self, uses: Iterable[tuple[AccountUse, Any]], answers: Iterable[tuple[str, Any]]
    ) -> None:
        """Give the lists to choose from."""
        self.use.choices = choices((value.value, label) for value, label in uses)
        self.voters_answered.choices = choices(answers)

    def entered(self) -> AccountFields:
        """What was entered."""
        values = {name: self[name].data for name in ACCOUNT}
        return AccountFields(
            use=AccountUse(self.use.data),
            voters_answered=ANSWERS[self.voters_answered.data or ""],
            **values,
        )


class MembershipForm(Form):
    """A committee or a working group."""

    kind = RadioField(lazy_gettext("What it is"), [required()])
    name_kk = TextField(lazy_gettext("Name in Kazakh"), [at_most(500)])
    name_ru = TextField(lazy_gettext("Name in Russian"), [at_most(500)])
    name_en = TextField(lazy_gettext("Name in English"), [at_most(500)])
    post = TextField(lazy_gettext("Post in it"), [at_most(200)])
    start = DateField(lazy_gettext("From day"), [Optional()])
    end = DateField(lazy_gettext("To day"), [Optional()])
    source = TextField(lazy_gettext("Where it comes from, in words"), [at_most(1000)])
    source_url = TextField(lazy_gettext("Link to the source"), [at_most(2000)])

    def set_choices(self, kinds: Iterable[tuple[BodyKind, Any]]) -> None:
        """Give the list to choose from."""
        self.kind.choices = choices((value.value, label) for value, label in kinds)

    def entered(self) -> MembershipFields:
        """What was entered."""
        values = {name: self[name].data for name in MEMBERSHIP}
        return MembershipFields(kind=BodyKind(self.kind.data), **values)


class WithdrawForm(Form):
    """Why an entry is taken back."""

    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])

"""Forms of adjudication, case comments, precedents, re-coding and the reliability sample."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import Optional

from app.forms.base import DateField, Form, IdField, TextField, choices
from app.forms.coding import CodingForm
from app.forms.validators import at_most, required


class DecisionForm(CodingForm):
    """A reading by which a case is settled. `base` is the decision that it takes the place of."""

    reason = TextAreaField(lazy_gettext("Reason for the decision"))
    precedent = BooleanField(lazy_gettext("Make it a precedent"))
    title = TextField(lazy_gettext("Title of the precedent"))
    rule = TextAreaField(lazy_gettext("Rule for the next case like it"))


class CommentForm(Form):
    """A comment on a case."""

    text = TextAreaField(lazy_gettext("Your comment"))


class SearchForm(Form):
    """Words to look for. They stand in the address."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    q = TextField(lazy_gettext("Words"))


class WithdrawForm(Form):
    """Why something holds no longer."""

    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])


class PeriodForm(Form):
    """Of which campaign and period agreement is shown. The values stand in the address."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    campaign = SelectField(lazy_gettext("Campaign"), default="", validate_choice=False)
    since = DateField(lazy_gettext("Read twice from day"), [Optional()])
    until = DateField(lazy_gettext("Read twice to day"), [Optional()])

    def set_choices(self, campaigns: list[tuple[str, str]], every: str) -> None:
        """Give the campaigns by key; `every` is the choice that leaves it open."""
        self.campaign.choices = choices(campaigns, blank=every)


class HandOverForm(Form):
    """Who is to read a unit a second time."""

    coder = IdField()


class RecodingForm(Form):
    """What is to be read again, and why."""

    campaign = SelectField(lazy_gettext("Campaign"), validate_choice=False)
    book = SelectField(lazy_gettext("Version of the code book"), validate_choice=False)
    participation = TextField(
        lazy_gettext("Only this act: the number at the end of its address in coding")
    )
    reason = TextAreaField(lazy_gettext("Why it is to be read again"))

    def set_choices(self, campaigns: list[tuple[int, str]], books: list[tuple[int, str]]) -> None:
        """Give the lists to choose from."""
        self.campaign.choices = choices(campaigns)
        self.book.choices = choices(books)

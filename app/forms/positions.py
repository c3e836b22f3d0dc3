"""Forms by which deputies are asked, answer, and are answered."""

import datetime as dt

from flask_babel import lazy_gettext
from wtforms import BooleanField, FileField, RadioField, SelectField
from wtforms.validators import Optional

from app.forms.base import DateField, Form, TextField, choices
from app.forms.copies import CopyFields
from app.forms.programmes import LongTextField
from app.forms.theses import LANGUAGES
from app.forms.validators import at_most, required
from models.base import Lang

KNOWN = {"": None, "yes": True, "no": False}


class AskForm(Form):
    """A link for a deputy or their office."""

    guest = TextField(lazy_gettext("Whom the link is for"), [required(), at_most(300)])
    lang = SelectField(
        lazy_gettext("Language of the page"),
        [required()],
        choices=choices(LANGUAGES),
        default="kk",
    )
    deadline = DateField(lazy_gettext("Answer asked until"), [required()])
    expires_on = DateField(lazy_gettext("The link works until"), [Optional()])

    @property
    def language(self) -> Lang:
        """The language that was chosen."""
        return Lang(self.lang.data)

    @property
    def last_day(self) -> dt.date:
        """The day until which an answer is asked, of a form that was found right."""
        if self.deadline.data is None:
            raise ValueError("the form was not validated")
        return self.deadline.data


class AttemptForm(CopyFields, Form):
    """An attempt to bring verdicts before the deputy; the kept copy is its proof."""

    channel = SelectField(lazy_gettext("By what"), [required()])
    address = TextField(lazy_gettext("To which address or number"), [required(), at_most(500)])
    asked_on = DateField(lazy_gettext("Day of sending"), [required()])
    delivered = RadioField(
        lazy_gettext("Was it delivered?"),
        choices=choices(
            (
                ("", lazy_gettext("not known yet")),
                ("yes", lazy_gettext("yes")),
                ("no", lazy_gettext("no, it came back or was refused")),
            )
        ),
        default="",
    )
    proof = LongTextField(lazy_gettext("Proof in words"), [at_most(2000)])

    @property
    def known(self) -> bool | None:
        """Whether it was delivered; None while nobody knows."""
        return KNOWN[self.delivered.data or ""]


class AnswerForm(Form):
    """What a deputy says to one verdict. Several stand on one page, each with its prefix."""

    text = LongTextField(
        lazy_gettext("Your answer, which is published as you write it"), [required()]
    )
    lang = SelectField(
        lazy_gettext("Language of your answer"), [required()], choices=choices(LANGUAGES)
    )
    file = FileField(lazy_gettext("A file"))
    disputes = BooleanField(lazy_gettext("I dispute this: I ask that it be looked at again"))


class DecisionForm(Form):
    """A reviewer's word on one proposed verdict."""

    decision = RadioField(
        lazy_gettext("Your decision"),
        [required()],
        choices=choices(
            (
                ("confirm", lazy_gettext("I confirm: the evidence carries it")),
                ("refuse", lazy_gettext("I refuse: the evidence does not carry it")),
            )
        ),
    )
    words = LongTextField(lazy_gettext("Why, in your own words"), [required(), at_most(5000)])


class SettleForm(Form):
    """How a dispute ends, in public."""

    settlement = RadioField(
        lazy_gettext("How the dispute ends"),
        [required()],
        choices=choices(
            (
                ("stands", lazy_gettext("the verdict stands")),
                ("changed", lazy_gettext("the verdict is changed: a new one is to be proposed")),
            )
        ),
    )
    words_kk = LongTextField(lazy_gettext("Why, in Kazakh"), [required(), at_most(5000)])
    words_ru = LongTextField(lazy_gettext("Why, in Russian"), [required(), at_most(5000)])

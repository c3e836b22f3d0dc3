"""Forms of letters to deputies. What the method allows is the service's to say."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField, IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from app.forms.base import DateField, Form, IdField, TextField, choices, row_id
from app.forms.copies import CopyFields
from app.forms.programmes import LongTextField
from app.forms.validators import at_most, required
from app.queries.appeals import State, Wanted
from app.services.appeal_course import AnswerFields, EventFields
from app.services.appeals import LetterFields, SendingFields
from models.appeal import AnswerKind, Appeal, AppealEventKind, Channel, Subject
from models.base import Lang

LONGEST_TEXT = 20_000
LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"))
Labels = Iterable[tuple[object, str]]


class DayField(DateField):
    """A day that must be there, with a sentence that says how it is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flags.required = True

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a day as browsers send it."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(lazy_gettext("Give a day like 2024-03-29.")) from None

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty field."""
        if self.data is None and not self.errors and not self.process_errors:
            raise ValidationError(lazy_gettext("Give the day."))


class CountField(IntegerField):
    """A number of days, or nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take digits only."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
        if text and self.data is None:
            raise ValueError(lazy_gettext("Give a number of days in digits."))


class AddressForm(Form):
    """To whom a letter goes, about what and in which language: its text is made from this."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    mandate = SelectField(lazy_gettext("Deputy"), default="")
    subject = SelectField(lazy_gettext("What it asks about"), default=Subject.PROGRAMME.value)
    topic = SelectField(lazy_gettext("Topic"), default="")
    lang = SelectField(lazy_gettext("Language of the letter"), choices=choices(LANGUAGES))

    def set_choices(self, mandates: Labels, subjects: Labels, topics: Labels, blank: str) -> None:
        """Give the lists to choose from."""
        self.mandate.choices = choices(mandates, blank=blank)
        self.subject.choices = choices(subjects)
        self.topic.choices = choices(topics, blank=blank)

    def chosen(self) -> tuple[int | None, Subject, Lang, int | None]:
        """Deputy, subject, language and topic, as far as they can be."""
        subject, lang = self.subject.data, self.lang.data
        return (
            row_id(self.mandate.data),
            Subject(subject) if subject in set(Subject) else Subject.PROGRAMME,
            Lang(lang) if lang in {code for code, _ in LANGUAGES} else Lang.KK,
            row_id(self.topic.data),
        )


class LetterForm(Form):
    """A letter; `reason` is asked for once it was sent."""

    subject = SelectField(lazy_gettext("What it asks about"), [required()])
    topic = SelectField(lazy_gettext("Topic"), default="")
    lang = SelectField(
        lazy_gettext("Language of the letter"), [required()], choices=choices(LANGUAGES)
    )
    channel = SelectField(lazy_gettext("How it is sent"), [required()])
    heading = TextField(lazy_gettext("Heading"), [required(), at_most(500)])
    text = LongTextField(lazy_gettext("Text of the letter"), [required(), at_most(LONGEST_TEXT)])
    reason = TextField(lazy_gettext("Reason for the correction"), [at_most(1000)])
    version = IdField(default=0)

    def set_choices(self, subjects: Labels, channels: Labels, topics: Labels, blank: str) -> None:
        """Give the lists to choose from."""
        self.subject.choices = choices(subjects)
        self.channel.choices = choices(channels)
        self.topic.choices = choices(topics, blank=blank)

    def fill(self, appeal: Appeal, version: int) -> None:
        """Show what stands."""
        for name in ("subject", "lang", "channel", "heading", "text"):
            self[name].data = getattr(appeal, name)
        self.topic.data = str(appeal.topic_id or "")
        self.version.data = version

    def entered(self) -> LetterFields:
        """What was entered."""
        return LetterFields(
            subject=Subject(self.subject.data),
            channel=Channel(self.channel.data),
            lang=Lang(self.lang.data),
            heading=self.heading.data or "",
            text=self.text.data or "",
            topic_id=row_id(self.topic.data),
        )


class SendForm(CopyFields, Form):
    """That a letter went out."""

    channel = SelectField(lazy_gettext("How it is sent"), [required()])
    sent_on = DayField(lazy_gettext("Sent on"))
    number = TextField(lazy_gettext("Number it was given"), [at_most(100)])
    term_days = CountField(lazy_gettext("Term in working days"), [Optional()])
    reason = TextField(lazy_gettext("Reason for the correction"), [at_most(1000)])
    version = IdField(default=0)

    def set_choices(self, channels: Labels) -> None:
        """Give the list to choose from."""
        self.channel.choices = choices(channels)

    def fill(self, appeal: Appeal, version: int, today: dt.date, term: int) -> None:
        """Show what stands, or what is most likely."""
        self.channel.data = appeal.channel.value
        self.sent_on.data = appeal.sent_on or today
        self.number.data = appeal.number
        self.term_days.data = appeal.term_days or term
        self.version.data = version

    def entered(self) -> SendingFields:
        """What was entered."""
        return SendingFields(
            channel=Channel(self.channel.data),
            sent_on=self.sent_on.data or dt.date.max,
            number=self.number.data,
            term_days=self.term_days.data,
        )


class EventForm(CopyFields, Form):
    """What happened to a letter on its way."""

    kind = RadioField(lazy_gettext("What happened"), [required()])
    on = DayField(lazy_gettext("Day"))
    to = TextField(lazy_gettext("Passed on to"), [at_most(500)])
    days = CountField(lazy_gettext("Extended by, working days"), [Optional()])
    note = LongTextField(lazy_gettext("Note"), [at_most(2000)])

    def set_choices(self, kinds: Labels) -> None:
        """Give the list to choose from."""
        self.kind.choices = choices(kinds)

    def entered(self) -> EventFields:
        """What was entered."""
        return EventFields(
            AppealEventKind(self.kind.data),
            self.on.data or dt.date.max,
            self.to.data,
            self.days.data,
            self.note.data,
        )


class AnswerForm(CopyFields, Form):
    """The answer that came, or its correction."""

    answered_on = DayField(lazy_gettext("Answered on"))
    answer_kind = RadioField(lazy_gettext("What the answer amounts to"), [required()])
    answer_text = LongTextField(lazy_gettext("Words of the answer"), [at_most(LONGEST_TEXT)])
    answer_url = TextField(lazy_gettext("Link that was given"), [at_most(2000)])
    reason = TextField(lazy_gettext("Reason for the correction"), [at_most(1000)])
    version = IdField(default=0)

    def set_choices(self, kinds: Labels) -> None:
        """Give the list to choose from."""
        self.answer_kind.choices = choices(kinds)

    def fill(self, appeal: Appeal, version: int, today: dt.date) -> None:
        """Show what stands."""
        self.answered_on.data = appeal.answered_on or today
        self.answer_kind.data = appeal.answer_kind.value if appeal.answer_kind else None
        self.answer_text.data = appeal.answer_text
        self.answer_url.data = appeal.answer_url
        self.version.data = version

    def entered(self) -> AnswerFields:
        """What was entered."""
        return AnswerFields(
            self.answered_on.data or dt.date.max,
            AnswerKind(self.answer_kind.data),
            self.answer_text.data,
            self.answer_url.data,
        )


class ReminderForm(Form):
    """A reminder: its words, and the day on which it was sent."""

    on = DayField(lazy_gettext("Sent on"))
    text = LongTextField(lazy_gettext("Text of the reminder"), [required(), at_most(LONGEST_TEXT)])


class BackForm(Form):
    """Why something is taken back, and of what kind it is."""

    what = HiddenField()
    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])


class RegisterForm(Form):
    """What the register is narrowed to."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    state = SelectField(lazy_gettext("State"), default="")
    deputy = SelectField(lazy_gettext("Deputy"), default="")
    channel = SelectField(lazy_gettext("How it was sent"), default="")
    subject = SelectField(lazy_gettext("What it asks about"), default="")
    campaign = SelectField(lazy_gettext("Campaign"), default="")

    def set_choices(self, any_one: str, **lists: Labels) -> None:
        """Give the lists to choose from."""
        for name, pairs in lists.items():
            self[name].choices = choices(pairs, blank=any_one)

    def wanted(self) -> Wanted:
        """What was chosen, as far as there is such a thing."""

        def one(cls: Any, value: str | None) -> Any:
            return cls(value) if value in set(cls) else None

        return Wanted(
            mandate_id=row_id(self.deputy.data),
            channel=one(Channel, self.channel.data),
            subject=one(Subject, self.subject.data),
            state=one(State, self.state.data),
            campaign_id=row_id(self.campaign.data),
        )


class FiguresForm(Form):
    """Of which campaign figures are shown."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    campaign = SelectField(lazy_gettext("Campaign"), default="")

    def set_choices(self, campaigns: Labels, blank: str) -> None:
        """Give the list to choose from."""
        self.campaign.choices = choices(campaigns, blank=blank)

    def chosen(self) -> int | None:
        """The number of the campaign that was chosen."""
        return row_id(self.campaign.data)

"""Forms of the queue and of the coding screen. What a reading may be is the service's to say."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Optional

from app.forms.base import DateField, Form, IdField, choices, row_id
from app.queries.queue import Filter, State
from app.queries.readings import Entry
from models.coding import AnswerReading, Reading, Strength
from models.item import Kind

PREFIX = "thesis-"


class StrengthsField(Field):
    """How closely each thesis is borne on: one group of radio buttons `thesis-ID` for each."""

    data: dict[int, Strength]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the groups in which something was chosen."""
        self.process_errors: Sequence[str] = []
        self.data = {
            number: Strength(formdata.get(key))
            for key in formdata or ()
            if key.startswith(PREFIX)
            and (number := row_id(key.removeprefix(PREFIX))) is not None
            and formdata.get(key) in set(Strength)
        }


class NumbersField(Field):
    """Any number of ids, each a box of its own."""

    data: frozenset[int]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what is a number."""
        numbers = (row_id(value) for value in valuelist)
        self.data = frozenset(number for number in numbers if number is not None)

    def process_data(self, value: Any) -> None:
        """Nothing is chosen at first."""
        self.data = frozenset(value or ())


class CodingForm(Form):
    """One reading. `base` is the coding it was begun on, `token` the form's own name.

    `offer` is the order in which theses were offered, sealed.
    """

    reading = RadioField(
        lazy_gettext("Your reading"),
        choices=choices((reading.value, reading.value) for reading in Reading),
        validate_choice=False,
    )
    theses = StrengthsField(lazy_gettext("Theses"))
    topics = NumbersField(lazy_gettext("Topics"))
    answer_reading = RadioField(
        lazy_gettext("What the answer does"),
        choices=choices((reading.value, reading.value) for reading in AnswerReading),
        validate_choice=False,
    )
    note = TextAreaField(lazy_gettext("Note"))
    base = IdField(default=0)
    token = HiddenField()
    offer = HiddenField()
    action = HiddenField(default="save")

    def entry(self) -> Entry:
        """What was entered; values that no page of ours offers count as not given."""
        reading, answer = self.reading.data, self.answer_reading.data
        return Entry(
            reading=Reading(reading) if reading in set(Reading) else None,
            theses=self.theses.data,
            topics=self.topics.data,
            note=(self.note.data or "").replace("\r\n", "\n").strip(),
            answer_reading=AnswerReading(answer) if answer in set(AnswerReading) else None,
        )


class QueueForm(Form):
    """What to show of the queue. Its values stand in the address."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    deputy = SelectField(lazy_gettext("Deputy"), default="")
    kind = SelectMultipleField(lazy_gettext("Kinds of acts"))
    since = DateField(lazy_gettext("From day"), [Optional()])
    until = DateField(lazy_gettext("To day"), [Optional()])
    # `lang` is the language of the page in every address, so that this has another name.
    text = SelectField(lazy_gettext("Title given in"), default="")
    state = SelectField(lazy_gettext("State"), default=State.UNCODED.value)

    def set_choices(
        self,
        deputies: Iterable[tuple[int, str]],
        kinds: Iterable[tuple[Kind, str]],
        states: Iterable[tuple[State, str]],
        anyone: str,
        languages: Sequence[tuple[str, str]],
    ) -> None:
        """Give the lists to choose from; `anyone` is the choice that leaves one open."""
        self.deputy.choices = choices(deputies, blank=anyone)
        self.kind.choices = choices((kind.value, label) for kind, label in kinds)
        self.state.choices = choices((state.value, label) for state, label in states)
        self.text.choices = choices(languages, blank=anyone)

    def wanted(self) -> Filter:
        """The filter; what cannot be understood is left open."""
        kinds = [Kind(value) for value in self.kind.data or () if value in set(Kind)]
        state = self.state.data
        return Filter(
            deputy=row_id(self.deputy.data),
            kinds=tuple(kinds),
            since=self.since.data,
            until=self.until.data,
            lang=self.text.data if self.text.data in {"kk", "ru"} else None,
            state=State(state) if state in set(State) else State.UNCODED,
        )

"""Forms of posts, of the acts that they tell of, and of voters' orders."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.validators import NumberRange, Optional

from app.forms.base import CheckboxesField, DateField, Form, MonthField, TextField, choices, row_id
from app.forms.copies import CopyFields
from app.forms.programmes import LongTextField
from app.forms.validators import at_most, required
from app.services.act_checks import KINDS, ActFields
from app.services.evidence import PostFields
from app.services.voters_orders import OrderFields
from models.item import Kind
from models.meeting import Answer, Became

MOST_ACTS, MOST_ORDERS = 12, 12
ANOTHER = "another"
LANGS = (("kk", "Қазақша"), ("ru", "Русский"))


class ListForm(Form):
    """What the list of posts is narrowed to."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    mandate = SelectField(lazy_gettext("Deputy"), default="")
    mine = BooleanField(lazy_gettext("Only what I entered"))
    withdrawn = BooleanField(lazy_gettext("What was taken back"))


class PostFieldsForm(CopyFields, Form):
    """What is said of a post."""

    url = TextField(lazy_gettext("Link to the post or article"), [required(), at_most(2000)])
    network = SelectField(lazy_gettext("Network or medium"), default="")
    published_on = DateField(lazy_gettext("Day it was published"), [Optional()])
    post_title = TextField(lazy_gettext("Title, or its first words"), [at_most(500)])

    def post(self, network: str, url_key: str | None, **copy: int | None) -> PostFields:
        """What was entered; `network` is what the link itself tells."""
        return PostFields(
            url=self.url.data or "",
            url_key=url_key,
            network=self.network.data or network,
            published_on=self.published_on.data,
            title=self.post_title.data,
            **copy,
        )


class OrderForm(PlainForm):
    """An order of voters, entered with its meeting."""

    text = TextField(lazy_gettext("What the voters asked for"), [at_most(2000)])
    became = SelectField(lazy_gettext("What became of it"), default=Became.NOT_KNOWN.value)
    note = TextField(lazy_gettext("How that is known"), [at_most(2000)])


class ActForm(PlainForm):
    """One act that a post tells of."""

    mandate = SelectField(lazy_gettext("Deputy"), default="", validate_choice=False)
    others = SelectMultipleField(lazy_gettext("Other deputies who took part"))
    kind = RadioField(lazy_gettext("What it was"), default=Kind.VOTER_MEETING.value)
    day = DateField(lazy_gettext("Day"), [Optional()])
    month = MonthField(lazy_gettext("Month, where the day is not known"), [Optional()])
    title = TextField(lazy_gettext("What it was about, in a sentence"), [at_most(500)])
    lang = SelectField(lazy_gettext("Language of your words"), choices=choices(LANGS))
    summary = LongTextField(lazy_gettext("What was said and done"), [at_most(10_000)])
    place = TextField(
        lazy_gettext("Place: region, district or city, village, hall"), [at_most(300)]
    )
    in_district = RadioField(lazy_gettext("In the deputy’s own electoral district?"), default="")
    in_session = RadioField(lazy_gettext("In session or in recess?"), default="")
    audience = IntegerField(
        lazy_gettext("How many people came"),
        [Optional(), NumberRange(0, 1_000_000, lazy_gettext("Give a number from 0 on."))],
    )
    audience_note = TextField(lazy_gettext("Who they were, or how that is known"), [at_most(500)])
    topics = CheckboxesField(lazy_gettext("Themes"))
    orders = FieldList(FormField(OrderForm), max_entries=MOST_ORDERS)
    same = StringField(default="")

    def __init__(self, *args: Any, **kinds: Any) -> None:
        super().__init__(*args, **kinds)
        # The service says what is missing; people are told beforehand what will be asked.
        for name in ("mandate", "title", "lang"):
            self[name].flags.required = True

    def empty(self) -> bool:
        """Whether nothing was entered but what stands there at first."""
        names = ("day", "month", "title", "summary", "place", "same", "audience")
        return not any(self[name].data for name in names) and not self.order_fields()

    def order_fields(self) -> tuple[OrderFields, ...]:
        """The orders that have words."""
        return tuple(
            OrderFields(row.text.data, Became(row.became.data), row.note.data)
            for row in self.orders
            if row.text.data
        )

    def entered(self) -> ActFields:
        """What was entered; values that no page of ours offers count as not given."""
        kind, month = self.kind.data, self.month.data
        return ActFields(
            mandate_id=row_id(self.mandate.data),
            kind=Kind(kind) if kind in set(Kind) else None,
            title=self.title.data,
            lang=self.lang.data if self.lang.data in {"kk", "ru"} else "ru",
            others=tuple(n for value in self.others.data or () if (n := row_id(value))),
            summary=self.summary.data,
            day=self.day.data,
            month=month.replace(day=1) if isinstance(month, dt.date) else None,
            place=self.place.data,
            in_district=_answer(self.in_district.data),
            in_session=_answer(self.in_session.data),
            audience=self.audience.data,
            audience_note=self.audience_note.data,
            topics=frozenset(n for value in self.topics.data or () if (n := row_id(value))),
            orders=self.order_fields(),
            same_as=row_id(self.same.data),
            another=self.same.data == ANOTHER,
        )

    def set_choices(self, lists: "Lists") -> None:
        """Give the lists to choose from."""
        self.mandate.choices = choices(lists.mandates, blank=lists.choose)
        self.others.choices = choices(lists.mandates)
        self.kind.choices = choices((kind.value, lists.kinds[kind]) for kind in KINDS)
        self.in_district.choices = choices(lists.district)
        self.in_session.choices = choices(lists.session)
        self.topics.choices = choices(lists.topics)
        for row in self.orders:
            row.form.became.choices = choices(lists.became)


class Lists:
    """The lists that acts are entered from."""

    def __init__(
        self,
        *,
        mandates: Iterable[tuple[int, str]],
        topics: Iterable[tuple[int, str]],
        choose: str,
        kinds: dict[Any, Any],
        district: Iterable[tuple[str, Any]],
        session: Iterable[tuple[str, Any]],
        became: Iterable[tuple[str, Any]],
    ) -> None:
        self.mandates, self.topics = list(mandates), list(topics)
        self.choose, self.kinds = choose, kinds
        self.district, self.session, self.became = list(district), list(session), list(became)


class ActsForm(Form):
    """Acts that a post tells of; `action` is the button that was pressed."""

    acts = FieldList(FormField(ActForm), min_entries=1, max_entries=MOST_ACTS)

    def set_choices(self, lists: Lists) -> None:
        """Give the lists to choose from."""
        for row in self.acts:
            row.form.set_choices(lists)

    def change(self, action: str, lists: Lists) -> bool:
        """Add or take away a row where that is what the button asked for."""
        what, _, number = action.partition(":")
        place = row_id(number)
        if what == "add-act" and len(self.acts) < MOST_ACTS:
            self.acts.append_entry({"mandate": self.acts[0].mandate.data})
        elif what == "drop-act" and place is not None and place < len(self.acts) > 1:
            self._drop(place)
        elif what == "add-order" and place is not None and place < len(self.acts):
            rows = self.acts[place].form.orders
            if len(rows) < MOST_ORDERS:
                rows.append_entry()
        else:
            return action == "look"
        self.set_choices(lists)
        return True

    def _drop(self, place: int) -> None:
        kept = [row.data for number, row in enumerate(self.acts) if number != place]
        self.acts.entries.clear()
        self.acts.last_index = -1
        for row in kept:
            self.acts.append_entry(row)

    def entered(self) -> list[ActFields]:
        """The acts; a further row that nobody filled is none."""
        rows = [row.form for row in self.acts]
        return [row.entered() for number, row in enumerate(rows) if not number or not row.empty()]


class EntryForm(ActsForm, PostFieldsForm):
    """A post with the acts that it tells of."""


class EditPostForm(PostFieldsForm):
    """A correction of a post, with its reason."""

    reason = TextField(lazy_gettext("Why it is corrected"), [required(), at_most(1000)])


class EditActForm(Form):
    """A correction of one act, with its reason."""

    acts = FieldList(FormField(ActForm), min_entries=1, max_entries=1)
    reason = TextField(lazy_gettext("Why it is corrected"), [required(), at_most(1000)])


class OrderEditForm(CopyFields, Form):
    """An order of voters, and what became of it, with a copy that shows it."""

    text = LongTextField(lazy_gettext("What the voters asked for"), [required(), at_most(2000)])
    became = SelectField(lazy_gettext("What became of it"), default=Became.NOT_KNOWN.value)
    note = LongTextField(lazy_gettext("How that is known"), [at_most(2000)])

    def entered(self, **copy: int | None) -> OrderFields:
        """What was entered."""
        return OrderFields(self.text.data or "", Became(self.became.data), self.note.data, **copy)


class ReasonForm(Form):
    """Why something is taken back, or brought back."""

    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])


def _answer(value: str | None) -> Answer | None:
    return Answer(value) if value in set(Answer) else None

"""Forms of campaigns, of who watches whom in them, and of the board."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, Optional

from app.forms.base import CheckboxesField, DateField, Form, TextField, choices, row_id
from app.forms.programmes import LongTextField
from app.forms.validators import at_most, required
from app.queries.board import Wanted
from app.services.campaigns import CampaignFields
from models.campaign import Campaign

NAMES = ("name_kk", "name_ru", "name_en")
DAYS = ("observed_from", "observed_to", "work_from", "work_to")
DUE = ("programme_due", "coding_due", "verdict_due")
TERMS = ("reliability_percent", "appeal_days", "position_days")
#: After how many days without anything done a person counts as stuck.
STUCK_DAYS = (3, 7, 14, 30)


def _given() -> InputRequired:
    return InputRequired(lazy_gettext("Fill this in."))


class CampaignForm(Form):
    """A campaign as a whole. `version` is the one that the person has before them."""

    name_kk = TextField(lazy_gettext("Name in Kazakh"), [at_most(200)])
    name_ru = TextField(lazy_gettext("Name in Russian"), [at_most(200)])
    name_en = TextField(lazy_gettext("Name in English"), [at_most(200)])
    convocation = SelectField(lazy_gettext("Convocation"), [required()], default="")
    observed_from = DateField(lazy_gettext("Acts are observed from"), [_given()])
    observed_to = DateField(lazy_gettext("Acts are observed to"), [_given()])
    work_from = DateField(lazy_gettext("Work begins"), [_given()])
    work_to = DateField(lazy_gettext("Work ends"), [_given()])
    programme_due = DateField(lazy_gettext("Programmes are to be entered until"), [Optional()])
    coding_due = DateField(lazy_gettext("Acts are to be coded until"), [Optional()])
    verdict_due = DateField(lazy_gettext("Verdicts are to be set until"), [Optional()])
    reliability_percent = IntegerField(
        lazy_gettext("Share that two people code, in per cent"), [_given()], default=20
    )
    appeal_days = IntegerField(
        lazy_gettext("Term for the answer to a letter, in working days"), [_given()], default=15
    )
    appeal_law = TextField(lazy_gettext("Article of law for this term"), [at_most(500)])
    position_days = IntegerField(
        lazy_gettext("Term for the position of a deputy, in calendar days"), [_given()], default=15
    )
    version = IntegerField(default=0)

    def fill(self, campaign: Campaign, version: int) -> None:
        """Show what stands."""
        for name in (*NAMES, *DAYS, *DUE, *TERMS, "appeal_law"):
            self[name].data = getattr(campaign, name)
        self.convocation.data = str(campaign.convocation_id)
        self.version.data = version

    def entered(self) -> CampaignFields:
        """What was entered."""
        values = {name: self[name].data for name in (*NAMES, *DAYS, *DUE, *TERMS, "appeal_law")}
        return CampaignFields(convocation_id=row_id(self.convocation.data) or 0, **values)


class CoverForm(Form):
    """The mandates that a campaign covers."""

    mandates = CheckboxesField(lazy_gettext("Deputies"))
    reason = TextField(lazy_gettext("Reason for leaving somebody out"), [at_most(1000)])

    def numbers(self) -> list[int]:
        """The mandates that were chosen."""
        return [int(value) for value in self.mandates.data or ()]


class BooksForm(Form):
    """The versions of code books that a campaign codes by."""

    books = CheckboxesField(lazy_gettext("Code books"))


class StateForm(Form):
    """Why a campaign is closed, or taken up again."""

    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])


class WatchersForm(Form):
    """Who is to watch each mandate: one list for each, made by `of`."""

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, str]], people: Sequence[Any]) -> "WatchersForm":
        """The form for `rows`: a mandate, the label of its list, and whom to propose in it."""
        fields = {
            f"watcher-{mandate_id}": SelectField(label, choices=people, default=proposed)
            for mandate_id, label, proposed in rows
        }
        return type("AllWatchersForm", (cls,), fields)()  # type: ignore[no-any-return]

    def chosen(self) -> dict[int, int | None]:
        """Whom each mandate was given to."""
        return {
            int(field.name.removeprefix("watcher-")): row_id(field.data)
            for field in self
            if field.name.startswith("watcher-")
        }


class HandOverForm(Form):
    """Who goes on in the place of another person, and why."""

    user = SelectField(lazy_gettext("Who goes on"), [required()], default="")
    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])


class BoardForm(Form):
    """What the board is narrowed to."""

    class Meta:
        """It changes nothing, and needs no token."""

        csrf = False

    person = SelectField(lazy_gettext("Person"), default="")
    days = SelectField(lazy_gettext("Stuck after"), default="7")
    stuck = BooleanField(lazy_gettext("Only who is stuck"))

    def wanted(self) -> Wanted:
        """The filter; what cannot be understood is left open."""
        days = self.days.data if self.days.data in {str(n) for n in STUCK_DAYS} else "7"
        return Wanted(row_id(self.person.data), bool(self.stuck.data), int(days))


class RemindForm(Form):
    """A word to somebody whose step is waiting."""

    user = SelectField(lazy_gettext("To whom"), [required()], default="")
    mandate = SelectField(lazy_gettext("About the deputy"), default="")
    step = SelectField(lazy_gettext("About the step"), [required()], default="")
    text = LongTextField(lazy_gettext("Your words"), [at_most(1000)])

    def set_choices(
        self,
        people: list[tuple[int, str]],
        deputies: list[tuple[int, str]],
        steps: Iterable[tuple[str, Any]],
        blank: str,
    ) -> None:
        """Give the lists to choose from; `blank` is the choice that leaves one open."""
        self.user.choices = choices(people, blank=blank)
        self.mandate.choices = choices(deputies, blank=blank)
        self.step.choices = choices(steps, blank=blank)

"""Forms of theses: typed one by one, or cut from the text of a kept document."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import Optional

from app.forms.base import DateField, Form, TextField, choices, row_id
from app.forms.programmes import KnownField, LongTextField
from app.forms.validators import at_most, required
from app.services.theses import Cut, ThesisFields
from models.base import Lang
from models.programme import Statement, Thesis, Wording

LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
COMMON = ("page", "untestable_reason", "deadline")
TYPED = ("text_kk", "text_ru", "text_en", *COMMON, "source_url")
#: No document that is read has as many characters.
LARGEST_PLACE = 10_000_000


class Judged(Form):
    """What is said of a thesis besides its words."""

    lang = SelectField(lazy_gettext("Language it was made in"), default="")
    page = TextField(lazy_gettext("Page"), [at_most(50)])
    topic = SelectField(lazy_gettext("Topic"), default="")
    statement = SelectField(lazy_gettext("Kind of statement"), default="")
    testable = BooleanField(lazy_gettext("Testable: it can be checked whether it was done"))
    untestable_reason = TextField(lazy_gettext("Why it is not testable"), [at_most(1000)])
    deadline = DateField(lazy_gettext("Deadline named in it"), [Optional()])
    concerns_district = KnownField(lazy_gettext("It concerns the electoral district"))
    adapts = SelectField(lazy_gettext("Party thesis that it adapts"), default="")

    def set_choices(
        self,
        *,
        topics: Iterable[tuple[int, str]],
        statements: Iterable[tuple[Any, Any]],
        party_theses: Iterable[tuple[int, str]],
        blank: str,
        none: str,
    ) -> None:
        """Give the lists to choose from; `blank` leaves a choice open, `none` is no link."""
        self.lang.choices = choices(LANGUAGES, blank=blank)
        self.topic.choices = choices(topics, blank=blank)
        self.statement.choices = choices(statements, blank=blank)
        self.adapts.choices = choices(party_theses, blank=none)

    def judged(self) -> dict[str, Any]:
        """What was entered of it."""
        return {
            "lang": Lang(self.lang.data) if self.lang.data else None,
            "topic_id": row_id(self.topic.data),
            "statement": Statement(self.statement.data) if self.statement.data else None,
            "testable": bool(self.testable.data),
            "concerns_district": self.concerns_district.known,
            "adapts_id": row_id(self.adapts.data),
            **{name: self[name].data for name in COMMON},
        }


class ThesisForm(Judged):
    """One thesis, typed."""

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
    text_kk = LongTextField(lazy_gettext("Text in Kazakh"), [at_most(5000)])
    text_ru = LongTextField(lazy_gettext("Text in Russian"), [at_most(5000)])
    text_en = LongTextField(lazy_gettext("Text in English"), [at_most(5000)])
    source_url = TextField(lazy_gettext("Link to the source"), [at_most(2000)])
    version = IntegerField(default=0)

    def fill(self, thesis: Thesis, version: int) -> None:
        """Show what stands."""
        for name in TYPED:
            self[name].data = getattr(thesis, name)
        self.wording.data = thesis.wording.value
        self.lang.data = thesis.lang.value if thesis.lang else ""
        self.topic.data = str(thesis.topic_id or "")
        self.statement.data = thesis.statement.value if thesis.statement else ""
        self.adapts.data = str(thesis.adapts_id or "")
        self.concerns_district.show(thesis.concerns_district)
        self.testable.data = thesis.testable
        self.version.data = version

    def entered(self) -> ThesisFields:
        """What was entered."""
        texts = {name: self[name].data for name in ("text_kk", "text_ru", "text_en")}
        return ThesisFields(
            wording=Wording(self.wording.data),
            source_url=self.source_url.data,
            **texts,
            **self.judged(),
        )


class CutForm(Judged):
    """A thesis that is cut from a text. `start` and `end` are places in it, in characters."""

    quote = LongTextField(lazy_gettext("Words of the thesis"), [required(), at_most(5000)])
    start = HiddenField()
    end = HiddenField()
    paraphrased = BooleanField(
        lazy_gettext("These are not its exact words: save them as a paraphrase")
    )

    def entered(self) -> ThesisFields:
        """What was entered; the words are in the language that was chosen."""
        return ThesisFields(
            wording=Wording.PARAPHRASED if self.paraphrased.data else Wording.QUOTED,
            **{f"text_{self.lang.data or 'ru'}": self.quote.data},
            **self.judged(),
        )

    def cut(self) -> Cut:
        """Where the words were selected; for words that were pasted, the page at most."""
        return Cut(row_id(self.page.data), _place(self.start.data), _place(self.end.data))


class ReasonForm(Form):
    """Why a thesis is withdrawn or restored."""

    reason = TextField(lazy_gettext("Reason"), [required(), at_most(1000)])


def _place(text: str | None) -> int | None:
    """`text` as a place in a document; None where it is none."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 8:
        return None
    return int(text) if int(text) <= LARGEST_PLACE else None

"""What the screen of posts offers to choose from, and what it says of the rows entered so far."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_login import current_user

from app import i18n
from app.extensions import db
from app.forms.base import row_id
from app.forms.evidence import Lists
from app.queries import books as book_queries
from app.queries import evidence as queries
from app.queries import places
from app.queries.look_alikes import LookAlike
from app.services.errors import InvalidError
from app.services.meetings import alike_to
from app.web import evidence_words as words
from models.person import Mandate

Alike = Mapping[int, Sequence[LookAlike]]


def people() -> list[tuple[int, str]]:
    """The deputies for whom the person may enter, in the order of districts."""
    return [(seat.mandate_id, _named(seat)) for seat in queries.enterable(db.session, current_user)]


def lists(mandate: str | None) -> Lists:
    """All lists of an act; themes are those of the campaign of the deputy asked for."""
    found = people()
    number = row_id(mandate) or (found[0][0] if found else 0)
    books = book_queries.groups_of(db.session, number)
    return Lists(
        mandates=found,
        topics=[(topic.id, _name(topic)) for book in books for topic in book.topics],
        choose=gettext("choose"),
        kinds=words.ACT_KINDS,
        district=words.DISTRICT.items(),
        session=words.SESSION.items(),
        became=[(state.value, label) for state, label in words.BECAME.items()],
    )


def begin(form: Any, mandate: str | None) -> None:
    """Let the first row be of the deputy asked for, in the language of the page."""
    first = form.acts[0].form
    first.mandate.data = mandate or ""
    first.lang.data = i18n.current() if i18n.current() in {"kk", "ru"} else "ru"


def alike(form: Any) -> Alike:
    """Acts that may be those entered, by row."""
    found = {
        number: alike_to(db.session, row.form.entered()) for number, row in enumerate(form.acts)
    }
    return {number: acts for number, acts in found.items() if acts}


def told(form: Any) -> dict[int, places.Told]:
    """What place and day of each row tell."""
    found = {}
    for number, row in enumerate(form.acts):
        said = row.form.entered()
        mandate = db.session.get(Mandate, said.mandate_id) if said.mandate_id else None
        if mandate is not None and (said.place or said.when):
            month = said.day is None
            found[number] = places.told(db.session, mandate, said.place, said.when, month=month)
    return found


def put_act_errors(form: Any, error: InvalidError) -> None:
    """Show each problem beside its field; `acts-0-title` is the title of the first act."""
    for name, problem in error.problems:
        sentence = str(words.PROBLEMS[problem])
        parts = name.split("-")
        if parts[0] == "acts" and len(parts) == 3:
            field = form.acts[int(parts[1])].form[parts[2]]
        elif name == "title":
            field = form.post_title
        elif name in form and name != "acts":
            field = form[name]
        else:
            form.form_errors.append(sentence)
            continue
        field.errors = [*field.errors, sentence]


def _named(seat: Any) -> str:
    name = _name(seat.name)
    return f"№ {seat.district} {name}" if seat.district else name


def _name(row: object) -> str:
    found = i18n.pick(row, "name")
    return found[0] if found else "?"

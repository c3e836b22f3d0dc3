"""How choices of rows and columns are told."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, lazy_gettext

from app import i18n
from app.forms.exports import LANGUAGES
from app.queries.asked import AskedError, Fault, Named, Offered
from app.queries.tables import TABLES
from app.queries.terms import Term
from app.services.exports import NAME_LENGTH
from app.web.labels import LABELS, label
from models.export import ExportState

LABELS[ExportState] = {
    ExportState.BEGUN: lazy_gettext("begun, not finished"),
    ExportState.DONE: lazy_gettext("finished"),
    ExportState.BROKEN: lazy_gettext("broken off"),
}
FIELDS = {
    "term": lazy_gettext("Convocation"),
    "start": lazy_gettext("From day"),
    "end": lazy_gettext("To day"),
    "region": lazy_gettext("Region"),
    "party": lazy_gettext("Party"),
    "topic": lazy_gettext("Topic"),
    "edition": lazy_gettext("Edition"),
}
FAULTS = {
    Fault.NOT_BY: lazy_gettext("The rows of this table cannot be chosen by this: leave it open."),
    Fault.UNKNOWN: lazy_gettext("This is not there any more: choose again."),
    Fault.NO_DAY: lazy_gettext("Give a day like 2024-03-29."),
    Fault.ENDS_BEFORE_START: lazy_gettext("The last day is before the first: give a later one."),
}
NAME_PROBLEMS = {
    "length": lazy_gettext("Give a name of 1 to %(most)s characters.", most=NAME_LENGTH),
    "taken": lazy_gettext("You have a choice of this name: give another one."),
}


__all__ = ["FIELDS", "label"]


def said(text: str) -> str:
    """A marked text in the language of the page; a percent sign in it is nothing special."""
    return gettext(text)


def table_title(name: str) -> str:
    """What a table is called; its name where there is none of that name any more."""
    return gettext(TABLES[name].title) if name in TABLES else name


def name_of(of: object) -> str:
    """The name of something to choose from, in the language of the page where it has one."""
    found = i18n.pick(of, "name")
    return found[0] if found else gettext("not known yet")


def term_name(term: Term) -> str:
    """A convocation as a list has it."""
    return f"{name_of(term)}, {term.number}"


def lists(found: Offered, by: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The lists to choose from, of those fields that a table knows."""
    every: dict[str, list[tuple[str, str]]] = {
        "term": [(each.key, term_name(each)) for each in found.terms],
        "region": _sorted(found.regions),
        "party": _sorted(found.parties),
        "topic": [(each.key, name_of(each)) for each in found.topics],
        "edition": [(str(each.number), f"{each.number}. {each.name}") for each in found.editions],
    }
    return {name: pairs for name, pairs in every.items() if name in by}


def _sorted(found: Sequence[Named]) -> list[tuple[str, str]]:
    return [(each.key, name_of(each)) for each in found]


def fault(error: AskedError) -> str:
    """What is wrong with a field."""
    return str(FAULTS[error.fault])


def language(lang: str | None) -> str:
    """The language of a file."""
    return dict(LANGUAGES).get(lang or "", gettext("permanent names"))


def told(asked: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    """A choice in words, a line for each thing that it is chosen by."""
    lines = [f"{FIELDS[key]}: {value}" for key, value in asked.items() if key in FIELDS]
    if columns:
        lines.append(gettext("Columns: %(names)s", names=", ".join(columns)))
    return lines

"""What people read in place of the values that the database keeps."""

from enum import Enum

from flask_babel import LazyString, lazy_gettext

from app import words
from app.queries.activity import Show
from models.meeting import Answer
from models.record import DocumentStatus

LABELS: dict[type[Enum], dict[Enum, LazyString]] = {
    # Pages ask in several ways where a meeting was held.
    **{
        kind: {member: lazy_gettext(text) for member, text in texts.items()}
        for kind, texts in words.LABELS.items()
        if kind is not Answer
    },
    DocumentStatus: {
        DocumentStatus.PENDING: lazy_gettext("not fetched yet"),
        DocumentStatus.FETCHED: lazy_gettext("kept"),
        DocumentStatus.FAILED: lazy_gettext("could not be fetched"),
    },
    Show: {
        Show.ALL: lazy_gettext("all that are listed"),
        Show.COUNTED: lazy_gettext("only those that are counted"),
        Show.TAGGED: lazy_gettext("only those linked to a promise (preliminary)"),
        Show.CODED: lazy_gettext("only those that were read"),
        Show.TO_BE_CODED: lazy_gettext("only those that are to be read"),
        Show.BEFORE: lazy_gettext("only those dated before this mandate"),
        Show.UNCONFIRMED: lazy_gettext("only those not confirmed"),
    },
}

#: Fields of a person or of a record, as sources' revisions and facts name them.
FIELDS = {
    "post": lazy_gettext("Post"),
    "position": lazy_gettext("Post"),
    "faction": lazy_gettext("Faction"),
    "committee": lazy_gettext("Committee"),
    "region": lazy_gettext("Region"),
    "title": lazy_gettext("Title"),
    "date": lazy_gettext("Date"),
    "lead": lazy_gettext("Summary"),
    "text": lazy_gettext("Text"),
    "number": lazy_gettext("Number"),
    "addressee": lazy_gettext("Addressee"),
    "answer": lazy_gettext("Answer"),
}


def label(member: Enum) -> LazyString:
    """What people read for a value. Raises KeyError for one that has no words yet."""
    return LABELS[type(member)][member]


def field_label(name: str) -> LazyString | str:
    """What people read for a field; the source's own name where it has no words."""
    return FIELDS.get(name, name)

"""What readings and refusals are called on the pages of coding."""

from flask_babel import lazy_gettext

from app.queries.queue import Place, State
from app.services.coding import CannotUndoError, NotCodableError, Problem
from app.web.labels import LABELS
from app.web.words import say
from models.coding import AnswerReading, Reading, Strength
from models.item import Kind, Role

KINDS, ROLES, STRENGTHS, ANSWERS = (LABELS[kind] for kind in (Kind, Role, Strength, AnswerReading))
READINGS = LABELS[Reading]
STATES = {
    State.UNCODED: lazy_gettext("Not coded yet"),
    State.MINE: lazy_gettext("Coded by me"),
    State.UNSURE: lazy_gettext("I was unsure"),
    State.DRAFT: lazy_gettext("My drafts"),
}
PLACES = {
    Place.OWN: lazy_gettext("Deputies assigned to you"),
    Place.REGION: lazy_gettext("Your region"),
    Place.REST: lazy_gettext("All others"),
}
PROBLEMS = {
    Problem.READING_REQUIRED: lazy_gettext(
        "Choose one: theses or topics fit, none fits, you are unsure, or it cannot be read."
    ),
    Problem.TAG_REQUIRED: lazy_gettext(
        "Choose at least one thesis or topic, or say that none fits."
    ),
    Problem.NO_THESES: lazy_gettext(
        "You said that none fits, and chose a thesis: take back one of the two."
    ),
    Problem.NOTHING_READ: lazy_gettext(
        "You said that it cannot be read, and chose a thesis or topic: take back one of the two."
    ),
    Problem.NOTE_REQUIRED: lazy_gettext(
        "Write in the note what you are unsure about, or why it cannot be read."
    ),
    Problem.NOTE_TOO_LONG: lazy_gettext("Shorten the note to 4000 characters."),
    Problem.FOREIGN_THESIS: lazy_gettext(
        "A thesis that you chose was withdrawn, or is not this deputy's: choose again."
    ),
    Problem.UNKNOWN_TOPIC: lazy_gettext("A topic that you chose is not there: choose again."),
    Problem.NOT_AN_ANSWER: lazy_gettext(
        "This is not an answer of a public body: leave what the answer does open."
    ),
}

say(
    NotCodableError,
    lazy_gettext(
        "No source says any longer that this deputy took part, so that there is nothing to code. "
        "Go back to the queue and take the next one."
    ),
)
say(
    CannotUndoError,
    lazy_gettext(
        "This was taken back already, or another reading took its place. "
        "Open the item again to see what stands."
    ),
)

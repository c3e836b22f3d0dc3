"""What adjudication, the sample and agreement are called on pages, and what they refuse."""

from typing import Any

from flask_babel import LazyString, lazy_gettext

from app.queries.adjudication import Show, Why
from app.scoring.gate import Field
from app.services import adjudication, comments, precedents, recoding, sampling
from app.services import coding as coding_service
from app.services.adjudication import AlreadyDecidedError, NotReadError, OwnReadingError
from app.services.comments import ClosedCaseError
from app.web.coding.words import PROBLEMS as READING_PROBLEMS
from app.web.labels import LABELS
from app.web.words import say
from models.coding import AnswerReading, Reading, Strength

SHOWS = {Show.OPEN: lazy_gettext("To be settled"), Show.DECIDED: lazy_gettext("Settled")}
WHYS = {
    Why.DIFFER: lazy_gettext("read differently"),
    Why.DOUBT: lazy_gettext("unsure, or could not be read"),
}
DECISIONS = {
    Reading.TAGGED: lazy_gettext("It bears on the theses or topics chosen"),
    Reading.NONE_FITS: lazy_gettext("None of the theses fits"),
    Reading.SKIPPED: lazy_gettext("It cannot be read by anybody"),
}
FIELDS = LABELS[Field]
LEVELS = {
    "nominal": lazy_gettext("names"),
    "ordinal": lazy_gettext("ranks"),
    "sets": lazy_gettext("sets (MASI distance)"),
}
BANDS = {
    "few": lazy_gettext("shown, not judged: fewer than 100 units"),
    "publish": lazy_gettext("published"),
    "approximate": lazy_gettext("published as approximate"),
    "left_out": lazy_gettext("left out of the edition"),
    "undefined": lazy_gettext("not defined: look at raw agreement"),
}
VALUES = {
    "tagged": lazy_gettext("theses or topics fit"),
    "none_fits": lazy_gettext("none fits"),
    "unsure": lazy_gettext("unsure"),
    "skipped": lazy_gettext("cannot be read"),
    "acts": lazy_gettext("it acts"),
    "promises": lazy_gettext("it promises"),
    "refuses": lazy_gettext("it refuses"),
    "formal": lazy_gettext("it is formal"),
    "left_open": lazy_gettext("left open"),
    "direct": lazy_gettext("directly"),
    "related": lazy_gettext("related"),
}
PROBLEMS: dict[Any, LazyString] = {
    **READING_PROBLEMS,
    coding_service.Problem.READING_REQUIRED: lazy_gettext(
        "Choose one: theses or topics fit, none fits, or it cannot be read."
    ),
    adjudication.Problem.REASON_REQUIRED: lazy_gettext("Give the reason for the decision."),
    adjudication.Problem.REASON_TOO_LONG: lazy_gettext("Shorten the reason to 4000 characters."),
    adjudication.Problem.UNDECIDED: lazy_gettext(
        "A decision cannot be unsure: choose what it is, or say that it cannot be read."
    ),
    precedents.Problem.TITLE_REQUIRED: lazy_gettext("Give the precedent a title."),
    precedents.Problem.TITLE_TOO_LONG: lazy_gettext("Shorten the title to 200 characters."),
    precedents.Problem.RULE_REQUIRED: lazy_gettext("Write the rule for the next case like it."),
    precedents.Problem.RULE_TOO_LONG: lazy_gettext("Shorten the rule to 4000 characters."),
    comments.Problem.REQUIRED: lazy_gettext("Write the comment first."),
    comments.Problem.TOO_LONG: lazy_gettext("Shorten the comment to 2000 characters."),
    recoding.Problem.UNKNOWN_BOOK: lazy_gettext("Choose a version of a code book."),
    recoding.Problem.NOT_IN_FORCE: lazy_gettext(
        "The campaign does not code by this version: choose it for the campaign first."
    ),
    recoding.Problem.NOTHING_TO_ASK: lazy_gettext(
        "Nothing was coded under an older version, or it was asked for already."
    ),
    sampling.Problem.NOT_A_CODER: lazy_gettext("Choose a person who may code."),
    sampling.Problem.HAS_READ: lazy_gettext("Choose another person: this one cannot take it."),
    sampling.Problem.COMPLETE: lazy_gettext("It was read meanwhile: nothing is left to hand over."),
}
#: What cannot be told by the word of the problem alone.
RECODING_REASONS: dict[Any, LazyString] = {
    recoding.Problem.REASON_REQUIRED: lazy_gettext("Say why it is to be read again."),
    recoding.Problem.REASON_TOO_LONG: lazy_gettext("Shorten the reason to 1000 characters."),
}

say(
    NotReadError,
    lazy_gettext("This is not read yet by all who are to read it. Come back when it is."),
    404,
)
say(
    OwnReadingError,
    lazy_gettext("You have read this yourself: another person has to settle it."),
)
say(
    AlreadyDecidedError,
    lazy_gettext("Somebody settled this meanwhile. Read that decision first, then decide again."),
)
say(
    ClosedCaseError,
    lazy_gettext("A case can be talked of once all who are to read it have. Come back then."),
    404,
)

__all__ = [
    "BANDS", "DECISIONS", "FIELDS", "LEVELS", "PROBLEMS", "SHOWS", "VALUES", "WHYS",
    "AnswerReading", "Strength",
]  # fmt: skip

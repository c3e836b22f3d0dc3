"""What reported errors are called on the desk."""

from flask_babel import lazy_gettext

from app.services.corrections import Problem
from models.edition import ReportState

STATES = {
    ReportState.OPEN: lazy_gettext("To be settled"),
    ReportState.CORRECTED: lazy_gettext("Corrected"),
    ReportState.DECLINED: lazy_gettext("Declined"),
}
PROBLEMS = {
    Problem.TEXT_REQUIRED: lazy_gettext("Say what is wrong."),
    Problem.TOO_LONG: lazy_gettext("Shorten this."),
    Problem.WORDS_REQUIRED: lazy_gettext(
        "Write this in Kazakh and in Russian: everybody will read it."
    ),
    Problem.REASON_REQUIRED: lazy_gettext("Say why nothing is changed."),
}

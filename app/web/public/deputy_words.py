"""What letters to a deputy, and what came of them, are called on public pages."""

from flask_babel import lazy_gettext

from app.queries.letters import LetterState
from app.web.coding.appeal_words import CHANNELS, SHORT_KINDS, SUBJECTS
from app.web.labels import LABELS
from models.appeal import AppealEventKind

LABELS[LetterState] = {
    LetterState.ANSWERED: lazy_gettext("answered"),
    LetterState.NO_ANSWER: lazy_gettext("no answer within the term"),
    LetterState.WAITING: lazy_gettext("the time to answer runs"),
    LetterState.NOT_DELIVERED: lazy_gettext("could not be delivered"),
}
LABELS[AppealEventKind] = {
    AppealEventKind.FORWARDED: lazy_gettext("passed on to somebody else"),
    AppealEventKind.EXTENDED: lazy_gettext("term extended"),
    AppealEventKind.REMINDED: lazy_gettext("reminder sent"),
}
for table in (CHANNELS, SUBJECTS, SHORT_KINDS):
    for member, words in table.items():
        LABELS.setdefault(type(member), {})[member] = words

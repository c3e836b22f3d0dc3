"""What letters to a deputy, and what came of them, are called on public pages."""

from flask_babel import lazy_gettext

from app.web.labels import LABELS
from models.appeal import AppealEventKind

LABELS[AppealEventKind] = {
    AppealEventKind.FORWARDED: lazy_gettext("passed on to somebody else"),
    AppealEventKind.EXTENDED: lazy_gettext("term extended"),
    AppealEventKind.REMINDED: lazy_gettext("reminder sent"),
}

"""What the order of likelihood does to codings."""

from flask import render_template
from flask_babel import lazy_gettext

from app.extensions import db
from app.queries import offered
from app.web.desk import desk
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access

ARMS = {
    "ordered": lazy_gettext("in the order of likelihood"),
    "plain": lazy_gettext("in the order of the programme"),
}
LANGUAGES = {
    "kk": lazy_gettext("Title in Kazakh only"),
    "ru": lazy_gettext("Title in Russian only"),
    "both": lazy_gettext("Title in both languages"),
}


@desk.get("/suggestions")
@access(ANALYST, COORDINATOR, ADMINISTRATOR)
def suggestions() -> str:
    """Hit rates, and choices made with and without the order."""
    return render_template(
        "pages/desk/suggestions.html",
        figures=offered.figures(db.session),
        few=offered.FEW,
        arms=ARMS,
        languages=LANGUAGES,
    )

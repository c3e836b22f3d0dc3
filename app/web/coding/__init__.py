"""The activists' pages: the deputies they watch, the queue and the coding screen."""

from flask import Blueprint

coding = Blueprint("coding", __name__)

# The views register themselves on the blueprint above.
from app.web.coding import (  # noqa: E402
    appeal_course,  # noqa: F401
    appeals,  # noqa: F401
    cases,  # noqa: F401
    evidence,  # noqa: F401
    home,  # noqa: F401
    keeping,  # noqa: F401
    meetings,  # noqa: F401
    queue,  # noqa: F401
    readings,  # noqa: F401
    screen,  # noqa: F401
    sheet,  # noqa: F401
    texts,  # noqa: F401
    uploads,  # noqa: F401
)

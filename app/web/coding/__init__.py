"""The activists' pages: the queue and the coding screen."""

from flask import Blueprint

coding = Blueprint("coding", __name__)

# The views register themselves on the blueprint above.
from app.web.coding import keeping, queue, readings, screen, texts, uploads  # noqa: E402, F401

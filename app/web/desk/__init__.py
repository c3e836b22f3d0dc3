"""The desk pages."""

from flask import Blueprint

desk = Blueprint("desk", __name__)

from app.web.desk import merging, people, sources  # noqa: E402, F401  they add views

"""The coding pages."""

from flask import Blueprint

coding = Blueprint("coding", __name__)

"""The downloads pages."""

from flask import Blueprint

downloads = Blueprint("downloads", __name__)

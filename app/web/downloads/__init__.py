"""The tables as files, for those who work with the numbers."""

from flask import Blueprint

downloads = Blueprint("downloads", __name__)

from app.web.downloads import saved, tables  # noqa: E402, F401  the views are made on import

"""The public pages."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app import i18n
from app.web.permissions import ANYONE, access

root = Blueprint("root", __name__)
public = Blueprint("public", __name__)


@root.get("/")
@access(ANYONE)
def index() -> Response:
    """Send a visitor to their language."""
    response = redirect(url_for("public.home", lang=i18n.preferred()))
    response.headers["Vary"] = "Accept-Language"
    return response


@public.get("/")
@access(ANYONE)
def home() -> str:
    """The home page."""
    return "Promises Watch"

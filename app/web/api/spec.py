"""The description itself, and the way to the page that explains it."""

import json

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import i18n
from app.web.api import described
from app.web.api.description import description
from app.web.permissions import ANYONE, access


@described.get("/openapi.json")
@access(ANYONE)
def openapi() -> Response:
    """The description of the interface."""
    text = json.dumps(description(), ensure_ascii=False, indent=1)
    return Response(text, content_type="application/json")


@described.get("/")
@access(ANYONE)
def index() -> AnyResponse:
    """The page that explains the interface, in the language of whoever asks."""
    response = redirect(url_for("public.api", lang=i18n.preferred()))
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    return response

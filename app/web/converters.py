"""Address parts, and the language every address begins with."""

from typing import Any

from flask import Flask, current_app, g, request
from werkzeug.routing import BaseConverter

from app.i18n import DEFAULT, LANGS, preferred


class LangConverter(BaseConverter):
    """One of the languages of the portal."""

    regex = "|".join(LANGS)


def init_app(app: Flask) -> None:
    """Take the language out of an address, and put it into those that we build."""
    app.url_map.converters["lang"] = LangConverter

    @app.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.lang = (values or {}).pop("lang", None) or stated()

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values.setdefault("lang", getattr(g, "lang", DEFAULT))


def stated() -> str:
    """The language of an address that no page has: the one it begins with, or the visitor's."""
    head = request.path.lstrip("/").partition("/")[0]
    return head if head in LANGS else preferred()

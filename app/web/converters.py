"""Address parts, and the language every address begins with."""

from typing import Any

from flask import Flask, current_app, g
from werkzeug.routing import BaseConverter

from app.i18n import DEFAULT, LANGS


class LangConverter(BaseConverter):
    """One of the languages of the portal."""

    regex = "|".join(LANGS)


def init_app(app: Flask) -> None:
    """Take the language out of an address, and put it into those that we build."""
    app.url_map.converters["lang"] = LangConverter

    @app.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.lang = (values or {}).pop("lang", DEFAULT)

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values.setdefault("lang", getattr(g, "lang", DEFAULT))

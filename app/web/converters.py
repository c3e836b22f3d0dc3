"""Address parts, and the language every address begins with."""

from typing import Any

from flask import Flask, abort, current_app, g, request
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from app.forms.base import LARGEST_ID
from app.i18n import DEFAULT, LANGS, preferred


class LangConverter(BaseConverter):
    """One of the languages of the portal."""

    regex = "|".join(LANGS)


class RowConverter(IntegerConverter):
    """The number of a row: what is larger than any of them leads nowhere."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


def init_app(app: Flask) -> None:
    """Take the language out of an address, and put it into those that we build."""
    app.url_map.converters["lang"] = LangConverter
    app.url_map.converters["int"] = RowConverter

    @app.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.lang = (values or {}).pop("lang", None) or stated()
        if "\x00" in request.path:
            # PostgreSQL knows no text with a NUL in it, so that nothing of ours has such a name.
            abort(404)

    @app.url_defaults
    def put(endpoint: str, values: dict[str, Any]) -> None:
        if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values.setdefault("lang", getattr(g, "lang", DEFAULT))


def stated() -> str:
    """The language of an address that no page has: the one it begins with, or the visitor's."""
    head = request.path.lstrip("/").partition("/")[0]
    return head if head in LANGS else preferred()

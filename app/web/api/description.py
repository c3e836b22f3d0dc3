"""The description of the interface: OpenAPI 3.1, made from the same schemas that answers pass."""

from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from flask_smorest import Api, Blueprint

from app.config import Config
from app.web.api.examples import completed
from app.web.api.schemas import ProblemAnswer

TITLE = "Promises Watch"
VERSION = "1.0.0"
ABOUT = """\
What deputies promised, what they did, what came of it, and how one can know.

Everything is read-only. Texts are objects `{kk, ru, en}`; a language that is not known is null.
Without `edition` an answer is of today: counts are of settled readings and preliminary, outcomes
and actions are those of the latest edition, which `state.stated` names. With `edition=N` an answer
says what that edition froze, and nothing else. Totals of requests count items, totals of a deputy
count participations; the two are never added up. Every list has pages: follow the header `Link` or
`links.next` to the end. An argument that is not known is refused.
"""


class Readable(DefaultJSONProvider):
    """JSON as people read it: letters as they are, fields in the order of the description."""

    ensure_ascii = False
    sort_keys = False


class QuietApi(Api):  # type: ignore[misc]
    """flask-smorest without a page of its own, and without error handlers for all pages."""

    ERROR_SCHEMA = ProblemAnswer
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_doc_blueprint(self) -> None:
        """The description is served by `app.web.api.spec`."""

    def _register_error_handlers(self) -> None:
        """Errors are told by `app.web.api.problems`."""


def describe(app: Flask, config: Config, blueprint: Blueprint) -> None:
    """Register the blueprint and describe its views."""
    licence = config.licence or "Not stated: ask before you publish the data anew"
    info: dict[str, Any] = {"description": ABOUT, "license": _licence(licence)}
    if config.contact:
        info["contact"] = _contact(config.contact)
    made = QuietApi(
        spec_kwargs={
            "title": TITLE, "version": VERSION, "openapi_version": "3.1.0", "info": info,
            "servers": [{"url": "/", "description": "This portal"}],
        }
    )  # fmt: skip
    # flask-security, which comes later, makes its own one out of this.
    app.json_provider_class = Readable
    app.json = Readable(app)
    made.init_app(app)
    made.register_blueprint(blueprint)
    app.extensions["api"] = completed(made.spec.to_dict())


def _licence(words: str) -> dict[str, str]:
    if words.startswith(("http://", "https://")):
        return {"name": words, "url": words}
    return {"name": words}


def _contact(words: str) -> dict[str, str]:
    if words.startswith(("http://", "https://")):
        return {"url": words}
    return {"email": words} if "@" in words and " " not in words else {"name": words}

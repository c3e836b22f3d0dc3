"""The description of the interface: OpenAPI 3.1, made from the same schemas that answers pass."""

import functools
import threading
from typing import Any

from apispec import APISpec
from flask import Flask, current_app
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


class LateBlueprint(Blueprint):  # type: ignore[misc]
    """A blueprint that is described when the description is first asked for.

    To describe it takes a third of the time in which the portal starts, and a command line never
    needs it.
    """

    def add_url_rule(self, *rule: Any, **options: Any) -> None:
        """Add a route; a name that begins with a slash is one that nobody has, not a redirect."""
        super().add_url_rule(*rule, **{"merge_slashes": False, **options})

    def register_views_in_doc(self, api: Api, app: Flask, spec: APISpec, **how: Any) -> None:
        """Leave in `app` what describes the views, once, however many ask at the same time."""
        describe_views, lock = super().register_views_in_doc, threading.Lock()

        @functools.cache
        def made() -> dict[str, Any]:
            describe_views(api, app, spec, **how)
            return completed(spec.to_dict())

        def ask() -> dict[str, Any]:
            with lock:
                return made()

        app.extensions["api"] = ask


def description() -> dict[str, Any]:
    """The OpenAPI description of the interface, which nobody may change."""
    told: dict[str, Any] = current_app.extensions["api"]()
    return told


def describe(app: Flask, config: Config, blueprint: LateBlueprint) -> None:
    """Register the blueprint; its views are described when somebody asks."""
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


def _licence(words: str) -> dict[str, str]:
    if words.startswith(("http://", "https://")):
        return {"name": words, "url": words}
    return {"name": words}


def _contact(words: str) -> dict[str, str]:
    if words.startswith(("http://", "https://")):
        return {"url": words}
    return {"email": words} if "@" in words and " " not in words else {"name": words}

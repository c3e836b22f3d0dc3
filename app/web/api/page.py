"""The page that explains the interface for programs, made from its description."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, render_template, request

from app.web.api import LIMIT, SEARCH_LIMIT
from app.web.api.description import description
from app.web.api.problems import KINDS
from app.web.permissions import ANYONE, access
from app.web.public import public

Told = dict[str, Any]
#: Answers are told once, and not again for each address.
WRAPPED = "Answer"


@public.get("/api")
@access(ANYONE)
def api() -> str:
    """What programs may ask, and what they get: for whoever writes one."""
    described = description()
    schemas = described["components"]["schemas"]
    return render_template(
        "pages/public/api.html",
        root=request.url_root.rstrip("/"),
        limit=LIMIT.partition("/")[0],
        search_limit=SEARCH_LIMIT.partition("/")[0],
        operations=[operation(path, one, schemas) for path, one in described["paths"].items()],
        shapes=[
            {
                "name": name,
                "about": schema["description"],
                "fields": [field(*pair) for pair in schema["properties"].items()],
            }
            for name, schema in sorted(schemas.items())
            if not name.endswith(WRAPPED)
        ],
        problems=KINDS,
        licence=current_app.extensions["config"].licence,
    )


def operation(path: str, methods: Mapping[str, Any], schemas: Mapping[str, Any]) -> Told:
    """What an address answers, and what it takes."""
    told = methods["get"]
    content = told["responses"]["200"]["content"]["application/json"]
    answer = schemas[_name(content["schema"])]["properties"]["data"]
    arguments = [*methods.get("parameters", ()), *told.get("parameters", ())]
    needed = any(one.get("required") for one in arguments)
    return {
        "id": told["operationId"],
        "path": path,
        "summary": told["summary"],
        "description": told.get("description"),
        "arguments": [_argument(one) for one in arguments],
        "shape": _name(answer.get("items", answer)),
        "listed": "items" in answer,
        "try_it": None if needed else path,
    }


def _argument(one: Mapping[str, Any]) -> Told:
    return field(one["name"], one["schema"]) | {
        "about": one["description"],
        "required": one.get("required", False),
    }


def field(name: str, schema: Mapping[str, Any]) -> Told:
    """What a field or an argument may hold."""
    inner = schema.get("items", schema)
    inner = inner["anyOf"][0] if "anyOf" in inner else inner
    kinds = inner.get("type", "string")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return {
        "name": name,
        "of": _name(inner) if "$ref" in inner else None,
        "many": "items" in schema,
        "choices": [value for value in inner.get("enum", ()) if value is not None],
        "type": inner.get("format") or kinds[0],
        "about": schema.get("description"),
    }


def _name(schema: Mapping[str, Any]) -> str:
    reference: str = schema["$ref"]
    return reference.rpartition("/")[2]

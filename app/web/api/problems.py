"""Errors of the interface for programs, as RFC 9457 has them: what is wrong and what to do next."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api"
#: By status: the name of the kind of problem, its title, and what to do next.
KINDS: Mapping[int, tuple[str, str, str]] = {
    400: ("bad-request", "Bad request", "The request could not be read: mend it and ask again."),
    404: (
        "not-found",
        "Not found",
        "There is nothing at this address: /api/openapi.json lists the addresses that exist.",
    ),
    405: (
        "method-not-allowed",
        "Method not allowed",
        "This interface only answers GET, HEAD and OPTIONS: ask with GET.",
    ),
    422: (
        "wrong-arguments",
        "Wrong arguments",
        "Mend the arguments named in `errors`; /api/openapi.json describes each of them.",
    ),
    429: (
        "too-many-requests",
        "Too many requests",
        "This address asked too often: wait as many seconds as Retry-After says, then go on.",
    ),
    500: (
        "internal-error",
        "Internal error",
        "Something broke on our side and was noted: ask again in a minute.",
    ),
    503: (
        "unavailable",
        "Unavailable",
        "The portal is being worked on: wait as many seconds as Retry-After says, then ask again.",
    ),
}


class Problem(HTTPException):
    """An error of ours with the status `code`, and a sentence that says what to do next."""

    def __init__(
        self, code: int, detail: str, errors: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.errors = errors


def is_api() -> bool:
    """Whether the request is one of the interface, also where no view is found for it."""
    return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")


def of(error: HTTPException) -> Response:
    """The answer for an error of HTTP. Nothing of its own text is passed on unless it is ours."""
    if isinstance(error, Problem):
        return problem(error.code or 500, error.description, error.errors)
    told = getattr(error, "data", None) or {}
    errors = told.get("messages", {}).get("query") if isinstance(told, dict) else None
    response = problem(error.code or 500, errors=errors)
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers.setdefault(name, value)
    return response


def problem(
    status: int, detail: str | None = None, errors: Mapping[str, Sequence[str]] | None = None
) -> Response:
    """The answer for a status; `errors` are sentences by the name of the argument."""
    fallback = 500 if status >= 500 else 400
    kind, title, advice = KINDS.get(status, KINDS[fallback])
    body: dict[str, Any] = {
        "type": f"{PREFIX}/#{kind}",
        "title": title,
        "status": status,
        "detail": detail or advice,
        "instance": quote(request.path),
    }
    if errors:
        body["errors"] = {name: list(said) for name, said in sorted(errors.items())}
    text = json.dumps(body, ensure_ascii=False)
    return Response(text + "\n", status, content_type=MEDIA_TYPE)

"""What the portal writes of its own doings: lines of JSON in production, words elsewhere.

No line holds a person's name, an address, a token or what somebody searched for: of a
request only its method, its path without the query, its status and its duration are kept,
and the part of a path that lets somebody in is left out.
"""

import logging
import re
import sys
import time
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

from app.config import Config

log = structlog.get_logger()

#: Long runs of letters and digits in a path are tokens of one-time links.
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_.\-]{24,}(?=/|$)")
EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")


def init_app(app: Flask, config: Config) -> None:
    """Set up logging, once for the process, and a line for each request of `app`."""
    configure(production=config.production)
    if config.testing:
        return
    app.before_request(begin)
    app.after_request(end)


def configure(*, production: bool) -> None:
    """Write to the standard error stream, so that commands keep their output clean."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            *([structlog.processors.format_exc_info] if production else []),
            without_people,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )


#: In the environment of a request that a command of ours makes: thousands of lines help nobody.
QUIET = "portal.quiet"


def _to_stderr(*_args: Any) -> structlog.WriteLogger:
    # Looked up each time: a test or a supervisor may have put another stream there.
    return structlog.WriteLogger(sys.stderr)


def without_people(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Blot out e-mail addresses, wherever they got in from."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = EMAIL.sub("[e-mail]", value)
    return event


def begin() -> None:
    """Give the request a name of its own, which its every line carries."""
    g.began = time.monotonic()
    g.request_id = uuid.uuid4().hex[:12]
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def end(response: Response) -> Response:
    """Write the line of the request."""
    if QUIET in request.environ:
        structlog.contextvars.clear_contextvars()
        return response
    if "began" in g and request.endpoint not in {"static", "health.healthz", "health.readyz"}:
        log.info(
            "request",
            method=request.method,
            path=TOKEN.sub("…", request.path),
            status=response.status_code,
            ms=round((time.monotonic() - g.began) * 1000),
        )
        response.headers["X-Request-Id"] = g.request_id
    structlog.contextvars.clear_contextvars()
    return response

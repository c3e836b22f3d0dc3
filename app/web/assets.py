"""Our own static files: each has its content in its address, so it may be kept for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Give templates `static_url`, and answers to it their long life."""
    app.jinja_env.globals["static_url"] = static_url
    app.after_request(keep)


def static_url(filename: str) -> str:
    """The address of `filename` under app/static, which changes with its content."""
    return url_for("static", filename=filename, v=fingerprint(filename))


def fingerprint(filename: str) -> str:
    """Twelve hex digits of the sha256 of a static file. Raises OSError when there is none."""
    path = Path(current_app.static_folder or "") / filename
    return _digest(path, path.stat().st_mtime_ns)


@cache
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def keep(response: Response) -> Response:
    """Let what was asked for by its content be kept; anything else is asked for again."""
    if request.endpoint != "static" or response.status_code not in (200, 304):
        return response
    filename = (request.view_args or {})["filename"]
    if request.args.get("v") == fingerprint(filename):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "public, no-cache"
    return response

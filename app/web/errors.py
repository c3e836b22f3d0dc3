"""Error pages: a sentence that says what to do next."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the error pages."""

"""The `flask` commands: each a few lines over ingest, services and exports."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the command groups."""

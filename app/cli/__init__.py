"""The `flask` commands: each a few lines over ingest, services and exports."""

from flask import Flask

from app.cli.export import export
from app.cli.pack import pack


def init_app(app: Flask) -> None:
    """Register the command groups."""
    app.cli.add_command(export)
    app.cli.add_command(pack)

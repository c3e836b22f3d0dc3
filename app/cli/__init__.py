"""The `flask` commands: each a few lines over ingest, services and exports."""

from flask import Flask

from app.cli.accounts import accounts
from app.cli.agreement import agreement
from app.cli.archive import archive
from app.cli.audit import audit
from app.cli.backup import backup
from app.cli.edition import edition
from app.cli.export import export
from app.cli.import_ import import_
from app.cli.mirror import mirror
from app.cli.open_data import open_data, popolo
from app.cli.pack import pack
from app.cli.portal import portal
from app.cli.report import report
from app.cli.scrape import scrape
from app.cli.search import search
from app.cli.worker import worker


def init_app(app: Flask) -> None:
    """Register the command groups."""
    app.cli.add_command(accounts)
    app.cli.add_command(agreement)
    app.cli.add_command(archive)
    app.cli.add_command(audit)
    app.cli.add_command(backup)
    app.cli.add_command(edition)
    app.cli.add_command(export)
    export.add_command(open_data)
    export.add_command(popolo)
    app.cli.add_command(mirror)
    app.cli.add_command(import_)
    app.cli.add_command(pack)
    app.cli.add_command(portal)
    app.cli.add_command(report)
    app.cli.add_command(scrape)
    app.cli.add_command(search)
    app.cli.add_command(worker)

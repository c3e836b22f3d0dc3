"""`flask report`: the report of a period as a file."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock, report_files
from app.extensions import db
from app.reports import build as building
from app.reports.pdf import NoPangoError
from app.reports.writers import WRITERS
from app.words import LANGS

report = AppGroup("report", help="Build the report of a period.")
DAY = click.DateTime(["%Y-%m-%d"])


class WrongError(click.ClickException):
    """A question that cannot be answered."""

    exit_code = 2


@report.command("build")
@click.option("--from", "start", required=True, type=DAY, metavar="DATE", help="the first day")
@click.option("--to", "end", required=True, type=DAY, metavar="DATE", help="the last day")
@click.option("--lang", required=True, type=click.Choice(LANGS))
@click.option("--format", required=True, type=click.Choice(list(WRITERS)))
@click.option("--edition", type=int, help="numbers as this edition froze them; today's without it")
@click.option("--term", metavar="KEY", help="which convocation; the latest when left out")
@click.option("--deputy", metavar="SLUG", help="only the page of this deputy, to be handed over")
@click.option("--site", metavar="ADDRESS", help="where links lead; SITE_URL when left out")
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path))
def build(start: datetime, end: datetime, site: str | None, out: Path, **wanted: Any) -> None:
    """Write the report of a period to FILE, which appears only once it is whole."""
    asked = building.Asked(start=start.date(), end=end.date(), **wanted)
    if not out.parent.is_dir():
        raise WrongError(f"The folder {out.parent} does not exist: make it, or name another.")
    setting = report_files.setting(current_app.extensions["config"], site)
    try:
        with db.sessionmaker() as session:
            built = building.build(session, asked, setting, clock.now())
        report_files.write_whole(out, built.body)
    except (building.RefusedError, NoPangoError) as error:
        raise WrongError(str(error)) from error
    except OSError as error:
        raise WrongError(f"{out} cannot be written: {error.strerror}.") from error
    click.echo(f"{out}: {len(built.body)} bytes")

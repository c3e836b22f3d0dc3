"""`flask pack`: load the facts that come with the project."""

import json
from collections import Counter
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock, packs
from app.config import Config
from app.extensions import db
from models.engine import begin_write

pack = AppGroup("pack", help="Country packs: facts that come with the project.")


@pack.command("load")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def load(directory: Path, as_json: bool) -> None:
    """Load the country pack in DIRECTORY; a second load changes nothing."""
    config: Config = current_app.extensions["config"]
    with db.sessionmaker() as session:
        begin_write(session)
        try:
            refuse_mixture(directory, config)
            report = packs.load(session, directory, clock.now())
        except packs.PackError as error:
            refuse(error, as_json=as_json)
            raise SystemExit(1) from None
        session.commit()
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    for table, counts in report.tables.items():
        click.echo(
            f"{table:<22} created {counts.created:>4}, updated {counts.updated:>4}, "
            f"unchanged {counts.unchanged:>4}"
        )
    others = Counter(kept.by for kept in report.kept if not kept.by_person)
    for remark in (*(kept for kept in report.kept if kept.by_person), *report.gone):
        click.echo(str(remark))
    for actor, count in others.items():
        click.echo(
            f"{count} values differ from the pack's and stay as {actor} set them; see --json"
        )


def refuse_mixture(directory: Path, config: Config) -> None:
    """Keep invented data out of a portal with real ones, and the other way round.

    Raises ClickException, and PackError where the manifest cannot be read.
    """
    held = packs.holds(directory)
    if held is packs.Holds.INVENTED and not config.training:
        raise click.ClickException(
            f"{directory.name} holds invented data: load it where TRAINING=1 is set, as "
            "`make demo` does. Nothing was loaded."
        )
    if held is packs.Holds.REAL and config.training:
        raise click.ClickException(
            f"{directory.name} holds real data, and this portal is for training: load it without "
            "TRAINING=1. Nothing was loaded."
        )


def refuse(error: packs.PackError, *, as_json: bool) -> None:
    """Print everything that is wrong with a pack."""
    if as_json:
        problems = [problem.as_dict() for problem in error.problems]
        click.echo(json.dumps({"status": "refused", "errors": problems}, ensure_ascii=False))
        return
    for problem in error.problems:
        click.echo(str(problem), err=True)
    count = len(error.problems)
    click.echo(f"Nothing was loaded: {count} {'fault' if count == 1 else 'faults'}.", err=True)

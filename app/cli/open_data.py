"""`flask export open-data` and `flask export popolo`: files for whoever reuses the data."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app import clock, opendata
from app.config import Config
from app.exports.base import write_file
from app.exports.datapackage import About
from app.exports.folders import FolderTakenError
from app.extensions import db
from app.queries import editions, terms
from app.queries.editions import EditionShown
from app.queries.terms import Term

edition_option = click.option("--edition", type=int, metavar="N", help="as this edition has it")
term_option = click.option("--term", "term_key", metavar="KEY", help="of this convocation alone")


@click.command("open-data")
@click.option("--out", required=True, metavar="DIR", help="a folder that does not exist yet")
@edition_option
@term_option
@with_appcontext
def open_data(out: str, edition: int | None, term_key: str | None) -> None:
    """Write a Frictionless Data Package of all public tables into the folder DIR."""
    with opendata.snapshot(db.sessionmaker) as session:
        about = _about(session, edition, term_key)
        try:
            made = opendata.write_package(session, Path(out), about)
        except FolderTakenError as error:
            raise click.ClickException(
                f"{out} holds something else: name a folder that does not exist yet, an empty "
                "one, or one of a package that was written before."
            ) from error
        except OSError as error:
            raise click.ClickException(
                f"{out} cannot be written ({error.strerror}): name a folder in one that exists."
            ) from error
    rows = sum(file.rows or 0 for file in made)
    click.echo(f"{len(made)} files, {rows} rows: {out}")


@click.command("popolo")
@click.option("--out", required=True, metavar="FILE", help="where to write")
@edition_option
@term_option
@with_appcontext
def popolo(out: str, edition: int | None, term_key: str | None) -> None:
    """Write people, organisations, areas, posts, memberships and events as Popolo JSON."""
    with opendata.snapshot(db.sessionmaker) as session:
        about = _about(session, edition, term_key)
        body = opendata.popolo_file(session, about)
    try:
        write_file([body], Path(out))
    except OSError as error:
        raise click.ClickException(
            f"{out} cannot be written ({error.strerror}): name a file in a folder that exists."
        ) from error


def _about(session: Session, number: int | None, term_key: str | None) -> About:
    edition: EditionShown | None = None
    term: Term | None = None
    if number is not None and term_key is not None:
        raise click.ClickException("An edition is of one convocation: leave --term out.")
    if number is not None:
        edition = editions.get(session, number)
        if edition is None:
            raise click.ClickException(f"There is no edition {number}: see `flask edition list`.")
    if term_key is not None:
        term = terms.named(session, term_key)
        if term is None:
            known = ", ".join(one.key for one in terms.terms(session)) or "none yet"
            raise click.ClickException(f"There is no convocation {term_key}. Known are: {known}.")
    config: Config = current_app.extensions["config"]
    return opendata.about(session, config, clock.now(), edition=edition, term=term)

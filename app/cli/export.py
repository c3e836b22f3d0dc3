"""`flask export`: the open tables as files."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.exports import FORMATS, TABLES, pieces, write_file
from app.extensions import db


@click.command("export")
@click.argument("table", type=click.Choice(list(TABLES)))
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="csv")
@click.option("--out", required=True, metavar="FILE", help="where to write; - for the screen")
@with_appcontext
def export(table: str, format_: str, out: str) -> None:
    """Write all rows of a TABLE: UTF-8 without a byte order mark, in a stable order."""
    training = current_app.extensions["config"].training
    with db.sessionmaker() as session:
        if out == "-":
            for piece in pieces(session, TABLES[table], FORMATS[format_], training=training):
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        try:
            write_file(session, TABLES[table], FORMATS[format_], Path(out), training=training)
        except OSError as error:
            raise click.ClickException(
                f"{out} cannot be written ({error.strerror}): name a file in a folder that exists."
            ) from error

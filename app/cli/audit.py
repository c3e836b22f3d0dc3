"""`flask audit`: is the journal still what was written?"""

import json
import sys

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from app import auditing, clock
from app.extensions import db
from models.heads import Kind

audit = AppGroup("audit", help="The journal of who changed what.")


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def verify(*, as_json: bool) -> None:
    """Recompute every hash and compare with the heads kept outside; exit 1 when one differs."""
    with tqdm(unit="row", disable=not sys.stderr.isatty()) as bar:

        def tick(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        found = auditing.verify(current_app.extensions["config"], db.engine, tick)
    if as_json:
        click.echo(json.dumps(auditing.as_dict(found), ensure_ascii=False))
    else:
        for finding in found.findings:
            click.echo(f"{'ERROR' if finding.error else 'note'}: {finding.message}")
        errors = sum(finding.error for finding in found.findings)
        click.echo(f"{found.rows} rows, {found.heads} lines outside the table: {errors} errors")
    if not found.sound:
        sys.exit(1)


@audit.command()
@click.option("--reason", required=True, help="Why the file begins anew; it is kept there.")
def accept(*, reason: str) -> None:
    """Go on from the journal as it is now, where its file beside the archive was lost or cut.

    Afterwards `verify` holds the rows against the file from here on; the line stays for all to see.
    """
    if not reason.strip():
        raise click.ClickException("Say why in a few words: --reason TEXT.")
    config = current_app.extensions["config"]
    line = auditing.accept(config, db.engine, clock.now(), Kind.ACCEPTED, reason.strip())
    click.echo(f"The file begins anew with row {line.id}.")

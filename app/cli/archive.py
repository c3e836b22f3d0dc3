"""`flask archive`: is everything that was kept still what it was?"""

import json
import sys
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from app import ingest

archive = AppGroup("archive", help="The kept responses.")


@archive.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def verify(*, as_json: bool) -> None:
    """Read every kept record again and compare hashes; exit 1 when one byte differs."""
    config = current_app.extensions["config"]
    total = ingest.count_captures(config)
    with tqdm(total=total, unit="rec", disable=not sys.stderr.isatty()) as bar:
        verified = ingest.verify_archive(config, tick=bar.update)
    if as_json:
        click.echo(json.dumps(asdict(verified) | {"sound": verified.sound}, ensure_ascii=False))
    else:
        for finding in verified.findings:
            click.echo(f"{'ERROR' if finding.error else 'note'}: {finding.message}")
        errors = sum(finding.error for finding in verified.findings)
        click.echo(f"{verified.captures} captures in {verified.files} files: {errors} errors")
    if not verified.sound:
        sys.exit(1)

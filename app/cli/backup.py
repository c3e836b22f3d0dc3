"""`flask backup`: the whole instance in one file, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from app import backup as backups
from app import clock
from app.backup.bundle import Say
from app.extensions import alembic, db

backup = AppGroup("backup", help="Keep database and archive in one file, or put them back.")


@contextmanager
def progress_bar() -> Iterator[Say]:
    """A bar on a terminal; silence elsewhere."""
    with tqdm(disable=None, leave=False) as bar:

        def say(done: int, total: int | None = None, message: str | None = None) -> None:
            bar.total = total
            bar.n = done
            bar.set_description(message or "", refresh=False)
            bar.refresh()

        yield say


@backup.command("create")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def create(file: Path) -> None:
    """Write database and archive to FILE, while the portal may go on running."""
    head = str(alembic.script_directory.get_current_head())
    try:
        with progress_bar() as say:
            made = backups.create(
                current_app.extensions["config"],
                db.engine,
                file,
                revision=head,
                now=clock.now(),
                say=say,
            )
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    rows = sum(member.rows or 0 for member in made.members.values())
    click.echo(f"{file}: {rows} rows, {len(made.files)} files of the archive.")
    if not made.audit_whole:
        click.echo("Beware: the chain of the journal is broken in this instance.", err=True)
    click.echo(
        "It holds people's passwords (hashed) and second steps: keep it as safe as the database."
    )


@backup.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Even where this instance holds data; it is kept.")
def restore(file: Path, *, replace: bool) -> None:
    """Put the database and the archive of FILE in the place of this instance's."""
    try:
        with progress_bar() as say:
            done = backups.restore(
                current_app._get_current_object(),  # type: ignore[attr-defined]
                file,
                clock.now(),
                say,
                replace=replace,
            )
    except backups.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored {done.rows} rows and {done.files} files; every hash is as it was kept.")
    if done.kept_at:
        click.echo(f"What was here before is kept in {done.kept_at}.")
    if not done.same_key:
        click.echo(
            "This instance has another SECRET_KEY than the one that was kept: passwords and second "
            "steps work here too, but everybody has to sign in again."
        )

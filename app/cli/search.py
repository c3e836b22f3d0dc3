"""`flask search …`: the index of what the public can search."""

import click
from flask.cli import AppGroup

from app.extensions import db
from models.engine import begin_write
from models.search_entry import Mirrored
from models.search_index import (
    batches,
    differences,
    rebuild_stems,
    refresh,
    size,
    stems_are_whole,
)

search = AppGroup("search", help="The index of what the public can search.")

#: More lines than this help nobody: the number of all of them follows.
SHOWN = 50


def place(_context: click.Context, _option: click.Parameter, said: str | None) -> tuple[str, int]:
    """`item:1200` as the kind of row and the number after which to go on."""
    kind, _, number = (said or f"{next(iter(Mirrored))}:0").partition(":")
    if kind not in [m.value for m in Mirrored] or not number.isdecimal():
        known = ", ".join(m.value for m in Mirrored)
        raise click.BadParameter(f"say KIND:NUMBER, where KIND is one of {known}.")
    return kind, int(number)


@search.command("rebuild")
@click.option("--from", "start", callback=place, metavar="KIND:NUMBER",
              help="Go on after this row, as an interrupted run said.")  # fmt: skip
def rebuild(start: tuple[str, int]) -> None:
    """Make the index say what the rows say. May be stopped at any moment, and run at any time."""
    kinds = list(Mirrored)
    kinds = kinds[kinds.index(Mirrored(start[0])) :]
    changed = 0
    with db.sessionmaker() as session:
        begin_write(session)
        rebuild_stems(session.connection())
        session.commit()
        for mirrored in kinds:
            after, done = start[1] if mirrored == start[0] else 0, 0
            total = size(session.connection(), mirrored)
            session.rollback()
            while part := next(batches(begin_write(session), mirrored, after), None):
                changed += refresh(session.connection(), mirrored, part)
                session.commit()
                after, done = part[-1], done + len(part)
                click.echo(
                    f"{mirrored}: {done} of {total}; to go on later: --from {mirrored}:{after}"
                )
            session.rollback()
    click.echo(f"The index is whole: {changed} entries were changed.")


@search.command("check")
def check() -> None:
    """Compare the index with the rows; exit 1 and name what differs."""
    found, rows = [], 0
    with db.sessionmaker() as session:
        connection = session.connection()
        for mirrored in Mirrored:
            for part in batches(connection, mirrored):
                found += differences(connection, mirrored, part)
                rows += len(part)
        whole = stems_are_whole(connection)
    for one in found[:SHOWN]:
        click.echo(f"{one.mirrored} {one.row_id}: {one.how}")
    if not whole:
        click.echo("the index of stems does not hold what the entries say")
    if found or not whole:
        click.echo(f"{len(found)} entries differ of {rows} rows: run `flask search rebuild`.")
        raise SystemExit(1)
    click.echo(f"The index says what {rows} rows say.")

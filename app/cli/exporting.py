"""What every export at the console does: ask, write whole, and leave a line in the log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.cli.accounts import writing
from app.exports import FORMATS, Order, Setting, Tally, pieces, write_file
from app.extensions import db
from app.queries.asked import BY, Asked, AskedError, Fault, columns, scope
from app.queries.table_shapes import Table
from app.services import exports as service
from app.services.exports import Taken

OPTIONS = {
    "start": "--from",
    "end": "--to",
    "columns": "--columns",
}


def refuse(error: AskedError, table: str) -> click.UsageError:
    """The sentence for what cannot be asked; it ends the command with status 2."""
    option = OPTIONS.get(error.field, f"--{error.field}")
    known = ", ".join(error.known) or "none so far"
    said = {
        Fault.NOT_BY: f"{table} cannot be chosen by {option}. It can be chosen by: "
        + (", ".join(OPTIONS.get(name, f"--{name}") for name in error.known) or "nothing")
        + ".",
        Fault.UNKNOWN: f"There is no {error.field} {error.value}. There are: {known}.",
        Fault.NO_DAY: f"{option} is {error.value}: give a day like 2023-03-29.",
        Fault.ENDS_BEFORE_START: f"--to {error.value} is before --from: give a later day.",
        Fault.NO_COLUMNS: f"{option} names no column. {table} has: {known}.",
        Fault.UNKNOWN_COLUMN: f"{table} has no column {error.value}. It has: {known}.",
        Fault.TWICE: f"The column {error.value} is named twice: name it once.",
    }
    return click.UsageError(said[error.fault])


@dataclass(frozen=True)
class Wanted:
    """What a command was given. `keys` are columns between commas, `out` is a file or `-`."""

    format: str
    lang: str | None
    asked: Asked
    keys: str | None
    out: str


def run(tables: tuple[Table, ...], wanted: Wanted) -> None:
    """Write tables to a file, or for `-` to the screen. Says in the log how it began and ended."""
    target = None if wanted.out == "-" else Path(wanted.out)
    if target is not None:
        check(target)
    if len(tables) > 1:
        tables = fitting(tables, wanted.asked)
    training = current_app.extensions["config"].training
    setting = Setting(clock.now(), wanted.lang, training=training)
    with db.sessionmaker() as session:
        orders = tuple(_order(session, table, wanted) for table in tables)
        tally = Tally()
        with logged(_taken(orders, wanted), tally):
            found = pieces(session, orders, FORMATS[wanted.format], setting, tally)
            if target is None:
                for piece in found:
                    sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
            else:
                _write(found, target)


def _taken(orders: tuple[Order, ...], wanted: Wanted) -> Taken:
    return Taken(
        tuple(order.table.name for order in orders),
        wanted.format,
        wanted.lang,
        wanted.asked.given,
        [column.key for column in orders[0].columns] if wanted.keys else (),
    )


def check(target: Path) -> None:
    """Raise UsageError where nothing can be written, before anything is read."""
    if target.is_dir():
        raise click.UsageError(f"{target} is a folder: name a file in it.")
    if not target.parent.is_dir():
        raise click.UsageError(f"{target} cannot be written: name a file in a folder that exists.")


def _order(session: Session, table: Table, wanted: Wanted) -> Order:
    try:
        names = [key.strip() for key in wanted.keys.split(",")] if wanted.keys is not None else []
        if wanted.keys is not None and not any(names):
            known = [column.key for column in table.columns]
            raise AskedError("columns", "", Fault.NO_COLUMNS, known)
        chosen = columns(table, names) if names else ()
        return Order(table, scope(session, table, wanted.asked), chosen)
    except AskedError as error:
        raise refuse(error, table.name) from None


def fitting(tables: tuple[Table, ...], asked: Asked) -> tuple[Table, ...]:
    """Those tables that can be chosen by all that is asked; says which are left out.

    Others would stand beside them with rows of everything. Raises UsageError where none can.
    """
    by = {BY[field] for field in asked.given}
    fit = tuple(table for table in tables if by <= table.by)
    left = [table.name for table in tables if table not in fit]
    if not fit:
        raise click.UsageError("No table can be chosen by all of this together: ask for less.")
    if left:
        click.echo(f"Left out, as they cannot be chosen so: {', '.join(left)}.", err=True)
    return fit


def _write(found: Iterator[bytes], target: Path) -> None:
    try:
        write_file(found, target)
    except OSError as error:
        raise click.UsageError(
            f"{target} cannot be written ({error.strerror}): name another file."
        ) from error


@contextmanager
def logged(taken: Taken, tally: Tally) -> Iterator[None]:
    """Write down that an export began and how it ended, each in a transaction of its own."""
    with writing() as session:
        run_id = service.begin(session, None, clock.now(), taken).id
    try:
        yield
    except BaseException:
        with writing() as session:
            service.break_off(session, clock.now(), run_id, rows=tally.rows, size=tally.size)
        raise
    with writing() as session:
        service.finish(
            session, clock.now(), run_id, rows=tally.rows, size=tally.size, sha256=tally.sha256
        )

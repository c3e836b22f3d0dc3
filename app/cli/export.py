"""`flask export`: the tables as files, one command a table, and all of them in one workbook."""

from typing import Any

import click
from flask.cli import with_appcontext

from app.cli.exporting import Wanted, run
from app.exports import FORMATS
from app.queries.asked import Asked
from app.queries.table_shapes import Table
from app.queries.tables import TABLES
from app.words import LANGS

ALL = "all"
#: What a period and the like are given by; each command takes those that its table knows.
CHOOSE = (
    ("term", "--term", "KEY", "of a convocation, such as kz-mazhilis-8"),
    ("start", "--from", "DAY", "from this day on, such as 2023-03-29"),
    ("end", "--to", "DAY", "up to this day, which is counted in"),
    ("region", "--region", "KEY", "of a region, such as KZ-10"),
    ("party", "--party", "KEY", "of a party"),
    ("topic", "--topic", "BOOK.TOPIC", "on a topic of a code book"),
    ("edition", "--edition", "N", "as edition N froze it, and nothing else"),
)


class Exports(click.Group):
    """A command for each table, made when it is asked for, beside those that were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, tables first."""
        return [*TABLES, ALL, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a table, or one that was added."""
        if cmd_name == ALL:
            return _command(ALL, tuple(TABLES.values()), "All tables in one workbook.")
        if cmd_name in TABLES:
            table = TABLES[cmd_name]
            return _command(cmd_name, (table,), table.about)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Say which tables there are where one is not known."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(f"There is no table {args[0]}. There are: {known}.", ctx)
        return super().resolve_command(ctx, args)


def _command(name: str, tables: tuple[Table, ...], about: str) -> click.Command:
    many = len(tables) > 1
    formats = [key for key, kind in FORMATS.items() if kind.many or not many]
    params: list[click.Parameter] = [
        click.Option(
            ["--format", "format_"], type=click.Choice(formats), show_default=True,
            default="xlsx" if many else "csv", help="csv, xlsx, or jsonl: JSON lines",
        ),
        click.Option(
            ["--lang"], type=click.Choice(LANGS),
            help="headings and values in words; permanent keys and values without it. "
            "JSON lines have permanent ones always.",
        ),
        *(click.Option([option, field], metavar=metavar, help=f"rows {said}")
          for field, option, metavar, said in CHOOSE),
        click.Option(["--out"], required=True, metavar="FILE", help="where to; - for the screen"),
    ]  # fmt: skip
    if not many:
        params.append(
            click.Option(["--columns"], metavar="A,B", help="only these columns, in this order")
        )
    return click.Command(
        name, params=params, callback=_callback(tables), help=about, short_help=about
    )


def _callback(tables: tuple[Table, ...]) -> Any:
    @with_appcontext
    def callback(
        format_: str, lang: str | None, out: str, columns: str | None = None, **asked: str | None
    ) -> None:
        given = {field: value or "" for field, value in asked.items()}
        run(tables, Wanted(format_, lang, Asked(**given), columns, out))

    return callback


@click.group("export", cls=Exports)
def export() -> None:
    """Write a table to a file, in a stable order: CSV, XLSX or JSON lines."""

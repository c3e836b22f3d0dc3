"""`flask import`: a spreadsheet of others, as the desk brings it in."""

import dataclasses
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import yaml
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, ingest
from app.extensions import db
from app.imports import guess, reading
from app.imports import words as told
from app.imports.annotate import annotated
from app.imports.fields import FORMS
from app.imports.problems import Trouble
from app.imports.sheets import UnreadableError, column_name
from app.queries import imports as queries
from app.queries.terms import named
from app.services import imports as service
from app.services.errors import ServiceError
from app.services.import_rows import Tools
from app.services.imports import Reading
from app.words import LANGS, Words
from models import audit, engine
from models.imports import Import, ImportKind, RowAction
from models.names import fold
from models.user import User, UserRole

ROLES = {UserRole.ANALYST, UserRole.COORDINATOR, UserRole.ADMINISTRATOR}
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice([k.value for k in ImportKind]), required=True)
@click.option("--convocation", required=True, metavar="KEY", help="such as kz-mazhilis-8")
@click.option("--compiler", required=True, help="who compiled the file")
@click.option("--as", "email", required=True, help="e-mail of the account in whose name it is done")
@click.option("--sheet", help="the sheet; the first one in sight where not given")
@click.option("--heading-row", type=click.IntRange(min=1))
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML: columns (heading or letter: field) and values (field: text: meaning)",
)
@click.option("--auto", is_flag=True, help="take the columns by their headings")
@click.option("--period-from", type=DAY)
@click.option("--period-to", type=DAY)
@click.option("--item-kind", help="kind of acts in rows without one")
@click.option("--dry-run", is_flag=True, help="say what would be changed, and keep nothing")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="where to write the copy with the errors marked",
)
@click.option("--lang", type=click.Choice(LANGS), default="ru", help="of the errors")
@with_appcontext
def import_(file: Path, email: str, **said: Any) -> None:  # fmt: skip
    """Bring a FILE in: all of it, or nothing. Exits 1 where a row is to be corrected."""
    if not said["mapping"] and not said["auto"]:
        raise click.UsageError("Give --mapping FILE.yml, or --auto to go by the headings.")
    tools = ingest.import_tools(current_app.extensions["config"])
    now = clock.now()
    with tempfile.TemporaryDirectory() as scratch, db.sessionmaker() as session:
        if said["dry_run"]:
            tools = dataclasses.replace(tools, root=Path(scratch))
        engine.begin_write(session)
        actor = _actor(session, email)
        audit.bind(session, actor=f"user:{actor.id}", now=now)
        try:
            row = _checked(session, actor, now, tools, {"file": file, **said})
            wrong = row.counts[RowAction.WRONG.value]
            _report(session, row, tools, said)
            if not wrong and not said["dry_run"]:
                service.apply(session, actor, now, row.id, tools, revision=row.revision)
                click.echo(f"applied: {row.counts['written']}")
        except UnreadableError as error:
            raise click.ClickException(told.of_file(Words(said["lang"]), error.problem)) from error
        except ServiceError as error:
            raise click.ClickException(str(error) or type(error).__name__) from error
        if not said["dry_run"]:
            session.commit()
    sys.exit(1 if wrong else 0)


def _actor(session: Session, email: str) -> User:
    actor = session.scalar(select(User).where(User.email == email, User.active))
    if actor is None or actor.role not in ROLES:
        raise click.ClickException(
            f"{email} is no account of an analyst, coordinator or administrator."
        )
    return actor


def _checked(
    session: Session, actor: User, now: datetime, tools: Tools, said: Mapping[str, Any]
) -> Import:
    term = named(session, said["convocation"])
    if term is None:
        raise click.ClickException(f"There is no convocation {said['convocation']!r}.")
    row = service.begin(
        session, actor, now, tools, name=said["file"].name, data=said["file"].read_bytes(),
        kind=ImportKind(said["kind"]), convocation_id=term.id,
    )  # fmt: skip
    if said["sheet"] or said["heading_row"]:
        service.look_elsewhere(
            session, row.id, tools, sheet=said["sheet"] or row.sheet,
            heading_row=said["heading_row"] or row.heading_row, revision=row.revision,
        )  # fmt: skip
    columns, meanings = row.columns, row.meanings
    if said["mapping"]:
        columns, meanings = _mapping(row, tools, said["mapping"])
    start, end = (said[name] and said[name].date() for name in ("period_from", "period_to"))
    how = Reading(
        row.sheet, row.heading_row, columns, said["compiler"], start or row.period_start,
        end or row.period_end, said["item_kind"] or row.item_kind, meanings,
    )  # fmt: skip
    service.say_how(session, row.id, tools, how, row.revision)
    return service.check(session, now, row.id, tools)


def _mapping(row: Import, tools: Tools, path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """Columns and meanings out of a file of ours. Raises ClickException for what is none."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        wanted = {str(k): str(v) for k, v in found["columns"].items()}
        values = found.get("values") or {}
        meanings = {
            of: {fold(str(text)): str(value) for text, value in meant.items()}
            for of, meant in values.items()
        }
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, KeyError) as error:
        raise click.ClickException(
            f"{path} is no mapping: give “columns:” with a heading or letter and a field a line."
        ) from error
    names = guess.headings(reading.read(service.content(row, tools), row.sheet), row.heading_row)
    columns = {}
    for place, name in enumerate(names):
        field = wanted.get(name) or wanted.get(column_name(place))
        if field is not None:
            columns[str(place)] = field
    return columns, meanings


def _report(session: Session, row: Import, tools: Tools, said: Mapping[str, Any]) -> None:
    """Say what was found, and write the copy with the errors where it is asked for."""
    words, form = Words(said["lang"]), FORMS[row.kind]
    troubles = {
        each.number: [Trouble.of(kept) for kept in each.troubles]
        for each in queries.wrong_rows(session, row.id)
    }
    for number, found in troubles.items():
        for each in found:
            where = told.place(words, form, each)
            click.echo(f"{number}, {where}: {told.of_trouble(words, each)}", err=True)
    counts = (f"{name}: {row.counts[name]}" for name in map(str, RowAction))
    click.echo(", ".join(counts))
    if said["errors"] and troubles:
        sheet = reading.read(service.content(row, tools), row.sheet)
        said["errors"].write_bytes(annotated(sheet, row.heading_row, troubles, form, words))

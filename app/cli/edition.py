"""`flask edition`: publish an edition, and check what was published."""

import json
from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup

from app import clock
from app.cli.accounts import writing
from app.extensions import db
from app.queries.editions import EditionShown
from app.scoring.gate import Finding, Gate, sentence
from app.services import editions as service
from app.services.errors import InvalidError, NotFoundError

edition = AppGroup("edition", help="Publish editions, and check them.")
#: The exit status of a gate that blocks.
BLOCKED = 4


@edition.command("publish")
@click.option("--name", required=True, help="what the edition is called")
@click.option("--as-of", "as_of", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
@click.option("--campaign", help="the key of the campaign; the open one when left out")
@click.option("--dry-run", is_flag=True, help="only say what the gate finds")
@click.option("--json", "as_json", is_flag=True, help="print the gate as JSON")
def publish(name: str, as_of: datetime, campaign: str | None, dry_run: bool, as_json: bool) -> None:
    """Freeze all public figures under a number; status 4 where the gate blocks."""
    day = as_of.date()
    with writing() as session:
        try:
            checked = service.check(session, clock.now(), campaign, day)
            shown = None
            if checked.gate.ok and not dry_run:
                shown = service.publish(
                    session, None, clock.now(), campaign=campaign, name=name, as_of=day
                )
            found, figures = checked.gate, checked.figures
        except service.GateBlockedError as error:
            found, figures, shown = error.gate, None, None
        except NotFoundError:
            raise click.ClickException(
                f"There is no campaign {campaign}: give the key that the list of campaigns shows."
            ) from None
        except InvalidError:
            raise click.ClickException(
                f"Give the edition a name of 1 to {service.NAME_LENGTH} characters."
            ) from None
        except service.AlreadyPublishedError as error:
            raise click.ClickException(
                f"Edition {error.number} has this name and day already: nothing was published."
            ) from None
    tell(told(found, figures, shown), found, shown, as_json=as_json)
    if not found.ok:
        raise SystemExit(BLOCKED)


def told(found: Gate, figures: Any, shown: EditionShown | None) -> dict[str, Any]:
    """The gate as JSON has it; `edition` is None where none was published."""
    body = service.as_json(found, figures)
    body["edition"] = (
        {"number": shown.number, "name": shown.name, "sha256": shown.sha256} if shown else None
    )
    return body


def tell(body: Any, found: Gate, shown: EditionShown | None, *, as_json: bool) -> None:
    """Print what was found, for a program or for a person."""
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    for heading, findings in (
        ("Blocked:", found.blocks),
        ("Left out:", found.held_back),
        ("Said with it:", found.notes),
    ):
        if findings:
            click.echo(heading)
        for finding in findings:
            click.echo(f"  {in_words(finding)}")
    if shown:
        click.echo(f"Edition {shown.number} is published, sha256 {shown.sha256}.")
    elif found.ok:
        click.echo("The gate lets it pass; nothing was published.")


def in_words(finding: Finding) -> str:
    """A finding with the field and the deputies or promises that it is about."""
    about = f"{finding.field.value}: " if finding.field else ""
    keys = f" [{', '.join(finding.keys)}]" if finding.keys else ""
    return f"{about}{sentence(finding)}{keys}"


@edition.command("verify")
def verify() -> None:
    """Compute every hash of every edition anew; status 1 where one does not fit."""
    with db.sessionmaker() as session:
        results = list(service.verify(session))
    broken = [fault for _number, faults in results for fault in faults]
    for fault in broken:
        place = f"{fault.kind} {fault.key}".strip()
        click.echo(f"edition {fault.number}: {place} is not what was published", err=True)
    click.echo(f"{len(results)} editions, {len(broken)} broken hashes")
    if broken:
        raise SystemExit(1)

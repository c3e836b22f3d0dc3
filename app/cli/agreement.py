"""`flask agreement`: how far the coders agree."""

import json
from datetime import datetime, timedelta
from typing import Any

import click
from flask.cli import with_appcontext

from app import clock
from app.extensions import db
from app.queries import agreement as queries
from app.queries import campaigns
from models.campaign import Campaign

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("agreement")
@click.option("--campaign", "key", metavar="KEY", help="of one campaign; of all when left out")
@click.option("--from", "since", type=DAY, metavar="DATE", help="read twice on this day or later")
@click.option("--to", "until", type=DAY, metavar="DATE", help="read twice on this day or before")
@click.option("--json", "as_json", is_flag=True, help="print it as JSON")
@with_appcontext
def agreement(
    key: str | None, since: datetime | None, until: datetime | None, as_json: bool
) -> None:
    """Krippendorff's alpha per field, before adjudication, over units that two people read."""
    with db.sessionmaker() as session:
        found = _campaign(session, key)
        page = queries.agreement(
            session,
            found,
            since.replace(tzinfo=clock.ALMATY) if since else None,
            _day_after(until) if until else None,
        )
    body = {
        "campaign": key,
        "from": since.date().isoformat() if since else None,
        "to": until.date().isoformat() if until else None,
        **queries.as_json(page),
    }
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    tell(body)


def _campaign(session: Any, key: str | None) -> Campaign | None:
    if key is None:
        return None
    found = campaigns.get(session, key)
    if found is None:
        raise click.ClickException(
            f"There is no campaign {key}: give the key that the list of campaigns shows."
        )
    return found


def tell(body: dict[str, Any]) -> None:
    """Print it for a person: a line for each field."""
    click.echo(f"Units read twice: {body['units']}; drawn and waiting: {body['waiting']}")
    for name, field in body["fields"].items():
        low, high = field["interval"] or (None, None)
        click.echo(
            f"{name:10} n {field['n']:5}  alpha {_number(field['alpha'])}  "
            f"interval {_number(low)} to {_number(high)}  raw {_number(field['raw'])}  "
            f"{field['band']}"
        )


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.3f}"


def _day_after(day: datetime) -> datetime:
    """The moment at which `day` is over in Almaty. Raises ClickException for the last day."""
    try:
        return day.replace(tzinfo=clock.ALMATY) + timedelta(days=1)
    except OverflowError:
        raise click.ClickException("There is no day after this one: give an earlier one.") from None

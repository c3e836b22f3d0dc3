"""`flask accounts`: the first administrator, and help from the server's console."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.services import accounts as service
from app.services.errors import NotFoundError
from models import audit, engine
from models.user import User, UserRole

accounts = AppGroup("accounts", help="Let people in.")


@contextmanager
def writing() -> Iterator[Session]:
    """A session that writes as the command line and keeps what was done."""
    with db.sessionmaker() as session:
        engine.begin_write(session)
        audit.bind(session, actor="cli", now=clock.now())
        yield session
        session.commit()


def address(token: str) -> str:
    """Where the link with `token` leads, on this machine."""
    config = current_app.extensions["config"]
    return f"http://{config.host}:{config.port}/kk/account/link/{token}"


@accounts.command("first-link")
@click.option("--if-none", is_flag=True, help="Say nothing when there is an administrator.")
def first_link(if_none: bool) -> None:
    """Print a one-time link that makes the first administrator."""
    with writing() as session:
        token = service.first_link(session, clock.now())
    if token is not None:
        click.echo("The first administrator comes in by this link, which works once:", err=True)
        click.echo(address(token))
    elif not if_none:
        raise click.ClickException(
            "There is an administrator already: ask them for an invitation, or use "
            "`flask accounts invite` or `flask accounts recover`."
        )


@accounts.command("invite")
@click.option("--role", type=click.Choice([role.value for role in UserRole]), required=True)
@click.option("--email", help="The address of the new account; open when left out.")
def invite(role: str, email: str | None) -> None:
    """Print a one-time link that makes an account."""
    try:
        with writing() as session:
            _link, token = service.invite(
                session, None, clock.now(), role=UserRole(role), email=email
            )
    except service.EmailTakenError:
        raise click.ClickException(
            f"{email} already has an account: use `flask accounts recover {email}`."
        ) from None
    click.echo(address(token))


@accounts.command("recover")
@click.argument("email")
def recover(email: str) -> None:
    """Print a one-time link that sets a new password for the account of EMAIL."""
    try:
        with writing() as session:
            query = select(User.id).where(User.email == service.normal_email(email))
            user_id = session.scalar(query)
            _link, token = service.recover(session, None, clock.now(), user_id or 0)
    except NotFoundError:
        raise click.ClickException(
            f"{email} has no open account: look for the address on the people page."
        ) from None
    click.echo(address(token))

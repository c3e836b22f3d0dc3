"""`flask worker`: the process that keeps the timetable and runs the queue of jobs."""

import signal

import click
from flask import current_app
from flask.cli import with_appcontext

from app.scheduler import AlreadyLedError, LostLeadError, Worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Run the jobs that are due, then end.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Run jobs and the timetable; of several workers one leads and the rest stand by."""
    runner = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: runner.stop())
    try:
        if once:
            click.echo(f"{runner.drain()} jobs run.")
        else:
            runner.run()
    except AlreadyLedError:
        raise click.ClickException("Another worker is running on this instance.") from None
    except LostLeadError:
        raise click.ClickException("The connection that this worker led by is gone.") from None

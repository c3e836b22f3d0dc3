"""`flask portal run`: everything between an empty folder and an open portal."""

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import auditing, backup, clock, demo, packs
from app.config import ROOT, Config
from app.extensions import alembic, db
from app.queries import open_data
from app.services import jobs
from app.services.open_data import order
from models import audit
from models.engine import begin_write
from models.place import District

portal = AppGroup("portal", help="The whole portal: web server and worker.")

#: Seconds that a process gets to end by itself.
GRACE = 15.0
PR_SET_PDEATHSIG = 1


@portal.command("run")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Replay this WARC file first; may be given several times.",
)
@click.option("--source", default="parlam-html", help="The source that the WARC file belongs to.")
@click.option("--fetch/--no-fetch", default=True, help="Fetch the live site in the background.")
@click.option("--end-with-parent", is_flag=True, hidden=True)
def run(*, archive: tuple[Path, ...], source: str, fetch: bool, end_with_parent: bool) -> None:
    """Prepare the database and serve the portal, with the worker beside it."""
    if end_with_parent:
        die_with_parent()
    config: Config = current_app.extensions["config"]
    refuse_taken_port(config)
    prepare(config)
    for path in archive:
        click.echo(f"Replaying {path.name} …")
        flask("scrape", "run", source, "--from-archive", str(path))
    flask("accounts", "first-link", "--if-none")
    if fetch:
        ask_for_fetch()
    ask_for_open_data()
    with db.sessionmaker() as session:
        session.bind.dispose()  # type: ignore[union-attr]  # no connection crosses into a child
    raise SystemExit(Supervisor(config).run())


def prepare(config: Config) -> None:
    """Migrate, end a restore that died, and load the packs that changed."""
    alembic.upgrade()
    backup.settle(current_app._get_current_object())  # type: ignore[attr-defined]
    auditing.begin(config, db.engine, clock.now())
    for directory in sorted(path for path in (ROOT / "data").iterdir() if path.is_dir()):
        unfit = packs.Holds.REAL if config.training else packs.Holds.INVENTED
        if packs.holds(directory) is not unfit:
            load_pack(config, directory)
    if config.training:
        tell_story(config)


def tell_story(config: Config) -> None:
    """Put the invented maslikhat in the middle of its campaign, unless it is there already."""
    with db.sessionmaker() as session:
        begin_write(session)
        if demo.is_told(session):
            return
        demo.tell(session, config.archive_dir, config.secret_key)
        session.commit()
    click.echo("Training ground: an invented maslikhat in the middle of a campaign.")


def load_pack(config: Config, directory: Path) -> None:
    """Load a country pack, unless these very files were loaded into this database before."""
    stamp = config.instance_dir / f"pack-{directory.name}.sha256"
    digest = hashlib.sha256(config.database_url.encode())
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(directory).as_posix().encode() + path.read_bytes())
    with db.sessionmaker() as session:
        known = session.scalar(select(District.id).limit(1)) is not None
    if known and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    with db.sessionmaker() as session:
        begin_write(session)
        try:
            report = packs.load(session, directory, clock.now())
        except packs.PackError as error:
            raise click.ClickException(
                f"The pack {directory.name} has faults; `flask pack load {directory}` lists them."
            ) from error
        session.commit()
    stamp.write_text(digest.hexdigest())
    created = sum(counts.created for counts in report.tables.values())
    updated = sum(counts.updated for counts in report.tables.values())
    click.echo(f"Country pack {directory.name}: {created} facts created, {updated} updated.")


def ask_for_fetch() -> None:
    """Let the worker read both sites; how it went shows on the sources page."""
    with db.sessionmaker() as session:
        begin_write(session)
        audit.bind(session, actor="cli", now=clock.now())
        for key in jobs.SOURCES:
            jobs.enqueue(session, None, clock.now(), "fetch", {"source": key})
        session.commit()


def ask_for_open_data() -> None:
    """Let the worker make the files of open data where there are none yet, or not all."""
    with db.sessionmaker() as session:
        begin_write(session)
        if not open_data.newest(session) or open_data.outdated(session):
            order(session, None, clock.now())
            session.commit()


def refuse_taken_port(config: Config) -> None:
    """Say so at once when somebody else listens there. Raises ClickException."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise click.ClickException(
                f"Port {config.port} of {config.host} is taken ({error.strerror}): stop what "
                f"listens there, or choose another one, for example PORT={config.port + 1}."
            ) from error


def flask(*words: str) -> None:
    """Run another of our commands, its output where ours goes. Its failure does not end us."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *words], cwd=ROOT, check=False
    )
    if done.returncode == 1:
        click.echo(f"`flask {' '.join(words[:2])}` failed; the portal opens without it.", err=True)


def die_with_parent() -> None:
    """Be told to end when the process that started this one dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps the web server and the worker running, and ends both together."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self._stop = threading.Event()
        python = sys.executable
        self.commands = {
            "web": [
                python, "-m", "gunicorn", "wsgi:app",
                "--bind", f"{config.host}:{config.port}",
                # Limits of attempts are counted per process, so one process with threads.
                "--worker-class", "gthread", "--workers", "1", "--threads", "8",
                "--timeout", "120", "--graceful-timeout", "10",
                "--log-level", "warning", "--no-control-socket",
            ],
            "worker": [python, "-m", "flask", "--app", "app", "worker"],
        }  # fmt: skip
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def run(self) -> int:
        """Serve until a signal comes or the web server dies; returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop.set())
        try:
            for name in self.commands:
                self.start(name)
            self.announce()
            return self.watch()
        finally:
            self.end()

    def start(self, name: str) -> None:
        """Start one of the two in a session of its own: Ctrl-C reaches it through us alone."""
        self.children[name] = subprocess.Popen(
            self.commands[name],
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509  no thread runs here that holds a lock
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )

    def announce(self) -> None:
        """Say where the portal is, once it answers."""
        url = f"http://{self.config.host}:{self.config.port}/"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not self._stop.is_set():
            with closing(socket.socket()) as probe:
                if probe.connect_ex((self.config.host, self.config.port)) == 0:
                    click.echo(f"\nThe portal is open: {url}  (Ctrl-C ends it)\n")
                    return
            if self.children["web"].poll() is not None:
                return
            self._stop.wait(0.1)

    def watch(self) -> int:
        """Wait; a worker that died is started again, a web server that died ends the portal."""
        restarted = 0.0
        while not self._stop.wait(0.5):
            code = self.children["web"].poll()
            if code is not None:
                click.echo(f"The web server ended by itself (exit code {code}).", err=True)
                return code or 1
            if self.children["worker"].poll() is not None and time.monotonic() - restarted > 5:
                click.echo("The worker ended by itself and is started again.", err=True)
                restarted = time.monotonic()
                self.start("worker")
        return 0

    def end(self) -> None:
        """End both, first politely."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

"""A PostgreSQL server for the tests, from Debian's binaries, as a user that is not root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL server here, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def running(binaries: Path) -> Iterator[str]:
    """Start a server on a socket in a folder of its own; yields its address."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_user: list[str] = []
    user = pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0:
        # The server refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_user = ["setpriv", "--reuid=nobody", f"--regid={nobody.pw_gid}", "--clear-groups"]
        user = "nobody"
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "check": True, "cwd": "/"}
    control = [*as_user, binaries / "pg_ctl", "-D", data]
    subprocess.run(
        [*as_user, binaries / "initdb", "-D", data, "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"], **quiet,
    )  # fmt: skip
    options = f"-c fsync=off -c listen_addresses='' -c unix_socket_directories={folder}"
    subprocess.run([*control, "-w", "-o", options, "-l", folder / "log", "start"], **quiet)
    try:
        yield f"postgresql+psycopg://?host={folder}&user={user}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def _execute(url: str, statement: sql.Composed) -> None:
    parts = dict(part.split("=", 1) for part in url.split("?", 1)[1].split("&"))
    with psycopg.connect(**parts, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement)


def create(url: str, name: str, like: str = "template0") -> None:
    """Create a database as a copy of another one."""
    _execute(
        url,
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(like)
        ),
    )


def drop(url: str, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    _execute(url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

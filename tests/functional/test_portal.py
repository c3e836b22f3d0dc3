"""`flask portal run`, as a process: it opens, and nothing of it outlives it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from app.config import ROOT


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children(pid: int) -> list[int]:
    """The processes that `pid` started, and those that they started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += [int(path.parent.name), *children(int(path.parent.name))]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


@pytest.fixture
def portal(tmp_path):
    """A portal in a folder of its own, started and open; gives the process and its address."""
    port = free_port()
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "portal", "run", "--no-fetch"],
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={
            "PATH": os.environ["PATH"],
            "INSTANCE_DIR": str(tmp_path / "instance"),
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        },
    )

    def ready():
        assert process.poll() is None, (tmp_path / "log").read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    until(ready, 120)
    until(lambda: len(children(process.pid)) >= 3)
    yield process, tmp_path / "log"
    if process.poll() is None:
        process.kill()
    process.wait()
    log.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_web_server_and_worker_end_with_the_portal(portal, how):
    process, log = portal
    started = children(process.pid)
    assert "account/link/" in log.read_text()
    process.send_signal(how)
    process.wait(30)
    until(lambda: not any(alive(pid) for pid in started), 30)

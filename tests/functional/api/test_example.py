"""The example in docs works, against a portal that is served for real."""

import csv
import io
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

SCRIPT = Path(__file__).parents[3] / "docs" / "examples" / "outcomes.py"


@pytest.fixture
def root(portal):
    server = make_server("127.0.0.1", 0, portal.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def run(*words):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *words], capture_output=True, text=True, check=False
    )


def test_it_writes_what_an_edition_says_of_every_promise(root, every):
    done = run(root, "--edition", "1", "--lang", "ru")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    told = every("theses", edition=1)
    assert len(rows) == len(told) > 20
    outcomes = [row["excluded"] or row["stated"]["outcome"] for row in told]
    assert [row["outcome"] for row in rows] == outcomes
    assert all(row["page"].startswith(f"{root}/ru/editions/1/deputies/") for row in rows)


def test_it_says_what_the_portal_says_when_something_is_wrong(root):
    done = run(root, "--edition", "99")
    assert done.returncode == 1 and "/api/v1/editions lists the editions" in done.stderr

"""What holds for the whole project: who imports whom, sizes, no traces of a machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Files that may be longer, each with its reason.
LONG = {
    "app/ingest.py": "the one bridge to the scrapers: what it joins is listed in one place",
    "app/packs/load.py": "one function a table, in the order in which they refer to each other",
}
#: Tests of one area stay together; more than this, and they are several areas.
LONGEST_TEST = 600
CODE = {".py", ".html", ".js", ".css", ".yml"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_nobody_imports_what_they_may_not():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {
        name(path): lines
        for path in tracked()
        if path.suffix in CODE and not name(path).startswith(("migrations/", "data/"))
        if (lines := len(path.read_text().splitlines()))
        > (LONGEST_TEST if name(path).startswith("tests/") else 400)
    }
    assert set(long) - set(LONG) == set(), long


def test_pages_ask_no_database_themselves():
    for path in (ROOT / "app" / "web").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                taken = {alias.name for alias in node.names}
                errors = {"SQLAlchemyError", "IntegrityError", "OperationalError"}
                assert taken <= errors | {"Session"}, name(path)


def test_services_and_queries_are_told_the_time():
    reading = re.compile(r"datetime\.now\(|date\.today\(|clock\.now\(|time\.time\(")
    for folder in ("app/services", "app/queries", "app/scoring", "models"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not reading.search(path.read_text()), name(path)


# Written in parts, so that this file does not find itself.
TRACES = (
    "/wo" + "rk/",
    "/tm" + "p/v",
    "/opt/" + "pypi",
    "/ro" + "ot/",
    "--index" + "-url",
    "extra-index" + "-url",
)


def test_nothing_names_a_machine_or_a_package_index():
    for path in tracked():
        if path.suffix in {".png", ".gz", ".woff2", ".pdf", ".docx", ".zip", ".ico"}:
            continue
        text = path.read_text(errors="replace")
        for trace in TRACES:
            assert trace not in text, f"{name(path)} names {trace}"


def test_every_module_says_what_it_is_for():
    for path in tracked():
        if path.suffix == ".py" and name(path).startswith(("app/", "models/", "scrapers/")):
            text = path.read_text()
            assert not text.strip() or ast.get_docstring(ast.parse(text)), name(path)


@pytest.mark.parametrize("needed", ["README.md", "Makefile", ".ci/run", "requirements.txt"])
def test_what_a_newcomer_needs_is_there(needed):
    assert (ROOT / needed).exists()


def test_the_continuous_check_is_executable_and_runs_make_test():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "REQUIRE_ALL=1" in script.read_text() and "make test" in script.read_text()


def test_every_requirement_is_pinned_with_a_hash():
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text()
        blocks = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"(?m)^\s*#.*\n", "", text).strip())
        for block in blocks:
            assert "==" in block and "--hash=sha256:" in block, f"{file}: {block[:60]}"

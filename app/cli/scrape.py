"""`flask scrape`: read the sources, check them, and apply the rules of classification again."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from app import ingest
from app.config import Config

scrape = AppGroup("scrape", help="Read the sources.")

FAILED, USAGE, INCOMPLETE = 1, 2, 3
EXIT = {"ok": 0, "failed": FAILED, "drift": INCOMPLETE, "partial": INCOMPLETE}

FILE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)


def _over(command: Callable[[ingest.RunRequest, bool], None]) -> Callable[..., None]:
    """The source, and what to read it from: the same for each command."""

    @wraps(command)
    def asked(
        *,
        source: str,
        more: tuple[Path, ...],
        archives: tuple[Path, ...],
        wayback: str | None,
        base_url: str | None,
        source_file: Path | None,
        as_json: bool,
    ) -> None:
        if more and not archives:
            raise click.UsageError("WARC files are given behind --from-archive.")
        command(
            ingest.RunRequest(source, (*archives, *more), wayback, base_url, source_file), as_json
        )

    wrapped: Callable[..., None] = asked
    for option in reversed(
        (
            click.argument("source", type=click.Choice(ingest.SOURCES)),
            click.argument("more", nargs=-1, type=FILE, metavar="[FILE.warc.gz …]"),
            click.option(
                "--from-archive",
                "archives",
                multiple=True,
                type=FILE,
                metavar="FILE.warc.gz …",
                help="Replay these WARC files instead of asking the site.",
            ),
            click.option(
                "--from-wayback",
                "wayback",
                metavar="TIMESTAMP",
                help="Read a public web archive as it stood then: 4 to 14 digits, YYYYMMDDhhmmss.",
            ),
            click.option(
                "--base-url", metavar="URL", help="The site's address, where it isn't its own."
            ),
            click.option(
                "--source-file", type=FILE, metavar="FILE.yml", help="A mended source.yml."
            ),
            click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout."),
        )
    ):
        wrapped = option(wrapped)
    return wrapped


@contextmanager
def _bar() -> Iterator[Callable[[int, int | None], None]]:
    with tqdm(unit="page", disable=not sys.stderr.isatty()) as bar:

        def tick(done: int, total: int | None) -> None:
            if total is not None and bar.total != total:
                bar.total = total
            bar.update(done - bar.n)

        yield tick


@scrape.command()
@_over
def run(request: ingest.RunRequest, as_json: bool) -> None:
    """Read SOURCE, keep every response, and load what it shows.

    Exit code 0: all was read; 1: the run failed; 2: wrong usage; 3: drift or partial.
    """
    with _bar() as tick:
        try:
            report = ingest.run_source(_config(), request, tick=tick)
        except ingest.RefusedError as error:
            raise click.UsageError(str(error)) from error
        except ingest.BusyError as error:
            _fail(str(error), as_json=as_json)
        except OSError as error:
            # A full disk, or an archive that may not be written: what was kept before stays.
            where = f" ({error.filename})" if error.filename else ""
            _fail(
                f"The run stopped: {error.strerror or error}{where}. What was archived stays; "
                "mend this and run again.",
                as_json=as_json,
            )
    _show(report, as_json=as_json)
    sys.exit(EXIT[report["status"]])


@scrape.command()
@_over
def check(request: ingest.RunRequest, as_json: bool) -> None:
    """Look where SOURCE has each field that is expected of it; keep nothing, change nothing.

    Of a live site a few dozen pages are looked at. Exit code 0: all that is needed was found;
    2: wrong usage; 3: something mandatory is missing.
    """
    with _bar() as tick:
        try:
            report = ingest.check_source(_config(), request, tick=tick)
        except ingest.RefusedError as error:
            raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for line in _checked(report):
            click.echo(line)
    sys.exit(0 if report["ok"] else INCOMPLETE)


def _checked(report: dict[str, Any]) -> Iterator[str]:
    """The outcome of a check, a line for each field."""
    for kind, count in report["pages"].items():
        yield f"{kind}: {count} pages"
    for one in report["findings"]:
        where = ", ".join(f"{path} ({count})" for path, count in one["where"]) or "nowhere"
        mark = " MISSING" if one["mandatory"] and not one["found"] else ""
        shown = f" e.g. {one['example']}" if one["example"] else ""
        yield (
            f"{one['page']}: {one['field']}: {where}, "
            f"{one['found']} of {one['of']} {one['unit']}{mark}{shown}"
        )
    for one in report["unused"]:
        how = "ignored" if one["ignored"] else "unused"
        shown = f" e.g. {one['example']}" if one["example"] else ""
        yield f"{how}: {one['page']}: {one['where']}, {one['count']} times{shown}"
    for warning in report["warnings"]:
        yield f"warning: {warning}"
    for missing in report["missing"]:
        yield f"missing: {missing}"


@scrape.command()
def classify() -> None:
    """Apply the rules of classification again to all that is stored."""
    found = ingest.classify_stored(_config())
    for source, count in found.items():
        click.echo(f"{source}: {count} records classified")


def _config() -> Config:
    config: Config = current_app.extensions["config"]
    return config


def _fail(message: str, *, as_json: bool) -> NoReturn:
    click.echo(message, err=True)
    if as_json:
        click.echo(json.dumps(ingest.no_report(message), ensure_ascii=False))
    sys.exit(FAILED)


def _show(report: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    deputies, records, items = report["deputies"], report["records"], report["items"]
    click.echo(f"{report['status']}: {report['captures']} captures")
    click.echo(f"deputies: {_counts(deputies)}")
    click.echo(f"records: {_counts(records)}")
    click.echo(f"by kind: {_counts(report['records_by_kind'])}")
    click.echo(f"items: {_counts(items)}; {report['participations']} participations")
    click.echo(f"documents: {report['documents']}")
    for warning in report["warnings"]:
        click.echo(f"warning: {warning}")
    for url in report["failed_urls"]:
        click.echo(f"failed: {url}")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())

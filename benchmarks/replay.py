"""Replaying the archive, against reading it and parsing the same pages and nothing else."""

import gzip
import time

from bs4 import BeautifulSoup
from warcio.archiveiterator import ArchiveIterator

from app import ingest
from benchmarks.measure import ARCHIVE, Measured, Skipped, best, portal

MOST = 12.0


def read_and_parse() -> int:
    """Every page of the archive through BeautifulSoup on lxml; returns how many."""
    pages = 0
    with ARCHIVE.open("rb") as source:
        for record in ArchiveIterator(source):
            if record.rec_type != "response":
                continue
            body = record.content_stream().read()
            if body[:2] == b"\x1f\x8b":
                body = gzip.decompress(body)
            if "html" in (record.http_headers.get_header("Content-Type") or ""):
                BeautifulSoup(body, "lxml")
                pages += 1
    return pages


def run() -> Measured | Skipped:
    """Measure the first replay into an empty portal."""
    if not ARCHIVE.exists():
        return Skipped(f"{ARCHIVE.name} is not in ../shared/archive")
    against = best(read_and_parse, 3)
    with portal() as app, app.app_context():
        begun = time.perf_counter()
        report = ingest.run_source(
            app.extensions["config"], ingest.RunRequest("parlam-html", archives=(ARCHIVE,))
        )
        seconds = time.perf_counter() - begun
    return Measured(
        title="Replay of the archive of 2 August 2016",
        what=f"{report['captures']} copies kept, {report['records']['created']} records loaded",
        seconds=seconds,
        limit_what=f"reading the WARC and parsing its {read_and_parse()} pages, nothing else",
        against=against,
        most=MOST,
    )

"""The only bridge from the application to what reads other people's sites."""

import gzip
import importlib
import json
import re
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

import scrapers
from app import clock, kept_pages
from app.config import Config
from app.extensions import db
from app.services.import_rows import Tools
from models import audit
from models.engine import begin_write
from models.source import Capture, RunStatus
from scrapers.adapter import Adapter
from scrapers.archive import Archive, ArchiveError
from scrapers.check import look
from scrapers.checks import Before, Reading, Verdict, judge
from scrapers.dates import read_date
from scrapers.documents import DocumentError, extract_pages
from scrapers.live import LiveTransport, nothing_known
from scrapers.load import (
    Loaded,
    classify_again,
    clustered,
    earlier_counts,
    had_documents,
    last_complete_report,
    load,
)
from scrapers.load.alike import propose
from scrapers.manners import Manners
from scrapers.replay import WarcTransport
from scrapers.run import Reader, Tick
from scrapers.source import SourceConfig, SourceError, read_source
from scrapers.store import OpenRun, RunInProgressError, Store, Verified, kept
from scrapers.titles import request_number
from scrapers.transport import FetchError, Known, Response, Transport
from scrapers.urls import NO_ALIASES, url_key
from scrapers.wayback import WaybackTransport

SOURCES = ("parlam-html", "mazhilis-api")
#: The source of what people enter by hand, and what it is called.
HAND, HAND_NAME = "hand", "entered by hand"
#: Whom a site's owner finds in our User-Agent when the operator has not set an address.
CONTACT = "see the operator of this portal"
#: Seconds between two signs of life of a run: each is a write.
HEARTBEAT = 2.0
MOST_WARNINGS = 500
#: Where pages hold letters of citizens: names and troubles of people who are no deputies.
THIRD_PERSONS = ("letter", "letter-body", "letter-author", "letter-answer")
NOT_TEXT = "script, style, noscript, template, iframe, object"
MAX_SHOWN = 2 * 1024 * 1024
HTML = ("text/html", "application/xhtml+xml")


def store(config: Config) -> Store:
    """Runs and captures of this portal. Call it inside an application context."""
    return Store(db.sessionmaker, Archive(config.archive_dir), clock.now)


def address_keys(config: Config, url: str) -> tuple[str, ...]:
    """The forms in which captures of `url` are found; none where it is no address of the web."""
    known: list[Mapping[str, str]] = [NO_ALIASES]
    known += [read_settings(config, RunRequest(source))[0].aliases for source in SOURCES]
    try:
        return tuple(dict.fromkeys(url_key(url, aliases) for aliases in known))
    except ValueError:
        return ()


@dataclass(frozen=True)
class KeptPage:
    """A page that was fetched because a person asked for it."""

    capture_id: int
    status: int


def keep_page(config: Config, url: str, *, actor: str, tick: Tick) -> KeptPage:
    """Fetch one address of the open web into the archive, as a capture of what people enter.

    Redirects are followed to any public host, on the usual ports; an answer that is an error
    is kept too. Raises RefusedError with the reason, or BusyError.
    """
    contact = config.contact or CONTACT
    transport = LiveTransport(
        Manners(contact=contact, retries=1), allowed=None, local=config.local_hosts, now=clock.now
    )
    try:
        with (
            closing(transport),
            store(config).run(
                HAND, name=HAND_NAME, base_url=None, transport="live", actor=actor,
                params={"url": url},
            ) as opened,
        ):  # fmt: skip
            tick(0, 1)
            try:
                capture = opened.keep(transport.get(url))
            except FetchError as error:
                opened.finish(RunStatus.FAILED, message=str(error))
                raise RefusedError(str(error)) from error
            opened.finish(RunStatus.OK, report=make_report(Reading(), Verdict("ok"), Loaded()))
            return KeptPage(capture.id, capture.status)
    except RunInProgressError as error:
        raise BusyError("Another page is being kept just now: try again in a minute.") from error


def settle_runs(config: Config) -> list[str]:
    """Mark runs whose process died and adopt what they had archived; the sources concerned."""
    return list(store(config).settle())


def count_captures(config: Config) -> int:
    """How many captures there are: the length of a verification."""
    return store(config).captures()


def verify_archive(config: Config, tick: Callable[[], object] = lambda: None) -> Verified:
    """Read every kept record again and compare hashes; `tick` is called once a record."""
    return store(config).verify(tick)


class CopyUnreadableError(Exception):
    """A kept copy that the archive can't give out; the text says why, for the log."""


@dataclass(frozen=True)
class KeptCopy:
    """The bytes of a capture and its text: in full, and as far as the public may see it.

    `exposes` says that the bytes may hold what belongs to third persons. A text is None
    where there is none to show, `public_text` also where all of it is withheld.
    `blocks` counts the parts that were left out of `public_text`.
    """

    body: bytes
    text: str | None
    public_text: str | None
    exposes: bool
    blocks: int


def kept_copy(session: Session, archive: Path, capture_id: int) -> KeptCopy:
    """The copy behind a row of `captures`, compared with its hash while it is read.

    Raises CopyUnreadableError when the archive no longer holds those bytes.
    """
    capture = session.get_one(Capture, capture_id)
    body = _response(archive, capture).body
    mime = _mime(capture.mime)
    known, exposes = _exposure(capture.source.key, capture.page_kind)
    if mime in HTML:
        text = html_text(body)
        public = remove_third_persons(body) if known else (None, 0)
        return KeptCopy(body, text, public[0], exposes, public[1])
    plain = plain_text(body, mime)
    return KeptCopy(body, plain, plain if known else None, exposes, 0)


def kept_page(
    session: Session, archive: Path, capture_id: int, *, whole: bool
) -> kept_pages.CleanPage | None:
    """A kept page of the web made harmless, with the letters of citizens only where `whole`.

    None where the copy is no such page, or where none of it may be shown. Raises
    CopyUnreadableError when the archive no longer holds its bytes.
    """
    capture = session.get_one(Capture, capture_id)
    known, _ = _exposure(capture.source.key, capture.page_kind)
    if not is_html(capture.mime) or not (whole or known):
        return None
    response = _response(archive, capture)
    charset = re.search(r"charset=[\"']?([\w-]+)", response.header("Content-Type") or "")
    text = kept_pages.decoded(response.body, charset[1] if charset else None)
    return kept_pages.clean(text, () if whole else THIRD_PERSONS)


def _response(archive: Path, capture: Capture) -> Response:
    try:
        return Archive(archive).read(kept(capture))
    except ArchiveError as error:
        raise CopyUnreadableError(str(error)) from error


def is_html(mime: str | None) -> bool:
    """Whether a copy of this media type is a page of the web."""
    return _mime(mime) in HTML


def _mime(said: str | None) -> str:
    return (said or "").split(";")[0].strip().lower()


def file_text(body: bytes, mime: str) -> tuple[str | None, str | None]:
    """The text of a file that somebody uploaded, or why there is none.

    The pages of the text are parted by form feeds; the reason is one word: broken, scan, slow,
    long or kind. The file is read in a process of its own with bounded time and memory.
    """
    try:
        return extract_pages(body, mime), None
    except DocumentError as error:
        return None, error.problem


def _exposure(source: str, page_kind: str | None) -> tuple[bool, bool]:
    """Whether the kind of page is one we know, and whether it may expose third persons.

    A page of no known kind may hold anything, so it is treated as one that does.
    """
    kinds, third_persons = _page_kinds(source)
    known = page_kind is not None and (page_kind in kinds or page_kind == "document")
    return known, not known or page_kind in third_persons


@lru_cache(maxsize=16)
def _page_kinds(source: str) -> tuple[frozenset[str], frozenset[str]]:
    path = Path(scrapers.__file__).parent / source.replace("-", "_") / "source.yml"
    if not path.exists():
        return frozenset(), frozenset()
    settings = read_source(path)
    return frozenset(settings.pages), frozenset(settings.third_persons)


def _lines(page: BeautifulSoup) -> str:
    for tag in page.select(NOT_TEXT):
        tag.decompose()
    lines = (" ".join(line.split()) for line in page.get_text("\n").splitlines())
    return "\n".join(line for line in lines if line)


def html_text(body: bytes) -> str:
    """The text of a page, one line a block, without anything that a browser would run."""
    return _lines(BeautifulSoup(body[:MAX_SHOWN], "lxml"))


def remove_third_persons(body: bytes) -> tuple[str, int]:
    """The text of a page without citizens' letters, and how many of them were left out."""
    page = BeautifulSoup(body[:MAX_SHOWN], "lxml")
    removed = 0
    for tag in page.select(", ".join(f".{name}" for name in THIRD_PERSONS)):
        # Parents come first: what lay inside one of them is gone with it.
        if not tag.decomposed:
            tag.decompose()
            removed += 1
    return _lines(page), removed


def plain_text(body: bytes, mime: str) -> str | None:
    """The text of JSON, indented, or of plain text; None for anything else."""
    if mime == "application/json" or mime.endswith("+json"):
        try:
            return json.dumps(json.loads(body[:MAX_SHOWN]), ensure_ascii=False, indent=2)
        except ValueError:
            return body[:MAX_SHOWN].decode("utf-8", "replace")
    if re.fullmatch(r"text/(plain|csv|xml)|application/xml", mime):
        return body[:MAX_SHOWN].decode("utf-8", "replace")
    return None


class RefusedError(Exception):
    """A run that cannot begin as it was asked for; the sentence says what to give instead."""


class BusyError(Exception):
    """Another run over the same source is under way; the sentence says which."""


@dataclass(frozen=True)
class RunRequest:
    """What to run over: WARC files, a web archive at a moment, or else the live site.

    `base_url` and `source_file` take the place of the source's own address and settings.
    """

    source: str
    archives: tuple[Path, ...] = ()
    wayback: str | None = None
    base_url: str | None = None
    source_file: Path | None = None


def read_settings(config: Config, request: RunRequest) -> tuple[SourceConfig, Adapter]:
    """The settings and the adapter that a request asks for. Raises RefusedError."""
    if request.source not in SOURCES:
        raise RefusedError(
            f"There is no source {request.source!r}: it is one of {', '.join(SOURCES)}."
        )
    package = f"scrapers.{request.source.replace('-', '_')}"
    try:
        module = importlib.import_module(package)
        path = request.source_file or Path(str(module.__file__)).parent / "source.yml"
        source = read_source(path)
        if source.key != request.source:
            raise RefusedError(f"{path} is for {source.key!r}, not for {request.source!r}.")
        setting = str(source.raw.get("base_url_setting") or "")
        source = source.with_base_url(request.base_url or getattr(config, setting, None))
        return source, module.adapter(source)
    except SourceError as error:
        raise RefusedError(str(error)) from error


def check_archives(paths: Sequence[Path]) -> None:
    """Look at the first bytes of each WARC file. Raises RefusedError at the first that is none."""
    for path in paths:
        try:
            with path.open("rb") as file:
                head = file.read(2)
                file.seek(0)
                stream = gzip.GzipFile(fileobj=file) if head == b"\x1f\x8b" else file
                start = stream.read(5)
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or "it is broken from its first byte on"
            raise RefusedError(f"{path} cannot be read: {reason}.") from error
        if not head:
            raise RefusedError(f"{path} is empty: it holds no capture.")
        if start != b"WARC/":
            raise RefusedError(
                f"{path} is not a WARC file: give one that ends in .warc or .warc.gz."
            )


def manners(config: Config, source: SourceConfig) -> Manners:
    """How we behave on the site of `source`."""
    contact = config.contact or str(source.raw.get("contact") or CONTACT)
    rate = float(source.limits.get("rate", 1.0))
    backoff = float(source.limits.get("backoff", 1.0))
    return Manners(contact=contact, rate=rate, backoff=backoff)


def make_transport(
    config: Config,
    request: RunRequest,
    source: SourceConfig,
    adapter: Adapter,
    known: Known | None = None,
) -> tuple[Transport, Callable[[], int | None]]:
    """The transport that a request asks for, and how many responses it will give if it knows.

    Raises RefusedError.
    """
    if request.archives and request.wayback:
        raise RefusedError("Give either WARC files or a timestamp of a web archive, not both.")
    if request.archives:
        check_archives(request.archives)
        warc = WarcTransport(
            request.archives,
            accepts=adapter.accepts,
            aliases=source.aliases,
            variants=tuple(v for v in getattr(adapter, "variants", ()) if v),
        )
        return warc, lambda: len(warc.entries)
    if request.wayback:
        try:
            wayback = WaybackTransport(
                manners(config, source),
                until=request.wayback,
                prefixes=source.raw.get("wayback") or source.hosts,
                base_url=config.wayback_base_url,
                accepts=adapter.accepts,
                aliases=source.aliases,
            )
        except ValueError as error:
            raise RefusedError(str(error)) from error
        return wayback, lambda: None
    live = LiveTransport(
        manners(config, source),
        base_url=source.base_url,
        allowed=source.allowed_hosts,
        now=clock.now,
        known=known or nothing_known,
    )
    return live, lambda: None


def run_source(
    config: Config, request: RunRequest, *, actor: str = "cli", tick: Tick = lambda *_: None
) -> dict[str, Any]:
    """One run over a source: keep, read, judge, load. Gives the report, also kept with the run.

    `tick` is called after each response and may raise to end the run. Raises RefusedError or
    BusyError when the run could not begin, and whatever ended it otherwise.
    """
    source, adapter = read_settings(config, request)
    make_transport(config, request, source, adapter)
    params = {
        "archives": [path.name for path in request.archives],
        "wayback": request.wayback,
        "base_url": request.base_url,
        "source_file": request.source_file.name if request.source_file else None,
    }
    name = "warc" if request.archives else "wayback" if request.wayback else "live"
    try:
        with store(config).run(
            source.key,
            name=source.name,
            base_url=source.home_url,
            transport=name,
            actor=actor,
            params={key: value for key, value in params.items() if value},
            aliases=source.aliases,
        ) as opened:
            report = _run(config, request, adapter, opened, tick)
            message = report["message"]
            opened.finish(RunStatus(report["status"]), report=report, message=message)
            return report
    except RunInProgressError as error:
        raise BusyError(
            f"Run {error.run_id} over {error.source} is under way since "
            f"{error.since:%Y-%m-%d %H:%M} UTC in process {error.process}: wait until it ends."
            if error.since
            else f"Another run over {error.source} is just beginning: wait until it ends."
        ) from error


def _run(
    config: Config, request: RunRequest, adapter: Adapter, opened: OpenRun, tick: Tick
) -> dict[str, Any]:
    source = adapter.source
    transport, count = make_transport(config, request, source, adapter, opened.known)
    said = time.monotonic()

    def step(done: int, total: int | None) -> None:
        nonlocal said
        tick(done, total)
        if time.monotonic() - said >= HEARTBEAT:
            said = time.monotonic()
            opened.progress(done, total)

    live = transport.name == "live"
    with db.sessionmaker() as session:
        had = had_documents(session, source)
    reader = Reader(adapter, transport, opened, step, had)
    with closing(transport):
        reading = reader.crawl() if live else reader.replay(count())
    reading.warnings[:0] = opened.notes
    with db.sessionmaker() as session:
        pages = {key: moment for key, (moment, _) in reading.whole_pages().items()}
        before = Before(
            earlier_counts(session, source, pages), last_complete_report(session, source)
        )
    verdict = judge(source, reading, before, complete=live)
    loaded = Loaded()
    if verdict.status in ("ok", "partial"):
        opened.progress(len(reading.captures), message="loading")
        with db.sessionmaker() as session:
            begin_write(session)
            audit.bind(session, actor=f"run:{opened.id}", now=clock.now())
            loaded = load(session, source, reading.pages, reading.documents_failed, clock.now())
            session.commit()
    return make_report(reading, verdict, loaded)


def make_report(reading: Reading, verdict: Verdict, loaded: Loaded) -> dict[str, Any]:
    """The object that `flask scrape run --json` prints."""
    deputies, records = asdict(loaded.deputies), asdict(loaded.records)
    if verdict.status in ("drift", "failed"):
        deputies["seen"], records["seen"] = len(clustered(reading.pages)), len(reading.records)
    warnings = [*verdict.problems, *dict.fromkeys([*reading.warnings, *loaded.warnings])]
    if len(warnings) > MOST_WARNINGS:
        rest = len(warnings) - MOST_WARNINGS
        warnings = [*warnings[:MOST_WARNINGS], f"… and {rest} more warnings"]
    return {
        "status": verdict.status,
        "message": "; ".join(verdict.problems) or None,
        "captures": len(reading.captures),
        "deputies": deputies,
        "records": records,
        "records_by_kind": dict(sorted(loaded.records_by_kind.items())),
        "records_by_category": dict(sorted(loaded.records_by_category.items())),
        "items": {
            "created": loaded.items_created,
            "merged": loaded.merged,
            "merge_proposed": loaded.merge_proposed,
        },
        "participations": loaded.participations,
        "documents": loaded.documents,
        "warnings": warnings,
        "failed_urls": sorted(reading.failed),
    }


#: How many pages of a live site a check looks at, for the site has thousands.
CHECKED = 60


def check_source(
    config: Config, request: RunRequest, *, most: int = CHECKED, tick: Tick = lambda *_: None
) -> dict[str, Any]:
    """What the adapter still finds where it expects it. Keeps nothing and changes nothing.

    `ok` is false where something mandatory is missing. Raises RefusedError.
    """
    source, adapter = read_settings(config, request)
    transport, _ = make_transport(config, request, source, adapter)
    return look(adapter, transport, most, tick).as_dict()


def classify_stored(config: Config, actor: str = "cli") -> dict[str, int]:
    """Apply the rules of classification again to all records of the scraped sources.

    Gives the number of records looked at by source. What a person has set stays.
    """
    found: dict[str, int] = {}
    with db.sessionmaker() as session:
        begin_write(session)
        audit.bind(session, actor=actor, now=clock.now())
        for key in SOURCES:
            source, _ = read_settings(config, RunRequest(key))
            found[key] = classify_again(session, source).seen
        session.commit()
    return found


def no_report(message: str) -> dict[str, Any]:
    """The report of a run that could not begin."""
    return make_report(Reading(warnings=[message]), Verdict("failed"), Loaded())


def import_tools(config: Config) -> Tools:
    """How sites are read and their acts joined, for lists that people bring in."""
    return Tools(config.archive_dir, read_date, request_number, propose)

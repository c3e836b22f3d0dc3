"""What a voter's phone has to move, in a real browser: bytes and requests of scorecards.

Bytes are those on the wire: compressed bodies with their headers, of pages, styles, scripts and
pictures alike. A limit is kept when the measured value goes into it at least once.
"""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.clock import now
from app.extensions import db
from benchmarks.measure import Compared, Row, Skipped, portal
from models import audit
from models.engine import begin_write
from models.item import Item, Kind, Participation, Role
from models.person import Deputy, Mandate, MandateKind
from models.programme import Programme, Thesis, Wording

CHROMIUM = Path("/usr/bin/chromium")
FIRST, REQUESTS, LATER = 100 * 1024, 12, 30 * 1024
#: Promises of the two deputies that are weighed: as many as a programme usually has, and the most.
USUAL, MOST = 12, 300
WORDS = (
    "Добиться капитального ремонта районной больницы и дороги к ней до конца созыва, чтобы жители "
    "аулов могли получить помощь в любое время года (пункт {})."
)


@dataclass
class Visit:
    """What one opening of a page moved."""

    requests: int = 0
    size: int = 0
    what: dict[str, str] = field(default_factory=dict)


def run() -> Compared | Skipped:
    """Open scorecards as a first visitor does, then the pages that a voter goes on to."""
    if not CHROMIUM.exists():
        return Skipped("there is no chromium here")
    with portal() as app:
        app.config["SERVER_NAME"] = None
        usual, most = _deputies(app)
        with _served(app) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
            )
            rows = tuple(_rows(browser, url, usual, most))
            browser.close()
    return Compared(
        "weights: what a visit moves, compressed, and in how many requests",
        "29 deputies; a scorecard of 12 promises and one of 300; Kazakh, Russian and English",
        rows,
    )


def _rows(browser: Browser, url: str, usual: str, most: str) -> Iterator[Row]:
    for lang in ("kk", "ru", "en"):
        for slug, promises in ((usual, USUAL), (most, MOST)):
            context = browser.new_context(base_url=url)
            seen = visit(context, f"/{lang}/deputies/{slug}")
            what = f"first visit to a scorecard, {promises} promises, {lang}"
            yield _row(f"{what}: {_kib(seen.size)} of {_kib(FIRST)}", FIRST, seen.size)
            yield _row(f"{what}: {seen.requests} of {REQUESTS} requests", REQUESTS, seen.requests)
            for path in ("requests", "meetings", "history", "items"):
                later = visit(context, f"/{lang}/deputies/{slug}/{path}")
                what = f"  then its {path}: {_kib(later.size)} of {_kib(LATER)}"
                yield _row(what, LATER, later.size)
            for path in ("", "deputies/", "search?q=школа", "charts/"):
                later = visit(context, f"/{lang}/{path}")
                what = f"  then /{lang}/{path}: {_kib(later.size)} of {_kib(LATER)}"
                yield _row(what, LATER, later.size)
            context.close()


def _row(what: str, limit: int, measured: int) -> Row:
    return Row(what, float(limit), float(max(1, measured)), 1.0)


def _kib(size: int) -> str:
    return f"{size / 1024:.1f} KB"


def visit(context: BrowserContext, path: str) -> Visit:
    """Open a page in a tab of its own and count what goes over the wire."""
    page, seen = context.new_page(), Visit()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")

    def sent(event: dict[str, object]) -> None:
        seen.requests += 1

    def done(event: dict[str, float]) -> None:
        seen.size += int(event["encodedDataLength"])

    def cached(event: dict[str, object]) -> None:
        # What the browser still has is no request.
        seen.requests -= 1

    wire.on("Network.requestWillBeSent", sent)
    wire.on("Network.loadingFinished", done)
    wire.on("Network.requestServedFromCache", cached)
    answer = page.goto(path, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{path} did not open")
    page.close()
    return seen


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _deputies(app: Flask) -> tuple[str, str]:
    """Give two deputies of the pack promises and acts; their slugs."""
    with app.app_context(), db.sessionmaker() as session:
        begin_write(session)
        audit.bind(session, actor="bench", now=now())
        query = (
            select(Mandate, Deputy.slug)
            .join(Deputy)
            .where(Mandate.kind == MandateKind.DISTRICT)
            .order_by(Mandate.id)
            .limit(2)
        )
        rows = session.execute(query).all()
        for (mandate, slug), promises in zip(rows, (USUAL, MOST), strict=True):
            _programme(session, mandate, promises)
            _acts(session, mandate, slug)
        session.commit()
        return rows[0][1], rows[1][1]


def _programme(session: Session, mandate: Mandate, promises: int) -> None:
    known = session.scalar(select(Programme).where(Programme.mandate_id == mandate.id))
    programme = known or Programme(mandate_id=mandate.id)
    session.add(programme)
    session.flush()
    taken = set(session.scalars(select(Thesis.number).where(Thesis.programme_id == programme.id)))
    free = (number for number in range(1, promises + len(taken) + 1) if number not in taken)
    for number in list(free)[: promises - len(taken)]:
        session.add(
            Thesis(
                programme=programme, number=number, text_ru=WORDS.format(number), testable=True,
                wording=Wording.QUOTED, source="программа кандидата",
            )
        )  # fmt: skip


def _acts(session: Session, mandate: Mandate, slug: str) -> None:
    for number in range(120):
        item = Item(
            key=f"bench/{slug}-{number}", convocation_id=mandate.convocation_id, queued=True,
            kind=Kind.VOTER_MEETING if number % 3 == 0 else Kind.DEPUTY_REQUEST,
            title_ru=f"О ремонте дороги и больницы, № {number}", number=f"ДЗ-{number}",
            date=dt.date(2024, 1 + number % 12, 1 + number % 28),
        )  # fmt: skip
        role = Role.INITIATOR if number % 2 else Role.SIGNATORY
        item.participations = [Participation(mandate_id=mandate.id, role=role)]
        session.add(item)

"""Nights over a site that does not change: what each adds, and whether they grow slower.

A hundred deputies with ten acts each, in two languages. `python -m benchmarks.nights` prints
every night; `make bench` holds the last ones against the first ones. Processor time is taken,
since the two are minutes apart and other work on the machine must not tell.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app import ingest
from app.extensions import db
from benchmarks.measure import Measured, portal
from models import audit
from models.audit import Audit
from models.engine import begin_write
from models.record import Observation
from models.source import Capture, Run, RunStatus, Source
from scrapers.load import load
from scrapers.records import DeputySeen, Identity, ListSeen, Mention, PageRead, RecordSeen

NIGHTS = 30
DEPUTIES = 100
ACTS = 10
MOST = 1.6
FIRST = datetime(2024, 1, 10, 22, 0, tzinfo=UTC)
TEXT = " ".join(f"предложение номер {number} о дорогах и школах района" for number in range(30))


def pages(session: Session, row: Source, night: int) -> Iterator[PageRead]:
    """The lists of all deputies in both languages as they were that night, each with a capture."""
    run = Run(source_id=row.id, transport="live", status=RunStatus.OK, started_at=FIRST)
    session.add(run)
    session.flush()
    for number in range(DEPUTIES):
        for lang in ("ru", "kk"):
            key = f"www.parlam.kz/{lang}/blogs/deputy{number}"
            moment = FIRST + timedelta(days=night, seconds=number * 2 + (lang == "kk"))
            capture = Capture(
                source_id=row.id, run_id=run.id, url=f"http://{key}", url_key=key,
                captured_at=moment, archived_at=moment, via="live", status=200, mime="text/html",
                sha256=sha256(key.encode()).hexdigest(), size=40_000, warc_file="x.warc.gz",
                warc_offset=night, length=300, record_sha256="x", page_kind="blog",
            )  # fmt: skip
            session.add(capture)
            session.flush()
            yield PageRead(capture.id, key, moment, 8, tuple(_seen(number, lang, key)))


def _seen(number: int, lang: str, key: str) -> Iterator[DeputySeen | ListSeen | RecordSeen]:
    identity = Identity("bench", str(number))
    name = f"Фамилия{number} Имя{number}"
    yield DeputySeen((identity,), lang, name, {"post": "депутат", "committee": "комитет"})
    for act in range(ACTS):
        uid = str(number * 1000 + act)
        fields = {
            "title": f"Запрос {uid} о ремонте дороги в районе {number * 7919 % 997} ({lang})",
            "text": f"{uid} {TEXT}",
            "date": f"2023-{act + 1:02}-{number % 28 + 1:02}",
            "category": "8",
        }
        url = f"http://www.parlam.kz/{lang}/blogs/details/8/{uid}"
        yield RecordSeen(uid, lang, url, key, fields, (Mention(name, "not_stated", identity),))
    yield ListSeen(key, lang)


def nights(app: Flask) -> Iterator[tuple[float, int, int, int]]:
    """Load night after night. Gives seconds, and observations, journal rows and bytes by then."""
    config = app.extensions["config"]
    source, _ = ingest.read_settings(config, ingest.RunRequest("parlam-html"))
    with db.sessionmaker() as session:
        row = Source(key=source.key, name=source.name)
        session.add(row)
        audit.bind(session, actor="bench", now=FIRST)
        session.commit()
    for night in range(NIGHTS):
        now = FIRST + timedelta(days=night)
        with db.sessionmaker() as session:
            begin_write(session)
            audit.bind(session, actor="bench", now=now)
            read = list(pages(session, session.merge(row), night))
            begun = time.process_time()
            load(session, source, read, {}, now)
            session.commit()
            seconds = time.process_time() - begun
            observed = session.scalar(select(func.count(Observation.id))) or 0
            journalled = session.scalar(select(func.count(Audit.id))) or 0
            size = session.scalar(text("SELECT page_count * page_size FROM pragma_page_count(), "
                                       "pragma_page_size()")) or 0  # fmt: skip
        yield seconds, observed, journalled, size


def run() -> Measured:
    """Measure the last nights against the first ones after the first load."""
    with portal(pack=False) as app, app.app_context():
        found = list(nights(app))
    _, observed, journalled, size = found[-1]
    _, _, journal_before, size_before = found[0]
    per_night = (size - size_before) // (NIGHTS - 1) // 1024
    return Measured(
        title=f"A night of a site that has not changed, after {NIGHTS} of them",
        what=f"{observed // NIGHTS} observations, "
        f"{(journalled - journal_before) // (NIGHTS - 1)} rows of the journal and "
        f"{per_night} KB a night; the first load took {found[0][0]:.1f} s",
        seconds=min(night[0] for night in found[-5:]),
        limit_what="the same after one night",
        against=min(night[0] for night in found[1:6]),
        most=MOST,
    )


if __name__ == "__main__":
    with portal(pack=False) as app, app.app_context():
        for number, (seconds, observed, journalled, size) in enumerate(nights(app), 1):
            print(
                f"{number:3} {seconds:6.2f} s {observed:7} observations {journalled:7} journal "
                f"{size // 1024:8} KB",
                flush=True,
            )

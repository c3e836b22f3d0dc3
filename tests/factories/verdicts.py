"""Verdicts, links and positions on top of a `tests.factories.world.World`."""

import datetime as dt
import itertools
import uuid
from typing import Any

from models.base import Lang
from models.file import StoredFile
from models.item import Kind
from models.person import Mandate
from models.programme import Thesis
from models.record import Observation, Record
from models.record import Statement as Said
from models.source import Capture, Run, RunStatus
from models.user import User
from models.verdict import (
    EvidenceKind,
    GuestLink,
    LinkPurpose,
    Position,
    Status,
    Verdict,
    VerdictEvidence,
    VerdictState,
)
from tests.conftest import NOW
from tests.factories.world import World

__all__ = ["Kind", "Record", "VerdictEvidence"]

numbers = itertools.count(1)
TODAY = dt.date(2026, 11, 20)


def file(world: World, **fields: Any) -> StoredFile:
    number = next(numbers)
    values = {
        "sha256": uuid.uuid4().hex * 2, "name": f"act {number}.pdf", "mime": "application/pdf",
        "size": 12, "stored_at": NOW,
    }  # fmt: skip
    return world.file(**(values | fields))


def capture(world: World, **fields: Any) -> Capture:
    run = Run(source=world.source, transport="warc", status=RunStatus.OK, started_at=NOW)
    number = next(numbers)
    values = {
        "source": world.source, "run": run, "url": f"https://site.example/{number}",
        "url_key": f"site.example/{number}", "captured_at": NOW, "archived_at": NOW,
        "via": "warc", "status": 200, "mime": "text/html", "sha256": uuid.uuid4().hex * 2,
        "size": 8, "warc_file": "a.warc.gz", "warc_offset": 0, "length": 10,
        "record_sha256": uuid.uuid4().hex * 2,
    }  # fmt: skip
    return world.add(Capture(**(values | fields)))


def promise(world: World, mandate: Mandate, number: int = 1, **fields: Any) -> Thesis:
    """A quoted, testable, sourced thesis of a mandate."""
    programme = world.programme(mandate, theses=0, source="листовка")
    return world.thesis(programme, number, lang=Lang.RU, **fields)


def verdict(world: World, thesis: Thesis, proposer: User, **fields: Any) -> Verdict:
    """A verdict put straight into the database: proposed, unless `fields` say otherwise."""
    values: dict[str, Any] = {
        "thesis_id": thesis.id, "status": Status.IN_PROGRESS, "as_of": dt.date(2026, 11, 1),
        "explanation_kk": "Құрылыс басталды", "explanation_ru": "Строительство начато",
        "evidence_kind": EvidenceKind.OFFICIAL_ACT, "state": VerdictState.PROPOSED,
        "proposed_by_id": proposer.id, "proposed_at": NOW,
    }  # fmt: skip
    if not {"file_id", "capture_id"} & set(fields):
        values["file_id"] = file(world).id
    return world.add(Verdict(**(values | fields)))


def standing(world: World, thesis: Thesis, proposer: User, other: User, **fields: Any) -> Verdict:
    """A verdict that another person confirmed."""
    settled = {"state": VerdictState.CONFIRMED, "confirmed_by_id": other.id, "settled_at": NOW}
    return verdict(world, thesis, proposer, **(settled | fields))


def link(world: World, mandate: Mandate, issuer: User, **fields: Any) -> GuestLink:
    """A link for a position whose token nobody knows."""
    values: dict[str, Any] = {
        "purpose": LinkPurpose.POSITION, "token_sha256": uuid.uuid4().hex, "guest": "Приёмная",
        "mandate_id": mandate.id, "lang": Lang.RU, "deadline": dt.date(2026, 12, 10),
        "issued_by_id": issuer.id, "issued_at": NOW,
        "expires_at": NOW + dt.timedelta(days=60),
    }  # fmt: skip
    return world.add(GuestLink(**(values | fields)))


def position(world: World, on: Verdict, by: GuestLink, **fields: Any) -> Position:
    values = {
        "verdict_id": on.id, "link_id": by.id, "lang": Lang.RU, "text": "Мы это сделали",
        "received_at": NOW,
    }  # fmt: skip
    return world.add(Position(**(values | fields)))


def observe(world: World, record: Record, on: Capture, lang: str = "ru") -> Observation:
    """That a kept copy shows a record."""
    said = world.add(Said(sha256=uuid.uuid4().hex * 2, fields={"title": record.title_ru}))
    return world.add(Observation(record_id=record.id, capture=on, lang=lang, statement=said))

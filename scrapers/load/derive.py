"""Records, their revisions and participants, computed from what captures said."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only, selectinload

from models.item import QUEUED_KINDS, DatePrecision, Kind
from models.record import Observation, Record, RecordParticipation, Revision, turning_points
from models.source import Capture, Source
from scrapers.classify import ANSWER, DEPUTY_REQUEST, classify
from scrapers.load.ground import ground
from scrapers.load.observe import Observed, newest_readings
from scrapers.load.participants import Participants
from scrapers.load.parts import parts
from scrapers.records import PageRead
from scrapers.source import SourceConfig
from scrapers.titles import addressee_in, number_in, request_number

if TYPE_CHECKING:
    from scrapers.load import Loaded

LANGS = ("ru", "kk")
#: Fields whose edits are kept as revisions.
TRACKED = (
    "title", "lead", "text", "date", "date_text", "number", "addressee", "category", "answer",
)  # fmt: skip
#: A title of at least this length on a list may have been cut there.
CUT = 240


@dataclass
class RecordCounts:
    """What became of the records that a run saw."""

    seen: int = 0
    created: int = 0
    revised: int = 0
    unchanged: int = 0
    no_longer_listed: int = 0


def derive(
    session: Session, source: SourceConfig, row: Source, observed: Observed, *, loaded: Loaded
) -> set[int]:
    """Compute the touched records from their observations. Gives the ids of their items."""
    participants = Participants(session, source, loaded.warnings)
    readings = newest_readings(session, row)
    groups = {key: str(group) for key, group in _groups(source).items()}
    items: set[int] = set()
    counts = loaded.records
    for ids in parts(observed.touched):
        said = _observations(session, ids)
        revisions = _revisions(session, ids)
        participants.load(ids)
        query = select(Record).where(Record.id.in_(ids)).options(selectinload(Record.item))
        for record in session.scalars(query):
            was_listed = record.listed if record.id not in observed.created else True
            _fill(session, source, record, said[record.id], groups)
            record.listed = _listed(said[record.id], readings)
            revised = _revise(session, record, said[record.id], revisions[record.id])
            participants.settle(record, said[record.id])
            _sort(record)
            items.add(record.item_id)
            counts.revised += revised and record.id not in observed.created
            counts.no_longer_listed += was_listed and not record.listed
        session.flush()
    participants.report()
    return items


def move(session: Session, observed: Observed, pages: Sequence[PageRead]) -> None:
    """Say of the records that were merely seen again when, and on which captures."""
    fresh = {page.capture_id for page in pages}
    since = min((page.captured_at for page in pages), default=None)
    for ids in parts(observed.moved):
        newest: dict[int, dict[str, Any]] = defaultdict(dict)
        query = (
            select(Observation.record_id, Observation.lang, Capture.id, Capture.captured_at)
            .join(Observation.capture)
            .where(Capture.captured_at >= since, Observation.record_id.in_(ids))
            .order_by(Capture.captured_at, Capture.url_key, Capture.sha256, Observation.lang)
        )
        for record_id, lang, capture_id, moment in session.execute(query):
            if capture_id in fresh:
                newest[record_id] |= {f"capture_{lang}_id": capture_id, "last_seen": moment}
        columns = (Record.last_seen, Record.capture_ru_id, Record.capture_kk_id, Record.listed)
        for record in session.scalars(
            select(Record).where(Record.id.in_(ids)).options(load_only(*columns))
        ):
            record.listed = True
            for name, value in newest[record.id].items():
                setattr(record, name, value)
        session.flush()


def count(session: Session, observed: Observed, loaded: Loaded) -> None:
    """Count what the pages have shown, by kind and category, and whom it names."""
    counts = loaded.records
    counts.seen, counts.created = len(observed.shown), len(observed.created)
    counts.unchanged = counts.seen - counts.created - counts.revised
    kinds: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for ids in parts(observed.shown):
        shown = select(Record.kind, Record.category).where(Record.id.in_(ids))
        for kind, category in session.execute(shown):
            kinds[kind.value] += 1
            categories[category or ""] += 1
        named = (
            select(Record.item_id, RecordParticipation.mandate_id)
            .join(RecordParticipation.record)
            .where(Record.id.in_(ids), RecordParticipation.mandate_id.is_not(None))
            .distinct()
        )
        loaded.participations += len(session.execute(named).all())
    loaded.records_by_kind, loaded.records_by_category = dict(kinds), dict(categories)


def _groups(source: SourceConfig) -> dict[str, Any]:
    return {str(key): group for key, group in source.section("categories").items()}


def _observations(session: Session, ids: Sequence[int]) -> dict[int, list[Observation]]:
    """What was said of each record, from the oldest capture to the newest.

    Of equal statements that follow one another the first and the last are enough.
    """
    found: dict[int, list[Observation]] = defaultdict(list)
    query = (
        select(Observation)
        .join(Observation.capture)
        .where(Observation.id.in_(turning_points(ids)))
        .options(contains_eager(Observation.capture), joinedload(Observation.statement))
        # Captures of one moment stand in an order that the database did not give out.
        .order_by(Capture.captured_at, Capture.url_key, Capture.sha256, Observation.lang)
    )
    for observation in session.scalars(query):
        found[observation.record_id].append(observation)
    return found


def _listed(observed: Iterable[Observation], readings: dict[tuple[str, str], datetime]) -> bool:
    """Whether a list that the record stood on showed it when it was last read whole."""
    seen: dict[tuple[str, str], datetime] = {}
    for one in observed:
        if one.list_key:
            seen[one.list_key, one.lang] = one.capture.captured_at
    read = {key: moment for key, moment in seen.items() if key in readings}
    return not read or any(moment >= readings[key] for key, moment in read.items())


def _newest(observed: Sequence[Observation], name: str, lang: str | None = None) -> Any:
    for one in reversed(observed):
        if (lang is None or one.lang == lang) and name in one.fields:
            return one.fields[name]
    return None


def _title(observed: Sequence[Observation], lang: str) -> str | None:
    """The newest title; of one that a list has cut, the whole as another page gives it."""
    newest = _newest(observed, "title", lang)
    if newest is None or len(newest) < CUT:
        return newest
    stem = newest.rstrip(" .…")
    whole = [
        one.fields["title"]
        for one in observed
        if one.lang == lang and str(one.fields.get("title", "")).startswith(stem)
    ]
    return max(whole, key=lambda title: (len(title), title))


def _fill(
    session: Session,
    source: SourceConfig,
    record: Record,
    observed: Sequence[Observation],
    groups: dict[str, str],
) -> None:
    values: dict[str, Any] = {}
    for lang in LANGS:
        own = [one for one in observed if one.lang == lang]
        values[f"title_{lang}"] = _title(observed, lang)
        values[f"url_{lang}"] = _newest(observed, "url", lang)
        values[f"capture_{lang}_id"] = own[-1].capture_id if own else None
        for name in ("lead", "text", "addressee"):
            values[f"{name}_{lang}"] = _newest(observed, name, lang)
    values["category"] = _newest(observed, "category")
    values["answer"] = _newest(observed, "answer")
    values["first_seen"] = observed[0].capture.captured_at
    values["last_seen"] = observed[-1].capture.captured_at
    values |= _date(observed)
    titles = (values["title_ru"], values["title_kk"])
    kind, rule = classify(groups.get(values["category"] or ""), *titles)
    values["kind"], values["kind_rule"] = Kind(kind), rule
    values["number"] = _number(observed, kind, titles)
    if kind == DEPUTY_REQUEST:
        for lang in LANGS:
            title = values[f"title_{lang}"]
            if values[f"addressee_{lang}"] is None and title:
                values[f"addressee_{lang}"] = addressee_in(title, lang)
    convocation = source.convocation_at(values["first_seen"])
    if convocation is not None:
        values["convocation_id"] = _convocation_id(session, source, convocation)
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def _convocation_id(session: Session, source: SourceConfig, number: int) -> int:
    cache: dict[tuple[str, int], int] = session.info.setdefault("convocation_ids", {})
    key = (source.key, number)
    if key not in cache:
        cache[key] = ground(session, source, {number})[number].id
    return cache[key]


def _date(observed: Sequence[Observation]) -> dict[str, Any]:
    text = _newest(observed, "date")
    if text is None:
        return {"date": None, "date_precision": DatePrecision.UNKNOWN}
    precision = next(
        one.fields.get("date_precision", "day")
        for one in reversed(observed)
        if one.fields.get("date") == text
    )
    return {"date": dt.date.fromisoformat(text), "date_precision": DatePrecision(precision)}


def _number(observed: Sequence[Observation], kind: str, titles: Iterable[str | None]) -> str | None:
    stated = _newest(observed, "number")
    if stated:
        return request_number(stated)
    if kind not in (DEPUTY_REQUEST, ANSWER):
        return None
    return next((number for title in titles if title and (number := number_in(title))), None)


def _sort(record: Record) -> None:
    """The kind of the act and whether it is to be coded, unless a person has said so."""
    item = record.item
    if item.kind_by_person or item.kind is record.kind:
        return
    item.kind = record.kind
    item.queued = record.kind in QUEUED_KINDS


def _revisions(session: Session, ids: Sequence[int]) -> dict[int, list[Revision]]:
    found: dict[int, list[Revision]] = defaultdict(list)
    for revision in session.scalars(select(Revision).where(Revision.record_id.in_(ids))):
        found[revision.record_id].append(revision)
    return found


def _revise(
    session: Session,
    record: Record,
    observed: Sequence[Observation],
    present: Sequence[Revision],
) -> bool:
    """Bring the revisions in line with what captures said. Returns whether there are new ones."""
    wanted = edits(observed)
    kept = {(r.lang, r.field, r.to_capture_id): r for r in present}
    spare = [kept.pop(key) for key in list(kept) if key not in wanted]
    added = 0
    for key, (before, after, from_capture) in wanted.items():
        revision = kept.get(key)
        if revision is None:
            revision = spare.pop() if spare else Revision(record_id=record.id)
            added += 1
        revision.lang, revision.field, revision.to_capture_id = key
        revision.before, revision.after = before, after
        revision.from_capture_id = from_capture
        session.add(revision)
    for revision in spare:
        session.delete(revision)
    return added > 0


def edits(
    observed: Sequence[Observation],
) -> dict[tuple[str, str, int], tuple[str | None, str | None, int]]:
    """The edits between consecutive captures of one kind of page in one language.

    Kinds of page are not compared with each other: a list cuts a title that a page of its own
    gives whole, which is no edit. An edit that two kinds of page show is one edit.
    """
    found: dict[tuple[str, str, int], tuple[str | None, str | None, int]] = {}
    shown: Counter[tuple[str, str, str, str]] = Counter()
    series: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for one in observed:
        for name in TRACKED:
            if name in one.fields:
                series[one.capture.page_kind or "", one.lang, name].append(one)
    for (_, lang, name), line in sorted(series.items()):
        own: Counter[tuple[str, str, str, str]] = Counter()
        for earlier, later in pairwise(line):
            before, after = str(earlier.fields[name]), str(later.fields[name])
            if before == after:
                continue
            edit = (lang, name, before, after)
            own[edit] += 1
            if own[edit] > shown[edit]:
                found[lang, name, later.capture_id] = (before, after, earlier.capture_id)
        shown |= own
    return found

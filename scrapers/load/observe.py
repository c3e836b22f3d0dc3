"""What captures said, as rows that are only ever added.

A capture that is read again, with better settings or a better page class, may say more than
it did: then its row says what it says now.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.item import Item, Kind
from models.place import Convocation
from models.record import ListReading, Observation, Record, Statement
from models.source import Source
from scrapers.load.parts import parts
from scrapers.load.unchanged import unchanged
from scrapers.records import RECORD_FIELDS, ListSeen, PageRead, RecordSeen
from scrapers.source import SourceConfig


@dataclass
class Observed:
    """What a load has added, by the ids of records.

    `shown` are the records on the pages, `created` those of them that did not exist before.
    `moved` were said again word for word: only the moment has moved, see `unchanged`.
    `touched` must be computed anew: what was said of them, or the lists they stood on, differ.
    """

    shown: set[int] = field(default_factory=set)
    created: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)

    def touch(self, record_ids: Iterable[int]) -> None:
        """Have these records computed anew."""
        self.touched.update(record_ids)
        self.moved -= self.touched


def observe(
    session: Session,
    source: SourceConfig,
    row: Source,
    pages: Sequence[PageRead],
    convocations: Mapping[int, Convocation],
) -> Observed:
    """Add what the pages say of records, and which lists were read whole."""
    seen = [(page, row) for page in pages for row in page.seen if isinstance(row, RecordSeen)]
    records, created = _records(session, source, row, seen, convocations)
    observed = Observed(set(records.values()), created, touched=set(created))
    added = _add(session, seen, records, observed)
    was_read = newest_readings(session, row)
    _read_lists(session, row, pages)
    read = newest_readings(session, row)
    observed.moved = unchanged(session, row, pages, added, read) - observed.touched
    observed.touched |= added - observed.moved
    changed = {key for key in read if was_read.get(key) != read[key]}
    first = {list_key for list_key, lang in changed if (list_key, lang) not in was_read}
    again = {list_key for list_key, _ in changed}
    observed.touched |= _on_lists(session, row, first, observed, listed=False)
    observed.touched |= _on_lists(session, row, again - first, observed, listed=True)
    return observed


def _add(
    session: Session,
    seen: Sequence[tuple[PageRead, RecordSeen]],
    records: Mapping[str, int],
    observed: Observed,
) -> set[int]:
    """Add an observation for each record on each page; gives the ids of the records observed.

    A record of which a page of before says something else now is touched.
    """
    present = _present(session, {page.capture_id for page, _ in seen})
    said: dict[tuple[int, int, str], tuple[str, dict[str, Any]]] = {}
    for page, one in seen:
        # A page that shows a record twice is taken at its first word.
        said.setdefault(
            (records[one.source_uid], page.capture_id, one.lang), (one.list_key, _fields(one))
        )
    digests = {key: _digest(*words) for key, words in said.items()}
    statements = _statements(session, {digests[key]: words for key, words in said.items()})
    rows = []
    added: set[int] = set()
    for key, digest in digests.items():
        record_id, capture_id, lang = key
        known = present.get(key)
        if known is None:
            added.add(record_id)
            rows.append(
                {
                    "record_id": record_id,
                    "capture_id": capture_id,
                    "lang": lang,
                    "statement_id": statements[digest],
                }
            )
        elif known.statement_id != statements[digest]:
            known.statement_id = statements[digest]
            observed.touched.add(record_id)
    session.flush()
    if rows:
        session.execute(insert(Observation), rows)
    return added


def _digest(list_key: str, fields: dict[str, Any]) -> str:
    body = json.dumps([list_key, fields], ensure_ascii=False, sort_keys=True)
    return sha256(body.encode()).hexdigest()


def _statements(session: Session, said: Mapping[str, tuple[str, dict[str, Any]]]) -> dict[str, int]:
    """The ids of what is said, by sha256; what nobody has said before is added."""
    found: dict[str, int] = {}
    for digests in parts(said):
        query = select(Statement.sha256, Statement.id).where(Statement.sha256.in_(digests))
        found |= dict(session.execute(query).all())
    added = [
        Statement(sha256=digest, list_key=list_key, fields=fields)
        for digest, (list_key, fields) in sorted(said.items())
        if digest not in found
    ]
    session.add_all(added)
    session.flush()
    return found | {statement.sha256: statement.id for statement in added}


def _on_lists(
    session: Session, row: Source, list_keys: set[str], observed: Observed, *, listed: bool
) -> set[int]:
    """The records that have stood on these lists and are not computed anew or shown there now.

    When a list is read again, only those that are `listed` can leave it; its first reading
    may also say of one that left another list that it is listed still.
    """
    if not list_keys:
        return set()
    query = select(Record.id).where(Record.source_id == row.id)
    if listed:
        query = query.where(Record.listed)
    found: set[int] = set()
    for ids in parts(set(session.scalars(query)) - observed.touched - observed.moved):
        stood = (
            select(Observation.record_id, Statement.list_key)
            .join(Observation.statement)
            .where(Observation.record_id.in_(ids))
            .distinct()
        )
        found |= {number for number, key in session.execute(stood) if key in list_keys}
    return found


def _records(
    session: Session,
    source: SourceConfig,
    row: Source,
    seen: Sequence[tuple[PageRead, RecordSeen]],
    convocations: Mapping[int, Convocation],
) -> tuple[dict[str, int], set[int]]:
    """The ids of the records that are seen, by the source's number, and those of new ones."""
    records: dict[str, int] = {}
    for uids in parts({said.source_uid for _, said in seen}):
        query = select(Record.source_uid, Record.id).where(
            Record.source_id == row.id, Record.source_uid.in_(uids)
        )
        records |= dict(session.execute(query).all())
    added: dict[str, Record] = {}
    for page, said in sorted(seen, key=lambda pair: pair[1].source_uid):
        if said.source_uid in records or said.source_uid in added:
            continue
        convocation = convocations[page.convocation]
        # What it says is computed from its observations, before anybody can see it.
        added[said.source_uid] = Record(
            source_id=row.id,
            source_uid=said.source_uid,
            convocation_id=convocation.id,
            kind=Kind.OTHER,
            source=source.name,
            item=Item(
                key=f"{source.key}/{said.source_uid}",
                convocation_id=convocation.id,
                kind=Kind.OTHER,
            ),
        )
    session.add_all(added.values())
    session.flush()
    created = {uid: record.id for uid, record in added.items()}
    return records | created, set(created.values())


def _fields(said: RecordSeen) -> dict[str, Any]:
    unknown = said.fields.keys() - RECORD_FIELDS
    if unknown:
        raise ValueError(f"a record has fields that nobody knows: {', '.join(sorted(unknown))}")
    fields: dict[str, Any] = dict(said.fields)
    fields["url"] = said.url
    fields["documents"] = list(said.documents)
    fields["mentions"] = [
        {
            "name": mention.name,
            "role": mention.role,
            "scheme": mention.identity.scheme if mention.identity else None,
            "value": mention.identity.value if mention.identity else None,
        }
        for mention in said.mentions
    ]
    return fields


def _present(
    session: Session, capture_ids: Iterable[int]
) -> dict[tuple[int, int, str], Observation]:
    found: dict[tuple[int, int, str], Observation] = {}
    for part in parts(capture_ids):
        query = select(Observation).where(Observation.capture_id.in_(part))
        found |= {(one.record_id, one.capture_id, one.lang): one for one in session.scalars(query)}
    return found


def newest_readings(session: Session, row: Source) -> dict[tuple[str, str], datetime]:
    """When the newest whole reading of each list, in each language, began."""
    query = (
        select(ListReading.list_key, ListReading.lang, ListReading.read_from)
        .where(ListReading.source_id == row.id)
        .order_by(ListReading.read_to, ListReading.read_from)
    )
    return {(list_key, lang): moment for list_key, lang, moment in session.execute(query)}


def _read_lists(session: Session, row: Source, pages: Sequence[PageRead]) -> None:
    """Note the lists that the pages show whole."""
    lists: dict[tuple[str, str], list[tuple[PageRead, ListSeen]]] = defaultdict(list)
    for page in pages:
        for seen in page.seen:
            if isinstance(seen, ListSeen):
                lists[seen.list_key, seen.lang].append((page, seen))
    for (list_key, lang), shown in lists.items():
        shown.sort(key=lambda pair: (pair[0].captured_at, pair[1].start))
        for first, last in whole_readings(shown):
            known = session.scalar(
                select(ListReading).where(
                    ListReading.source_id == row.id,
                    ListReading.list_key == list_key,
                    ListReading.lang == lang,
                    ListReading.capture_id == last.capture_id,
                )
            )
            if known is None:
                session.add(
                    ListReading(
                        source_id=row.id,
                        list_key=list_key,
                        lang=lang,
                        capture_id=last.capture_id,
                        read_from=first.captured_at,
                        read_to=last.captured_at,
                    )
                )
    session.flush()


def whole_readings(
    shown: Sequence[tuple[PageRead, ListSeen]],
) -> list[tuple[PageRead, PageRead]]:
    """The first and the last page of each reading whose parts join from 0 to the end.

    `shown` are the parts of one list in the order in which they were captured. Rows that move
    between pages make parts overlap, which is no gap.
    """
    found: list[tuple[PageRead, PageRead]] = []
    first: PageRead | None = None
    reached = 0
    for page, part in shown:
        if part.start == 0:
            first, reached = page, 0
        if first is None or part.start > reached:
            first = None
            continue
        reached = max(reached, part.start + part.rows)
        if part.end:
            found.append((first, page))
            first = None
    return found

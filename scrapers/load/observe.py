"""What captures said, as rows that are only ever added.

A capture that is read again, with better settings or a better page class, may say more than
it did: then its row says what it says now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.item import Item, Kind
from models.place import Convocation
from models.record import ListReading, Observation, Record
from models.source import Source
from scrapers.records import RECORD_FIELDS, ListSeen, PageRead, RecordSeen
from scrapers.source import SourceConfig

BATCH = 400


def observe(
    session: Session,
    source: SourceConfig,
    row: Source,
    pages: Sequence[PageRead],
    convocations: Mapping[int, Convocation],
) -> tuple[set[int], set[int]]:
    """Add what the pages say of records, and which lists were read whole.

    Returns the ids of the records that must be computed anew: those seen, and those on the
    lists that were read; and, of them, the ids of those that did not exist before.
    """
    seen = [(page, row) for page in pages for row in page.seen if isinstance(row, RecordSeen)]
    records, created = _records(session, source, row, seen, convocations)
    present = _present(session, {page.capture_id for page, _ in seen})
    written: set[tuple[int, int, str]] = set()
    for page, said in seen:
        record = records[said.source_uid]
        key = (record.id, page.capture_id, said.lang)
        # A page that shows a record twice is taken at its first word.
        if key in written:
            continue
        written.add(key)
        fields, known = _fields(said), present.get(key)
        if known is None:
            session.add(
                Observation(
                    record_id=record.id,
                    capture_id=page.capture_id,
                    lang=said.lang,
                    list_key=said.list_key,
                    fields=fields,
                )
            )
        elif (known.fields, known.list_key) != (fields, said.list_key):
            known.fields, known.list_key = fields, said.list_key
    session.flush()
    lists = _read_lists(session, row, pages)
    touched = {record.id for record in records.values()}
    for keys in _parts(lists):
        touched |= set(
            session.scalars(
                select(Observation.record_id)
                .join(Record)
                .where(Record.source_id == row.id, Observation.list_key.in_(keys))
                .distinct()
            )
        )
    return touched, created


def _records(
    session: Session,
    source: SourceConfig,
    row: Source,
    seen: Sequence[tuple[PageRead, RecordSeen]],
    convocations: Mapping[int, Convocation],
) -> tuple[dict[str, Record], set[int]]:
    records: dict[str, Record] = {}
    for uids in _parts({said.source_uid for _, said in seen}):
        query = select(Record).where(Record.source_id == row.id, Record.source_uid.in_(uids))
        records |= {record.source_uid: record for record in session.scalars(query)}
    added: list[Record] = []
    for page, said in sorted(seen, key=lambda pair: pair[1].source_uid):
        if said.source_uid in records:
            continue
        convocation = convocations[page.convocation]
        # What it says is computed from its observations, before anybody can see it.
        record = Record(
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
        records[said.source_uid] = record
        added.append(record)
    session.add_all(added)
    session.flush()
    return records, {record.id for record in added}


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
    for part in _parts(capture_ids):
        query = select(Observation).where(Observation.capture_id.in_(part))
        found |= {(one.record_id, one.capture_id, one.lang): one for one in session.scalars(query)}
    return found


def _read_lists(session: Session, row: Source, pages: Sequence[PageRead]) -> set[str]:
    """Note the lists that the pages show whole; gives their keys."""
    parts: dict[tuple[str, str], list[tuple[PageRead, ListSeen]]] = defaultdict(list)
    for page in pages:
        for seen in page.seen:
            if isinstance(seen, ListSeen):
                parts[seen.list_key, seen.lang].append((page, seen))
    found: set[str] = set()
    for (list_key, lang), shown in parts.items():
        shown.sort(key=lambda pair: (pair[0].captured_at, pair[1].start))
        for first, last in whole_readings(shown):
            found.add(list_key)
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
    return found


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


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))

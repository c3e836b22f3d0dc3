"""A list of acts: what its rows would change, and the writing of it.

The list is a source of its own, whose records stand beside those of sites: what it says of an act
that a site tells of too is joined by the rule for all sources, and undone like any other.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.imports.people import shown_name
from app.imports.problems import Problem
from app.imports.rows import Row
from app.imports.values import When
from app.queries.imports import Known
from app.services.import_rows import TABLE, Planned, Tools, source_slug, told
from app.services.import_writing import ROLES, ItemWriter
from models.imports import Import
from models.item import DatePrecision, Item, Kind, Role
from models.meeting import Answer, Decided, Meeting
from models.record import Record, RecordParticipation
from models.source import Source
from models.topic import Topic
from models.user import User

#: What a row says of its record and act, in the order in which changes are shown.
SAID = (
    "kind", "when", "number", "title_ru", "title_kk", "summary", "addressee", *ROLES, "url",
    "theme", "place", "in_district", "audience", "source",
)  # fmt: skip
BATCH = 400
#: What can stand in the address of an act.
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass
class Act:
    """A row that may be written: its identity within the source, and all that it says."""

    uid: str
    said: dict[str, Any]
    record: Record | None
    changed: bool


class ItemsPlan:
    """The rows of one file held against the database; `write` does what `rows` tell."""

    def __init__(
        self, session: Session, now: datetime, import_: Import, known: Known, tools: Tools
    ) -> None:
        self.session, self.now, self.import_ = session, now, import_
        self.known, self.tools = known, tools
        self.source_key = f"{TABLE}-{source_slug(import_.compiler or '')}"
        self.rows: list[Planned] = []
        self._records = self._read_records()
        self._named = _mentions(session, [record.id for record in self._records.values()])
        self._meetings = _meetings(session, [r.item_id for r in self._records.values()])
        self._topics: dict[int, str] = {
            topic.id: topic.name_ru or topic.name_kk or topic.key
            for topic in session.scalars(select(Topic))
        }
        self._uids: dict[str, int] = {}
        self._acts: list[Act] = []

    def _read_records(self) -> dict[str, Record]:
        query = (
            select(Record)
            .join(Source)
            .where(
                Source.key == self.source_key,
                Record.convocation_id == self.known.convocation_id,
            )
            .options(joinedload(Record.item))
        )
        return {record.source_uid: record for record in self.session.scalars(query)}

    def add(self, row: Row) -> None:
        """Hold a row against what there is."""
        planned = Planned(row)
        self.rows.append(planned)
        said = self._said(row)
        row.title = str(said["title_ru"] or said["title_kk"] or said["number"] or "")
        self._check(row, said)
        if row.troubles:
            return
        uid = self._uid(row, said)
        first = self._uids.setdefault(uid, row.number)
        if first != row.number:
            row.wrong(Problem.SAME_ROW, "uid" if row.values.get("uid") else None, other=str(first))
            return
        record = self._records.get(uid)
        before = self._stands(record) if record else dict.fromkeys(SAID)
        if record is not None:
            # What is no column of this file, an earlier one may have said: it stays.
            said |= {name: before[name] for name in SAID if name not in row.columns}
        planned.created = record is None
        planned.changes = [
            [name, self._told(name, before[name]), self._told(name, said[name])]
            for name in SAID
            if (before[name] or None) != (said[name] or None)
        ]
        self._acts.append(Act(uid, said, record, bool(planned.changes)))

    def _said(self, row: Row) -> dict[str, Any]:
        said = {name: row.values.get(name) for name in SAID}
        if said["kind"] is None and self.import_.item_kind and not row.has("kind"):
            said["kind"] = Kind(self.import_.item_kind)
        if said["number"] and said["kind"] is Kind.DEPUTY_REQUEST:
            said["number"] = self.tools.request_number(said["number"])
        said |= {column: tuple(sorted(said[column] or ())) for column in ROLES}
        said["source"] = said["source"] or self.import_.compiler
        return said

    def _check(self, row: Row, said: Mapping[str, Any]) -> None:
        if said["kind"] is None and not row.has("kind"):
            row.wrong(Problem.KIND_REQUIRED, "kind")
        if not row.has("when"):
            row.wrong(Problem.DATE_REQUIRED, "when")
        if not row.has("title_ru") and not row.has("title_kk"):
            column = "title_ru" if "title_ru" in row.columns else "title_kk"
            row.wrong(Problem.TITLE_REQUIRED, column)
        named: dict[int, str] = {}
        for column in ROLES:
            for seat_id in said[column] or ():
                if seat_id in named:
                    name = shown_name(self.known.by_id[seat_id])
                    row.wrong(Problem.TWICE_IN_ROW, column, name, name)
                named[seat_id] = column
        if not named and not any(row.has(column) for column in ROLES):
            column = next((each for each in ROLES if each in row.columns), "deputies")
            row.wrong(Problem.NO_DEPUTY, column)

    def _uid(self, row: Row, said: Mapping[str, Any]) -> str:
        """What tells the row apart: see the field `uid`, which says it to people."""
        when = _when_told(said["when"])
        if row.values.get("uid"):
            return _safe(f"id-{row.values['uid']}")
        if said["number"]:
            return _safe(f"{said['kind'].value}-{said['number']}-{when}")
        slugs = sorted(
            self.known.by_id[number].slug for column in ROLES for number in said[column] or ()
        )
        parts = [said["kind"].value, when, *slugs, said["place"] or "", said["url"] or ""]
        return _hashed("\n".join(parts))

    def _stands(self, record: Record) -> dict[str, Any]:
        """What the record, its act and its meeting say now, in the terms of a row."""
        item, meeting = record.item, self._meetings.get(record.item_id)
        named: dict[Role, list[int]] = defaultdict(list)
        for mention in self._named[record.id]:
            if mention.mandate_id is not None:
                named[mention.role].append(mention.mandate_id)
        asked = meeting is not None and meeting.in_district_by is Decided.ASKED
        known = {Answer.YES: True, Answer.NO: False}
        return {
            "kind": record.kind,
            "when": _when_of(record, item),
            "number": record.number,
            "title_ru": record.title_ru,
            "title_kk": record.title_kk,
            "summary": record.lead_ru or record.lead_kk,
            "addressee": record.addressee_ru or record.addressee_kk,
            **{column: tuple(sorted(named[role])) for column, role in ROLES.items()},
            "url": record.url_ru or record.url_kk,
            "theme": item.theme_id,
            "place": meeting.place if meeting else None,
            "in_district": known.get(meeting.in_district) if meeting and asked else None,
            "audience": meeting.audience if meeting else None,
            "source": record.source,
        }

    def _told(self, name: str, value: Any) -> str:
        if name in ROLES:
            return "; ".join(shown_name(self.known.by_id[number]) for number in value or ())
        if name == "theme":
            return self._topics.get(value, "") if value else ""
        return _when_told(value) if isinstance(value, When) else told(value)

    def note_known(self) -> None:
        """Say of new requests which act with their number and day is there already."""
        new = {
            (act.said["number"], act.said["when"].day): planned
            for act, planned in zip(self._acts, self._sound(), strict=True)
            if act.record is None and act.said["number"] and act.said["when"].day
            and act.said["kind"] is Kind.DEPUTY_REQUEST
        }  # fmt: skip
        numbers = sorted({number for number, _ in new})
        for start in range(0, len(numbers), BATCH):
            query = select(Item.number, Item.date, Item.key).where(
                Item.convocation_id == self.known.convocation_id,
                Item.kind == Kind.DEPUTY_REQUEST,
                Item.date_precision == DatePrecision.DAY,
                Item.merged_into_id.is_(None),
                Item.number.in_(numbers[start : start + BATCH]),
            )
            for number, day, key in self.session.execute(query.order_by(Item.key)):
                if (number, day) in new:
                    new[number, day].changes.append(["same_as", "", key])

    def _sound(self) -> Iterator[Planned]:
        return (planned for planned in self.rows if not planned.row.troubles)

    def unseen(self) -> int:
        """How many records of this source are in no row of the file; they stay as they are."""
        return len(self._records.keys() - self._uids.keys())

    def write(self, actor: User) -> dict[str, int]:
        """Write what the rows say. The caller has made sure that nothing is wrong in them."""
        writer = ItemWriter(self.session, self.now, actor, self.import_, self.known)
        changed = [act for act in self._acts if act.changed]
        items = [
            writer.put(self.source_key, act.uid, act.said, act.record, self._named)
            for act in changed
        ]
        writer.settle()
        merged, proposed = self.tools.propose(self.session, items) if items else (0, 0)
        return {"records": len(changed), "merged": merged, "proposed": proposed}


def _safe(uid: str) -> str:
    """`uid` if it can stand in an address as it is, or else its hash."""
    return uid if SAFE.fullmatch(uid) else _hashed(uid)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _when_of(record: Record, item: Item) -> When | None:
    if record.date is not None:
        month = record.date_precision is DatePrecision.MONTH
        return When(month=record.date) if month else When(day=record.date)
    if item.period_start is not None and item.period_end is not None:
        return When(start=item.period_start, end=item.period_end)
    return None


def _when_told(when: When | None) -> str:
    if when is None:
        return ""
    if when.month is not None:
        return f"{when.month:%Y-%m}"
    return told(when.day) if when.day else f"{told(when.start)} – {told(when.end)}"


def _mentions(session: Session, record_ids: Sequence[int]) -> dict[int, list[RecordParticipation]]:
    found: dict[int, list[RecordParticipation]] = defaultdict(list)
    for start in range(0, len(record_ids), BATCH):
        query = select(RecordParticipation).where(
            RecordParticipation.record_id.in_(record_ids[start : start + BATCH])
        )
        for mention in session.scalars(query.order_by(RecordParticipation.id)):
            found[mention.record_id].append(mention)
    return found


def _meetings(session: Session, item_ids: Sequence[int]) -> dict[int, Meeting]:
    found: dict[int, Meeting] = {}
    for start in range(0, len(item_ids), BATCH):
        query = select(Meeting).where(Meeting.item_id.in_(item_ids[start : start + BATCH]))
        query = query.options(selectinload(Meeting.themes))
        found |= {meeting.item_id: meeting for meeting in session.scalars(query)}
    return found

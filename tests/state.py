"""The whole state of what was scraped, by natural keys, to compare two databases."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.item import Item, MergeProposal, Participation
from models.person import Deputy, Mandate
from models.record import (
    Document,
    ListReading,
    Observation,
    Record,
    RecordParticipation,
    Revision,
)
from models.source import Capture


def state(session: Session) -> dict[str, list[Any]]:
    """Rows of every table that a run writes, without any number that a database gave out."""
    captures = {
        c.id: (c.url_key, c.variant, str(c.captured_at), c.sha256, c.page_kind)
        for c in session.scalars(select(Capture))
    }
    captures[None] = None
    items = {i.id: i.key for i in session.scalars(select(Item))}
    items[None] = None
    seats = {
        m.id: (m.deputy.slug, m.convocation.number, m.seq) for m in session.scalars(select(Mandate))
    }
    seats[None] = None
    records = {r.id: r.source_uid for r in session.scalars(select(Record))}
    found: dict[str, list[Any]] = {"captures": [c for c in captures.values() if c]}
    found["deputies"] = [
        (
            _plain(deputy),
            sorted((i.scheme, i.value) for i in deputy.identities),
            sorted(
                (_plain(f, "deputy_id", "convocation_id"), captures[f.first_capture_id],
                 captures[f.last_capture_id])
                for f in deputy.facts
            ),
        )
        for deputy in session.scalars(select(Deputy))
    ]  # fmt: skip
    found["seats"] = [
        (seats[m.id], _plain(m, "deputy_id", "convocation_id"))
        for m in session.scalars(select(Mandate))
    ]
    found["records"] = [
        (
            _plain(r, "item_id", "convocation_id", "capture_ru_id", "capture_kk_id"),
            r.convocation.number, items[r.item_id], captures[r.capture_ru_id],
            captures[r.capture_kk_id],
        )
        for r in session.scalars(select(Record))
    ]  # fmt: skip
    found["observations"] = [
        (
            records[o.record_id],
            captures[o.capture_id],
            o.lang,
            o.list_key,
            str(sorted(o.fields.items())),
        )
        for o in session.scalars(select(Observation))
    ]
    found["readings"] = [
        (_plain(r, "capture_id"), captures[r.capture_id])
        for r in session.scalars(select(ListReading))
    ]
    found["revisions"] = [
        (records[r.record_id], r.lang, r.field, r.before, r.after, captures[r.from_capture_id],
         captures[r.to_capture_id])
        for r in session.scalars(select(Revision))
    ]  # fmt: skip
    found["named"] = [
        (records[p.record_id], p.name, p.name_key, p.role.value, seats[p.mandate_id])
        for p in session.scalars(select(RecordParticipation))
    ]
    found["documents"] = [
        (records[d.record_id], _plain(d, "record_id", "capture_id"), captures[d.capture_id])
        for d in session.scalars(select(Document))
    ]
    found["items"] = [
        (_plain(i, "convocation_id", "merged_into_id", "answer_to_id"), i.convocation.number,
         items[i.merged_into_id], items[i.answer_to_id])
        for i in session.scalars(select(Item))
    ]  # fmt: skip
    found["participations"] = [
        (items[p.item_id], seats[p.mandate_id], p.role.value, p.withdrawn)
        for p in session.scalars(select(Participation))
    ]
    found["proposals"] = [
        (items[p.first_id], items[p.second_id], p.score, str(sorted(p.evidence.items())), p.by_rule,
         p.state.value, p.reason)
        for p in session.scalars(select(MergeProposal))
    ]  # fmt: skip
    return {name: sorted(rows, key=str) for name, rows in found.items()}


def _plain(row: Any, *without: str) -> tuple[tuple[str, str], ...]:
    left_out = {"id", "source_id", *without}
    return tuple(
        (column.key, str(getattr(row, column.key)))
        for column in type(row).__mapper__.column_attrs
        if column.key not in left_out
        and not (column.key.endswith("_capture_id") or column.key in ("district_id", "party_id"))
    )

"""The open tables: every row, natural keys, one order on both databases, read in batches.

No cell holds a number that a database gave out, but for the number of an account in
`codings`, which stands for the coder and is kept by a backup.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from app.queries.appeal_table import APPEALS, appeals
from app.queries.order import by_codepoint
from app.queries.settled import is_hidden
from models.coding import Coding, ThesisTag, TopicTag
from models.item import DatePrecision, Item, Participation
from models.person import Deputy, Mandate, Party
from models.place import Convocation, District, Legislature, Region
from models.programme import Programme, Thesis
from models.record import Record, RecordParticipation
from models.source import Capture, Source
from models.topic import CodeBook, Topic

BATCH = 500
#: What stands in place of a title that the source itself left empty.
UNTITLED_RU = "[без заголовка]"
UNTITLED_KK = "[тақырыпсыз]"

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: its name, its columns, and what yields its rows from a session."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Session], Iterator[Cells]]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: dt.date | None, precision: DatePrecision = DatePrecision.DAY) -> str:
    """A date as exactly as it is known: a day, a month, or nothing."""
    if value is None or precision is DatePrecision.UNKNOWN:
        return ""
    return value.isoformat()[:7] if precision is DatePrecision.MONTH else value.isoformat()


def _moment(value: dt.datetime | None) -> str:
    return "" if value is None else value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _title(value: str | None, untitled: str) -> str:
    """A title; the source's own empty one is said, one not given in a language is nothing."""
    if value is None:
        return ""
    return value.strip() or untitled


def _batches(
    session: Session, query: Select[*tuple[Any, ...]]
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    yield from session.execute(query, execution_options={"yield_per": BATCH}).partitions()


def _joined(found: dict[int, set[str]], key: int) -> str:
    return ";".join(sorted(found.get(key, ())))


def _gather(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in session.execute(query):
        found[key].add(value)
    return found


RECORDS = (
    "source", "source_id", "kind", "date", "number", "title_ru", "title_kk", "deputy",
    "first_seen", "last_seen", "url", "date_precision", "category", "kind_rule", "convocation",
    "item", "listed", "names", "addressee_ru", "addressee_kk", "url_ru", "url_kk",
    "said_by", "confidence", "sha256_ru", "sha256_kk",
)  # fmt: skip


def records(session: Session) -> Iterator[Cells]:
    """What each source says of each act. `names` are deputies as the source writes them."""
    ru, kk = aliased(Capture), aliased(Capture)
    query = (
        select(Record, Source.key, Item.key, Convocation.number, Legislature.key,
               ru.sha256, kk.sha256)
        .join(Source, Record.source_id == Source.id)
        .join(Item, Record.item_id == Item.id)
        .join(Convocation, Record.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(ru, Record.capture_ru_id == ru.id)
        .outerjoin(kk, Record.capture_kk_id == kk.id)
        .order_by(by_codepoint(session, Source.key), by_codepoint(session, Record.source_uid))
    )  # fmt: skip
    for batch in _batches(session, query):
        ids = [row[0].id for row in batch]
        slugs = _gather(
            session,
            select(RecordParticipation.record_id, Deputy.slug)
            .join(Mandate, RecordParticipation.mandate_id == Mandate.id)
            .join(Deputy)
            .where(RecordParticipation.record_id.in_(ids)),
        )
        names = _gather(
            session,
            select(RecordParticipation.record_id, RecordParticipation.name).where(
                RecordParticipation.record_id.in_(ids)
            ),
        )
        for r, source, item, number, legislature, sha_ru, sha_kk in batch:
            yield (
                source, r.source_uid, r.kind.value, _day(r.date, r.date_precision),
                _text(r.number), _title(r.title_ru, UNTITLED_RU), _title(r.title_kk, UNTITLED_KK),
                _joined(slugs, r.id), _moment(r.first_seen), _moment(r.last_seen),
                _text(r.url_ru or r.url_kk), r.date_precision.value, _text(r.category),
                _text(r.kind_rule), f"{legislature}/{number}", item, _yes(r.listed),
                _joined(names, r.id), _text(r.addressee_ru), _text(r.addressee_kk),
                _text(r.url_ru), _text(r.url_kk), _text(r.source), r.confidence.value,
                _text(sha_ru), _text(sha_kk),
            )  # fmt: skip


ITEMS = (
    "item", "convocation", "kind", "kind_by_person", "date", "date_precision", "period_start",
    "period_end", "number", "title_ru", "title_kk", "addressee", "theme", "confirmed", "queued",
    "answer_to", "merged_into", "deputies", "records",
)  # fmt: skip


def items(session: Session) -> Iterator[Cells]:
    """The acts. One that was merged into another names it and has no deputies of its own."""
    answered, survivor = aliased(Item), aliased(Item)
    query = (
        select(Item, Convocation.number, Legislature.key, Topic.key, CodeBook.key,
               answered.key, survivor.key)
        .join(Convocation, Item.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(Topic, Item.theme_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .outerjoin(answered, Item.answer_to_id == answered.id)
        .outerjoin(survivor, Item.merged_into_id == survivor.id)
        .order_by(by_codepoint(session, Item.key))
    )  # fmt: skip
    for batch in _batches(session, query):
        ids = [row[0].id for row in batch]
        slugs = _gather(
            session,
            select(Participation.item_id, Deputy.slug)
            .join(Mandate, Participation.mandate_id == Mandate.id)
            .join(Deputy)
            .where(Participation.item_id.in_(ids), ~Participation.withdrawn),
        )
        sources = _gather(
            session,
            select(Record.item_id, Source.key + "/" + Record.source_uid)
            .join(Source, Record.source_id == Source.id)
            .where(Record.item_id.in_(ids)),
        )
        for i, number, legislature, theme, book, answer_to, merged in batch:
            yield (
                i.key, f"{legislature}/{number}", i.kind.value, _yes(i.kind_by_person),
                _day(i.date, i.date_precision), i.date_precision.value, _day(i.period_start),
                _day(i.period_end), _text(i.number), _title(i.title_ru, UNTITLED_RU),
                _title(i.title_kk, UNTITLED_KK), _text(i.addressee),
                f"{book}/{theme}" if theme else "", _yes(i.confirmed), _yes(i.queued),
                _text(answer_to), _text(merged), _joined(slugs, i.id), _joined(sources, i.id),
            )  # fmt: skip


DEPUTIES = (
    "deputy", "convocation", "seat", "name_ru", "name_kk", "name_en", "mandate", "district",
    "district_confidence", "region", "party", "party_confidence", "faction", "committee_ru",
    "committee_kk", "committee_en", "committee_confidence", "start", "end", "end_reason",
    "birth_year", "source", "confidence",
)  # fmt: skip


def deputies(session: Session) -> Iterator[Cells]:
    """One row per mandate; `seat` counts a person's seats in one convocation."""
    query = (
        select(Mandate, Deputy, Convocation, Legislature.key, District.number, Region.key,
               Party.key)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .order_by(
            by_codepoint(session, Deputy.slug),
            by_codepoint(session, Legislature.key),
            Convocation.number,
            Mandate.seq,
        )
    )  # fmt: skip
    for batch in _batches(session, query):
        for m, d, c, legislature, district, region, party in batch:
            yield (
                d.slug, f"{legislature}/{c.number}", _text(m.seq), _text(d.name_ru),
                _text(d.name_kk), _text(d.name_en), m.kind.value, _text(district),
                m.district_confidence.value, _text(region), _text(party),
                m.party_confidence.value, _text(m.faction), _text(m.committee_ru),
                _text(m.committee_kk), _text(m.committee_en), m.committee_confidence.value,
                _day(m.start or c.start), _day(m.end or c.end), _text(m.end_reason),
                _text(d.birth_year), _text(m.source), m.confidence.value,
            )  # fmt: skip


PARTICIPATIONS = ("item", "deputy", "convocation", "seat", "role", "withdrawn")


def participations(session: Session) -> Iterator[Cells]:
    """Each deputy's part in each act."""
    query = (
        select(Item.key, Deputy.slug, Legislature.key, Convocation.number, Mandate.seq,
               Participation.role, Participation.withdrawn)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature)
        .order_by(
            by_codepoint(session, Item.key),
            by_codepoint(session, Deputy.slug),
            by_codepoint(session, Legislature.key),
            Convocation.number,
            Mandate.seq,
        )
    )  # fmt: skip
    for batch in _batches(session, query):
        for item, slug, legislature, number, seat, role, withdrawn in batch:
            yield (
                item, slug, f"{legislature}/{number}", _text(seat), role.value, _yes(withdrawn)
            )  # fmt: skip


CODINGS = (
    "item", "deputy", "convocation", "seat", "coder", "saved_at", "current", "reading",
    "answer_reading", "theses", "topics", "note",
)  # fmt: skip


def codings(session: Session) -> Iterator[Cells]:
    """Every saved reading, also those that a later one replaced; coders as account numbers.

    Readings of the reliability sample are left out until two people have read the act: whoever
    may open this could be the second of them.
    """
    query = (
        select(Coding, Item.key, Deputy.slug, Legislature.key, Convocation.number, Mandate.seq)
        .join(Participation, Coding.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature)
        .where(~is_hidden())
        .order_by(
            by_codepoint(session, Item.key),
            by_codepoint(session, Deputy.slug),
            by_codepoint(session, Legislature.key),
            Convocation.number,
            Mandate.seq,
            Coding.coder_id,
            Coding.saved_at,
            Coding.id,
        )
    )  # fmt: skip
    for batch in _batches(session, query):
        ids = [row[0].id for row in batch]
        theses, topics = _theses(session, ids), _topics(session, ids)
        for c, item, slug, legislature, number, seat in batch:
            yield (
                item, slug, f"{legislature}/{number}", _text(seat), _text(c.coder_id),
                _moment(c.saved_at), _yes(c.current), c.reading.value,
                c.answer_reading.value if c.answer_reading else "",
                _joined(theses, c.id), _joined(topics, c.id), _text(c.note),
            )  # fmt: skip


def _theses(session: Session, codings: list[int]) -> dict[int, set[str]]:
    """Theses by coding: whose programme, its number there, and how closely the act bears."""
    query = (
        select(ThesisTag.coding_id, Deputy.slug, Party.key, Thesis.number, ThesisTag.strength)
        .join(Thesis, ThesisTag.thesis_id == Thesis.id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .outerjoin(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(Party, Programme.party_id == Party.id)
        .where(ThesisTag.coding_id.in_(codings))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for coding, slug, party, number, strength in session.execute(query):
        owner = slug or f"party:{party}"
        found[coding].add(f"{owner}/{number}:{strength.value}")
    return found


def _topics(session: Session, codings: list[int]) -> dict[int, set[str]]:
    query = (
        select(TopicTag.coding_id, CodeBook.key, Topic.key)
        .join(Topic, TopicTag.topic_id == Topic.id)
        .join(CodeBook)
        .where(TopicTag.coding_id.in_(codings))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for coding, book, topic in session.execute(query):
        found[coding].add(f"{book}/{topic}")
    return found


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("records", RECORDS, records),
        Table("items", ITEMS, items),
        Table("deputies", DEPUTIES, deputies),
        Table("participations", PARTICIPATIONS, participations),
        Table("codings", CODINGS, codings),
        Table("appeals", APPEALS, appeals),
    )
}

"""Watching what is written, so that search says the same in the same transaction.

A flush only notes which rows it touched; entries are made once, when the transaction is about to
be committed. What is written past the models, by statements, is not seen here: a migration or a
restore brings its own entries, and `flask search check` finds what anybody forgot.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, event, inspect, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from models.file import StoredFile
from models.item import Item, Participation
from models.meeting import Meeting, Post, PostAccount, VotersOrder
from models.person import Deputy, Mandate, Party
from models.place import District, Region
from models.programme import Programme, Thesis
from models.record import Document, Record
from models.search_entry import Mirrored
from models.search_index import refresh
from models.source import Capture
from models.withholding import CaptureWithholding

_NAMES = {"name_kk", "name_ru", "name_en"}
#: The columns that search looks at. A change of any other one is passed over: every night touches
#: each record to say that it was seen again.
WATCHED: dict[type, frozenset[str]] = {
    Deputy: frozenset(_NAMES),
    Mandate: frozenset(
        {"deputy_id", "convocation_id", "district_id", "party_id", "faction", "committee_kk",
         "committee_ru", "committee_en"}
    ),
    District: frozenset({"region_id", "seat", "territory_kk", "territory_ru", "territory_en"}),
    Region: frozenset(_NAMES),
    Party: frozenset(_NAMES),
    Thesis: frozenset(
        {"programme_id", "text_kk", "text_ru", "text_en", "topic_id", "withdrawn"}
    ),
    Programme: frozenset({"mandate_id", "party_id", "convocation_id", "file_id", "availability"}),
    Item: frozenset(
        {"convocation_id", "kind", "title_ru", "title_kk", "number", "date", "date_precision",
         "period_end", "addressee", "theme_id", "confirmed", "merged_into_id"}
    ),
    Record: frozenset(
        {"item_id", "convocation_id", "title_ru", "title_kk", "lead_ru", "lead_kk", "text_ru",
         "text_kk", "addressee_ru", "addressee_kk", "date", "date_precision", "withdrawn"}
    ),
    Participation: frozenset({"item_id", "mandate_id", "withdrawn"}),
    Document: frozenset({"record_id", "capture_id", "file_id", "text"}),
    StoredFile: frozenset({"text", "withheld_why"}),
    Meeting: frozenset({"item_id", "place"}),
    VotersOrder: frozenset({"meeting_id", "text", "withdrawn"}),
    Post: frozenset({"file_id", "published_on", "withdrawn"}),
    PostAccount: frozenset({"post_id", "record_id", "withdrawn"}),
    CaptureWithholding: frozenset({"withheld"}),
}  # fmt: skip
BATCH = 400
Touched = dict[type, set[int]]


@event.listens_for(Session, "after_flush")
def note(session: Session, _context: UOWTransaction) -> None:
    """Note the rows of this flush that search looks at."""
    touched: Touched = session.info.setdefault("search_touched", defaultdict(set))
    for obj in (*session.new, *session.deleted):
        if type(obj) in WATCHED:
            _add(touched, obj, set())
    for obj in session.dirty:
        if type(obj) in WATCHED:
            changed = _changed(obj)
            if changed:
                _add(touched, obj, changed)


def _changed(obj: Any) -> set[str]:
    attributes = inspect(obj).attrs
    return {name for name in WATCHED[type(obj)] if attributes[name].history.has_changes()}


def _add(touched: Touched, obj: Any, changed: set[str]) -> None:
    """Note a row; of one that was moved, also where it was before."""
    touched[type(obj)].add(obj.id)
    for name, model in (("item_id", Item), ("merged_into_id", Item), ("deputy_id", Deputy)):
        if hasattr(type(obj), name):
            before = inspect(obj).attrs[name].history.deleted if name in changed else ()
            touched[model] |= {n for n in (getattr(obj, name), *(before or ())) if n is not None}
    if isinstance(obj, Programme) and "file_id" in changed:
        touched[StoredFile] |= {n for n in inspect(obj).attrs.file_id.history.deleted or () if n}


@event.listens_for(Session, "before_commit")
def keep_true(session: Session) -> None:
    """Bring the entries of all that was touched to what it says now."""
    if session.in_nested_transaction():
        return
    session.flush()
    touched: Touched | None = session.info.pop("search_touched", None)
    if not touched or not any(touched.values()):
        return
    connection = session.connection()
    for mirrored, ids in reached(connection, touched).items():
        refresh(connection, mirrored, ids)


@event.listens_for(Session, "after_rollback")
def forget(session: Session) -> None:
    """What was taken back was not touched."""
    if not session.in_nested_transaction():
        session.info.pop("search_touched", None)


def reached(connection: Connection, touched: Touched) -> dict[Mirrored, set[int]]:
    """The rows whose entries the touched rows have a say in."""

    def ids(query: Any, column: Any, numbers: Iterable[int]) -> set[int]:
        ordered = sorted(numbers)
        return {
            found
            for start in range(0, len(ordered), BATCH)
            for found in connection.scalars(query.where(column.in_(ordered[start : start + BATCH])))
            if found is not None
        }

    seats = (
        (select(District.id), District.region_id, Region, District),
        (select(Mandate.id), Mandate.district_id, District, Mandate),
        (select(Mandate.id), Mandate.party_id, Party, Mandate),
        (select(Mandate.deputy_id), Mandate.id, Mandate, Deputy),
        (select(VotersOrder.meeting_id), VotersOrder.id, VotersOrder, Meeting),
        (select(Meeting.item_id), Meeting.id, Meeting, Item),
        (select(Participation.item_id), Participation.id, Participation, Item),
    )
    captures = set(_withheld_captures(connection, touched.get(CaptureWithholding, ())))
    touched[Record] |= ids(select(Record.id), Record.capture_ru_id, captures)
    touched[Record] |= ids(select(Record.id), Record.capture_kk_id, captures)
    touched[Document] |= ids(select(Document.id), Document.capture_id, captures)
    touched[Document] |= ids(select(Document.id), Document.file_id, touched[StoredFile])
    for query, column, start, end in seats:
        touched[end] |= ids(query, column, touched[start])
    touched[Item] |= ids(select(Record.item_id), Record.id, touched[Record])
    # An act that was merged speaks through the one it became.
    touched[Item] |= ids(select(Item.merged_into_id), Item.id, touched[Item])
    merged = ids(select(Item.id), Item.merged_into_id, touched[Item])
    records = ids(select(Record.id), Record.item_id, touched[Item] | merged)
    touched[Document] |= ids(select(Document.id), Document.record_id, records)
    touched[Post] |= ids(select(PostAccount.post_id), PostAccount.id, touched[PostAccount])
    touched[Post] |= ids(select(PostAccount.post_id), PostAccount.record_id, records)
    touched[StoredFile] |= ids(select(Post.file_id), Post.id, touched[Post])
    touched[StoredFile] |= ids(select(Programme.file_id), Programme.id, touched[Programme])
    touched[Thesis] |= ids(select(Thesis.id), Thesis.programme_id, touched[Programme])
    found = {
        Mirrored.DEPUTY: touched[Deputy],
        Mirrored.THESIS: touched[Thesis],
        Mirrored.ITEM: touched[Item],
        Mirrored.DOCUMENT: touched[Document],
        Mirrored.FILE: touched[StoredFile],
    }
    return {mirrored: rows for mirrored, rows in found.items() if rows}


def _withheld_captures(connection: Connection, decisions: Iterable[int]) -> Iterator[int]:
    """The captures that decisions of withholding are about."""
    numbers = list(decisions)
    if not numbers:
        return
    rows = CaptureWithholding
    query: Select[int] = select(Capture.id).join(
        rows, or_(rows.sha256 == Capture.sha256, rows.url_key == Capture.url_key)
    )
    yield from connection.scalars(query.where(rows.id.in_(numbers)))

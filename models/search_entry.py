"""What the public can search: one row for each thing that can be found, see `models.search_index`.

Beside the table stands an index of the stems in `search_text`: FTS5 on SQLite, GIN over the array
of stems on PostgreSQL. Neither knows a word of any language; both hold the stems as they are.
"""

import datetime as dt
import enum

from sqlalchemy import DDL, ForeignKey, Index, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, enum_type


class Mirrored(enum.StrEnum):
    """Of which table a row is found. A file is a kept one that was uploaded."""

    DEPUTY = "deputy"
    THESIS = "thesis"
    ITEM = "item"
    DOCUMENT = "document"
    FILE = "file"


class What(enum.StrEnum):
    """What a reader calls it."""

    DEPUTY = "deputy"
    PROMISE = "promise"
    REQUEST = "request"
    MEETING = "meeting"
    ACT = "act"
    DOCUMENT = "document"


class SearchEntry(Base):
    """One thing that can be found: row `row_id` of the table that `mirrored` names.

    `titles` and `search_text` hold stems as `models.search.analyse` gives them. `date_end` is the
    last day of what took longer than a day, or of a month of which no day is known. Texts come
    last: SQLite reads a row up to the column that it is asked for.
    """

    __tablename__ = "search_entries"
    __audit__ = False
    __table_args__ = (
        UniqueConstraint("mirrored", "row_id"),
        Index("ix_search_entries_what_date", "what", "date"),
    )

    mirrored: Mapped[Mirrored] = mapped_column(enum_type(Mirrored))
    row_id: Mapped[int]
    what: Mapped[What] = mapped_column(enum_type(What))
    convocation_id: Mapped[int | None] = mapped_column(ForeignKey("convocations.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    date: Mapped[dt.date | None]
    date_end: Mapped[dt.date | None]
    titles: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")


class SearchSeat(Base):
    """That a found thing is of a mandate: its promise, or an act that its deputy took part in."""

    __tablename__ = "search_seats"
    __audit__ = False
    __table_args__ = (UniqueConstraint("entry_id", "mandate_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("search_entries.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)


#: The index of SQLite, its shadow tables begin with the same name; and that of PostgreSQL.
SQLITE_INDEX = "search_index"
POSTGRESQL_INDEX = "ix_search_entries_stems"

# Stems consist of letters and digits: to the tokenizer `ascii` each of them is one token, whatever
# its letters. Triggers keep the index true also where rows are loaded past the models.
ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(search_text, content='search_entries', "
    "content_rowid='id', tokenize='ascii', detail=none, columnsize=0)",
    "CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN "
    "INSERT INTO search_index(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries BEGIN "
    "INSERT INTO search_index(search_index, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER search_entries_changed AFTER UPDATE OF search_text ON search_entries BEGIN "
    "INSERT INTO search_index(search_index, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO search_index(rowid, search_text) VALUES (new.id, new.search_text); END",
)
ON_POSTGRESQL = (
    "CREATE INDEX ix_search_entries_stems ON search_entries "
    "USING gin (string_to_array(search_text, ' '))",
)

_table = SearchEntry.__table__
assert isinstance(_table, Table)  # noqa: S101  tells the type checker what the listeners need
for _statement in ON_SQLITE:
    event.listen(_table, "after_create", DDL(_statement).execute_if(dialect="sqlite"))
for _statement in ON_POSTGRESQL:
    event.listen(_table, "after_create", DDL(_statement).execute_if(dialect="postgresql"))
event.listen(
    _table, "before_drop", DDL("DROP TABLE IF EXISTS search_index").execute_if(dialect="sqlite")
)


def is_of_index(name: str | None) -> bool:
    """Whether a table or an index belongs to the index of stems, which no model describes."""
    return name is not None and (
        name in {POSTGRESQL_INDEX, SQLITE_INDEX} or name.startswith(f"{SQLITE_INDEX}_")
    )

"""Keeping `search_entries` true: it says of rows what `models.search_sources` reads in them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text, update

from models.file import StoredFile
from models.item import Item
from models.person import Deputy
from models.programme import Thesis
from models.record import Document
from models.search import analyse
from models.search_entry import Mirrored, SearchEntry, SearchSeat
from models.search_sources import Findable, read

#: So many characters of a row are looked at. No document that was seen is longer.
SEARCHED = 1_000_000
BATCH = 200
MODELS: dict[Mirrored, Any] = {
    Mirrored.DEPUTY: Deputy,
    Mirrored.THESIS: Thesis,
    Mirrored.ITEM: Item,
    Mirrored.DOCUMENT: Document,
    Mirrored.FILE: StoredFile,
}
_FIELDS = ("what", "convocation_id", "party_id", "topic_id", "date", "date_end", "titles",
           "search_text")  # fmt: skip


def values(found: Findable) -> dict[str, Any]:
    """The columns of an entry, without its seats."""
    titles = analyse("\n".join(passage.text for passage in found.titles)[:SEARCHED])
    every = "\n".join(passage.text for passage in (*found.titles, *found.bodies))
    own = {name: getattr(found, name) for name in _FIELDS[:-2]}
    return own | {"titles": titles, "search_text": analyse(every[:SEARCHED])}


@dataclass(frozen=True)
class Difference:
    """A row of which the index says something else: it is `missing`, `wrong` or `left over`."""

    mirrored: Mirrored
    row_id: int
    how: str


@dataclass(frozen=True)
class _Kept:
    id: int
    values: dict[str, Any]
    seats: frozenset[int]


def _kept(connection: Connection, mirrored: Mirrored, ids: Collection[int]) -> dict[int, _Kept]:
    """The entries of rows as they stand, by row."""
    here = (SearchEntry.mirrored == mirrored, SearchEntry.row_id.in_(ids))
    seats: dict[int, set[int]] = {}
    query = (
        select(SearchSeat.entry_id, SearchSeat.mandate_id)
        .join(SearchEntry, SearchSeat.entry_id == SearchEntry.id)
        .where(*here)
    )
    for entry, mandate in connection.execute(query):
        seats.setdefault(entry, set()).add(mandate)
    rows = connection.execute(select(SearchEntry.__table__).where(*here)).mappings()
    return {
        row["row_id"]: _Kept(
            row["id"],
            {name: row[name] for name in _FIELDS},
            frozenset(seats.get(row["id"], ())),
        )
        for row in rows
    }


def refresh(connection: Connection, mirrored: Mirrored, ids: Collection[int]) -> int:
    """Bring the entries of these rows to what the rows say now; returns how many changed."""
    changed = 0
    ordered = sorted(ids)
    for start in range(0, len(ordered), BATCH):
        part = ordered[start : start + BATCH]
        for difference, found, kept in _compared(connection, mirrored, part):
            changed += difference is not None
            _write(connection, found, kept) if difference else None
    return changed


def _compared(
    connection: Connection, mirrored: Mirrored, ids: Collection[int]
) -> Iterator[tuple[Difference | None, Findable | None, _Kept | None]]:
    """What each row says and what the index says of it, and how they differ."""
    said = {found.row_id: found for found in read(connection, mirrored, ids)}
    kept = _kept(connection, mirrored, ids)
    for row_id in sorted(said.keys() | kept.keys()):
        found, standing = said.get(row_id), kept.get(row_id)
        how = None
        if found is None:
            how = "left over"
        elif standing is None:
            how = "missing"
        elif (values(found), found.seats) != (standing.values, standing.seats):
            how = "wrong"
        yield Difference(mirrored, row_id, how) if how else None, found, standing


def _write(connection: Connection, found: Findable | None, kept: _Kept | None) -> None:
    if kept is not None and (found is None or found.seats != kept.seats):
        connection.execute(delete(SearchSeat).where(SearchSeat.entry_id == kept.id))
    if found is None:
        if kept is not None:
            connection.execute(delete(SearchEntry).where(SearchEntry.id == kept.id))
        return
    if kept is None:
        key = {"mirrored": found.mirrored, "row_id": found.row_id}
        new = insert(SearchEntry).values(**key, **values(found)).returning(SearchEntry.id)
        entry = connection.execute(new).scalar_one()
    else:
        entry = kept.id
        changed = {k: v for k, v in values(found).items() if v != kept.values[k]}
        if changed:
            connection.execute(update(SearchEntry).where(SearchEntry.id == entry).values(changed))
    if found.seats and (kept is None or found.seats != kept.seats):
        rows = [{"entry_id": entry, "mandate_id": mandate} for mandate in sorted(found.seats)]
        connection.execute(insert(SearchSeat), rows)


def batches(connection: Connection, mirrored: Mirrored, after: int = 0) -> Iterator[list[int]]:
    """The numbers of all rows of a table and of all entries about it, in order, from `after` on."""
    column = MODELS[mirrored].id
    entries = SearchEntry.row_id
    while True:
        rows = select(column).where(column > after).order_by(column).limit(BATCH)
        left = select(entries).where(SearchEntry.mirrored == mirrored, entries > after)
        found = {
            *connection.scalars(rows),
            *connection.scalars(left.order_by(entries).limit(BATCH)),
        }
        if not found:
            return
        part = sorted(found)[:BATCH]
        yield part
        after = part[-1]


def size(connection: Connection, mirrored: Mirrored) -> int:
    """How many rows the table has."""
    return connection.scalar(select(func.count()).select_from(MODELS[mirrored])) or 0


def differences(
    connection: Connection, mirrored: Mirrored, ids: Collection[int]
) -> list[Difference]:
    """What the index says otherwise than these rows."""
    return [found for found, _, _ in _compared(connection, mirrored, ids) if found]


def rebuild_stems(connection: Connection) -> None:
    """Make the index of stems anew from the entries: SQLite can lose it, PostgreSQL cannot."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
    else:
        connection.execute(text("REINDEX INDEX ix_search_entries_stems"))


def stems_are_whole(connection: Connection) -> bool:
    """Whether each stem of each entry stands in the index and nothing else does."""
    if connection.dialect.name != "sqlite":
        return True
    return _tokens(connection) == sum(
        len(stems.split()) for stems in connection.scalars(select(SearchEntry.search_text))
    )


def _tokens(connection: Connection) -> int:
    """How many stems the index of SQLite holds, each once for each entry."""
    connection.execute(
        text("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING "
             "fts5vocab(main, search_index, row)")
    )  # fmt: skip
    return connection.scalar(text("SELECT coalesce(sum(doc), 0) FROM temp.search_words")) or 0

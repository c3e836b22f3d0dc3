"""Tables as lines of JSON and back, the same lines whichever database they come from."""

import enum
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    null,
    select,
    text,
    update,
)

from models import audit

BATCH = 500


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of `table` by number, each one line of JSON in UTF-8."""
    names = [column.name for column in table.columns]
    query = select(table).order_by(table.c.id).execution_options(yield_per=BATCH)
    for row in connection.execute(query):
        values = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        line = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield line.encode() + b"\n"


def fingerprint(connection: Connection, table: Table) -> tuple[str, int]:
    """The sha256, in hex, of all lines of `table`, and how many they are."""
    digest, count = hashlib.sha256(), 0
    for line in lines(connection, table):
        digest.update(line)
        count += 1
    return digest.hexdigest(), count


def _reader(column: Column[Any]) -> Any:
    """What makes a value of `column` out of what stands in the line."""
    # A column that models give a type of their own is, underneath, one of these.
    kind = getattr(column.type, "impl", column.type)
    if isinstance(column.type, JSON):
        absent = null() if column.nullable else JSON.NULL
        return lambda value: absent if value is None else value
    if isinstance(kind, DateTime):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value


def load(connection: Connection, table: Table, source: Iterable[bytes]) -> None:
    """Insert the lines of `source` into the empty `table`.

    Raises ValueError for a line that is no row of this table.
    """
    readers = {column.name: _reader(column) for column in table.columns}
    inward = self_references(table)
    links: list[dict[str, Any]] = []
    batch: list[dict[str, Any]] = []
    for line in source:
        values = json.loads(line)
        if not isinstance(values, dict) or set(values) != set(readers):
            raise ValueError(f"a line of {table.name} does not have this table's columns")
        row = {name: read(values[name]) for name, read in readers.items()}
        if any(row[name] is not None for name in inward):
            # The row pointed at may come later: set these when all of them are there.
            links.append({"row": row["id"], **{f"to_{name}": row[name] for name in inward}})
        batch.append(row | dict.fromkeys(inward))
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    if links:
        targets: dict[str, Any] = {name: bindparam(f"to_{name}") for name in inward}
        connection.execute(
            update(table).where(table.c.id == bindparam("row")).values(targets), links
        )


def self_references(table: Table) -> list[str]:
    """The columns of `table` that point at its own rows."""
    return [key.parent.name for key in table.foreign_keys if key.column.table.name == table.name]


def empty(connection: Connection, metadata: MetaData) -> None:
    """Remove every row of every table."""
    for table in reversed(metadata.sorted_tables):
        for name in self_references(table):
            connection.execute(update(table).where(table.c[name].is_not(None)).values({name: None}))
        connection.execute(table.delete())


def has_rows(connection: Connection, metadata: MetaData) -> bool:
    """Whether any table holds anything."""
    return any(
        connection.scalar(select(table.c.id).limit(1)) is not None
        for table in metadata.sorted_tables
    )


def reset_sequences(connection: Connection, metadata: MetaData) -> None:
    """Let PostgreSQL number new rows after the ones that came with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        last = connection.scalar(select(func.max(table.c.id)))
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last, :used)"),
            {"table": table.name, "last": last or 1, "used": last is not None},
        )


def audit_head(connection: Connection) -> tuple[str, bool]:
    """The hash of the journal's last row, and whether the chain up to it is whole."""
    table = audit.Audit.__table__
    head, whole = audit.GENESIS, True
    query = select(table).order_by(table.c.id).execution_options(yield_per=BATCH)
    for row in connection.execute(query).mappings():
        whole = whole and row["prev_hash"] == head and audit.digest(head, dict(row)) == row["hash"]
        head = row["hash"]
    return head, whole

"""One alphabetical order on both databases."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Session


def by_codepoint(session: Session, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """`column` to order by, letter by letter as SQLite and Python do.

    PostgreSQL would follow the collation of its database, which differs between machines.
    """
    postgresql = session.get_bind().dialect.name == "postgresql"
    return column.collate("C" if postgresql else "BINARY")

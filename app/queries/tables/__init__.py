"""The open tables: every row, natural keys, one order on both databases, read in batches.

No cell holds a number that a database gave out, but for the number of an account in
`codings`, which stands for the coder and is kept by a backup. Names of tables and keys of columns
are permanent: add and never rename.
"""

from app.queries.table_shapes import Table
from app.queries.tables import (
    acts,
    appeals,
    archive,
    by_topic,
    meetings,
    monitoring,
    people,
    places,
    promises,
    readings,
)
from app.queries.tables.common import strict

__all__ = ["TABLES", "Table"]


PARTS = (
    monitoring, by_topic, people, promises, acts, meetings, places, archive, readings, appeals,
)  # fmt: skip
#: All tables by their names, in the order in which people are shown them.
TABLES: dict[str, Table] = {table.name: strict(table) for part in PARTS for table in part.TABLES}

"""The index of what the public can search, and what stands in it.

The statements are those of `models.search_entry`. Rows are read as they are now: where a later
migration changes a table that search looks at, this one leaves the filling to
`flask search rebuild`. Going down, the index is dropped: all of it follows from other tables.
"""

from alembic import op
import sqlalchemy as sa

from models.search_entry import Mirrored
from models.search_index import batches, refresh


revision = '2026_11_22_search'
down_revision = '2026_11_22_voters'
branch_labels = None
depends_on = None

SQLITE = (
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
POSTGRESQL = (
    "CREATE INDEX ix_search_entries_stems ON search_entries "
    "USING gin (string_to_array(search_text, ' '))",
)


def upgrade():
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        connection.exec_driver_sql(statement)
    for mirrored in Mirrored:
        for part in batches(connection, mirrored):
            refresh(connection, mirrored, part)


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name in ("added", "removed", "changed"):
            connection.exec_driver_sql(f"DROP TRIGGER search_entries_{name}")
        connection.exec_driver_sql("DROP TABLE search_index")
    else:
        connection.exec_driver_sql("DROP INDEX ix_search_entries_stems")
    connection.execute(sa.text("DELETE FROM search_seats"))
    connection.execute(sa.text("DELETE FROM search_entries"))

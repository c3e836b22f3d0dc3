"""Whether the database is the one that this version needs."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def revision(session: Session) -> str | None:
    """The revision that the tables are at; raises where there are no tables."""
    return session.scalar(text("SELECT version_num FROM alembic_version"))

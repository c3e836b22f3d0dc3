"""Open data as files: what was made, with which hashes; the files themselves lie on disk."""

import datetime as dt
import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, enum_type


class MadeWhy(enum.StrEnum):
    """Why files were made: at their time, since something was withheld, or since they were lost."""

    DUE = "due"
    WITHHELD = "withheld"
    LOST = "lost"


class DataRelease(Base):
    """The files of open data of one state: of today where `edition_id` is empty, or of an edition.

    The newest row of a state is the one that is given out. `files` holds name, bytes, sha256 and
    rows of each; `withheld` is the state of what was withheld when they were made, and they are
    given out as long as it stands.
    """

    __tablename__ = "data_releases"
    __append_only__ = frozenset()
    __table_args__ = (Index("ix_data_releases_edition_id", "edition_id", "id"),)

    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    made_at: Mapped[datetime]
    as_of: Mapped[dt.date]
    why: Mapped[MadeWhy] = mapped_column(enum_type(MadeWhy))
    withheld: Mapped[str]
    files: Mapped[list[Any]]

"""Who took which tables as a file, and choices of rows and columns that people keep."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_type
from models.user import User


class ExportState(enum.StrEnum):
    """How an export stands; one that is begun and never ends died with its process."""

    BEGUN = "begun"
    DONE = "done"
    BROKEN = "broken"


class ExportRun(Base):
    """One export. `user_id` is None for a command at the console.

    `tables` are their names, `asked` what rows were chosen by, `columns` the keys of the columns
    where not all were taken. `size` is in bytes; `sha256` is of the whole file as it was sent.
    """

    __tablename__ = "export_runs"
    __append_only__ = frozenset({"state", "ended_at", "rows", "size", "sha256"})
    __table_args__ = (
        CheckConstraint(
            "state != 'done' OR (ended_at IS NOT NULL AND sha256 IS NOT NULL)",
            name="done_is_whole",
        ),
        Index("ix_export_runs_begun_at", "begun_at"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    tables: Mapped[list[Any]]
    format: Mapped[str]
    lang: Mapped[str | None]
    asked: Mapped[dict[str, Any]]
    columns: Mapped[list[Any]]
    state: Mapped[ExportState] = mapped_column(enum_type(ExportState), default=ExportState.BEGUN)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    rows: Mapped[int | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    user: Mapped[User | None] = relationship()


class SavedView(Base):
    """A choice of rows and columns under a name; a `shared` one is seen by all who may export."""

    __tablename__ = "saved_views"
    __table_args__ = (
        Index(
            "uq_saved_views_owner_id_name",
            "owner_id",
            "name",
            unique=True,
            sqlite_where=text("NOT withdrawn"),
            postgresql_where=text("NOT withdrawn"),
        ),
    )

    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    table_name: Mapped[str]
    asked: Mapped[dict[str, Any]]
    columns: Mapped[list[Any]]
    lang: Mapped[str | None]
    format: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    saved_at: Mapped[datetime]
    owner: Mapped[User] = relationship()

"""Spreadsheets that people bring in: the file, how it was read, and what came of each row."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_type
from models.file import StoredFile
from models.place import Convocation
from models.user import User


class ImportKind(enum.StrEnum):
    """What the rows of a file are: deputies, or acts."""

    MONITORING = "monitoring"
    ITEMS = "items"


class ImportState(enum.StrEnum):
    """How far an import is. Only an applied one has changed anything."""

    BEGUN = "begun"
    MAPPED = "mapped"
    CHECKED = "checked"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Import(Base):
    """One file on its way in.

    `compiler` says who compiled it, in words; what the file states is that source's. `columns`
    maps the place of a column, from 0, to a field; `meanings` maps a field to what stands in its
    cells and what that means. `headings` is the hash of the headings by which a later file of
    the same form is known. `revision` counts the changes of how it is read, so that nobody applies
    what they have not seen; `plan` is the hash of what a check found would be changed.
    """

    __tablename__ = "imports"
    __table_args__ = (CheckConstraint("heading_row >= 1", name="heading_row"),)

    kind: Mapped[ImportKind] = mapped_column(enum_type(ImportKind))
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState), default=ImportState.BEGUN)
    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    name: Mapped[str]
    sheet: Mapped[str]
    heading_row: Mapped[int] = mapped_column(default=1)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    meanings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    headings: Mapped[str] = mapped_column(default="", index=True)
    compiler: Mapped[str | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    item_kind: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=1)
    plan: Mapped[str | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str | None]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    applied_at: Mapped[datetime | None]
    file: Mapped[StoredFile] = relationship()
    convocation: Mapped[Convocation] = relationship()
    begun_by: Mapped[User | None] = relationship(foreign_keys=begun_by_id)
    applied_by: Mapped[User | None] = relationship(foreign_keys=applied_by_id)


class RowAction(enum.StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


class ImportRow(Base):
    """What a check found of one row of the file; computed anew by each check.

    `number` is that of the row in the sheet. `changes` are lists of a field, what stands and what
    would stand; `troubles` say what is wrong and in which column.
    """

    __tablename__ = "import_rows"
    __audit__ = False
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    number: Mapped[int]
    action: Mapped[RowAction] = mapped_column(enum_type(RowAction))
    title: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[Any]] = mapped_column(default=list)
    troubles: Mapped[list[Any]] = mapped_column(default=list)

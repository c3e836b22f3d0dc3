"""What sources say of acts: records, what each capture said, what changed, documents."""

import datetime as dt
import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Sourced, enum_type
from models.file import StoredFile
from models.item import DatePrecision, Item, Kind, Role
from models.person import Mandate
from models.place import Convocation
from models.source import Capture, Source


class Record(Sourced, Base):
    """One source's account of one act, all languages together.

    Everything here is computed from its observations, the newest winning per language. An
    empty title is a title that the source left empty; None means not given in that language.
    `listed` is false when the newest capture of its list no longer shows it.
    """

    __tablename__ = "records"
    __table_args__ = (UniqueConstraint("source_id", "source_uid"),)
    __audit_exclude__ = frozenset({"text_ru", "text_kk"})

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    source_uid: Mapped[str]
    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    category: Mapped[str | None]
    kind: Mapped[Kind] = mapped_column(enum_type(Kind))
    kind_rule: Mapped[str | None]
    title_ru: Mapped[str | None]
    title_kk: Mapped[str | None]
    lead_ru: Mapped[str | None]
    lead_kk: Mapped[str | None]
    text_ru: Mapped[str | None]
    text_kk: Mapped[str | None]
    url_ru: Mapped[str | None]
    url_kk: Mapped[str | None]
    date: Mapped[dt.date | None]
    date_precision: Mapped[DatePrecision] = mapped_column(
        enum_type(DatePrecision), default=DatePrecision.DAY
    )
    number: Mapped[str | None]
    addressee_ru: Mapped[str | None]
    addressee_kk: Mapped[str | None]
    answer: Mapped[str | None]
    first_seen: Mapped[datetime | None]
    last_seen: Mapped[datetime | None]
    capture_ru_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    capture_kk_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    listed: Mapped[bool] = mapped_column(default=True)
    source_row: Mapped[Source] = relationship()
    convocation: Mapped[Convocation] = relationship()
    item: Mapped[Item] = relationship()
    capture_ru: Mapped[Capture | None] = relationship(foreign_keys=capture_ru_id)
    capture_kk: Mapped[Capture | None] = relationship(foreign_keys=capture_kk_id)
    documents: Mapped[list["Document"]] = relationship(back_populates="record")


class Observation(Base):
    """What one capture said of one record in one language. Rows are only ever added.

    `list_key` is the folded address of the list it stood on, empty for a page of its own.
    """

    __tablename__ = "observations"
    __audit__ = False
    __table_args__ = (UniqueConstraint("record_id", "capture_id", "lang"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"), index=True)
    lang: Mapped[str]
    list_key: Mapped[str] = mapped_column(default="")
    fields: Mapped[dict[str, Any]]
    capture: Mapped[Capture] = relationship()


class Revision(Base):
    """A field that a source edited between two captures."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("record_id", "lang", "field", "to_capture_id"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    lang: Mapped[str]
    field: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    from_capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    to_capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    record: Mapped[Record] = relationship()


class RecordParticipation(Base):
    """A deputy that a record names; `mandate_id` is empty until a person says who is meant."""

    __tablename__ = "record_participations"
    __table_args__ = (UniqueConstraint("record_id", "name_key"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str]
    role: Mapped[Role] = mapped_column(enum_type(Role))
    record: Mapped[Record] = relationship()
    mandate: Mapped[Mandate | None] = relationship()


class DocumentStatus(enum.StrEnum):
    """What became of a document that a record links to."""

    PENDING = "pending"
    FETCHED = "fetched"
    FAILED = "failed"


class Document(Base):
    """A file that belongs to a record: kept as a capture, its text extracted for search."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("record_id", "url"),)
    __audit_exclude__ = frozenset({"text"})

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    url: Mapped[str]
    status: Mapped[DocumentStatus] = mapped_column(enum_type(DocumentStatus))
    error: Mapped[str | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    mime: Mapped[str | None]
    text: Mapped[str | None]
    record: Mapped[Record] = relationship(back_populates="documents")
    capture: Mapped[Capture | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class ListReading(Base):
    """A list that was read whole, between two moments, ending with one capture.

    A record that stood on the list before `read_from` and not since is no longer listed.
    """

    __tablename__ = "list_readings"
    __audit__ = False
    __table_args__ = (UniqueConstraint("source_id", "list_key", "lang", "capture_id"),)

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    list_key: Mapped[str]
    lang: Mapped[str]
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"))
    read_from: Mapped[datetime]
    read_to: Mapped[datetime]

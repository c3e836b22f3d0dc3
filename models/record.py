"""What sources say of acts: records, what each capture said, what changed, documents."""

import datetime as dt
import enum
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, or_, select
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
    `listed` is false when the newest capture of its list no longer shows it; `withdrawn` is true
    when who entered it by hand took it back: then it carries nothing any longer.
    """

    __tablename__ = "records"
    __table_args__ = (UniqueConstraint("source_id", "source_uid"),)
    __audit_exclude__ = frozenset({"text_ru", "text_kk"})
    __audit_silent__ = frozenset({"last_seen", "capture_ru_id", "capture_kk_id"})

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
    withdrawn: Mapped[bool] = mapped_column(default=False)
    source_row: Mapped[Source] = relationship()
    convocation: Mapped[Convocation] = relationship()
    item: Mapped[Item] = relationship()
    capture_ru: Mapped[Capture | None] = relationship(foreign_keys=capture_ru_id)
    capture_kk: Mapped[Capture | None] = relationship(foreign_keys=capture_kk_id)
    documents: Mapped[list["Document"]] = relationship(back_populates="record")


class Statement(Base):
    """What a source said of a record, stored once however many captures say it again.

    `sha256` is of `list_key` and `fields`; `list_key` is the folded address of the list that
    the record stood on, empty for a page of its own. Rows are only ever added.
    """

    __tablename__ = "statements"
    __audit__ = False

    sha256: Mapped[str] = mapped_column(unique=True)
    list_key: Mapped[str] = mapped_column(default="")
    fields: Mapped[dict[str, Any]]


class Observation(Base):
    """That one capture made a statement of one record in one language. Rows are only ever added."""

    __tablename__ = "observations"
    __audit__ = False
    __table_args__ = (UniqueConstraint("record_id", "capture_id", "lang"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"), index=True)
    lang: Mapped[str]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"))
    capture: Mapped[Capture] = relationship()
    statement: Mapped[Statement] = relationship()

    @property
    def list_key(self) -> str:
        """The list that the record stood on, see `Statement`."""
        return self.statement.list_key

    @property
    def fields(self) -> dict[str, Any]:
        """What was said, see `Statement`."""
        return self.statement.fields


def turning_points(record_ids: Collection[int]) -> Select[tuple[int]]:
    """The ids of the observations that begin or end a row of equal ones, per kind of page.

    What lies between two equal statements of one kind of page in one language says nothing
    that these two do not say, so nothing that is computed from observations needs it.
    """
    window: Any = {
        "partition_by": (Observation.record_id, Observation.lang, Capture.page_kind),
        # Captures of one moment stand in an order that the database did not give out.
        "order_by": (Capture.captured_at, Capture.url_key, Capture.sha256),
    }
    said = Observation.statement_id
    placed = (
        select(
            Observation.id,
            said.label("said"),
            func.lag(said).over(**window).label("before"),
            func.lead(said).over(**window).label("after"),
        )
        .join(Observation.capture)
        .where(Observation.record_id.in_(record_ids))
        .subquery()
    )
    turns = (placed.c.said.is_distinct_from(placed.c.before),
             placed.c.said.is_distinct_from(placed.c.after))  # fmt: skip
    return select(placed.c.id).where(or_(*turns))


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

"""The acts of deputies, who took part in them, and what looks like the same act twice."""

import datetime as dt
import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_type
from models.person import Mandate
from models.place import Convocation
from models.topic import Topic


class Kind(enum.StrEnum):
    """What an act is."""

    DEPUTY_REQUEST = "deputy_request"
    ANSWER = "answer"
    VOTER_MEETING = "voter_meeting"
    RECEPTION = "reception"
    DISTRICT_WORK = "district_work"
    LEGISLATIVE_WORK = "legislative_work"
    INTERNATIONAL_WORK = "international_work"
    PUBLICATION = "publication"
    OTHER = "other"


#: The kinds that enter the coding queue unless a coordinator says otherwise.
QUEUED_KINDS = (Kind.DEPUTY_REQUEST, Kind.VOTER_MEETING, Kind.RECEPTION)


class DatePrecision(enum.StrEnum):
    """How exactly the day of an act is known. Of a month, the date is its first day."""

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


class Item(Base):
    """An act. `key` is `source/source_uid` of its first record, and never changes.

    Title, date, number and addressee are those of its records, taken together when they are
    loaded. An item found to be the same act as another one points to it: `merged_into_id`;
    it keeps its records and is left out of every count.
    """

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_convocation_id_kind_date", "convocation_id", "kind", "date"),
        # The queue counts and sorts all that waits: from these two indexes, without the rows.
        Index("ix_items_queue", "queued", "merged_into_id", "date", "kind"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"),
    )

    key: Mapped[str] = mapped_column(unique=True)
    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    kind: Mapped[Kind] = mapped_column(enum_type(Kind))
    kind_by_person: Mapped[bool] = mapped_column(default=False)
    title_ru: Mapped[str | None]
    title_kk: Mapped[str | None]
    number: Mapped[str | None]
    date: Mapped[dt.date | None]
    date_precision: Mapped[DatePrecision] = mapped_column(
        enum_type(DatePrecision), default=DatePrecision.DAY
    )
    period_start: Mapped[dt.date | None]
    period_end: Mapped[dt.date | None]
    addressee: Mapped[str | None]
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    confirmed: Mapped[bool] = mapped_column(default=True)
    queued: Mapped[bool] = mapped_column(default=False)
    answer_to_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"), index=True)
    convocation: Mapped[Convocation] = relationship()
    theme: Mapped[Topic | None] = relationship()
    answer_to: Mapped["Item | None"] = relationship(
        remote_side="Item.id", foreign_keys="Item.answer_to_id"
    )
    merged_into: Mapped["Item | None"] = relationship(
        remote_side="Item.id", foreign_keys="Item.merged_into_id"
    )
    participations: Mapped[list["Participation"]] = relationship(back_populates="item")


class Role(enum.StrEnum):
    """A deputy's part in an act, as far as a source says it."""

    INITIATOR = "initiator"
    SIGNATORY = "signatory"
    NOT_STATED = "not_stated"


class Participation(Base):
    """A deputy's part in an act: the unit that is coded.

    A withdrawn one is no longer carried by any record of the act, for example after a
    merge was undone; what was coded on it stays.
    """

    __tablename__ = "participations"
    __table_args__ = (
        UniqueConstraint("item_id", "mandate_id"),
        Index("ix_participations_queue", "item_id", "withdrawn", "mandate_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    item: Mapped[Item] = relationship(back_populates="participations")
    mandate: Mapped[Mandate] = relationship()


class ProposalState(enum.StrEnum):
    """What was decided about two items that look alike."""

    OPEN = "open"
    MERGED = "merged"
    KEPT_APART = "kept_apart"


class MergeProposal(Base):
    """Two items that may be one act; `by_rule` where number, date and convocation are equal.

    `first` is the item whose key sorts first: it survives a merge.
    """

    __tablename__ = "merge_proposals"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    first_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    score: Mapped[float]
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_rule: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ProposalState] = mapped_column(
        enum_type(ProposalState), default=ProposalState.OPEN
    )
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    first: Mapped[Item] = relationship(foreign_keys=first_id)
    second: Mapped[Item] = relationship(foreign_keys=second_id)

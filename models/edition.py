"""Editions: what was published, frozen; and corrections of it."""

import datetime as dt
import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, enum_type
from models.campaign import Campaign


class Edition(Base):
    """A frozen, dated, numbered publication. A published edition never changes.

    `gate` is what the method's gate found; `audit_head` the hash of the last row of the journal
    when it was published; `sha256` of all its parts, in hex.
    """

    __tablename__ = "editions"
    __append_only__ = frozenset()

    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    as_of: Mapped[dt.date]
    method_version: Mapped[int]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    gate: Mapped[dict[str, Any]]
    audit_head: Mapped[str]
    sha256: Mapped[str]
    campaign: Mapped[Campaign] = relationship()
    parts: Mapped[list["EditionPart"]] = relationship(back_populates="edition")


class EditionPart(Base):
    """One piece of an edition: all that the page of one deputy shows, or a list of them."""

    __tablename__ = "edition_parts"
    __append_only__ = frozenset()
    __audit_exclude__ = frozenset({"body"})
    __table_args__ = (UniqueConstraint("edition_id", "kind", "key"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    kind: Mapped[str]
    key: Mapped[str]
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    edition: Mapped[Edition] = relationship(back_populates="parts")


class ReportState(enum.StrEnum):
    """What became of a reported error."""

    OPEN = "open"
    CORRECTED = "corrected"
    DECLINED = "declined"


class ErrorReport(Base):
    """An error that anybody reported on a public page, and how it was settled.

    What was changed (`change_*`) and why (`why_*`) is public once it is corrected; who reported
    it is not. `reason` says why it was declined.
    """

    __tablename__ = "error_reports"
    __audit_exclude__ = frozenset({"contact"})
    __table_args__ = (
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_at_a_time"),
        CheckConstraint(
            "state <> 'corrected' OR (change_kk IS NOT NULL AND change_ru IS NOT NULL "
            "AND why_kk IS NOT NULL AND why_ru IS NOT NULL)",
            name="corrected_in_words",
        ),
        CheckConstraint("state <> 'declined' OR reason IS NOT NULL", name="declined_with_reason"),
        Index("ix_error_reports_state", "state", "settled_at"),
    )

    page: Mapped[str]
    lang: Mapped[Lang] = mapped_column(enum_type(Lang))
    text: Mapped[str]
    contact: Mapped[str | None]
    reported_at: Mapped[datetime]
    state: Mapped[ReportState] = mapped_column(enum_type(ReportState), default=ReportState.OPEN)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]
    change_kk: Mapped[str | None]
    change_ru: Mapped[str | None]
    change_en: Mapped[str | None]
    why_kk: Mapped[str | None]
    why_ru: Mapped[str | None]
    why_en: Mapped[str | None]
    reason: Mapped[str | None]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))

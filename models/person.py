"""Parties, deputies and their mandates."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Confidence, Named, Sourced, enum_type
from models.place import Convocation, District


class Party(Named, Sourced, Base):
    """A party, or the standing of having none (`is_party` false: nominated by oneself)."""

    __tablename__ = "parties"

    key: Mapped[str] = mapped_column(unique=True)
    is_party: Mapped[bool] = mapped_column(default=True)


class Deputy(Named, Base):
    """A person. Names read "Surname Given Patronymic"; `name_key` is folded for matching."""

    __tablename__ = "deputies"

    slug: Mapped[str] = mapped_column(unique=True)
    name_key: Mapped[str] = mapped_column(index=True)
    birth_year: Mapped[int | None]
    identities: Mapped[list["DeputyIdentity"]] = relationship(back_populates="deputy")
    facts: Mapped[list["DeputyFact"]] = relationship(back_populates="deputy")
    mandates: Mapped[list["Mandate"]] = relationship(
        back_populates="deputy", order_by="Mandate.convocation_id, Mandate.seq"
    )


class DeputyIdentity(Base):
    """What a source calls a person: its own number of them, or the address of their page."""

    __tablename__ = "deputy_identities"
    __table_args__ = (UniqueConstraint("scheme", "value"),)

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"), index=True)
    scheme: Mapped[str]
    value: Mapped[str]
    deputy: Mapped[Deputy] = relationship(back_populates="identities")


class DeputyFact(Base):
    """What one source said of a person in one language, when first and when last.

    `field` is name, post, committee, faction, photo_url, email and so on. The current value
    of a field is the one said last. Facts of a country pack carry words instead of captures.
    """

    __tablename__ = "deputy_facts"
    __table_args__ = (
        UniqueConstraint("deputy_id", "convocation_id", "origin", "field", "lang", "value"),
        Index("ix_deputy_facts_deputy_id_field", "deputy_id", "field"),
    )

    __audit_silent__ = frozenset({"last_seen", "last_capture_id"})

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"))
    convocation_id: Mapped[int | None] = mapped_column(ForeignKey("convocations.id"))
    origin: Mapped[str]
    field: Mapped[str]
    lang: Mapped[str] = mapped_column(default="")
    value: Mapped[str]
    source: Mapped[str | None]
    confidence: Mapped[Confidence] = mapped_column(
        enum_type(Confidence), default=Confidence.SOURCED
    )
    first_seen: Mapped[datetime | None]
    last_seen: Mapped[datetime | None]
    first_capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    last_capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    deputy: Mapped[Deputy] = relationship(back_populates="facts")


class MandateKind(enum.StrEnum):
    """How the seat was won."""

    DISTRICT = "district"
    LIST = "list"
    NOT_STATED = "not_stated"


class Mandate(Sourced, Base):
    """A seat of a person in one convocation; `seq` counts their seats in it.

    Empty dates are those of the convocation. What is uncertain about the seat has a
    confidence of its own.
    """

    __tablename__ = "mandates"
    __table_args__ = (
        UniqueConstraint("deputy_id", "convocation_id", "seq"),
        CheckConstraint("district_id IS NULL OR kind = 'district'", name="district_seat"),
    )

    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputies.id"))
    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"), index=True)
    seq: Mapped[int] = mapped_column(default=1)
    kind: Mapped[MandateKind] = mapped_column(enum_type(MandateKind))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"), index=True)
    district_confidence: Mapped[Confidence] = mapped_column(
        enum_type(Confidence, "district_confidence"), default=Confidence.MISSING
    )
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    party_confidence: Mapped[Confidence] = mapped_column(
        enum_type(Confidence, "party_confidence"), default=Confidence.MISSING
    )
    faction: Mapped[str | None]
    committee_kk: Mapped[str | None]
    committee_ru: Mapped[str | None]
    committee_en: Mapped[str | None]
    committee_confidence: Mapped[Confidence] = mapped_column(
        enum_type(Confidence, "committee_confidence"), default=Confidence.MISSING
    )
    start: Mapped[date | None]
    end: Mapped[date | None]
    end_reason: Mapped[str | None]
    deputy: Mapped[Deputy] = relationship(back_populates="mandates")
    convocation: Mapped[Convocation] = relationship()
    district: Mapped[District | None] = relationship()
    party: Mapped[Party | None] = relationship()

"""Coding that can be trusted: the reliability sample, adjudications, precedents, suggestions."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_type
from models.campaign import Campaign
from models.coding import AnswerReading, Coding, Reading, Strength
from models.item import Participation
from models.programme import Thesis
from models.topic import CodeBook, Topic
from models.user import User


class SampleUnit(Base):
    """A participation that was drawn to be coded by a second person, who sees nothing of the first.

    Once drawn it stays in the sample. `coder_id` is the second coder; a hand-over is journalled.
    `first_coding_id` and `second_coding_id` are the two readings that stood when both had read
    it, at `completed_at`: agreement is computed from them, whatever is saved afterwards.
    """

    __tablename__ = "sample_units"
    __table_args__ = (
        UniqueConstraint("campaign_id", "participation_id"),
        Index("ix_sample_units_coder_id", "coder_id"),
        CheckConstraint(
            "(completed_at IS NULL) = (first_coding_id IS NULL) AND "
            "(completed_at IS NULL) = (second_coding_id IS NULL)",
            name="both_or_neither",
        ),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    coder_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    drawn_at: Mapped[datetime]
    first_coding_id: Mapped[int | None] = mapped_column(ForeignKey("codings.id"))
    second_coding_id: Mapped[int | None] = mapped_column(ForeignKey("codings.id"))
    completed_at: Mapped[datetime | None]
    campaign: Mapped[Campaign] = relationship()
    participation: Mapped[Participation] = relationship()
    coder: Mapped[User | None] = relationship()


class Adjudication(Base):
    """The settled reading of a participation, by a third person, with a reason.

    The codings that it compared stay as they are. `compared` holds their ids.
    """

    __tablename__ = "adjudications"
    __table_args__ = (
        Index(
            "uq_adjudications_current",
            "participation_id",
            unique=True,
            sqlite_where=text("current"),
            postgresql_where=text("current"),
        ),
    )

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    reading: Mapped[Reading] = mapped_column(enum_type(Reading))
    answer_reading: Mapped[AnswerReading | None] = mapped_column(enum_type(AnswerReading))
    reason: Mapped[str]
    compared: Mapped[list[Any]]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]
    current: Mapped[bool] = mapped_column(default=True)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("adjudications.id"))
    participation: Mapped[Participation] = relationship()
    thesis_tags: Mapped[list["SettledThesis"]] = relationship(back_populates="adjudication")
    topic_tags: Mapped[list["SettledTopic"]] = relationship(back_populates="adjudication")


class SettledThesis(Base):
    """A link from an adjudication to a thesis."""

    __tablename__ = "settled_theses"
    __table_args__ = (UniqueConstraint("adjudication_id", "thesis_id"),)

    adjudication_id: Mapped[int] = mapped_column(ForeignKey("adjudications.id"))
    thesis_id: Mapped[int] = mapped_column(ForeignKey("theses.id"), index=True)
    strength: Mapped[Strength] = mapped_column(enum_type(Strength))
    adjudication: Mapped[Adjudication] = relationship(back_populates="thesis_tags")
    thesis: Mapped[Thesis] = relationship()


class SettledTopic(Base):
    """A link from an adjudication to a topic."""

    __tablename__ = "settled_topics"
    __table_args__ = (UniqueConstraint("adjudication_id", "topic_id"),)

    adjudication_id: Mapped[int] = mapped_column(ForeignKey("adjudications.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    adjudication: Mapped[Adjudication] = relationship(back_populates="topic_tags")
    topic: Mapped[Topic] = relationship()


class Precedent(Base):
    """A rule drawn from an adjudication, for the next case like it."""

    __tablename__ = "precedents"
    __audit_exclude__ = frozenset({"search_text"})

    adjudication_id: Mapped[int] = mapped_column(ForeignKey("adjudications.id"), unique=True)
    title: Mapped[str]
    rule: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    search_text: Mapped[str] = mapped_column(default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)
    adjudication: Mapped[Adjudication] = relationship()


class CaseComment(Base):
    """What one coder says to the others of a case; open only to those who have coded it."""

    __tablename__ = "case_comments"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Recoding(Base):
    """A wish that somebody reads a participation again, under a newer version of a code book."""

    __tablename__ = "recodings"
    __table_args__ = (Index("ix_recodings_coder_id", "coder_id", "coding_id"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    coder_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    code_book_id: Mapped[int] = mapped_column(ForeignKey("code_books.id"))
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    coding_id: Mapped[int | None] = mapped_column(ForeignKey("codings.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    participation: Mapped[Participation] = relationship()
    code_book: Mapped[CodeBook] = relationship()


class OfferArm(enum.StrEnum):
    """Whether the list of theses was put in an order of likelihood for a coder."""

    ORDERED = "ordered"
    PLAIN = "plain"


class Offer(Base):
    """In which order theses were offered to a coder, and the reading that came of it."""

    __tablename__ = "offers"
    __audit__ = False
    __table_args__ = (UniqueConstraint("participation_id", "coder_id"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    coder_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    arm: Mapped[OfferArm] = mapped_column(enum_type(OfferArm))
    ranked: Mapped[list[Any]]
    offered_at: Mapped[datetime]
    coding_id: Mapped[int | None] = mapped_column(ForeignKey("codings.id"))
    coding: Mapped[Coding | None] = relationship()

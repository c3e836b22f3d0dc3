"""Codings: one person's reading of one participation, and the tags in it."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_type
from models.item import Participation
from models.programme import Thesis
from models.topic import Topic
from models.user import User


class Assignment(Base):
    """Who watches whom, in a campaign or outside of any. One that was taken back is `withdrawn`."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("campaign_id", "user_id", "mandate_id"),
        Index(
            "uq_assignments_outside",
            "user_id",
            "mandate_id",
            unique=True,
            sqlite_where=text("campaign_id IS NULL"),
            postgresql_where=text("campaign_id IS NULL"),
        ),
    )

    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Reading(enum.StrEnum):
    """What the coder found: links, nothing that fits, doubt, or nothing that could be read.

    Each of them is an answer, and none is a gap.
    """

    TAGGED = "tagged"
    NONE_FITS = "none_fits"
    UNSURE = "unsure"
    SKIPPED = "skipped"


class AnswerReading(enum.StrEnum):
    """What an answer of a public body does."""

    ACTS = "acts"
    PROMISES = "promises"
    REFUSES = "refuses"
    FORMAL = "formal"


class Strength(enum.StrEnum):
    """How closely an act bears on a thesis."""

    DIRECT = "direct"
    RELATED = "related"


class Coding(Base):
    """One saved reading. A new save is a new row; the newest that stands is `current`.

    `moved_from_id` is the participation it was made on, where a merge moved it. `token` tells
    a form that was sent twice from one that was filled in twice. `books` are the versions of the
    code books it was made under, by their keys; None where that was not noted.
    """

    __tablename__ = "codings"
    __audit_exclude__ = frozenset({"token"})
    __table_args__ = (
        UniqueConstraint("coder_id", "token"),
        Index(
            "uq_codings_current",
            "participation_id",
            "coder_id",
            unique=True,
            sqlite_where=text("current"),
            postgresql_where=text("current"),
        ),
    )

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"), index=True)
    coder_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reading: Mapped[Reading] = mapped_column(enum_type(Reading))
    answer_reading: Mapped[AnswerReading | None] = mapped_column(enum_type(AnswerReading))
    note: Mapped[str | None]
    saved_at: Mapped[datetime]
    current: Mapped[bool] = mapped_column(default=True)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("codings.id"))
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("participations.id"))
    token: Mapped[str | None]
    books: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    participation: Mapped[Participation] = relationship(foreign_keys=participation_id)
    coder: Mapped[User] = relationship()
    thesis_tags: Mapped[list["ThesisTag"]] = relationship(back_populates="coding")
    topic_tags: Mapped[list["TopicTag"]] = relationship(back_populates="coding")


class ThesisTag(Base):
    """A link from a coding to a thesis."""

    __tablename__ = "thesis_tags"
    __table_args__ = (UniqueConstraint("coding_id", "thesis_id"),)

    coding_id: Mapped[int] = mapped_column(ForeignKey("codings.id"))
    thesis_id: Mapped[int] = mapped_column(ForeignKey("theses.id"), index=True)
    strength: Mapped[Strength] = mapped_column(enum_type(Strength))
    coding: Mapped[Coding] = relationship(back_populates="thesis_tags")
    thesis: Mapped[Thesis] = relationship()


class TopicTag(Base):
    """A link from a coding to a topic."""

    __tablename__ = "topic_tags"
    __table_args__ = (UniqueConstraint("coding_id", "topic_id"),)

    coding_id: Mapped[int] = mapped_column(ForeignKey("codings.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    coding: Mapped[Coding] = relationship(back_populates="topic_tags")
    topic: Mapped[Topic] = relationship()


class Draft(Base):
    """What a coder has ticked and not yet saved, so that a closed tab loses nothing."""

    __tablename__ = "drafts"
    __audit__ = False
    __table_args__ = (UniqueConstraint("participation_id", "coder_id"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participations.id"))
    coder_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

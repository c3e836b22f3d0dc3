"""What analysts write into the report of a period: paragraphs and recommendations."""

import datetime as dt
import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, enum_type
from models.place import Convocation


class SectionKey(enum.StrEnum):
    """The sections of a report into which an analyst can write."""

    INTRODUCTION = "introduction"
    METHOD = "method"
    PROGRAMMES = "programmes"
    REQUESTS = "requests"
    TOPICS = "topics"
    MEETINGS = "meetings"
    APPEALS = "appeals"
    OUTCOMES = "outcomes"
    RECONCILIATION = "reconciliation"
    CHECKS = "checks"
    AGREEMENT = "agreement"
    TURNOUT = "turnout"
    CONCLUSIONS = "conclusions"
    RECOMMENDATIONS = "recommendations"
    DEPUTIES = "deputies"


class Addressee(enum.StrEnum):
    """Whom a recommendation is for."""

    DEPUTIES = "deputies"
    CHAMBER = "chamber"
    PUBLIC_BODIES = "public_bodies"
    CIVIL_SOCIETY = "civil_society"
    MEDIA = "media"
    VOTERS = "voters"
    OTHER = "other"


class FollowUp(enum.StrEnum):
    """What became of a recommendation, as a later report finds."""

    OPEN = "open"
    TAKEN_UP = "taken_up"
    PARTLY = "partly"
    NOT_TAKEN_UP = "not_taken_up"


class PeriodReport(Base):
    """The report of one period of a convocation, however often its files are built."""

    __tablename__ = "period_reports"
    __table_args__ = (
        UniqueConstraint("convocation_id", "start", "end"),
        CheckConstraint('"end" >= start', name="in_order"),
    )

    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"), index=True)
    start: Mapped[dt.date]
    end: Mapped[dt.date]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    convocation: Mapped[Convocation] = relationship()


class ReportText(Base):
    """A version of an analyst's paragraphs of one section in one language; the newest stands.

    Paragraphs are parted by an empty line. One without text takes the earlier ones back.
    """

    __tablename__ = "report_texts"
    __append_only__ = frozenset()
    __table_args__ = (Index("ix_report_texts_place", "report_id", "section", "lang"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("period_reports.id"))
    section: Mapped[SectionKey] = mapped_column(enum_type(SectionKey, "section"))
    lang: Mapped[Lang] = mapped_column(enum_type(Lang))
    text: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]


class Recommendation(Base):
    """A recommendation of a report. Other words for it are a new row, and the old one withdrawn."""

    __tablename__ = "recommendations"
    __append_only__ = frozenset({"withdrawn"})
    __table_args__ = (
        CheckConstraint(
            "text_kk IS NOT NULL OR text_ru IS NOT NULL OR text_en IS NOT NULL", name="has_words"
        ),
        CheckConstraint("number > 0", name="number_positive"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("period_reports.id"), index=True)
    number: Mapped[int]
    addressee: Mapped[Addressee] = mapped_column(enum_type(Addressee))
    text_kk: Mapped[str | None]
    text_ru: Mapped[str | None]
    text_en: Mapped[str | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("recommendations.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]
    report: Mapped[PeriodReport] = relationship()


class RecommendationState(Base):
    """What a later report (`report_id`) finds of a recommendation; its newest row stands."""

    __tablename__ = "recommendation_states"
    __append_only__ = frozenset()

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendations.id"), index=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("period_reports.id"), index=True)
    state: Mapped[FollowUp] = mapped_column(enum_type(FollowUp))
    note_kk: Mapped[str | None]
    note_ru: Mapped[str | None]
    note_en: Mapped[str | None]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]

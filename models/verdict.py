"""Verdicts on the outcome of theses, the evidence for them, and what the deputy says to them."""

import datetime as dt
import enum
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.appeal import Channel
from models.base import Base, Lang, enum_type
from models.file import StoredFile
from models.item import Item
from models.person import Mandate
from models.programme import Thesis
from models.source import Capture
from models.user import User


class Status(enum.StrEnum):
    """What became of a thesis. Without a verdict it is not yet rated."""

    NO_ACTION_FOUND = "no_action_found"
    IN_PROGRESS = "in_progress"
    PARTLY_FULFILLED = "partly_fulfilled"
    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    NOT_ASSESSABLE = "not_assessable"


class Reason(enum.StrEnum):
    """Why a thesis is not fulfilled, or cannot be assessed: exactly one of those that fit."""

    RENOUNCED = "renounced"
    BLOCKED = "blocked"
    DEADLINE_PASSED = "deadline_passed"
    TERM_SERVED = "term_served"
    MANDATE_ENDED_EARLY = "mandate_ended_early"
    EVIDENCE_NOT_ACCESSIBLE = "evidence_not_accessible"


class VerdictState(enum.StrEnum):
    """How far a verdict is. One that was replaced by a later one is superseded."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class EvidenceKind(enum.StrEnum):
    """What a piece of evidence is."""

    OFFICIAL_ACT = "official_act"
    ANSWER = "answer"
    BUDGET_LINE = "budget_line"
    BUILT = "built"
    OTHER = "other"


class LinkPurpose(enum.StrEnum):
    """What a guest may do with a link."""

    POSITION = "position"
    REVIEW = "review"


class GuestLink(Base):
    """A signed, expiring link for somebody without an account, known by the hash of its token.

    One for a position shows the verdicts of one mandate; one for a review shows the proposed
    verdict of one thesis. `deadline` is the day until which an answer is asked.
    """

    __tablename__ = "guest_links"
    __audit_exclude__ = frozenset({"token_sha256", "guest"})
    __table_args__ = (
        CheckConstraint("(purpose = 'position') = (mandate_id IS NOT NULL)", name="position"),
        CheckConstraint("(purpose = 'review') = (thesis_id IS NOT NULL)", name="review"),
    )

    purpose: Mapped[LinkPurpose] = mapped_column(enum_type(LinkPurpose, "purpose"))
    token_sha256: Mapped[str] = mapped_column(unique=True)
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"), index=True)
    thesis_id: Mapped[int | None] = mapped_column(ForeignKey("theses.id"), index=True)
    guest: Mapped[str]
    lang: Mapped[Lang] = mapped_column(enum_type(Lang))
    deadline: Mapped[dt.date | None]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    mandate: Mapped[Mandate | None] = relationship()
    thesis: Mapped[Thesis | None] = relationship()


class Verdict(Base):
    """The outcome of one thesis on a date: a history, in which nothing is overwritten.

    `testable` is a copy of the thesis's own and refers to it, so that no thesis that cannot be
    tested has a verdict; a withdrawn verdict lets go of it. The first piece of evidence stands
    here, further ones in their own table.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["thesis_id", "testable"], ["theses.id", "theses.testable"], name="fk_verdicts_testable"
        ),
        CheckConstraint(
            "state IN ('withdrawn', 'refused', 'superseded') "
            "OR (testable IS NOT NULL AND testable)",
            name="testable",
        ),
        CheckConstraint(
            "CASE WHEN status = 'not_fulfilled' THEN reason IS NOT NULL AND reason IN "
            "('renounced', 'blocked', 'deadline_passed', 'term_served') "
            "WHEN status = 'not_assessable' THEN reason IS NOT NULL AND reason IN "
            "('mandate_ended_early', 'evidence_not_accessible') ELSE reason IS NULL END",
            name="one_reason",
        ),
        CheckConstraint(
            "capture_id IS NOT NULL OR file_id IS NOT NULL OR status = 'not_assessable'",
            name="evidence",
        ),
        CheckConstraint(
            "status NOT IN ('partly_fulfilled', 'fulfilled') OR (evidence_kind IS NOT NULL "
            "AND evidence_kind IN ('official_act', 'answer', 'budget_line', 'built'))",
            name="strong_evidence",
        ),
        CheckConstraint(
            "state NOT IN ('confirmed', 'superseded') "
            "OR confirmed_by_id IS NOT NULL OR review_id IS NOT NULL",
            name="two_persons",
        ),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="another_person"
        ),
        CheckConstraint(
            "length(explanation_kk) > 0 AND length(explanation_ru) > 0", name="explained"
        ),
        Index(
            "uq_verdicts_confirmed",
            "thesis_id",
            unique=True,
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
        Index(
            "uq_verdicts_proposed",
            "thesis_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    thesis_id: Mapped[int] = mapped_column(ForeignKey("theses.id"), index=True)
    testable: Mapped[bool | None] = mapped_column(default=True)
    status: Mapped[Status] = mapped_column(enum_type(Status, "status"))
    reason: Mapped[Reason | None] = mapped_column(enum_type(Reason, "reason"))
    as_of: Mapped[dt.date]
    explanation_kk: Mapped[str]
    explanation_ru: Mapped[str]
    explanation_en: Mapped[str | None]
    evidence_kind: Mapped[EvidenceKind | None] = mapped_column(
        enum_type(EvidenceKind, "evidence_kind")
    )
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    evidence_note: Mapped[str | None]
    state: Mapped[VerdictState] = mapped_column(enum_type(VerdictState, "state"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("guest_links.id"))
    settled_at: Mapped[datetime | None]
    settled_why: Mapped[str | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("verdicts.id"))
    thesis: Mapped[Thesis] = relationship(foreign_keys=thesis_id)
    capture: Mapped[Capture | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    item: Mapped[Item | None] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=proposed_by_id)
    evidence: Mapped[list["VerdictEvidence"]] = relationship(back_populates="verdict")


class VerdictEvidence(Base):
    """A further piece of evidence of a verdict."""

    __tablename__ = "verdict_evidence"
    __table_args__ = (
        CheckConstraint("capture_id IS NOT NULL OR file_id IS NOT NULL", name="copy_kept"),
    )

    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(enum_type(EvidenceKind))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id"))
    note: Mapped[str | None]
    verdict: Mapped[Verdict] = relationship(back_populates="evidence")
    capture: Mapped[Capture | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    item: Mapped[Item | None] = relationship()


class PositionAsk(Base):
    """An attempt to bring the verdicts before the deputy: by what, to where, with which proof."""

    __tablename__ = "position_asks"

    link_id: Mapped[int] = mapped_column(ForeignKey("guest_links.id"), index=True)
    channel: Mapped[Channel] = mapped_column(enum_type(Channel))
    address: Mapped[str]
    asked_on: Mapped[dt.date]
    delivered: Mapped[bool | None]
    proof: Mapped[str | None]
    proof_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    link: Mapped[GuestLink] = relationship()
    verdicts: Mapped[list["AskedVerdict"]] = relationship(back_populates="ask")


class AskedVerdict(Base):
    """A verdict that an attempt put before the deputy."""

    __tablename__ = "asked_verdicts"
    __table_args__ = (UniqueConstraint("ask_id", "verdict_id"),)

    ask_id: Mapped[int] = mapped_column(ForeignKey("position_asks.id"))
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"), index=True)
    ask: Mapped[PositionAsk] = relationship(back_populates="verdicts")
    verdict: Mapped[Verdict] = relationship()


class PositionState(enum.StrEnum):
    """How far a position is."""

    RECEIVED = "received"
    PUBLISHED = "published"
    WITHHELD = "withheld"


class Settlement(enum.StrEnum):
    """How a dispute ended."""

    STANDS = "stands"
    CHANGED = "changed"


class Position(Base):
    """A deputy's own words on one verdict, as written. A dispute asks that it be looked at again.

    One that is withheld, because it names third persons, says so in `withheld_why`.
    """

    __tablename__ = "positions"
    __table_args__ = (
        CheckConstraint("settlement IS NULL OR disputes", name="only_disputes_are_settled"),
        CheckConstraint(
            "state <> 'withheld' OR withheld_why IS NOT NULL", name="withheld_with_reason"
        ),
    )

    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"), index=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("guest_links.id"))
    lang: Mapped[Lang] = mapped_column(enum_type(Lang))
    text: Mapped[str]
    disputes: Mapped[bool] = mapped_column(default=False)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    received_at: Mapped[datetime]
    state: Mapped[PositionState] = mapped_column(
        enum_type(PositionState), default=PositionState.RECEIVED
    )
    withheld_why: Mapped[str | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    settlement: Mapped[Settlement | None] = mapped_column(enum_type(Settlement))
    settlement_kk: Mapped[str | None]
    settlement_ru: Mapped[str | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]
    verdict: Mapped[Verdict] = relationship()
    link: Mapped[GuestLink] = relationship()
    file: Mapped[StoredFile | None] = relationship()

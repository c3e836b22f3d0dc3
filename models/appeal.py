"""Letters to deputies, what became of them, and the answers."""

import datetime as dt
import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, enum_type
from models.campaign import Campaign
from models.file import StoredFile
from models.person import Mandate
from models.source import Capture
from models.topic import Topic


class Channel(enum.StrEnum):
    """How something is sent to a deputy."""

    SITE_FORM = "site_form"
    E_OTINISH = "e_otinish"
    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in_person"
    OTHER = "other"


class Subject(enum.StrEnum):
    """What a letter asks about."""

    PROGRAMME = "programme"
    ISSUE = "issue"
    OTHER = "other"


class AnswerKind(enum.StrEnum):
    """What an answer amounts to. None given yet is no answer at all, not a kind."""

    SUBSTANTIVE = "substantive"
    GENERAL = "general"
    LINK_WORKING = "link_working"
    LINK_BROKEN = "link_broken"
    SEE_THE_SITE = "see_the_site"
    COME_TO_RECEPTION = "come_to_reception"
    REFUSAL = "refusal"


class Appeal(Base):
    """An activist's letter to a deputy. One without `sent_on` is a draft.

    `due_on` is counted in working days from the day of sending, anew when the letter was
    forwarded or the term extended; `term_days` is the term that was used.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("(answered_on IS NULL) = (answer_kind IS NULL)", name="answer_has_kind"),
        CheckConstraint("(sent_on IS NULL) = (due_on IS NULL)", name="sent_is_due"),
        CheckConstraint("answered_on IS NULL OR sent_on IS NOT NULL", name="answered_was_sent"),
        CheckConstraint("answered_on IS NULL OR answered_on >= sent_on", name="answered_after"),
        Index("ix_appeals_due_on", "answered_on", "due_on"),
    )

    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    subject: Mapped[Subject] = mapped_column(enum_type(Subject))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    channel: Mapped[Channel] = mapped_column(enum_type(Channel))
    lang: Mapped[Lang] = mapped_column(enum_type(Lang))
    heading: Mapped[str]
    text: Mapped[str]
    number: Mapped[str | None]
    sent_on: Mapped[dt.date | None]
    term_days: Mapped[int | None]
    due_on: Mapped[dt.date | None]
    answered_on: Mapped[dt.date | None]
    answer_kind: Mapped[AnswerKind | None] = mapped_column(enum_type(AnswerKind))
    answer_text: Mapped[str | None]
    answer_url: Mapped[str | None]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    campaign: Mapped[Campaign | None] = relationship()
    mandate: Mapped[Mandate] = relationship()
    topic: Mapped[Topic | None] = relationship()
    events: Mapped[list["AppealEvent"]] = relationship(
        back_populates="appeal", order_by="AppealEvent.on, AppealEvent.id"
    )
    files: Mapped[list["AppealFile"]] = relationship(back_populates="appeal")


class AppealEventKind(enum.StrEnum):
    """What happened to a letter on its way."""

    NOT_DELIVERED = "not_delivered"
    DELIVERED = "delivered"
    FORWARDED = "forwarded"
    EXTENDED = "extended"
    REMINDED = "reminded"


class AppealEvent(Base):
    """One thing that happened to a letter; `due_on` is the day that was due from then on.

    One that was entered by mistake is withdrawn, and the term counted again without it.
    """

    __tablename__ = "appeal_events"

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), index=True)
    kind: Mapped[AppealEventKind] = mapped_column(enum_type(AppealEventKind))
    on: Mapped[dt.date]
    to: Mapped[str | None]
    days: Mapped[int | None]
    due_on: Mapped[dt.date | None]
    note: Mapped[str | None]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    appeal: Mapped[Appeal] = relationship(back_populates="events")


class AppealFileKind(enum.StrEnum):
    """What a file of a letter is."""

    SENT = "sent"
    PROOF = "proof"
    ANSWER = "answer"


class AppealFile(Base):
    """A kept file or capture of a letter, of the proof of its sending, or of the answer."""

    __tablename__ = "appeal_files"
    __table_args__ = (
        CheckConstraint("(file_id IS NULL) <> (capture_id IS NULL)", name="one_copy"),
    )

    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), index=True)
    kind: Mapped[AppealFileKind] = mapped_column(enum_type(AppealFileKind))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    appeal: Mapped[Appeal] = relationship(back_populates="files")
    file: Mapped[StoredFile | None] = relationship()
    capture: Mapped[Capture | None] = relationship()

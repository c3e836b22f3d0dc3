"""Monitoring campaigns: whom they cover, what is looked for, and what each deputy's sheet holds."""

import datetime as dt
import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Named, Sourced, enum_type
from models.file import StoredFile
from models.person import Mandate
from models.place import Convocation
from models.source import Capture
from models.topic import CodeBook
from models.user import User


class CampaignState(enum.StrEnum):
    """How far a campaign is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Campaign(Named, Base):
    """Who watches whom, over which observed period, in which work window.

    `reliability_percent` of the participations are coded twice; `seed` makes the draw one that
    can be repeated. `appeal_days` are working days, by the rule named in `appeal_law`;
    `position_days` are calendar days that a deputy has to answer what is said of them.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("observed_to >= observed_from", name="observed_in_order"),
        CheckConstraint("work_to >= work_from", name="work_in_order"),
        CheckConstraint("reliability_percent BETWEEN 0 AND 100", name="share"),
        CheckConstraint("appeal_days > 0 AND position_days > 0", name="terms_positive"),
    )

    key: Mapped[str] = mapped_column(unique=True)
    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"), index=True)
    observed_from: Mapped[dt.date]
    observed_to: Mapped[dt.date]
    work_from: Mapped[dt.date]
    work_to: Mapped[dt.date]
    reliability_percent: Mapped[int] = mapped_column(default=20)
    seed: Mapped[str]
    appeal_days: Mapped[int] = mapped_column(default=15)
    appeal_law: Mapped[str | None]
    position_days: Mapped[int] = mapped_column(default=15)
    programme_due: Mapped[dt.date | None]
    coding_due: Mapped[dt.date | None]
    verdict_due: Mapped[dt.date | None]
    state: Mapped[CampaignState] = mapped_column(
        enum_type(CampaignState), default=CampaignState.DRAFT
    )
    convocation: Mapped[Convocation] = relationship()
    books: Mapped[list["CampaignBook"]] = relationship(back_populates="campaign")
    covered: Mapped[list["CampaignMandate"]] = relationship(back_populates="campaign")


class CampaignBook(Base):
    """A version of a code book that a campaign codes by; one that was replaced is withdrawn."""

    __tablename__ = "campaign_books"
    __table_args__ = (UniqueConstraint("campaign_id", "code_book_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code_book_id: Mapped[int] = mapped_column(ForeignKey("code_books.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    campaign: Mapped[Campaign] = relationship(back_populates="books")
    code_book: Mapped[CodeBook] = relationship()


class CampaignMandate(Base):
    """A mandate that a campaign covers."""

    __tablename__ = "campaign_mandates"
    __table_args__ = (UniqueConstraint("campaign_id", "mandate_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    campaign: Mapped[Campaign] = relationship(back_populates="covered")
    mandate: Mapped[Mandate] = relationship()


class Reminder(Base):
    """A word from a coordinator to somebody whose step is waiting."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_user_id_seen_at", "user_id", "seen_at"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    step: Mapped[str]
    text: Mapped[str | None]
    sent_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(foreign_keys=user_id)
    mandate: Mapped[Mandate | None] = relationship()


class SearchPlace(enum.StrEnum):
    """Where a programme was looked for."""

    PARLIAMENT_SITE = "parliament_site"
    OWN_SITE = "own_site"
    PARTY_SITE = "party_site"
    SOCIAL_NETWORK = "social_network"
    MEDIA = "media"
    ELECTION_COMMISSION = "election_commission"
    SEARCH_ENGINE = "search_engine"
    OTHER = "other"


class SearchFinding(enum.StrEnum):
    """What a look brought."""

    FOUND = "found"
    NOTHING = "nothing"
    BROKEN_LINK = "broken_link"
    UNREACHABLE = "unreachable"


class SearchStep(Base):
    """One look for a programme: absence needs evidence too. `clicks` counts from the start page."""

    __tablename__ = "search_steps"
    __table_args__ = (CheckConstraint("clicks IS NULL OR clicks >= 0", name="clicks"),)

    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    place: Mapped[SearchPlace] = mapped_column(enum_type(SearchPlace))
    address: Mapped[str | None]
    looked_on: Mapped[dt.date]
    clicks: Mapped[int | None]
    finding: Mapped[SearchFinding] = mapped_column(enum_type(SearchFinding))
    note: Mapped[str | None]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    mandate: Mapped[Mandate] = relationship()
    capture: Mapped[Capture | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class AccountUse(enum.StrEnum):
    """How a deputy uses an account on a social network."""

    ACTIVE = "active"
    RARE = "rare"
    ABANDONED = "abandoned"
    CLOSED = "closed"
    NONE_FOUND = "none_found"


class SocialAccount(Base):
    """An account of a deputy on a social network, or that none was found there."""

    __tablename__ = "social_accounts"
    __table_args__ = (
        CheckConstraint("(use = 'none_found') = (url IS NULL)", name="address_or_none_found"),
    )

    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    network: Mapped[str]
    url: Mapped[str | None]
    use: Mapped[AccountUse] = mapped_column(enum_type(AccountUse))
    voters_answered: Mapped[bool | None]
    note: Mapped[str | None]
    looked_on: Mapped[dt.date]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    mandate: Mapped[Mandate] = relationship()


class BodyKind(enum.StrEnum):
    """What a deputy belongs to."""

    COMMITTEE = "committee"
    WORKING_GROUP = "working_group"
    OTHER = "other"


class Membership(Named, Sourced, Base):
    """A deputy's place in a committee or a working group."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint(
            "name_kk IS NOT NULL OR name_ru IS NOT NULL OR name_en IS NOT NULL", name="has_name"
        ),
    )

    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    kind: Mapped[BodyKind] = mapped_column(enum_type(BodyKind))
    post: Mapped[str | None]
    start: Mapped[dt.date | None]
    end: Mapped[dt.date | None]
    source_url: Mapped[str | None]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    mandate: Mapped[Mandate] = relationship()

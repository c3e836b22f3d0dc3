"""What people enter by hand: posts of social networks and the media, and the meetings in them."""

import datetime as dt
import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, enum_type
from models.file import StoredFile
from models.item import Item
from models.record import Record
from models.source import Capture
from models.topic import Topic


class Answer(enum.StrEnum):
    """Yes, no, or what nobody knows."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class Decided(enum.StrEnum):
    """How something is known: computed from facts, or said by a person."""

    COMPUTED = "computed"
    ASKED = "asked"


class Meeting(Base):
    """What is known of a meeting or reception beyond its title and date.

    `in_district` and `in_session` say how they are known. `audience` counts people.
    """

    __tablename__ = "meetings"
    __table_args__ = (CheckConstraint("audience IS NULL OR audience >= 0", name="audience"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), unique=True)
    place: Mapped[str | None]
    in_district: Mapped[Answer] = mapped_column(enum_type(Answer, "in_district"))
    in_district_by: Mapped[Decided] = mapped_column(enum_type(Decided, "in_district_by"))
    in_session: Mapped[Answer] = mapped_column(enum_type(Answer, "in_session"))
    in_session_by: Mapped[Decided] = mapped_column(enum_type(Decided, "in_session_by"))
    audience: Mapped[int | None]
    audience_note: Mapped[str | None]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    item: Mapped[Item] = relationship()
    themes: Mapped[list["MeetingTheme"]] = relationship(back_populates="meeting")
    orders: Mapped[list["VotersOrder"]] = relationship(back_populates="meeting")


class MeetingTheme(Base):
    """A topic that was spoken of at a meeting."""

    __tablename__ = "meeting_themes"
    __table_args__ = (UniqueConstraint("meeting_id", "topic_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[Meeting] = relationship(back_populates="themes")
    topic: Mapped[Topic] = relationship()


class Became(enum.StrEnum):
    """What became of an order that voters gave."""

    NOT_KNOWN = "not_known"
    TAKEN_ON = "taken_on"
    RAISED = "raised"
    ANSWERED = "answered"
    DONE = "done"
    REFUSED = "refused"


class VotersOrder(Base):
    """An order that voters gave to their deputy at a meeting, and what became of it."""

    __tablename__ = "voters_orders"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    text: Mapped[str]
    became: Mapped[Became] = mapped_column(enum_type(Became), default=Became.NOT_KNOWN)
    note: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[Meeting] = relationship(back_populates="orders")


class Post(Base):
    """A post or an article that somebody found; a copy of it is kept, always."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("file_id IS NOT NULL OR capture_id IS NOT NULL", name="copy_kept"),
        Index(
            "uq_posts_url_key_standing",
            "url_key",
            unique=True,
            sqlite_where=text("NOT withdrawn"),
            postgresql_where=text("NOT withdrawn"),
        ),
    )

    url: Mapped[str]
    url_key: Mapped[str] = mapped_column(index=True)
    network: Mapped[str]
    published_on: Mapped[dt.date | None]
    title: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    file: Mapped[StoredFile | None] = relationship()
    capture: Mapped[Capture | None] = relationship()
    accounts: Mapped[list["PostAccount"]] = relationship(back_populates="post")


class PostAccount(Base):
    """That a post tells of an act: the record of it, which belongs to the item."""

    __tablename__ = "post_accounts"
    __table_args__ = (UniqueConstraint("post_id", "record_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    post: Mapped[Post] = relationship(back_populates="accounts")
    record: Mapped[Record] = relationship()


class Upload(Base):
    """A file on its way in, piece by piece, so that a broken line loses nothing.

    `received` of `size` bytes have come; `file_id` is the kept file once all have.
    """

    __tablename__ = "uploads"
    __audit__ = False
    __table_args__ = (CheckConstraint("received BETWEEN 0 AND size", name="received"),)

    token: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    size: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    file: Mapped[StoredFile | None] = relationship()

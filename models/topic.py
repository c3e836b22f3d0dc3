"""Code books and the topics in them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Named, Sourced


class CodeBook(Named, Sourced, Base):
    """A versioned list of topics.

    A `draft` is not coded by yet, and may still be changed; a version that is none never is.
    """

    __tablename__ = "code_books"
    __table_args__ = (UniqueConstraint("key", "version"),)

    key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    draft: Mapped[bool] = mapped_column(default=False)
    topics: Mapped[list["Topic"]] = relationship(
        back_populates="code_book", order_by="Topic.number"
    )


class Topic(Named, Sourced, Base):
    """A node of a code book; the same `key` in another version of the book is the same topic.

    A `retired` one is in its version only to say that it is no longer coded by.
    """

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("code_book_id", "key"),)

    code_book_id: Mapped[int] = mapped_column(ForeignKey("code_books.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    key: Mapped[str]
    number: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)
    code_book: Mapped[CodeBook] = relationship(back_populates="topics")

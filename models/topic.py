"""Code books and the topics in them."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Named, Sourced


class CodeBook(Named, Sourced, Base):
    """A versioned list of topics."""

    __tablename__ = "code_books"
    __table_args__ = (UniqueConstraint("key", "version"),)

    key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    topics: Mapped[list["Topic"]] = relationship(
        back_populates="code_book", order_by="Topic.number"
    )


class Topic(Named, Sourced, Base):
    """A node of a code book."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("code_book_id", "key"),)

    code_book_id: Mapped[int] = mapped_column(ForeignKey("code_books.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    key: Mapped[str]
    number: Mapped[int]
    code_book: Mapped[CodeBook] = relationship(back_populates="topics")

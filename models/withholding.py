"""Which kept copies the public is given no more of than their hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.user import User


class CaptureWithholding(Base):
    """That captures are withheld from the public, or given to it again. Rows are only ever added.

    The newest row about the same bytes (`sha256`), or about the same address (`url_key`, all
    copies of it, those still to come too), is the one that holds.
    """

    __tablename__ = "capture_withholdings"
    __append_only__ = frozenset()
    __table_args__ = (CheckConstraint("(sha256 IS NULL) <> (url_key IS NULL)", name="one_subject"),)

    sha256: Mapped[str | None] = mapped_column(index=True)
    url_key: Mapped[str | None] = mapped_column(index=True)
    withheld: Mapped[bool]
    why: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]
    decided_by: Mapped[User | None] = relationship()

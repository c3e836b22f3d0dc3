"""Files that people upload, kept by their hash under ARCHIVE_DIR/files."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class StoredFile(Base):
    """One file, as it came; `sha256` in hex also is its place on disk, `size` is in bytes.

    `text` is what can be read in it, its pages parted by form feeds; `text_error` says why there
    is none. `withheld_why` says why the public sees no more of it than its hash.
    """

    __tablename__ = "stored_files"

    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]
    stored_at: Mapped[datetime]
    text: Mapped[str | None]
    text_error: Mapped[str | None]
    withheld_why: Mapped[str | None]

    __audit_exclude__ = frozenset({"text"})

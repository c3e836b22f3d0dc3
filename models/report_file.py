"""Built reports: which file was made of what, when, and for whom."""

import datetime as dt
import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, enum_type
from models.edition import Edition
from models.place import Convocation


class ReportFormat(enum.StrEnum):
    """What a report can be read with."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"


class ReportFile(Base):
    """A report as it was built; its bytes stand under the portal's own files by their `sha256`.

    `deputy` is the slug of the one whose page alone it is, None for the whole report. `edition_id`
    is None where it tells what stood at `built_at`. A built report never changes; the same
    question asked again makes another row.
    """

    __tablename__ = "report_files"
    __append_only__ = frozenset()
    __table_args__ = (
        CheckConstraint("period_start <= period_end", name="period_in_order"),
        CheckConstraint("size > 0", name="not_empty"),
    )

    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    period_start: Mapped[dt.date]
    period_end: Mapped[dt.date]
    lang: Mapped[Lang] = mapped_column(enum_type(Lang))
    format: Mapped[ReportFormat] = mapped_column(enum_type(ReportFormat))
    deputy: Mapped[str | None]
    name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    built_at: Mapped[datetime]
    built_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    edition: Mapped[Edition | None] = relationship()
    convocation: Mapped[Convocation] = relationship()

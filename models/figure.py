"""Figures that somebody else stated, to be shown beside what is counted here."""

from datetime import date

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, Sourced, enum_type
from models.file import StoredFile
from models.person import Mandate


class StatedFigure(Sourced, Base):
    """One number as stated: what it counts (`metric`), of whom (`scope`, `mandate_id`), when.

    `sum_key` is the key of the stated total that this figure is a part of. One that a person
    entered has a kept copy or words as its source. `note` and `source` stand as they were entered,
    in `lang` where that is known; what ends in a language is a translation of them.
    """

    __tablename__ = "stated_figures"

    key: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str]
    metric: Mapped[str]
    value: Mapped[int]
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    lang: Mapped[Lang | None] = mapped_column(enum_type(Lang))
    note: Mapped[str | None]
    note_kk: Mapped[str | None]
    note_ru: Mapped[str | None]
    note_en: Mapped[str | None]
    source_kk: Mapped[str | None]
    source_ru: Mapped[str | None]
    source_en: Mapped[str | None]
    sum_key: Mapped[str | None]
    source_url: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    file: Mapped[StoredFile | None] = relationship()
    mandate: Mapped[Mandate | None] = relationship()

"""Figures that somebody else stated, to be shown beside what is counted here."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Sourced


class StatedFigure(Sourced, Base):
    """One number as stated: what it counts (`metric`), of whom (`scope`, `mandate_id`), when."""

    __tablename__ = "stated_figures"

    key: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str]
    metric: Mapped[str]
    value: Mapped[int]
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    note: Mapped[str | None]

"""Election programmes and the theses in them."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, Sourced, enum_type
from models.file import StoredFile
from models.person import Mandate, Party
from models.topic import Topic


class Programme(Sourced, Base):
    """The election programme of one mandate, or of a party in one convocation."""

    __tablename__ = "programmes"
    __table_args__ = (
        CheckConstraint("(mandate_id IS NULL) <> (party_id IS NULL)", name="one_owner"),
        UniqueConstraint("mandate_id"),
        UniqueConstraint("party_id", "convocation_id"),
    )

    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandates.id"))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("parties.id"))
    convocation_id: Mapped[int | None] = mapped_column(ForeignKey("convocations.id"))
    title: Mapped[str | None]
    source_url: Mapped[str | None]
    note: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    mandate: Mapped[Mandate | None] = relationship()
    party: Mapped[Party | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    theses: Mapped[list["Thesis"]] = relationship(
        back_populates="programme", order_by="Thesis.number"
    )


class Wording(enum.StrEnum):
    """Whether a thesis is known word for word."""

    QUOTED = "quoted"
    PARAPHRASED = "paraphrased"


class Thesis(Sourced, Base):
    """One promise of a programme. `lang` is the language it was made in.

    The other wordings are translations. A thesis known only in paraphrase cannot be
    tested (method, 1). A withdrawn one was entered in error: it stays, and is not shown.
    """

    __tablename__ = "theses"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("wording = 'quoted' OR NOT testable", name="paraphrase_not_testable"),
        CheckConstraint(
            "text_kk IS NOT NULL OR text_ru IS NOT NULL OR text_en IS NOT NULL", name="has_text"
        ),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    lang: Mapped[Lang | None] = mapped_column(enum_type(Lang))
    text_kk: Mapped[str | None]
    text_ru: Mapped[str | None]
    text_en: Mapped[str | None]
    wording: Mapped[Wording] = mapped_column(enum_type(Wording))
    page: Mapped[str | None]
    testable: Mapped[bool] = mapped_column(default=False)
    untestable_reason: Mapped[str | None]
    deadline: Mapped[date | None]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    adapts_id: Mapped[int | None] = mapped_column(ForeignKey("theses.id"))
    source_url: Mapped[str | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    programme: Mapped[Programme] = relationship(back_populates="theses")
    topic: Mapped[Topic | None] = relationship()
    adapts: Mapped["Thesis | None"] = relationship(remote_side="Thesis.id")

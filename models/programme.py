"""Election programmes and the theses in them."""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Lang, Sourced, enum_type
from models.file import StoredFile
from models.person import Mandate, Party
from models.source import Capture
from models.topic import Topic


class Availability(enum.StrEnum):
    """Whether a voter can read the programme."""

    PUBLISHED = "published"
    ON_REQUEST = "on_request"
    NOT_AVAILABLE = "not_available"


class FoundVia(enum.StrEnum):
    """How the programme was found."""

    MEDIA = "media"
    SOCIAL_NETWORK = "social_network"
    OWN_SITE = "own_site"
    ELECTION_COMMISSION = "election_commission"
    OTHER = "other"


class Origin(enum.StrEnum):
    """What was found or sent as the programme."""

    OWN = "own"
    OWN_ON_PARTY = "own_on_party"
    PARTY_ONLY = "party_only"
    BROKEN_LINK = "broken_link"
    NOT_PROVIDED = "not_provided"


class Programme(Sourced, Base):
    """The election programme of one mandate, or of a party in one convocation.

    What nobody has established yet is None. `known_on` is the day on which what is said of it
    was found so; the journal has what was said before. The document is a file or a capture.
    """

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
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    availability: Mapped[Availability | None] = mapped_column(enum_type(Availability))
    found_via: Mapped[FoundVia | None] = mapped_column(enum_type(FoundVia))
    origin: Mapped[Origin | None] = mapped_column(enum_type(Origin))
    specific_promises: Mapped[bool | None]
    known_on: Mapped[date | None]
    mandate: Mapped[Mandate | None] = relationship()
    party: Mapped[Party | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    capture: Mapped[Capture | None] = relationship()
    theses: Mapped[list["Thesis"]] = relationship(
        back_populates="programme", order_by="Thesis.number"
    )


class Wording(enum.StrEnum):
    """Whether a thesis is known word for word."""

    QUOTED = "quoted"
    PARAPHRASED = "paraphrased"


class Statement(enum.StrEnum):
    """What kind of statement a thesis is."""

    COMMITMENT = "commitment"
    GOAL = "goal"
    INSTRUMENT = "instrument"
    PROBLEM = "problem"
    ACHIEVEMENT = "achievement"
    DESCRIPTION = "description"


class Thesis(Sourced, Base):
    """One promise of a programme. `lang` is the language it was made in.

    One that was cut from a kept document says from which, and where its words begin and end in
    the text of that document, in characters.

    The other wordings are translations. A thesis known only in paraphrase cannot be
    tested (method, 1). A withdrawn one was entered in error: it stays, and is not shown.
    """

    __tablename__ = "theses"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        # A verdict refers to both, so that what cannot be tested cannot be judged.
        UniqueConstraint("id", "testable"),
        CheckConstraint(
            "(text_start IS NULL) = (text_end IS NULL) AND (text_end IS NULL OR "
            "(text_start >= 0 AND text_end > text_start))",
            name="cut_in_order",
        ),
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
    statement: Mapped[Statement | None] = mapped_column(enum_type(Statement))
    concerns_district: Mapped[bool | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("captures.id"))
    text_start: Mapped[int | None]
    text_end: Mapped[int | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    programme: Mapped[Programme] = relationship(back_populates="theses")
    topic: Mapped[Topic | None] = relationship()
    adapts: Mapped["Thesis | None"] = relationship(remote_side="Thesis.id")

"""Legislatures, their convocations and sessions; regions and electoral districts."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Confidence, Named, Sourced, enum_type


class Legislature(Named, Sourced, Base):
    """A representative body: the Mazhilis, or a maslikhat."""

    __tablename__ = "legislatures"

    key: Mapped[str] = mapped_column(unique=True)
    seats_district: Mapped[int | None]
    convocations: Mapped[list["Convocation"]] = relationship(
        back_populates="legislature", order_by="Convocation.number"
    )


class Convocation(Sourced, Base):
    """One term of a legislature. `end` is empty while it sits."""

    __tablename__ = "convocations"
    __table_args__ = (
        UniqueConstraint("legislature_id", "number"),
        CheckConstraint(
            '"end" IS NULL OR start IS NULL OR "end" >= start', name="ends_after_start"
        ),
    )

    legislature_id: Mapped[int] = mapped_column(ForeignKey("legislatures.id"))
    number: Mapped[int]
    start: Mapped[date | None]
    end: Mapped[date | None]
    term_months: Mapped[int | None]
    legislature: Mapped[Legislature] = relationship(back_populates="convocations")
    sessions: Mapped[list["Session"]] = relationship(
        back_populates="convocation", order_by="Session.number"
    )
    districts: Mapped[list["District"]] = relationship(
        back_populates="convocation", order_by="District.number"
    )


class Session(Sourced, Base):
    """A session of a convocation; between two of them lies a recess."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("convocation_id", "number"),)

    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    number: Mapped[int]
    start: Mapped[date]
    end: Mapped[date | None]
    convocation: Mapped[Convocation] = relationship(back_populates="sessions")


class Region(Named, Sourced, Base):
    """A region or a city of republican significance; `key` is its ISO 3166-2 code.

    `short_kk` and so on are what fits on a tile of the map.
    """

    __tablename__ = "regions"

    key: Mapped[str] = mapped_column(unique=True)
    short_kk: Mapped[str | None]
    short_ru: Mapped[str | None]
    short_en: Mapped[str | None]
    districts: Mapped[list["District"]] = relationship(back_populates="region")


class District(Sourced, Base):
    """A single-mandate territorial electoral district of one convocation.

    The confidence of the row is that of its number and region; its territory has its own. Its
    tile of the map stands in a row and a column, both counted from 1.
    """

    __tablename__ = "districts"
    __table_args__ = (
        UniqueConstraint("convocation_id", "number"),
        CheckConstraint("(tile_row IS NULL) = (tile_column IS NULL)", name="tile_is_whole"),
    )

    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    number: Mapped[int]
    seat: Mapped[str | None]
    territory_kk: Mapped[str | None]
    territory_ru: Mapped[str | None]
    territory_en: Mapped[str | None]
    territory_confidence: Mapped[Confidence] = mapped_column(
        enum_type(Confidence, "territory_confidence"), default=Confidence.MISSING
    )
    electorate: Mapped[int | None]
    tile_row: Mapped[int | None]
    tile_column: Mapped[int | None]
    convocation: Mapped[Convocation] = relationship(back_populates="districts")
    region: Mapped[Region | None] = relationship(back_populates="districts")


class Place(Named, Sourced, Base):
    """A town or another place by which people look for their district, or only for its region."""

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("convocation_id", "key"),
        CheckConstraint("district_id IS NOT NULL OR region_id IS NOT NULL", name="is_somewhere"),
    )

    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    key: Mapped[str]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    district: Mapped[District | None] = relationship()
    region: Mapped[Region | None] = relationship()


class Successor(Named, Sourced, Base):
    """Who represents a place after a convocation ended: a person or a body, in words.

    It speaks of a district, of a region, or of all of them where it names neither. `since` is
    the first day of it, where it is known.
    """

    __tablename__ = "successors"
    __table_args__ = (UniqueConstraint("convocation_id", "key"),)

    convocation_id: Mapped[int] = mapped_column(ForeignKey("convocations.id"))
    key: Mapped[str]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("districts.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"))
    since: Mapped[date | None]
    url: Mapped[str | None]

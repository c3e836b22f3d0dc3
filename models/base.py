"""The declarative base, column types and mixins that every model shares."""

import enum
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Enum, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: SQLite would otherwise drop the zone.

    Raises ValueError when given a naive datetime, which has no known zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given; say in which zone it is")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(cls: type[enum.Enum], name: str | None = None) -> Enum:
    """A column of `cls` kept by value, with a CHECK constraint, on both databases alike.

    Give a `name` where a table has more than one column of `cls`.
    """
    return Enum(
        cls,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name or cls.__name__.lower(),
    )


class Base(DeclarativeBase):
    """All tables. `__audit__` says whether changes are journalled, see `models.audit`.

    Columns of `__audit_exclude__` are journalled without their values. A change of nothing but
    columns of `__audit_silent__` is not journalled: another table, whose rows are only ever
    added, says the same. Where `__append_only__` is a set, rows are only ever added, and only the
    columns in it may still be noted afterwards.
    """

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }
    __audit__: ClassVar[bool] = True
    __audit_exclude__: ClassVar[frozenset[str]] = frozenset()
    __audit_silent__: ClassVar[frozenset[str]] = frozenset()
    __append_only__: ClassVar[frozenset[str] | None] = None

    id: Mapped[int] = mapped_column(primary_key=True)


class Confidence(enum.StrEnum):
    """How well a fact is known."""

    SOURCED = "sourced"
    INFERRED = "inferred"
    MISSING = "missing"


class Lang(enum.StrEnum):
    """A language of content."""

    KK = "kk"
    RU = "ru"
    EN = "en"


class Named:
    """A name in three languages; at least one is given."""

    name_kk: Mapped[str | None]
    name_ru: Mapped[str | None]
    name_en: Mapped[str | None]


class Sourced:
    """Where a fact comes from, in words a reader can follow, and how sure it is."""

    source: Mapped[str | None]
    confidence: Mapped[Confidence] = mapped_column(
        enum_type(Confidence), default=Confidence.SOURCED
    )

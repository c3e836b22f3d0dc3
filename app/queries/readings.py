"""Readings: what one says, and a coder's own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.coding import AnswerReading, Coding, Reading, Strength
from models.item import Participation
from models.person import Mandate
from models.programme import Thesis
from models.topic import Topic
from models.user import User


@dataclass(frozen=True)
class Entry:
    """One reading, as it is entered, kept as a draft or saved. `base` is the coding it is on."""

    reading: Reading | None = None
    theses: Mapping[int, Strength] = None  # type: ignore[assignment]
    topics: frozenset[int] = frozenset()
    note: str = ""
    answer_reading: AnswerReading | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "theses", dict(self.theses or {}))

    def as_fields(self) -> dict[str, Any]:
        """The entry as plain values, for a draft."""
        return {
            "reading": self.reading.value if self.reading else None,
            "theses": {str(key): value.value for key, value in sorted(self.theses.items())},
            "topics": sorted(self.topics),
            "note": self.note,
            "answer_reading": self.answer_reading.value if self.answer_reading else None,
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> "Entry":
        """The entry that `as_fields` made plain."""
        reading, answer = fields.get("reading"), fields.get("answer_reading")
        return cls(
            reading=Reading(reading) if reading else None,
            theses={int(key): Strength(value) for key, value in fields["theses"].items()},
            topics=frozenset(fields["topics"]),
            note=fields["note"],
            answer_reading=AnswerReading(answer) if answer else None,
        )

    @classmethod
    def of(cls, coding: Coding) -> "Entry":
        """What a saved coding says."""
        return cls(
            reading=coding.reading,
            theses={tag.thesis_id: tag.strength for tag in coding.thesis_tags},
            topics=frozenset(tag.topic_id for tag in coding.topic_tags),
            note=coding.note or "",
            answer_reading=coding.answer_reading,
        )


def own_coding(session: Session, coder: User, coding_id: int | None) -> Coding | None:
    """A coding of the coder's own, with what it was made on."""
    if coding_id is None:
        return None
    return session.scalar(
        select(Coding)
        .where(Coding.id == coding_id, Coding.coder_id == coder.id)
        .options(
            joinedload(Coding.participation).joinedload(Participation.item),
            joinedload(Coding.participation)
            .joinedload(Participation.mandate)
            .joinedload(Mandate.deputy),
        )
    )


@dataclass(frozen=True)
class Named:
    """The theses and topics that readings refer to, by id."""

    theses: Mapping[int, Thesis]
    topics: Mapping[int, Topic]


def theses_named(session: Session, codings: Collection[Coding]) -> Named:
    """The theses and topics of one coder's own `codings`, to show them in words."""
    theses = {tag.thesis_id for coding in codings for tag in coding.thesis_tags}
    topics = {tag.topic_id for coding in codings for tag in coding.topic_tags}
    return Named(
        {row.id: row for row in session.scalars(select(Thesis).where(Thesis.id.in_(theses)))},
        {row.id: row for row in session.scalars(select(Topic).where(Topic.id.in_(topics)))},
    )

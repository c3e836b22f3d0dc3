"""The photo of a deputy, from the newest kept copy of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from app.queries.withheld import is_withheld
from models.person import Deputy, DeputyFact
from models.source import Capture, Source

#: What a fact is called that says which bytes showed a deputy; its value is their sha256.
FIELD = "photo"


@dataclass(frozen=True)
class Photo:
    """A kept copy of a photo: `captured_at` is when the site showed it."""

    capture_id: int
    sha256: str
    url: str
    source_name: str
    captured_at: datetime
    archived_at: datetime


def photo_of(session: Session, slug: str) -> Photo | None:
    """The newest kept photo of a deputy that is not withheld. One statement."""
    row = session.execute(_newest_first().where(Deputy.slug == slug).limit(1)).one_or_none()
    return None if row is None else Photo(*row[1:])


def photos(session: Session) -> dict[str, Photo]:
    """The same of every deputy who has one, by slug. One statement."""
    found: dict[str, Photo] = {}
    for slug, *row in session.execute(_newest_first()):
        found.setdefault(slug, Photo(*row))
    return found


def _newest_first() -> Select[*tuple[Any, ...]]:
    """A picture that a site shows for several people is nobody's: it stands for a missing one."""
    other = aliased(DeputyFact)
    shared = exists().where(
        other.field == FIELD,
        other.value == DeputyFact.value,
        other.deputy_id != DeputyFact.deputy_id,
    )
    return (
        select(
            Deputy.slug, Capture.id, Capture.sha256, Capture.url, Source.name,
            Capture.captured_at, Capture.archived_at,
        )
        .join(Capture.source)
        .join(DeputyFact, DeputyFact.last_capture_id == Capture.id)
        .join(DeputyFact.deputy)
        .where(DeputyFact.field == FIELD, ~shared, ~is_withheld())
        .order_by(DeputyFact.last_seen.desc(), Capture.id.desc())
    )  # fmt: skip

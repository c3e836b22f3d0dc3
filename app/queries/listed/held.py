"""What editions hold of all their deputies, in short: read once, as it never changes.

Nothing here quotes a document, so that nothing of it can be withheld later.
"""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.frozen import ActivityPart, DeputiesPart, DeputyPart, restored
from app.queries.listed.keys import SeatKey
from models.edition import EditionPart
from models.item import Kind, Role
from models.verdict import Status

#: So many editions are remembered by each process.
REMEMBERED = 8
T = TypeVar("T")


@dataclass(frozen=True)
class HeldPromise:
    """A promise of a deputy in an edition; `rated` is the day of its verdict."""

    slug: str
    thesis: int
    number: int
    own: bool
    exclusion: scoring.Exclusion | None
    outcome: scoring.Outcome
    action: scoring.Action | None
    status: Status | None = None
    rated: dt.date | None = None


@dataclass(frozen=True)
class HeldTook:
    """The part of a deputy in an act."""

    slug: str
    role: Role
    counted: bool


@dataclass(frozen=True)
class HeldAct:
    """An act of an edition with the parts of the deputies covered."""

    key: str
    kind: Kind
    date: dt.date | None
    took: tuple[HeldTook, ...]

    @property
    def counted(self) -> bool:
        """Whether totals count it."""
        return any(one.counted for one in self.took)


def remembered(read: Callable[[Session, EditionShown], T]) -> Callable[[Session, EditionShown], T]:
    """Keep what `read` found in an edition, by its hash; the oldest is forgotten."""
    known: OrderedDict[str, T] = OrderedDict()
    lock = Lock()

    @wraps(read)
    def ask(session: Session, edition: EditionShown) -> T:
        with lock:
            if edition.sha256 in known:
                return known[edition.sha256]
        found = read(session, edition)
        with lock:
            known[edition.sha256] = found
            while len(known) > REMEMBERED:
                known.popitem(last=False)
        return found

    return ask


@remembered
def of_people(
    session: Session, edition: EditionShown
) -> tuple[tuple[SeatKey, ...], tuple[HeldPromise, ...]]:
    """The deputies in the order of districts, and their promises by number. Two statements."""
    listed = editions.part(session, edition, "deputies", DeputiesPart)
    parts = {key: restored(body, DeputyPart) for key, body in _bodies(session, edition, "deputy")}
    slugs = [line.slug for line in listed.deputies] if listed else []
    seats = tuple(_seat(parts[slug]) for slug in slugs if slug in parts)
    promises = tuple(one for seat in seats for one in _promises(parts[seat.slug]))
    return seats, promises


@remembered
def acts(session: Session, edition: EditionShown) -> tuple[HeldAct, ...]:
    """The acts of the deputies covered, the newest first and undated ones last. Two statements."""
    seats, _ = of_people(session, edition)
    bodies = dict(_bodies(session, edition, "activity"))
    found: dict[str, HeldAct] = {}
    for seat in seats:
        part = restored(bodies.get(seat.slug, {}), ActivityPart)
        for act in part.acts:
            before = found.get(act.key)
            took = HeldTook(seat.slug, act.role, act.counted)
            parts = (*before.took, took) if before else (took,)
            found[act.key] = HeldAct(act.key, act.kind, act.date, parts)
    rows = sorted(found.values(), key=lambda act: (act.date or dt.date.min, act.key), reverse=True)
    return tuple(rows)


def _bodies(session: Session, edition: EditionShown, kind: str) -> list[tuple[str, object]]:
    query = select(EditionPart.key, EditionPart.body).where(
        EditionPart.edition_id == edition.id, EditionPart.kind == kind
    )
    return [(key, body) for key, body in session.execute(query)]


def _seat(part: DeputyPart) -> SeatKey:
    person = part.card.person
    return SeatKey(
        slug=person.slug,
        name=person.name,
        mandate=person.mandate,
        kind=person.kind,
        district=person.district,
        region=person.region_key,
        party=person.party_key,
    )


def _promises(part: DeputyPart) -> list[HeldPromise]:
    programme = part.card.programme
    if programme is None:
        return []
    return [
        HeldPromise(
            slug=part.card.person.slug,
            thesis=promise.id,
            number=promise.number,
            own=programme.own,
            exclusion=promise.exclusion,
            outcome=promise.outcome,
            action=promise.action,
            status=part.ratings[promise.id].status if promise.id in part.ratings else None,
            rated=part.ratings[promise.id].as_of if promise.id in part.ratings else None,
        )
        for promise in programme.promises
    ]

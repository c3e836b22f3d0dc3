"""The verdicts that an edition states, with their evidence and what the deputies say to them."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.queries import editions
from app.queries.frozen import DeputyPart
from app.queries.listed import held
from app.queries.listed.keys import Narrow, SeatKey
from app.queries.listed.seats import chosen
from app.queries.listed.state import NotThereError, State
from app.queries.paging import Page, slice_of
from app.queries.positions import Standing
from app.queries.scorecard_shapes import Promise
from app.queries.topic_shapes import TopicPart
from app.queries.verdicts import Rating
from models.verdict import Status


@dataclass(frozen=True)
class Wanted:
    """Which verdicts are asked for; both days are included."""

    seats: Narrow = field(default_factory=Narrow)
    topic: str | None = None
    status: Status | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def fits(self, one: held.HeldPromise) -> bool:
        """Whether the verdict on a promise is asked for; one without a verdict never is."""
        return (
            one.rated is not None
            and self.status in (None, one.status)
            and (self.since is None or one.rated >= self.since)
            and (self.until is None or one.rated <= self.until)
        )


@dataclass(frozen=True)
class VerdictLine:
    """A verdict on a promise, those that stood before it, and how it stands with the position."""

    seat: SeatKey
    promise: Promise
    rating: Rating
    history: tuple[Rating, ...]
    standing: Standing | None


def page(
    session: Session, state: State, wanted: Wanted, number: int, size: int
) -> Page[VerdictLine]:
    """One page, in the order of districts and of promises. A fixed number of statements.

    Empty before the first edition: outcomes are public only as an edition states them.
    """
    if state.stated is None:
        chosen(session, state, wanted.seats)
        return Page((), 1, size, 0)
    # Whoever is asked for is looked up in what is asked about; what is said is the edition's.
    chosen(session, state, wanted.seats)
    seats, promises = held.of_people(session, state.stated)
    fitting = {seat.slug: seat for seat in seats if wanted.seats.fits(seat)}
    on_topic = None
    if wanted.topic:
        part = editions.part(session, state.stated, "topic", TopicPart, wanted.topic)
        if part is None:
            raise NotThereError("topic", wanted.topic)
        on_topic = {one.id for one in part.promises}
    rows = [
        one
        for one in promises
        if one.slug in fitting and wanted.fits(one) and (on_topic is None or one.thesis in on_topic)
    ]
    found = slice_of(rows, number, size)
    slugs = {one.slug for one in found.rows}
    parts = editions.several(session, state.stated, "deputy", DeputyPart, slugs)
    lines = [line(fitting[one.slug], parts[one.slug], one.thesis) for one in found.rows]
    return Page([one for one in lines if one], found.number, found.size, found.total)


def one(session: Session, state: State, slug: str, thesis: int) -> VerdictLine:
    """The verdict on one promise. Raises NotThereError where no edition states one."""
    seats = held.of_people(session, state.stated)[0] if state.stated else ()
    seat = next((seat for seat in seats if seat.slug == slug), None)
    part = (
        editions.part(session, state.stated, "deputy", DeputyPart, slug) if state.stated else None
    )
    found = line(seat, part, thesis) if seat and part else None
    if found is None:
        raise NotThereError("verdict", f"{slug}/{thesis}")
    return found


def line(seat: SeatKey, part: DeputyPart, thesis: int) -> VerdictLine | None:
    """The verdict on a promise, or None where it has none."""
    promises = part.card.programme.promises if part.card.programme else ()
    promise = next((one for one in promises if one.id == thesis), None)
    rating = part.ratings.get(thesis)
    if promise is None or rating is None:
        return None
    return VerdictLine(
        seat, promise, rating, part.history.get(thesis, ()), part.standings.get(thesis)
    )

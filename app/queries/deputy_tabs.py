"""The page of a deputy and its tabs, for today and as an edition freezes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import scoring
from app.queries.acts import Act, Totals, acts
from app.queries.editions import EditionShown, latest_of
from app.queries.freezing import Frame, links_left_out, programme_record
from app.queries.frozen import ActivityPart, DeputyPart, ProgrammeRecord
from app.queries.letters import letters
from app.queries.page_history import history
from app.queries.paging import Page, slice_of
from app.queries.positions import Standing, StandingState
from app.queries.scorecard_shapes import Person, Promise, Scorecard
from app.queries.scorecards import on_the_scale, scorecard, seated
from app.queries.verdicts import Rating
from app.scoring.gate import Field
from app.scoring.gate import Standing as Published

#: Promises on one page of a scorecard: what a phone takes in at once, and a slow line carries.
PROMISES = 40
#: The largest number of promises of which the printed page shows each one.
PRINTED = 14


@dataclass(frozen=True)
class Seat:
    """What every tab says on top: who it is, and how many rows the others have."""

    person: Person
    totals: Totals


@dataclass(frozen=True)
class Wanted:
    """Which promises are asked for: exactly those behind one number, or all of them."""

    outcome: scoring.Outcome | None = None
    action: scoring.Action | None = None
    excluded: scoring.Exclusion | None = None
    #: The number of a promise that should be on the page shown.
    number: int | None = None

    @property
    def narrowed(self) -> bool:
        """Whether some promises are left out."""
        return any(each is not None for each in (self.outcome, self.action, self.excluded))


@dataclass(frozen=True)
class Row:
    """A promise in the list, and what an edition says of it; `stated` is None where it doesn't."""

    promise: Promise
    stated: Promise | None
    rating: Rating | None
    standing: Standing | None


@dataclass(frozen=True)
class DeputyPage:
    """The scorecard. `stated` is what `edition` says: the one that is read, or the newest.

    On the page of an edition `card` is that of the edition; today's counts what was found so
    far, and takes every outcome and action from `stated`. It is None for a deputy whom the
    edition does not cover, and `edition` before the first one.
    """

    card: Scorecard
    programme: ProgrammeRecord | None
    stated: DeputyPart | None
    edition: EditionShown | None

    @property
    def head(self) -> scoring.Headline:
        """The counts of the headline: as the edition states them, or else before any rating."""
        return (self.stated.card if self.stated else self.card).headline

    @property
    def actions(self) -> tuple[tuple[scoring.Action, int], ...]:
        """The counts of the action scale; empty where no edition states one."""
        return scoring.actions_counted(
            promise.action for promise in self._scale() if promise.action is not None
        )

    @property
    def positions(self) -> tuple[tuple[StandingState, int], ...]:
        """How it stands with what the deputy says to the outcomes, in the order of the states."""
        found = [each.state for each in self.stated.standings.values()] if self.stated else []
        return tuple((state, found.count(state)) for state in StandingState if state in found)

    def _scale(self) -> Sequence[Promise]:
        return on_the_scale(_promises(self.stated.card)) if self.stated else ()

    def rows(self, wanted: Wanted, page: int) -> Page[Row]:
        """Promises by number; those behind a number of an edition are those of the edition."""
        source = self.stated.card if self.stated and wanted.narrowed else self.card
        known = {each.id: each for each in _promises(self.stated.card)} if self.stated else {}
        scale = {promise.id for promise in self._scale()}
        rows = [
            row
            for row in (self._row(promise, known) for promise in _promises(source))
            if _fits(row, wanted, scale)
        ]
        if wanted.number is not None:
            place = next((n for n, r in enumerate(rows) if r.promise.number == wanted.number), 0)
            page = place // PROMISES + 1
        return slice_of(rows, page, PROMISES)

    def _row(self, promise: Promise, known: Mapping[int, Promise]) -> Row:
        stated = known.get(promise.id)
        if self.stated is None or stated is None:
            return Row(promise, None, None, None)
        return Row(
            promise,
            stated,
            self.stated.ratings.get(promise.id),
            self.stated.standings.get(promise.id),
        )


def _fits(row: Row, wanted: Wanted, scale: set[int]) -> bool:
    """Whether a promise is behind the number that was asked for."""
    stated = row.stated or row.promise
    if wanted.excluded is not None and stated.exclusion is not wanted.excluded:
        return False
    if wanted.action is not None and (
        row.stated is None or stated.id not in scale or stated.action is not wanted.action
    ):
        return False
    return wanted.outcome is None or (stated.exclusion is None and stated.outcome is wanted.outcome)


def _promises(card: Scorecard) -> Sequence[Promise]:
    return card.programme.promises if card.programme else ()


def today(
    session: Session, slug: str, day: date, legislature: str | None, number: int | None
) -> DeputyPage | None:
    """The scorecard as it stands, or None where nobody has that slug or no such seat."""
    card = scorecard(session, slug, day, legislature, number)
    if card is None:
        return None
    latest = latest_of(session, card.person.term.id, slug)
    return DeputyPage(
        card=card,
        programme=programme_record(session, card.person.mandate),
        stated=latest.part if latest else None,
        edition=latest.edition if latest else None,
    )


def published(part: DeputyPart, edition: EditionShown) -> DeputyPage:
    """The scorecard as an edition froze it."""
    return DeputyPage(part.card, part.programme, part, edition)


def seat(
    session: Session, slug: str, day: date, legislature: str | None, number: int | None
) -> Seat | None:
    """The top of a tab as it stands."""
    found = seated(session, slug, day, legislature, number)
    return Seat(*found) if found else None


def activity(session: Session, person: Person) -> ActivityPart:
    """All that a deputy took part in, as it stands. Seven statements."""
    return ActivityPart(acts(session, person.mandate, person.start))


def frozen(session: Session, part: DeputyPart, frame: Frame) -> Iterator[tuple[str, Any]]:
    """What an edition freezes for the tabs of a deputy's page, kind by kind."""
    person = part.card.person
    rows = acts(session, person.mandate, person.start, frame.acts)
    yield "activity", ActivityPart(tuple(_let_pass(act, frame) for act in rows))
    yield "letters", letters(session, person.mandate, frame.as_of)
    yield "history", history(session, person.slug, person.term.id, person.mandate, frame.acts)


def _let_pass(act: Act, frame: Frame) -> Act:
    """`act` without what the gate leaves out: which promises it bears on, or how closely."""
    if links_left_out(frame.gate):
        return replace(act, marks=())
    if frame.gate.standing(Field.STRENGTH) is Published.LEFT_OUT:
        return replace(act, marks=tuple(replace(mark, strength=None) for mark in act.marks))
    return act

"""Sessions of a convocation, and what was done in each and in the recess that followed it."""

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.queries.gathered import FIRST_KINDS, ActOf, Cut, Gathered, Seat, gather, seats
from app.queries.meetings import known
from app.queries.terms import Term
from app.queries.when import Dated
from app.scoring import places
from models.base import Confidence
from models.item import DatePrecision, Item, Kind
from models.meeting import Answer, Meeting
from models.person import MandateKind
from models.place import Session as Sitting

#: The number under which acts stand that fall into no known session.
OUTSIDE = 0


@dataclass(frozen=True)
class SessionLine:
    """A session; `until` is the last day before the next one, or of the convocation.

    `end` is None where no source gives it. The recess, where there is one, lies between.
    `acts` counts items by kind, in the session and in the recess together.
    """

    number: int
    start: dt.date
    end: dt.date | None = None
    until: dt.date | None = None
    source: str | None = None
    confidence: Confidence = Confidence.SOURCED
    acts: dict[Kind, int] = field(default_factory=dict)

    @property
    def recess(self) -> tuple[dt.date, dt.date | None] | None:
        """The first and the last day of the recess; the last is None while it goes on."""
        if self.end is None or (self.until is not None and self.until <= self.end):
            return None
        return self.end + dt.timedelta(days=1), self.until


@dataclass(frozen=True)
class SessionsPart:
    """The sessions of a convocation; `outside` counts the acts that are in none of them."""

    term: Term
    sessions: tuple[SessionLine, ...] = ()
    outside: dict[Kind, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SessionPart:
    """One session with its acts; `line` is None for the acts that are in none.

    `seats` are the single-mandate deputies, and others who took part in something.
    """

    term: Term
    line: SessionLine | None
    numbers: tuple[int, ...] = ()
    seats: tuple[Seat, ...] = ()
    gathered: Gathered = field(default_factory=Gathered)

    def away_seats(self) -> frozenset[int]:
        """The seats that are known to have begun later, or to have ended before."""
        if self.line is None:
            return frozenset()
        start, until = self.line.start, self.line.until
        return frozenset(
            seat.mandate
            for seat in self.seats
            if (until and seat.start and seat.start > until) or (seat.end and seat.end < start)
        )


def sessions(session: Session, term: Term, cut: Cut | None = None) -> SessionsPart:
    """The sessions of a convocation in their order. A fixed number of statements."""
    return _listing(term, _lines(session, term), _placed(session, term, cut))


def one_session(
    session: Session, term: Term, number: int, cut: Cut | None = None
) -> SessionPart | None:
    """One session, or the acts that are in none; None where there is none of that number."""
    lines = _lines(session, term)
    line = next((one for one in lines if one.number == number), None)
    if line is None and number != OUTSIDE:
        return None
    near = _near(line) if line else None
    placed = _placed(session, term, cut, near)
    return _page(term, lines, number, placed, _shown_seats(session, term, None))


def frozen_sessions(
    session: Session, term: Term, covered: Collection[str], cut: Cut
) -> Iterator[tuple[str, str, Any]]:
    """The parts of an edition, of the deputies that it covers."""
    lines, placed = _lines(session, term), _placed(session, term, cut)
    shown = _shown_seats(session, term, covered)
    yield "sessions", "", _listing(term, lines, placed)
    for number in (*(line.number for line in lines), OUTSIDE):
        yield "session", str(number), _page(term, lines, number, placed, shown)


def _near(line: SessionLine) -> ColumnElement[bool]:
    """Acts that may be of a session: those of its months, from which `_place` chooses."""
    first = line.start.replace(day=1)
    return and_(Item.date >= first, Item.date <= line.until) if line.until else Item.date >= first


def _lines(session: Session, term: Term) -> list[SessionLine]:
    query = select(Sitting).where(Sitting.convocation_id == term.id).order_by(Sitting.start)
    rows = session.scalars(query).all()
    ends: list[dt.date | None] = [row.start - dt.timedelta(days=1) for row in rows[1:]]
    return [
        SessionLine(
            number=row.number,
            start=row.start,
            end=row.end,
            until=until,
            source=row.source,
            confidence=row.confidence,
        )
        for row, until in zip(rows, [*ends, term.end], strict=False)
    ]


@dataclass(frozen=True)
class _Placed:
    """Acts with the number of the session that each is in."""

    gathered: Gathered
    numbers: dict[str, int]


def _placed(
    session: Session, term: Term, cut: Cut | None, near: ColumnElement[bool] | None = None
) -> _Placed:
    """The requests, meetings and receptions of a convocation, each in its session."""
    lines = _lines(session, term)
    where = [Item.kind.in_(FIRST_KINDS)] + ([near] if near is not None else [])
    found = gather(session, term, *where, cut=cut)
    said = _said(session, term)
    spans = [(line.start, line.end) for line in lines]
    acts = tuple(
        replace(act, sat=said.get(act.key) or _sat(act, spans, term)) for act in found.acts
    )
    return _Placed(replace(found, acts=acts), {act.key: _place(act, lines) for act in acts})


def _said(session: Session, term: Term) -> dict[str, Answer]:
    """What people entered of meetings: whether each was in session. One statement."""
    answer = known(Meeting.in_session.expression)
    query = select(Item.key, answer).where(
        Item.convocation_id == term.id,
        Item.merged_into_id.is_(None),
        or_(Item.kind == Kind.VOTER_MEETING, Item.kind == Kind.RECEPTION),
    )
    found = ((key, Answer(value)) for key, value in session.execute(query))
    return {key: value for key, value in found if value is not Answer.NOT_KNOWN}


def _days(act: Dated) -> tuple[dt.date, dt.date] | None:
    """The first and the last day that an act may have been on."""
    if act.date is None or act.precision is DatePrecision.UNKNOWN:
        return None
    if act.precision is DatePrecision.DAY:
        return act.date, act.date
    last = calendar.monthrange(act.date.year, act.date.month)[1]
    return act.date.replace(day=1), act.date.replace(day=last)


def sat(act: Dated, lines: Sequence[SessionLine], term: Term) -> Answer:
    """Whether an act fell into a session, as far as its day tells."""
    return _sat(act, [(line.start, line.end) for line in lines], term)


def _sat(act: Dated, spans: Sequence[tuple[dt.date, dt.date | None]], term: Term) -> Answer:
    days = _days(act)
    found = places.in_session(*days, spans, term.end) if days else None
    return Answer.NOT_KNOWN if found is None else Answer.YES if found else Answer.NO


def _place(act: ActOf, lines: Sequence[SessionLine]) -> int:
    """The session that an act is in, or in whose recess; of a month its last day decides."""
    days = _days(act)
    if days is None:
        return OUTSIDE
    begun = [line for line in lines if line.start <= days[1]]
    if not begun or (begun[-1].until is not None and days[0] > begun[-1].until):
        return OUTSIDE
    return begun[-1].number


def _listing(term: Term, lines: Sequence[SessionLine], placed: _Placed) -> SessionsPart:
    counts: dict[int, Counter[Kind]] = defaultdict(Counter)
    for act in placed.gathered.acts:
        counts[placed.numbers[act.key]][act.kind] += 1
    kinds = {n: {kind: found[kind] for kind in Kind if found[kind]} for n, found in counts.items()}
    return SessionsPart(
        term,
        tuple(replace(line, acts=kinds.get(line.number, {})) for line in lines),
        kinds.get(OUTSIDE, {}),
    )


def _page(
    term: Term, lines: Sequence[SessionLine], number: int, placed: _Placed, shown: tuple[Seat, ...]
) -> SessionPart:
    acts = tuple(act for act in placed.gathered.acts if placed.numbers[act.key] == number)
    took = {took.mandate for act in acts for took in act.took}
    gathered = Gathered(tuple(s for s in placed.gathered.seats if s.mandate in took), acts)
    line = next((one for one in lines if one.number == number), None)
    listed = {seat.mandate for seat in shown if seat.kind is MandateKind.DISTRICT} | took
    return SessionPart(
        term=term,
        line=replace(line, acts=gathered.kinds()) if line else None,
        numbers=tuple(one.number for one in lines),
        seats=tuple(seat for seat in shown if seat.mandate in listed),
        gathered=gathered,
    )


def _shown_seats(session: Session, term: Term, covered: Collection[str] | None) -> tuple[Seat, ...]:
    found = seats(session, term)
    return found if covered is None else tuple(seat for seat in found if seat.slug in covered)

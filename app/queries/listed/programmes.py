"""The programmes of a convocation, and which of them is that of each deputy."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import editions
from app.queries.deputies import Text
from app.queries.freezing import programme_records
from app.queries.frozen import DeputyPart, ProgrammeRecord
from app.queries.listed.keys import Narrow, SeatKey
from app.queries.listed.seats import by_slug, chosen
from app.queries.listed.state import State
from app.queries.paging import Page, slice_of
from app.queries.scorecards import is_kept
from app.queries.terms import Term
from models.person import Mandate, Party
from models.programme import Programme, Thesis, Wording


@dataclass(frozen=True)
class ThesisKey:
    """A promise in its programme."""

    id: int
    number: int
    topic: int | None
    exclusion: scoring.Exclusion | None


@dataclass(frozen=True)
class Programmes:
    """The programmes of a convocation: those of mandates and of parties, with their promises."""

    of_mandate: Mapping[int, int]
    of_party: Mapping[int, int]
    theses: Mapping[int, Sequence[ThesisKey]]

    def of(self, seat: SeatKey) -> tuple[int, bool] | None:
        """The programme of a seat and whether it is its own, by the rule of the scorecard."""
        own = self.of_mandate.get(seat.mandate)
        party = self.of_party.get(seat.programme_of) if seat.programme_of else None
        if own is not None and (self.theses.get(own) or party is None):
            return own, True
        if party is not None and self.theses.get(party):
            return party, False
        return None


@dataclass(frozen=True)
class ProgrammeLine:
    """A deputy's programme in the list; `shown` has its title and source, None where none is known.

    `record` is what is known of the deputy's own one, also where that of the party stands in.
    """

    seat: SeatKey
    own: bool | None
    shown: Any
    party: Text | None
    theses: int
    quoted: int
    record: ProgrammeRecord | None


def programmes(session: Session, term: Term) -> Programmes:
    """All programmes of a convocation with the numbers of their promises. Two statements."""
    mine = or_(
        Programme.mandate_id.in_(select(Mandate.id).where(Mandate.convocation_id == term.id)),
        and_(Programme.party_id.is_not(None), Programme.convocation_id == term.id),
    )
    owners = {row.id: row for row in session.scalars(select(Programme).where(mine))}
    theses: dict[int, list[ThesisKey]] = defaultdict(list)
    promised = (
        select(Thesis)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(mine, ~Thesis.withdrawn)
        .order_by(Thesis.number)
    )
    for thesis in session.scalars(promised):
        owner = owners[thesis.programme_id]
        theses[owner.id].append(
            ThesisKey(thesis.id, thesis.number, thesis.topic_id, exclusion(thesis, owner))
        )
    return Programmes(
        {row.mandate_id: row.id for row in owners.values() if row.mandate_id is not None},
        {row.party_id: row.id for row in owners.values() if row.party_id is not None},
        theses,
    )


def exclusion(thesis: Thesis, programme: Programme) -> scoring.Exclusion | None:
    """Why a promise stays out of every denominator, as the scorecard says it."""
    return scoring.exclusion(
        scoring.Promise(
            quoted=thesis.wording is Wording.QUOTED,
            testable=thesis.testable,
            own=programme.mandate_id is not None,
            sourced=is_kept(programme) or is_kept(thesis),
        )
    )


def page(
    session: Session, state: State, narrow: Narrow, number: int, size: int
) -> Page[ProgrammeLine]:
    """One page, a row for each deputy in the order of districts. A fixed number of statements."""
    every = chosen(session, state, narrow)
    found = slice_of([seat for seat in every if seat.last], number, size)
    make = _of_today if state.edition is None else _of_edition
    return Page(make(session, state, found.rows), found.number, found.size, found.total)


def of_deputy(session: Session, state: State, slug: str) -> ProgrammeLine:
    """The programme of one deputy. Raises NotThereError where nobody has that slug."""
    seat = by_slug(chosen(session, state, Narrow(deputy=slug)))[slug]
    make = _of_today if state.edition is None else _of_edition
    return make(session, state, [seat])[0]


def _of_today(session: Session, state: State, seats: Sequence[SeatKey]) -> list[ProgrammeLine]:
    if state.term is None:
        return []
    known = programmes(session, state.term)
    records = programme_records(session, [seat.mandate for seat in seats])
    wanted = {found[0] for seat in seats if (found := known.of(seat))}
    query = (
        select(Programme, Party)
        .outerjoin(Party, Programme.party_id == Party.id)
        .where(Programme.id.in_(wanted))
    )
    shown = {programme.id: (programme, party) for programme, party in session.execute(query)}
    quoted = _quoted(session, wanted)
    lines = []
    for seat in seats:
        of = known.of(seat)
        programme, party = shown[of[0]] if of else (None, None)
        lines.append(
            ProgrammeLine(
                seat=seat,
                own=of[1] if of else None,
                shown=programme,
                party=Text.of(party),
                theses=len(known.theses.get(programme.id, ())) if programme else 0,
                quoted=quoted.get(programme.id, 0) if programme else 0,
                record=records.get(seat.mandate),
            )
        )
    return lines


def _quoted(session: Session, programmes: set[int]) -> dict[int, int]:
    query = select(Thesis.programme_id, Thesis.id).where(
        Thesis.programme_id.in_(programmes), ~Thesis.withdrawn, Thesis.wording == Wording.QUOTED
    )
    found: dict[int, int] = defaultdict(int)
    for programme, _ in session.execute(query):
        found[programme] += 1
    return found


def _of_edition(session: Session, state: State, seats: Sequence[SeatKey]) -> list[ProgrammeLine]:
    if state.edition is None:
        return []
    slugs = [seat.slug for seat in seats]
    parts = editions.several(session, state.edition, "deputy", DeputyPart, slugs)
    found = []
    for seat in seats:
        part = parts[seat.slug]
        shown = part.card.programme
        found.append(
            ProgrammeLine(
                seat,
                shown.own if shown else None,
                shown,
                shown.party if shown else None,
                len(shown.promises) if shown else 0,
                shown.quoted if shown else 0,
                part.programme,
            )
        )
    return found

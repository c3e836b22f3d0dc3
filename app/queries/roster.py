"""Who sits where: deputies with their seats, places, groups and times, for files about people.

Today's roster comes from the tables; that of an edition from what the edition froze of the
deputies that it covers, which holds no photos and no marks that sources give to people.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.districts import DistrictPart
from app.queries.editions import EditionShown
from app.queries.frozen import restored
from app.queries.order import by_codepoint
from app.queries.parties import factions_said
from app.queries.photos import photos
from app.queries.scorecard_shapes import Person
from app.queries.sessions import SessionsPart
from app.queries.terms import Term, terms
from models.base import Confidence
from models.edition import EditionPart
from models.person import Deputy, DeputyIdentity, Mandate, MandateKind, Party
from models.place import District, Region
from models.place import Session as Sitting


@dataclass(frozen=True)
class SeatOf:
    """A person's seat in a convocation. `start` and `end` are those of the convocation where
    the seat has none of its own; `committee` and `faction` are as sources write them.
    """

    slug: str
    name: Text
    term: Term
    kind: MandateKind
    start: dt.date | None = None
    end: dt.date | None = None
    end_reason: str | None = None
    district: int | None = None
    district_confidence: Confidence = Confidence.MISSING
    party: str | None = None
    party_name: Text | None = None
    is_party: bool = True
    party_confidence: Confidence = Confidence.MISSING
    faction: str | None = None
    committee: Text | None = None
    committee_confidence: Confidence = Confidence.MISSING
    birth_year: int | None = None
    image: str | None = None
    identities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DistrictOf:
    """A district of a convocation, with the region that it lies in, where that is known."""

    term: str
    number: int
    region: str | None = None
    region_name: Text | None = None


@dataclass(frozen=True)
class Sat:
    """A session of a convocation."""

    term: str
    number: int
    start: dt.date
    end: dt.date | None = None


@dataclass(frozen=True)
class Roster:
    """Convocations with their sessions and districts, and the seats in them."""

    terms: tuple[Term, ...] = ()
    sessions: tuple[Sat, ...] = ()
    districts: tuple[DistrictOf, ...] = ()
    seats: tuple[SeatOf, ...] = field(default=(), repr=False)


def roster(
    session: Session, edition: EditionShown | None = None, term: str | None = None
) -> Roster:
    """The roster of today, or of an edition; of one convocation where `term` names its key.

    A number of statements that grows with convocations alone.
    """
    if edition is not None:
        return _held(session, edition)
    found = [one for one in terms(session) if term in (None, one.key)]
    return Roster(
        terms=tuple(found),
        sessions=tuple(_sessions(session, found)),
        districts=tuple(_districts(session, found)),
        seats=tuple(_seats(session, found)),
    )


def _sessions(session: Session, found: list[Term]) -> list[Sat]:
    keys = {term.id: term.key for term in found}
    query = select(Sitting).where(Sitting.convocation_id.in_(keys)).order_by(Sitting.number)
    rows = [Sat(keys[s.convocation_id], s.number, s.start, s.end) for s in session.scalars(query)]
    return sorted(rows, key=lambda row: (row.term, row.number))


def _districts(session: Session, found: list[Term]) -> list[DistrictOf]:
    keys = {term.id: term.key for term in found}
    query = (
        select(District, Region)
        .outerjoin(Region, District.region_id == Region.id)
        .where(District.convocation_id.in_(keys))
    )
    rows = [
        DistrictOf(
            keys[district.convocation_id],
            district.number,
            region.key if region else None,
            Text.of(region),
        )
        for district, region in session.execute(query)
    ]
    return sorted(rows, key=lambda row: (row.term, row.number))


def _seats(session: Session, found: list[Term]) -> list[SeatOf]:
    by_id = {term.id: term for term in found}
    query = (
        select(Mandate, Deputy, District.number, Party)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.convocation_id.in_(by_id))
        .order_by(by_codepoint(session, Deputy.slug), Mandate.seq)
    )
    images, marks = photos(session), _identities(session)
    factions = {term.id: factions_said(session, term) for term in found}
    rows = []
    for mandate, deputy, district, party in session.execute(query):
        term = by_id[mandate.convocation_id]
        said = factions[term.id].get(deputy.slug)
        photo = images.get(deputy.slug)
        rows.append(
            SeatOf(
                slug=deputy.slug,
                name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
                term=term,
                kind=mandate.kind,
                start=mandate.start or term.start,
                end=mandate.end or term.end,
                end_reason=mandate.end_reason,
                district=district,
                district_confidence=mandate.district_confidence,
                party=party.key if party else None,
                party_name=Text.of(party),
                is_party=party.is_party if party else True,
                party_confidence=mandate.party_confidence,
                faction=said[-1].name if said else mandate.faction,
                committee=Text.of(mandate, "committee"),
                committee_confidence=mandate.committee_confidence,
                birth_year=deputy.birth_year,
                image=photo.url if photo else None,
                identities=tuple(sorted(marks.get(deputy.id, ()))),
            )
        )
    return rows


def _identities(session: Session) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    query = select(DeputyIdentity.deputy_id, DeputyIdentity.scheme, DeputyIdentity.value)
    for deputy, scheme, value in session.execute(query):
        found[deputy].append((scheme, value))
    return found


def _held(session: Session, edition: EditionShown) -> Roster:
    bodies: dict[str, list[Any]] = defaultdict(list)
    query = select(EditionPart.kind, EditionPart.body).where(
        EditionPart.edition_id == edition.id,
        EditionPart.kind.in_(("deputy", "district", "sessions")),
    )
    for kind, body in session.execute(query):
        # Of a deputy's page, which is long, no more is kept than who it is about.
        bodies[kind].append(body["card"]["person"] if kind == "deputy" else body)
    people = sorted((restored(one, Person) for one in bodies["deputy"]), key=lambda p: p.slug)
    places = [restored(one, DistrictPart) for one in bodies["district"]]
    sat = [restored(one, SessionsPart) for one in bodies["sessions"]]
    known = {person.term.key: person.term for person in people}
    districts = [DistrictOf(p.term.key, p.district.number, p.region_key, p.region) for p in places]
    return Roster(
        terms=tuple(known[key] for key in sorted(known)),
        sessions=tuple(
            Sat(part.term.key, line.number, line.start, line.end)
            for part in sat
            for line in part.sessions
        ),
        districts=tuple(sorted(districts, key=lambda row: (row.term, row.number))),
        seats=tuple(_seat_held(person) for person in people),
    )


def _seat_held(person: Person) -> SeatOf:
    return SeatOf(
        slug=person.slug,
        name=person.name,
        term=person.term,
        kind=person.kind,
        start=person.start or person.term.start,
        end=person.end or person.term.end,
        end_reason=person.end_reason,
        district=person.district,
        district_confidence=person.district_confidence,
        party=person.party_key,
        party_name=person.party,
        is_party=person.is_party,
        party_confidence=person.party_confidence,
        faction=person.faction,
        committee=person.committee,
        committee_confidence=person.committee_confidence,
    )

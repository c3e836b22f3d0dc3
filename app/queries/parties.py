"""Parties and factions of a convocation: their programmes, their deputies, and their requests."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries.deputies import Text
from app.queries.found import Found
from app.queries.gathered import NO_PARTY, Cut, Gathered, Seat, counted_in, gather, seats
from app.queries.settled import settled_readings
from app.queries.terms import Term
from app.queries.topic_shapes import address
from models.base import Confidence, Lang
from models.item import Item, Kind, Participation
from models.names import fold
from models.person import Deputy, DeputyFact, MandateKind, Party
from models.programme import Availability, Origin, Programme, Thesis, Wording
from models.topic import CodeBook, Topic

#: How the address of a faction begins, which sources name and no party stands for.
FACTION = "faction-"
Said = Mapping[str, Mapping[int, Found]]


@dataclass(frozen=True)
class FactionSaid:
    """That a source named a faction of a deputy, and when it first and last did."""

    name: str
    lang: str = ""
    first_seen: datetime | None = None
    last_seen: datetime | None = None

    @property
    def key(self) -> str:
        """How addresses name the faction."""
        return faction_key(self.name)


@dataclass(frozen=True)
class Member:
    """A seat of a party with what its programme is known to be."""

    seat: Seat
    factions: tuple[FactionSaid, ...] = ()
    availability: Availability | None = None
    origin: Origin | None = None


@dataclass(frozen=True)
class PartyLine:
    """A party or a faction in the list; `is_party` is false for those nominated by themselves."""

    key: str
    name: Text | None
    is_party: bool = True
    is_faction: bool = False
    by_district: int = 0
    others: int = 0


@dataclass(frozen=True)
class PartiesPart:
    """The parties of a convocation, then the factions that sources name, each by its key."""

    term: Term
    parties: tuple[PartyLine, ...] = ()


@dataclass(frozen=True)
class Ran:
    """What an edition found of a party's promise on a deputy who ran on the party's programme."""

    mandate: int
    action: scoring.Action | None


@dataclass(frozen=True)
class PartyThesis:
    """A promise of the party. It has no outcome; `adapted` are who made it a promise of their own.

    `tagged` counts linked participations of the party's deputies, preliminary.
    """

    id: int
    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    lang: Lang | None
    wording: Wording
    page: str | None
    topic: Text | None = None
    topic_address: str | None = None
    ran: tuple[Ran, ...] = ()
    adapted: tuple[int, ...] = ()
    tagged: int = 0

    def actions(self) -> dict[scoring.Action, int]:
        """How many deputies who ran on it stand where on the action scale."""
        counts = Counter(ran.action for ran in self.ran if ran.action is not None)
        return {action: counts[action] for action in scoring.Action if counts[action]}


@dataclass(frozen=True)
class PartyProgramme:
    """The programme of a party."""

    title: str | None
    source: str | None
    source_url: str | None
    note: str | None
    confidence: Confidence
    availability: Availability | None = None
    capture: int | None = None
    theses: tuple[PartyThesis, ...] = ()


@dataclass(frozen=True)
class PartyPart:
    """One party or faction; `gathered` are the requests of its deputies, with their parts alone."""

    term: Term
    line: PartyLine
    source: str | None = None
    programme: PartyProgramme | None = None
    members: tuple[Member, ...] = ()
    gathered: Gathered = field(default_factory=Gathered)

    def single(self) -> tuple[Member, ...]:
        """Its single-mandate deputies in the order of districts."""
        return tuple(one for one in self.members if one.seat.kind is MandateKind.DISTRICT)

    def listed(self) -> tuple[Member, ...]:
        """Its other deputies."""
        return tuple(one for one in self.members if one.seat.kind is not MandateKind.DISTRICT)

    def requests_of(self, members: Collection[Member]) -> Gathered:
        """The requests of some of its deputies."""
        return self.gathered.of(frozenset(member.seat.mandate for member in members))

    def availability(self) -> tuple[tuple[Availability | None, int], ...]:
        """Its single-mandate deputies by whether a voter can read their programme."""
        counts = Counter(one.availability for one in self.single())
        return tuple((each, counts[each]) for each in (*Availability, None) if counts[each])


def faction_key(name: str) -> str:
    """How addresses name a faction: `faction-nur-otan`, in whatever script it is written."""
    return FACTION + re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")


def parties(session: Session, term: Term, covered: Collection[str] | None = None) -> PartiesPart:
    """The parties and factions of a convocation. A fixed number of statements."""
    members = _members(session, term, covered)
    rows = _rows(session)
    return PartiesPart(term, tuple(_line(key, found, rows) for key, found in _groups(members)))


def party(
    session: Session, term: Term, key: str, said: Said, cut: Cut | None = None
) -> PartyPart | None:
    """One party or faction; None where nobody of this convocation belongs to it.

    A party with a programme for the convocation and no deputy known is shown too. A fixed number
    of statements.
    """
    members = _members(session, term, said.keys() if cut is not None else None)
    rows = _rows(session)
    mine = dict(_groups(members)).get(key, ())
    row = rows.get(key)
    programme = _programme(session, row, _Stated(term, mine, said, cut)) if row else None
    if not mine and programme is None:
        return None
    mandates = [member.seat.mandate for member in mine]
    own = (Participation.mandate_id.in_(mandates), Item.kind == Kind.DEPUTY_REQUEST)
    return PartyPart(
        term=term,
        line=_line(key, mine, rows),
        source=row.source if row else None,
        programme=programme,
        members=tuple(mine),
        gathered=gather(session, term, *own, cut=cut),
    )


def frozen_parties(
    session: Session, term: Term, said: Said, cut: Cut
) -> Iterator[tuple[str, str, Any]]:
    """The parts of an edition, of the deputies that it covers."""
    listed = parties(session, term, said.keys())
    yield "parties", "", listed
    for line in listed.parties:
        yield "party", line.key, party(session, term, line.key, said, cut)


def _rows(session: Session) -> dict[str, Party]:
    return {row.key: row for row in session.scalars(select(Party))}


def _members(session: Session, term: Term, covered: Collection[str] | None) -> tuple[Member, ...]:
    """All seats of a convocation, or of those covered. Three statements."""
    known = {
        row.mandate_id: row
        for row in session.scalars(select(Programme).where(Programme.mandate_id.is_not(None)))
    }
    factions = factions_said(session, term)
    return tuple(
        Member(
            seat=seat,
            factions=factions.get(seat.slug) or _own_faction(seat),
            availability=known[seat.mandate].availability if seat.mandate in known else None,
            origin=known[seat.mandate].origin if seat.mandate in known else None,
        )
        for seat in seats(session, term)
        if covered is None or seat.slug in covered
    )


def _own_faction(seat: Seat) -> tuple[FactionSaid, ...]:
    return (FactionSaid(seat.faction),) if seat.faction else ()


def factions_said(session: Session, term: Term) -> dict[str, tuple[FactionSaid, ...]]:
    """What sources called the factions of each deputy, the earliest first. One statement.

    Of a source that names them in several languages one is taken: else each would be a faction.
    """
    query = (
        select(Deputy.slug, DeputyFact)
        .join(Deputy, DeputyFact.deputy_id == Deputy.id)
        .where(DeputyFact.field == "faction", DeputyFact.convocation_id == term.id)
        .order_by(DeputyFact.first_seen.asc().nulls_first(), DeputyFact.id)
    )
    found: dict[str, list[FactionSaid]] = defaultdict(list)
    for slug, fact in session.execute(query):
        found[slug].append(FactionSaid(fact.value, fact.lang, fact.first_seen, fact.last_seen))
    return {slug: _one_language(said) for slug, said in found.items()}


def _one_language(said: Collection[FactionSaid]) -> tuple[FactionSaid, ...]:
    lang = next(lang for lang in ("", "ru", "kk", "en") if any(one.lang == lang for one in said))
    return tuple(one for one in said if one.lang == lang)


def _groups(members: Collection[Member]) -> list[tuple[str, tuple[Member, ...]]]:
    """Seats by party, then by faction as sources name it; each group by its key.

    A deputy who changed faction is in both, and one of a party in that of its faction as well.
    """
    named: dict[str, list[Member]] = defaultdict(list)
    factions: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.seat.party or not member.factions:
            named[member.seat.party or NO_PARTY].append(member)
        for key in dict.fromkeys(said.key for said in member.factions):
            factions[key].append(member)
    unknown = named.pop(NO_PARTY, None)
    rest = [(NO_PARTY, tuple(unknown))] if unknown else []
    return [
        *((key, tuple(named[key])) for key in sorted(named)),
        *((key, tuple(factions[key])) for key in sorted(factions)),
        *rest,
    ]


def _line(key: str, members: Collection[Member], rows: Mapping[str, Party]) -> PartyLine:
    row = rows.get(key)
    name = Text.of(row)
    if row is None and key.startswith(FACTION):
        # As sources write it: the languages of the page do not translate it.
        name = _said_name([f for one in members for f in one.factions if f.key == key])
    by_district = sum(member.seat.kind is MandateKind.DISTRICT for member in members)
    return PartyLine(
        key=key,
        name=name,
        is_party=row.is_party if row else True,
        is_faction=row is None and key != NO_PARTY,
        by_district=by_district,
        others=len(members) - by_district,
    )


def _said_name(said: Collection[FactionSaid]) -> Text | None:
    """The name that was said last; without a language of its own it is the same in all."""
    last = list(said)[-1]
    return Text(*(last.name if last.lang in ("", lang) else None for lang in ("kk", "ru", "en")))


@dataclass(frozen=True)
class _Stated:
    """What is stated of whom: by an edition, or by what was read so far."""

    term: Term
    members: Collection[Member]
    said: Said
    cut: Cut | None


def _programme(session: Session, row: Party, stated: _Stated) -> PartyProgramme | None:
    query = select(Programme).where(
        Programme.party_id == row.id, Programme.convocation_id == stated.term.id
    )
    found = session.scalar(query)
    if found is None:
        return None
    return PartyProgramme(
        title=found.title,
        source=found.source,
        source_url=found.source_url,
        note=found.note,
        confidence=found.confidence,
        availability=found.availability,
        capture=found.capture_id,
        theses=_theses(session, found.id, stated),
    )


def _theses(session: Session, programme_id: int, stated: _Stated) -> tuple[PartyThesis, ...]:
    query = (
        select(Thesis, Topic, CodeBook.key)
        .outerjoin(Topic, Thesis.topic_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(Thesis.programme_id == programme_id, ~Thesis.withdrawn)
        .order_by(Thesis.number)
    )
    rows = session.execute(query).all()
    members, said = stated.members, stated.said
    mandates = {member.seat.mandate for member in members}
    tagged = _tagged(session, stated.term, mandates, stated.cut)
    adapted = _adapted(session, programme_id, mandates)
    return tuple(
        PartyThesis(
            id=thesis.id,
            number=thesis.number,
            text_kk=thesis.text_kk,
            text_ru=thesis.text_ru,
            text_en=thesis.text_en,
            lang=thesis.lang,
            wording=thesis.wording,
            page=thesis.page,
            topic=Text.of(topic),
            topic_address=address(book, topic.key) if topic else None,
            ran=tuple(
                Ran(member.seat.mandate, said[member.seat.slug][thesis.id].action)
                for member in members
                if thesis.id in said.get(member.seat.slug, {})
            ),
            adapted=tuple(
                member.seat.mandate
                for member in members
                if member.seat.mandate in adapted.get(thesis.id, ())
            ),
            tagged=tagged[thesis.id],
        )
        for thesis, topic, book in rows
    )


def _tagged(
    session: Session, term: Term, mandates: Collection[int], cut: Cut | None
) -> Counter[int]:
    """Participations of these seats linked to each promise. Five statements."""
    counts = counted_in(session, term, cut)
    read = settled_readings(session, counts, Participation.mandate_id.in_(mandates))
    return Counter(thesis for reading in read.values() for thesis in reading.theses)


def _adapted(session: Session, programme_id: int, mandates: Collection[int]) -> dict[int, set[int]]:
    """Seats that made a promise of this programme one of their own, by promise."""
    own, theirs = Thesis.__table__.alias("own"), Thesis.__table__.alias("theirs")
    query = (
        select(theirs.c.id, Programme.mandate_id)
        .join(own, own.c.adapts_id == theirs.c.id)
        .join(Programme, own.c.programme_id == Programme.id)
        .where(theirs.c.programme_id == programme_id, ~own.c.withdrawn)
        .where(Programme.mandate_id.in_(mandates))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for thesis, mandate in session.execute(query):
        found[thesis].add(mandate)
    return found

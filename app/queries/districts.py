"""Districts and regions: who held their seats, and who represents the place now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries.deputies import Text
from app.queries.successors import Now, represented
from app.queries.terms import Term
from models.base import Confidence
from models.person import Deputy, Mandate, Party
from models.place import District, Place, Region


@dataclass(frozen=True)
class Held:
    """A seat in a district: of whom, from when to when; dates are those of the convocation where
    nothing else is known. `headline` is what an edition says of the deputy's promises.
    """

    slug: str
    name: Text
    birth_year: int | None
    start: date | None
    end: date | None
    end_reason: str | None
    district_confidence: Confidence
    party: Text | None
    party_confidence: Confidence
    faction: str | None
    source: str | None
    headline: scoring.Headline | None = None
    own: bool | None = None


@dataclass(frozen=True)
class DistrictLine:
    """A district among others; `held` is empty while nobody knows whose it is."""

    number: int
    territory: Text | None
    territory_confidence: Confidence
    confidence: Confidence
    held: tuple[Held, ...] = ()


@dataclass(frozen=True)
class DistrictPart:
    """The page of a district. `others` are the numbers of the other districts of its region."""

    term: Term
    district: DistrictLine
    region: Text | None
    region_key: str | None
    seat: str | None
    electorate: int | None
    source: str | None
    places: tuple[Text, ...] = ()
    others: tuple[int, ...] = ()
    ended: date | None = None
    now: tuple[Now, ...] = ()


@dataclass(frozen=True)
class RegionPart:
    """The page of a region in one convocation, with its districts in their order."""

    term: Term
    key: str
    name: Text
    source: str | None
    confidence: Confidence
    districts: tuple[DistrictLine, ...] = ()
    places: tuple[Text, ...] = ()
    ended: date | None = None
    now: tuple[Now, ...] = ()


def district_page(
    session: Session, term: Term, number: int, day: date, lines: Iterable[Any] = ()
) -> DistrictPart | None:
    """The page of a district on `day`, or None where there is none of that number.

    `lines` are what an edition says of the deputies that it covers. Six statements at most.
    """
    row = session.execute(
        select(District, Region)
        .outerjoin(Region, District.region_id == Region.id)
        .where(District.convocation_id == term.id, District.number == number)
    ).one_or_none()
    if row is None:
        return None
    district, region = row
    others = (
        District.convocation_id == term.id,
        District.region_id == district.region_id,
        District.id != district.id,
    )
    ended = ended_by(term, day)
    return DistrictPart(
        term=term,
        district=_line(district, _held(session, term, [district.id]), lines),
        region=Text.of(region),
        region_key=region.key if region else None,
        seat=district.seat,
        electorate=district.electorate,
        source=district.source,
        places=_places(session, Place.district_id == district.id),
        others=tuple(
            session.scalars(select(District.number).where(*others).order_by(District.number))
        )
        if region
        else (),
        ended=ended,
        now=represented(session, term, district.region_id, district.id, day) if ended else (),
    )


def region_page(
    session: Session, term: Term, key: str, day: date, lines: Iterable[Any] = ()
) -> RegionPart | None:
    """The page of a region on `day`, or None where nobody calls a region `key`."""
    region = session.scalar(select(Region).where(Region.key == key))
    name = Text.of(region)
    if region is None or name is None:
        return None
    districts = session.scalars(
        select(District)
        .where(District.convocation_id == term.id, District.region_id == region.id)
        .order_by(District.number)
    ).all()
    held = _held(session, term, [district.id for district in districts])
    known = list(lines)
    ended = ended_by(term, day)
    return RegionPart(
        term=term,
        key=region.key,
        name=name,
        source=region.source,
        confidence=region.confidence,
        districts=tuple(_line(district, held, known) for district in districts),
        places=_places(session, Place.convocation_id == term.id, Place.region_id == region.id),
        ended=ended,
        now=represented(session, term, region.id, None, day) if ended else (),
    )


def ended_by(term: Term, day: date) -> date | None:
    """The last day of a convocation that is over on `day`; None while it sits, or may sit."""
    return term.end if term.end is not None and term.end < day else None


def numbers(session: Session, term: Term) -> list[int]:
    """The districts of a convocation. One statement."""
    query = select(District.number).where(District.convocation_id == term.id)
    return list(session.scalars(query.order_by(District.number)))


def lines(
    session: Session, term: Term, said: Iterable[Any] = ()
) -> list[tuple[DistrictLine, str | None, Text | None]]:
    """The districts of a convocation with the key and the name of their regions. Two statements."""
    rows = session.execute(
        select(District, Region)
        .outerjoin(Region, District.region_id == Region.id)
        .where(District.convocation_id == term.id)
        .order_by(District.number)
    ).all()
    held, known = _held(session, term, [district.id for district, _ in rows]), list(said)
    return [
        (_line(district, held, known), region.key if region else None, Text.of(region))
        for district, region in rows
    ]


def region_keys(session: Session) -> list[str]:
    """All regions, by code. One statement."""
    return sorted(session.scalars(select(Region.key)))


def _line(
    district: District, held: Mapping[int | None, Sequence[Held]], lines: Iterable[Any]
) -> DistrictLine:
    said = {line.slug: line for line in lines}
    return DistrictLine(
        number=district.number,
        territory=Text.of(district, "territory"),
        territory_confidence=district.territory_confidence,
        confidence=district.confidence,
        held=tuple(
            replace(one, headline=said[one.slug].headline, own=said[one.slug].own)
            if one.slug in said
            else one
            for one in held.get(district.id, ())
        ),
    )


def _held(
    session: Session, term: Term, districts: Sequence[int]
) -> Mapping[int | None, Sequence[Held]]:
    """Who held the seat of each district, in the order of time. One statement."""
    query = (
        select(Mandate, Deputy, Party)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.district_id.in_(districts))
        .order_by(Mandate.start.nulls_first(), Mandate.seq, Deputy.slug)
    )
    found: dict[int | None, list[Held]] = defaultdict(list)
    for mandate, deputy, party in session.execute(query):
        found[mandate.district_id].append(
            Held(
                slug=deputy.slug,
                name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
                birth_year=deputy.birth_year,
                start=mandate.start or term.start,
                end=mandate.end or term.end,
                end_reason=mandate.end_reason,
                district_confidence=mandate.district_confidence,
                party=Text.of(party),
                party_confidence=mandate.party_confidence,
                faction=mandate.faction,
                source=mandate.source,
            )
        )
    return found


def _places(session: Session, *where: Any) -> tuple[Text, ...]:
    rows = session.scalars(select(Place).where(*where).order_by(Place.key))
    return tuple(Text(row.name_kk, row.name_ru, row.name_en) for row in rows)

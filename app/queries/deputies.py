"""The lists of deputies."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.queries.counting import counted_for, is_tagged
from app.queries.order import alphabetical, by_codepoint
from app.queries.paging import Page, slice_of
from app.queries.terms import Term
from models.base import Confidence
from models.item import Item, Participation
from models.person import Deputy, Mandate, MandateKind, Party
from models.place import District, Region


@dataclass(frozen=True)
class Text:
    """A text in up to three languages, for `pick(text, 'name')`."""

    name_kk: str | None
    name_ru: str | None
    name_en: str | None

    @classmethod
    def of(cls, row: Any, field: str = "name") -> "Text | None":
        """The texts of `field` of `row`, or None where there is no row or no text."""
        found = [getattr(row, f"{field}_{lang}", None) for lang in ("kk", "ru", "en")]
        return cls(*found) if any(found) else None


@dataclass(frozen=True)
class DeputyRow:
    """A mandate in a list. `items` counts participations, `tagged` those linked to a promise."""

    slug: str
    name: Text
    kind: MandateKind
    district: int | None
    district_confidence: Confidence
    region: Text | None
    territory: Text | None
    territory_confidence: Confidence
    party: Text | None
    party_confidence: Confidence
    faction: str | None
    ended: date | None
    items: int
    tagged: int


def _query(term: Term) -> Select[*tuple[Any, ...]]:
    return (
        select(Mandate, Deputy, District, Region, Party)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.convocation_id == term.id)
    )


@dataclass(frozen=True)
class Holder:
    """A deputy of a district."""

    slug: str
    name: Text


@dataclass(frozen=True)
class DistrictRow:
    """A district; `holders` is empty while nobody knows whose it is."""

    number: int
    territory: Text | None
    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class RegionRow:
    """A region with its districts, by number; `name` is None for those of no known region."""

    name: Text | None
    districts: tuple[DistrictRow, ...]


def regions(session: Session, term: Term) -> list[RegionRow]:
    """All districts of a convocation, grouped by region in the order of districts.

    Two statements.
    """
    query = (
        select(District, Region)
        .outerjoin(Region, District.region_id == Region.id)
        .where(District.convocation_id == term.id)
        .order_by(District.number)
    )
    seats = (
        select(Mandate.district_id, Deputy)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Mandate.convocation_id == term.id, Mandate.district_id.is_not(None))
        .order_by(Mandate.start.nulls_first(), Deputy.slug)
    )
    holders: dict[int | None, list[Holder]] = defaultdict(list)
    for district_id, deputy in session.execute(seats):
        name = Text(deputy.name_kk, deputy.name_ru, deputy.name_en)
        holders[district_id].append(Holder(deputy.slug, name))
    found: dict[int | None, list[DistrictRow]] = defaultdict(list)
    names: dict[int | None, Text | None] = {}
    for district, region in session.execute(query):
        names[district.region_id] = Text.of(region)
        territory = Text.of(district, "territory")
        held = tuple(holders.get(district.id, ()))
        found[district.region_id].append(DistrictRow(district.number, territory, held))
    return [RegionRow(names[key], tuple(rows)) for key, rows in found.items()]


def without_district(session: Session, term: Term) -> list[Holder]:
    """Single-mandate deputies whose district is not known yet, by name. One statement."""
    query = (
        select(Deputy)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .where(Mandate.convocation_id == term.id, Mandate.kind == MandateKind.DISTRICT)
        .where(Mandate.district_id.is_(None))
        .order_by(by_codepoint(session, Deputy.name_key), Deputy.slug)
    )
    return [Holder(d.slug, Text(d.name_kk, d.name_ru, d.name_en)) for d in session.scalars(query)]


def by_district(session: Session, term: Term) -> list[DeputyRow]:
    """All single-mandate deputies in the order of their districts; unknown districts last.

    Two statements, however many they are.
    """
    query = (
        _query(term)
        .where(Mandate.kind == MandateKind.DISTRICT)
        .order_by(District.number.asc().nulls_last(), by_codepoint(session, Deputy.name_key))
        .order_by(Mandate.seq)
    )
    return _rows(session, term, session.execute(query).all())


def page_of_all(
    session: Session, term: Term, number: int, lang: str = "kk", size: int = 50
) -> Page[DeputyRow]:
    """One page of all deputies of a convocation, by their names in `lang`. Two statements.

    Sorted here and not by the database: neither knows the order of Kazakh letters.
    """

    def place(row: Any) -> tuple[tuple[int, ...], str, int]:
        mandate, deputy = row[:2]
        names = (getattr(deputy, f"name_{code}") for code in (lang, "kk", "ru", "en"))
        return alphabetical(next(filter(None, names), "")), deputy.slug, mandate.seq

    found = slice_of(sorted(session.execute(_query(term)).all(), key=place), number, size)
    return Page(_rows(session, term, found.rows), found.number, found.size, found.total)


def _rows(session: Session, term: Term, found: Sequence[Any]) -> list[DeputyRow]:
    counts = _counts(session, term, [row[0] for row in found])
    return [
        DeputyRow(
            slug=deputy.slug,
            name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
            kind=mandate.kind,
            district=district.number if district else None,
            district_confidence=mandate.district_confidence,
            region=Text.of(region),
            territory=Text.of(district, "territory"),
            territory_confidence=district.territory_confidence if district else Confidence.MISSING,
            party=Text.of(party),
            party_confidence=mandate.party_confidence,
            faction=mandate.faction,
            ended=mandate.end,
            items=counts.get(mandate.id, (0, 0))[0],
            tagged=counts.get(mandate.id, (0, 0))[1],
        )
        for mandate, deputy, district, region, party in found
    ]


def _counts(
    session: Session, term: Term, mandates: Sequence[Mandate]
) -> dict[int, tuple[int, int]]:
    """Participations that count, and how many of them are tagged, by mandate."""
    own_starts = {m.id: m.start for m in mandates if m.start is not None}
    query = (
        select(
            Participation.mandate_id,
            func.count(),
            func.coalesce(func.sum(case((is_tagged(), 1), else_=0)), 0),
        )
        .join(Item, Participation.item_id == Item.id)
        .where(Participation.mandate_id.in_([m.id for m in mandates]))
        .where(counted_for(own_starts, term.start))
        .group_by(Participation.mandate_id)
    )
    return {mandate: (items, tagged) for mandate, items, tagged in session.execute(query)}

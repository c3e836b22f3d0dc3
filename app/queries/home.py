"""The first page: the map of districts, the same as a list, and what is new."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import corrections, editions
from app.queries.corrections import Corrected
from app.queries.deputies import Text
from app.queries.districts import ended_by
from app.queries.editions import EditionShown
from app.queries.items import Related, newest
from app.queries.order import by_codepoint
from app.queries.terms import Term, terms
from models.person import Deputy, Mandate, MandateKind
from models.place import District, Region

#: The largest map that the style sheet knows how to lay out.
MOST_ROWS = 12
MOST_COLUMNS = 12
#: How many corrections the first page tells.
CORRECTIONS = 3


@dataclass(frozen=True)
class Holder:
    """A deputy of a district; the year of birth tells two of one name apart."""

    slug: str
    name: Text
    birth_year: int | None = None


@dataclass(frozen=True)
class DistrictRow:
    """A district; `holders` is empty while nobody knows whose it is."""

    number: int
    territory: Text | None
    holders: tuple[Holder, ...]
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class RegionRow:
    """A region with its districts, by number; `key` and `name` are None for those of none."""

    key: str | None
    name: Text | None
    short: Text | None
    districts: tuple[DistrictRow, ...]


@dataclass(frozen=True)
class Tile:
    """A district on the map. `right` and `below` say whether the next tile there is of the same
    region.
    """

    district: DistrictRow
    region: RegionRow
    right: bool
    below: bool


@dataclass(frozen=True)
class TileMap:
    """The tiles in the order of districts; `placed` is whether a pack has placed them by hand."""

    tiles: tuple[Tile, ...]
    placed: bool


@dataclass(frozen=True)
class Front:
    """All that the first page shows; `term` is None before any deputy is loaded."""

    term: Term | None
    others: tuple[Term, ...] = ()
    ended: date | None = None
    edition: EditionShown | None = None
    regions: tuple[RegionRow, ...] = ()
    map: TileMap | None = None
    unplaced: tuple[Holder, ...] = ()
    latest: Sequence[Related] = ()
    corrected: Sequence[Corrected] = ()


def front(session: Session, day: date) -> Front:
    """The first page on `day`, about the latest convocation that has deputies.

    Eight statements, however many they are.
    """
    known = terms(session)
    if not known:
        return Front(None)
    term = known[0]
    found = regions(session, term)
    return Front(
        term=term,
        others=tuple(known[1:]),
        ended=ended_by(term, day),
        edition=editions.latest(session, term.id),
        regions=tuple(found),
        map=tile_map(found),
        unplaced=tuple(without_district(session, term)),
        latest=newest(session, term.id),
        corrected=corrections.corrected(session, 1).rows[:CORRECTIONS],
    )


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
        holders[district_id].append(_holder(deputy))
    found: dict[int | None, list[DistrictRow]] = defaultdict(list)
    known: dict[int | None, Region | None] = {}
    for district, region in session.execute(query):
        known[district.region_id] = region
        found[district.region_id].append(
            DistrictRow(
                number=district.number,
                territory=Text.of(district, "territory"),
                holders=tuple(holders.get(district.id, ())),
                row=district.tile_row,
                column=district.tile_column,
            )
        )
    return [_region(known[key], rows) for key, rows in found.items()]


def _holder(deputy: Deputy) -> Holder:
    name = Text(deputy.name_kk, deputy.name_ru, deputy.name_en)
    return Holder(deputy.slug, name, deputy.birth_year)


def _region(region: Region | None, rows: Sequence[DistrictRow]) -> RegionRow:
    key = region.key if region else None
    return RegionRow(key, Text.of(region), Text.of(region, "short"), tuple(rows))


def without_district(session: Session, term: Term) -> list[Holder]:
    """Single-mandate deputies whose district is not known yet, by name. One statement."""
    query = (
        select(Deputy)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .where(Mandate.convocation_id == term.id, Mandate.kind == MandateKind.DISTRICT)
        .where(Mandate.district_id.is_(None))
        .order_by(by_codepoint(session, Deputy.name_key), Deputy.slug)
    )
    return [_holder(deputy) for deputy in session.scalars(query)]


def tile_map(found: Sequence[RegionRow]) -> TileMap | None:
    """The map of districts, or None where there are none.

    Where the pack has not placed each of them on a tile of its own that the page can show, they
    stand one after another in the order of their numbers.
    """
    pairs = [(region, district) for region in found for district in region.districts]
    pairs.sort(key=lambda pair: pair[1].number)
    at = {
        (district.row, district.column): region.key
        for region, district in pairs
        if district.row and district.column
        if district.row <= MOST_ROWS and district.column <= MOST_COLUMNS
    }
    if not pairs:
        return None
    placed = len(at) == len(pairs)

    def same(region: RegionRow, row: int, column: int) -> bool:
        return placed and region.key is not None and at.get((row, column)) == region.key

    return TileMap(
        tuple(
            Tile(
                district,
                region,
                right=same(region, district.row or 0, (district.column or 0) + 1),
                below=same(region, (district.row or 0) + 1, district.column or 0),
            )
            for region, district in pairs
        ),
        placed,
    )

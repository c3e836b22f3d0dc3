"""Whom and what place a typed name means: deputies, districts and regions, in any script."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.terms import Term
from models import names
from models.person import Deputy, Mandate
from models.place import Convocation, District, Legislature, Place, Region
from models.search import MAX_QUERY

MAX_PEOPLE = 12
MAX_PLACES = 12
MAX_WORDS = 6
#: Signs that have no sound: they would cut Уральск in two, and people leave them out.
SIGNS = str.maketrans("", "", "ьъЬЪ’ʼ'`")
#: Words that say what kind of place is meant, and not which one.
OF_PLACES = frozenset(
    names.fold(
        "district округ округа округе округі округу сайлау избирательный избирательного "
        "избирательном одномандатный бір мандатты номер номері region регион область области "
        "облысы облысында облыс oblast oblysy город города городе г қала қаласы қаласында city "
        "район района районе аудан ауданы ауданында село ауыл ауылы в во по из"
    ).split()
)
#: Words that ask for a person and name nobody.
OF_PEOPLE = frozenset(
    names.fold("депутат депутата депутаты депутаттар deputy мажилис мажилиса mazhilis").split()
)


@dataclass(frozen=True)
class PersonFound:
    """A deputy whose name is like the query; district and convocation of the latest seat."""

    slug: str
    name: Text
    district: int | None
    convocation: int
    birth_year: int | None = None


@dataclass(frozen=True)
class DistrictFound:
    """A district; `term` is the key of its convocation, `holders` who sat for it."""

    term: str
    convocation: int
    number: int
    region: Text | None
    territory: Text | None
    holders: tuple[PersonFound, ...]


@dataclass(frozen=True)
class RegionFound:
    """A region by its code; `term` is the newest convocation that has districts in it."""

    term: str
    convocation: int
    key: str
    name: Text


@dataclass(frozen=True)
class Named:
    """All that a typed name may mean, each kind the likest first or in the order of districts."""

    people: tuple[PersonFound, ...] = ()
    districts: tuple[DistrictFound, ...] = ()
    regions: tuple[RegionFound, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.districts or self.regions)


def find(session: Session, query: str, term: Term | None = None) -> Named:
    """What `query` may name, in one convocation or in all of them. Four statements.

    Understands a name in any script and with small errors, the number of a district, and words of
    a region, of the territory of a district or of a town in it, where they are known.
    """
    asked = tuple(words(query))
    if not asked:
        return Named()
    districts, regions = places(session, asked, term)
    return Named(tuple(people(session, query, term)), districts, regions)


def words(query: str) -> list[str]:
    """The first words of what was typed, folded."""
    return names.fold(query[:MAX_QUERY].replace("№", " ").translate(SIGNS)).split()[:MAX_WORDS]


def alike(asked: str, word: str) -> bool:
    """Whether a typed word means a word of a name: its beginning, or it with a small error."""
    if word.startswith(asked) and len(asked) >= 3:
        return True
    allowed = 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2
    return DamerauLevenshtein.distance(asked, word, score_cutoff=allowed) <= allowed


def people(
    session: Session, query: str, term: Term | None = None, limit: int | None = MAX_PEOPLE
) -> list[PersonFound]:
    """Deputies each of whose asked words is like a word of their name, the likest first."""
    asked = [word for word in words(query) if word not in OF_PEOPLE]
    if not asked:
        return []
    statement = (
        select(Deputy, District.number, Convocation.number)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .order_by(Convocation.start, Convocation.number, Mandate.seq)
    )
    if term is not None:
        statement = statement.where(Convocation.id == term.id)
    # A later seat takes the place of an earlier one.
    seats = {deputy.id: (deputy, d, c) for deputy, d, c in session.execute(statement)}
    found = []
    for deputy, district, convocation in seats.values():
        spelt = [folded(n) for n in (deputy.name_ru, deputy.name_kk, deputy.name_en) if n]
        own = {word for name in [*spelt, deputy.name_key] for word in name.split()}
        if all(any(alike(one, word) for word in own) for one in asked):
            likeness = max(fuzz.token_set_ratio(" ".join(asked), name) for name in spelt)
            person = PersonFound(
                deputy.slug, _name(deputy), district, convocation, deputy.birth_year
            )
            found.append((-likeness, deputy.name_key, deputy.slug, person))
    return [person for *_, person in sorted(found, key=lambda row: row[:3])][:limit]


@lru_cache(maxsize=4_096)
def folded(name: str) -> str:
    """`names.fold`, which takes long over the territory of a district, once for each."""
    return names.fold(name.translate(SIGNS))


def _name(deputy: Deputy) -> Text:
    return Text(deputy.name_kk, deputy.name_ru, deputy.name_en)


def places(
    session: Session, asked: Sequence[str], term: Term | None
) -> tuple[tuple[DistrictFound, ...], tuple[RegionFound, ...]]:
    """Districts and regions, of the newest convocation first. Two statements."""
    statement = (
        select(District, Region, Convocation, Legislature.key)
        .join(Convocation, District.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(Region, District.region_id == Region.id)
        .order_by(Convocation.start.desc().nulls_last(), Convocation.id, District.number)
    )
    if term is not None:
        statement = statement.where(Convocation.id == term.id)
    numbers = {int(word) for word in asked if word.isdigit() and len(word) <= 4}
    telling = [word for word in asked if not word.isdigit() and word not in OF_PLACES]
    towns, of_regions = towns_of(session)
    regions: dict[str, RegionFound] = {}
    districts = []
    for district, region, convocation, body in session.execute(statement):
        key = f"{body}-{convocation.number}"
        of_region = words_of(Text.of(region))
        own = words_of(Text.of(district, "territory")) | words_of(district.seat)
        own |= towns[district.id]
        whole = of_region, of_regions[convocation.id, district.region_id]
        if (
            region is not None
            and not numbers
            and telling
            and any(_all_in(telling, w) for w in whole)
        ):
            name = Text.of(region)
            if name is not None:
                regions.setdefault(
                    region.key, RegionFound(key, convocation.number, region.key, name)
                )
        elif _means(numbers, telling, district.number, own, of_region):
            districts.append((key, district, region, convocation))
    holders = _holders(session, [district.id for _, district, _, _ in districts[:MAX_PLACES]])
    return tuple(
        DistrictFound(
            key,
            convocation.number,
            district.number,
            Text.of(region),
            Text.of(district, "territory"),
            tuple(
                PersonFound(
                    deputy.slug,
                    _name(deputy),
                    district.number,
                    convocation.number,
                    deputy.birth_year,
                )
                for deputy in holders[district.id]
            ),
        )
        for key, district, region, convocation in districts[:MAX_PLACES]
    ), tuple(regions.values())[:MAX_PLACES]


def towns_of(
    session: Session,
) -> tuple[dict[int | None, set[str]], dict[tuple[int, int | None], set[str]]]:
    """Words of towns by district, and of those that only a region is known of. One statement."""
    districts: dict[int | None, set[str]] = defaultdict(set)
    regions: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    for place in session.scalars(select(Place)):
        found = words_of(Text.of(place))
        if place.district_id is not None:
            districts[place.district_id] |= found
        else:
            regions[place.convocation_id, place.region_id] |= found
    return districts, regions


def _means(
    numbers: set[int], telling: Sequence[str], number: int, own: set[str], of_region: set[str]
) -> bool:
    """Whether a district is meant: by its number, by its territory, or by both."""
    if numbers and number not in numbers:
        return False
    return _all_in(telling, own | of_region) if telling else bool(numbers)


def _all_in(asked: Iterable[str], known: set[str]) -> bool:
    return all(any(alike(one, word) for word in known) for one in asked)


def words_of(text: Text | str | None) -> set[str]:
    """The folded words of a place that tell it from others."""
    if text is None:
        return set()
    spelt = [text] if isinstance(text, str) else [text.name_kk, text.name_ru, text.name_en]
    found = {word for one in spelt if one for word in folded(one).split()}
    return {word for word in found if len(word) > 2 and word not in OF_PLACES}


def _holders(session: Session, districts: Sequence[int]) -> dict[int | None, list[Deputy]]:
    query = (
        select(Mandate.district_id, Deputy)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Mandate.district_id.in_(districts))
        .order_by(Mandate.start.nulls_first(), Deputy.slug)
    )
    found: dict[int | None, list[Deputy]] = defaultdict(list)
    for district_id, deputy in session.execute(query):
        found[district_id].append(deputy)
    return found

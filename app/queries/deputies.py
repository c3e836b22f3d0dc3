"""The lists of deputies."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import Session

from app.queries.counting import counted_for, is_tagged
from app.queries.order import alphabetical, by_codepoint
from app.queries.paging import Page, slice_of
from app.queries.terms import Term
from models.base import Confidence
from models.item import Item, Participation
from models.person import Deputy, DeputyFact, Mandate, MandateKind, Party
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
class Changed:
    """What stood before for a deputy: another district or faction, and the last day of it."""

    field: str
    value: str
    until: date | None = None


@dataclass(frozen=True)
class DeputyRow:
    """A mandate in a list. `items` counts participations, `tagged` those linked to a promise.

    `namesake` is true where another one of the list has the same name.
    """

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
    birth_year: int | None = None
    namesake: bool = False
    changed: tuple[Changed, ...] = ()


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
class DeputyListPart:
    """The list of the deputies that an edition covers, with its counts of acts."""

    term: Term
    rows: tuple[DeputyRow, ...] = ()


def covered(
    session: Session, term: Term, slugs: Collection[str], within: ColumnElement[bool]
) -> DeputyListPart:
    """The deputies of `slugs` in the order of districts; only acts `within` are counted."""
    query = _query(term).where(Deputy.slug.in_(slugs)).order_by(*_in_order(session))
    return DeputyListPart(term, tuple(_rows(session, term, session.execute(query).all(), within)))


def _in_order(session: Session) -> tuple[Any, ...]:
    name = by_codepoint(session, Deputy.name_key)
    return District.number.asc().nulls_last(), name, Mandate.seq


def by_district(session: Session, term: Term) -> list[DeputyRow]:
    """All single-mandate deputies in the order of their districts; unknown districts last.

    Four statements, however many they are.
    """
    query = _query(term).where(Mandate.kind == MandateKind.DISTRICT).order_by(*_in_order(session))
    return _rows(session, term, session.execute(query).all())


def page_of_all(
    session: Session, term: Term, number: int, lang: str = "kk", size: int = 50
) -> Page[DeputyRow]:
    """One page of all deputies of a convocation, by their names in `lang`. Four statements.

    Sorted here and not by the database: neither knows the order of Kazakh letters.
    """

    def place(row: Any) -> tuple[tuple[int, ...], str, int]:
        mandate, deputy = row[:2]
        names = (getattr(deputy, f"name_{code}") for code in (lang, "kk", "ru", "en"))
        return alphabetical(next(filter(None, names), "")), deputy.slug, mandate.seq

    everybody = session.execute(_query(term)).all()
    found = slice_of(sorted(everybody, key=place), number, size)
    rows = _rows(session, term, found.rows, named=[row[1] for row in everybody])
    return Page(rows, found.number, found.size, found.total)


def of_mandates(session: Session, term: Term, mandates: Collection[int]) -> dict[int, DeputyRow]:
    """The rows of these mandates of a convocation, by mandate. Five statements."""
    found = session.execute(_query(term).where(Mandate.id.in_(mandates))).all()
    everybody = session.scalars(
        select(Deputy)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .where(Mandate.convocation_id == term.id)
    ).all()
    rows = _rows(session, term, found, named=everybody)
    return {row[0].id: shown for row, shown in zip(found, rows, strict=True)}


def _rows(
    session: Session,
    term: Term,
    found: Sequence[Any],
    within: ColumnElement[bool] | None = None,
    named: Sequence[Deputy] = (),
) -> list[DeputyRow]:
    """The rows of mandates; `named` are all of the list where `found` is only a page of it."""
    counts = _counts(session, term, [row[0] for row in found], within)
    changed = _changed(session, term, [row[0] for row in found])
    people = {deputy.id: deputy.name_key for deputy in named or [row[1] for row in found]}
    alike = Counter(people.values())
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
            birth_year=deputy.birth_year,
            namesake=alike[deputy.name_key] > 1,
            changed=tuple(changed.get(mandate.id, ())),
        )
        for mandate, deputy, district, region, party in found
    ]


def _changed(session: Session, term: Term, mandates: Sequence[Mandate]) -> dict[int, list[Changed]]:
    """Earlier districts and factions of each mandate's deputy in the convocation, in time."""
    deputies = {mandate.deputy_id for mandate in mandates}
    seats = (
        select(Mandate, District.number)
        .outerjoin(District, Mandate.district_id == District.id)
        .where(Mandate.convocation_id == term.id, Mandate.deputy_id.in_(deputies))
        .order_by(Mandate.seq)
    )
    facts = (
        select(DeputyFact.deputy_id, DeputyFact.value, DeputyFact.last_seen)
        .where(DeputyFact.convocation_id == term.id, DeputyFact.deputy_id.in_(deputies))
        .where(DeputyFact.field == "faction", DeputyFact.lang.in_(("", "ru")))
        .order_by(DeputyFact.last_seen.nulls_first(), DeputyFact.id)
    )
    held = defaultdict(list)
    for seat, number in session.execute(seats):
        held[seat.deputy_id].append((seat, number))
    said: dict[int, dict[str, date | None]] = defaultdict(dict)
    for deputy, value, seen in session.execute(facts):
        said[deputy].pop(value, None)
        said[deputy][value] = seen.date() if seen else None
    found: dict[int, list[Changed]] = defaultdict(list)
    for mandate in mandates:
        now = next(number for seat, number in held[mandate.deputy_id] if seat.id == mandate.id)
        for seat, number in held[mandate.deputy_id]:
            if seat.seq < mandate.seq and number and number != now:
                found[mandate.id].append(Changed("district", str(number), seat.end))
            if seat.seq < mandate.seq and seat.faction and seat.faction != mandate.faction:
                found[mandate.id].append(Changed("faction", seat.faction, seat.end))
        for value, seen_on in list(said[mandate.deputy_id].items())[:-1]:
            found[mandate.id].append(Changed("faction", value, seen_on))
    return found


def _counts(
    session: Session,
    term: Term,
    mandates: Sequence[Mandate],
    within: ColumnElement[bool] | None = None,
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
        .where(counted_for(own_starts, term.start), true() if within is None else within)
        .group_by(Participation.mandate_id)
    )
    return {mandate: (items, tagged) for mandate, items, tagged in session.execute(query)}

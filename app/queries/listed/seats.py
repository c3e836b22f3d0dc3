"""The seats of a convocation in the order of districts, and which of them are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import deputies, editions
from app.queries.deputies import DeputyListPart, DeputyRow, Text
from app.queries.frozen import DeputyLine
from app.queries.listed import held
from app.queries.listed.keys import Narrow, SeatKey
from app.queries.listed.state import NotThereError, State
from app.queries.order import by_codepoint
from app.queries.paging import Page, slice_of
from app.queries.terms import Term
from models.person import Deputy, Mandate, Party
from models.place import District, Region


@dataclass(frozen=True)
class Listed:
    """A seat in the list, and what the edition that states outcomes says of it."""

    key: SeatKey
    row: DeputyRow
    line: DeputyLine | None


def seats(session: Session, state: State) -> tuple[SeatKey, ...]:
    """All seats of today, or the deputies that an edition covers. One statement at most."""
    if state.edition is not None:
        return held.of_people(session, state.edition)[0]
    return _today(session, state.term) if state.term else ()


def chosen(session: Session, state: State, narrow: Narrow) -> tuple[SeatKey, ...]:
    """The seats that are asked for.

    Raises NotThereError where a name that is asked for belongs to no seat at all: a misspelt
    one would look as if there were nothing.
    """
    every = seats(session, state)
    for field in fields(narrow):
        value = getattr(narrow, field.name)
        if value is None or field.name == "kind":
            continue
        name = "slug" if field.name == "deputy" else field.name
        if all(getattr(seat, name) != value for seat in every):
            raise NotThereError(field.name, value)
    return tuple(seat for seat in every if narrow.fits(seat))


def _today(session: Session, term: Term) -> tuple[SeatKey, ...]:
    query = (
        select(Mandate, Deputy, District.number, Region.key, Party)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Mandate.convocation_id == term.id)
        .order_by(District.number.asc().nulls_last(), by_codepoint(session, Deputy.name_key))
        .order_by(by_codepoint(session, Deputy.slug), Mandate.seq)
    )
    rows = session.execute(query).all()
    latest: dict[int, int] = {}
    for mandate, *_ in rows:
        latest[mandate.deputy_id] = max(mandate.seq, latest.get(mandate.deputy_id, 0))
    return tuple(
        SeatKey(
            slug=deputy.slug,
            name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
            mandate=mandate.id,
            kind=mandate.kind,
            district=district,
            region=region,
            party=party.key if party else None,
            seq=mandate.seq,
            last=latest[mandate.deputy_id] == mandate.seq,
            programme_of=party.id if party and party.is_party else None,
        )
        for mandate, deputy, district, region, party in rows
    )


def page(session: Session, state: State, narrow: Narrow, number: int, size: int) -> Page[Listed]:
    """One page of deputies in the order of districts. A fixed number of statements."""
    found = slice_of(chosen(session, state, narrow), number, size)
    rows = _rows(session, state, found.rows)
    lines = _lines(session, state)
    listed = [Listed(key, rows[key.mandate], lines.get(key.slug)) for key in found.rows]
    return Page(listed, found.number, found.size, found.total)


def _rows(session: Session, state: State, keys: Sequence[SeatKey]) -> dict[int, DeputyRow]:
    if state.term is None:
        return {}
    if state.edition is None:
        return deputies.of_mandates(session, state.term, [key.mandate for key in keys])
    part = editions.part(session, state.edition, "deputy-list", DeputyListPart)
    by_slug = {row.slug: row for row in part.rows} if part else {}
    return {key.mandate: by_slug[key.slug] for key in keys if key.slug in by_slug}


def _lines(session: Session, state: State) -> dict[str, DeputyLine]:
    return dict(editions.lines(session, state.stated)) if state.stated else {}


def by_slug(keys: Iterable[SeatKey]) -> dict[str, SeatKey]:
    """The seat that pages of each person are about."""
    return {key.slug: key for key in keys if key.last}

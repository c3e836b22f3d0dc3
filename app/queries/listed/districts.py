"""The districts of a convocation in their order."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import districts as queries
from app.queries import editions
from app.queries.deputies import Text
from app.queries.districts import DistrictLine, DistrictPart
from app.queries.listed.state import NotThereError, State
from app.queries.paging import Page, slice_of
from models.edition import EditionPart


@dataclass(frozen=True)
class Listed:
    """A district with its region."""

    line: DistrictLine
    region_key: str | None
    region: Text | None


def page(
    session: Session, state: State, region: str | None, number: int, size: int
) -> Page[Listed]:
    """One page. A fixed number of statements. Raises NotThereError for a region without any."""
    every = _of_edition(session, state) if state.edition else _of_today(session, state)
    rows = [one for one in every if region in (None, one.region_key)]
    if region is not None and not rows:
        raise NotThereError("region", region)
    return slice_of(rows, number, size)


def _of_today(session: Session, state: State) -> list[Listed]:
    if state.term is None:
        return []
    said = editions.lines(session, state.stated) if state.stated else {}
    return [Listed(*row) for row in queries.lines(session, state.term, said.values())]


def _of_edition(session: Session, state: State) -> list[Listed]:
    edition = state.edition
    if edition is None:
        return []
    keys = session.scalars(
        select(EditionPart.key).where(
            EditionPart.edition_id == edition.id, EditionPart.kind == "district"
        )
    ).all()
    parts = editions.several(session, edition, "district", DistrictPart, keys)
    found = [Listed(part.district, part.region_key, part.region) for part in parts.values()]
    return sorted(found, key=lambda one: one.line.number)

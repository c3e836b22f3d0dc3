"""What an edition freezes of districts and regions, and its list of deputies."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.queries import deputies, districts
from app.queries.freezing import Frame
from app.queries.frozen import DeputyLine
from app.queries.terms import Term


def district_parts(
    session: Session, term: Term, frame: Frame, lines: Sequence[DeputyLine]
) -> Iterator[tuple[str, str, Any]]:
    """The list of deputies, each district of the convocation, and every region."""
    slugs = [line.slug for line in lines]
    yield "deputy-list", "", deputies.covered(session, term, slugs, frame.acts)
    for number in districts.numbers(session, term):
        page = districts.district_page(session, term, number, frame.as_of, lines)
        yield "district", f"{term.key}-{number}", page
    for key in districts.region_keys(session):
        region = districts.region_page(session, term, key, frame.as_of, lines)
        # A region without a name has no page.
        if region is not None:
            yield "region", f"{term.key}-{key}", region

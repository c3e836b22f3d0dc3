"""The pages that an edition freezes beside those of its deputies: one line for each kind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.queries import charts
from app.queries.district_parts import district_parts
from app.queries.freezing import Frame
from app.queries.frozen import DeputyLine, Found
from app.queries.held_part import held_part
from app.queries.item_parts import item_parts
from app.queries.many import many
from app.queries.terms import Term


def frozen(
    session: Session,
    term: Term,
    frame: Frame,
    lines: Sequence[DeputyLine],
    found: Mapping[str, Mapping[int, Found]],
) -> Iterator[tuple[str, str, Any]]:
    """Kind, key and content of every such page; `app.queries.frozen.PARTS` knows their types.

    `lines` are the deputies covered, and `found` what is published of their promises. A page
    counts only the acts of `frame`, of these deputies.
    """
    yield from many(session, term, frame, found)
    for page in item_parts(session, term, frame, found):
        yield "item", page.key, page
    yield from district_parts(session, term, frame, lines)
    yield from charts.parts(session, term, frame, lines)
    yield "search", "", held_part(session, term, frame, lines, found)

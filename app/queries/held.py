"""The parts of an edition one after another, for tables that are made of many of them."""

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.editions import QUOTING, EditionShown
from app.queries.frozen import restored
from app.queries.order import by_codepoint
from app.queries.unquoted import quiet
from models.edition import EditionPart

T = TypeVar("T")
#: So many parts are held at once: that of a deputy may be a few hundred kilobytes.
PARTS = 20


def each(session: Session, edition: EditionShown, kind: str, shape: type[T]) -> Iterator[T]:
    """The parts of a kind in the order of their keys, told as `editions.part` tells one."""
    query = (
        select(EditionPart.body)
        .where(EditionPart.edition_id == edition.id, EditionPart.kind == kind)
        .order_by(by_codepoint(session, EditionPart.key))
    )
    bodies = session.execute(query, execution_options={"yield_per": PARTS}).scalars()
    for batch in bodies.partitions():
        told = quiet(session, list(batch)) if kind in QUOTING else batch
        for body in told:
            yield restored(body, shape)

"""The legislature and its convocations that records stand in."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.place import Convocation, Legislature
from scrapers.source import SourceConfig


def ground(
    session: Session, source: SourceConfig, numbers: Collection[int]
) -> dict[int, Convocation]:
    """The convocations of these numbers, made from source.yml where no pack has them."""
    key = source.legislature["key"]
    legislature = session.scalar(select(Legislature).where(Legislature.key == key))
    if legislature is None:
        names = {name: value for name, value in source.legislature.items() if name != "key"}
        legislature = Legislature(key=key, source=source.name, **names)
        session.add(legislature)
        session.flush()
    found = {
        convocation.number: convocation
        for convocation in session.scalars(
            select(Convocation).where(Convocation.legislature_id == legislature.id)
        )
    }
    for number in sorted(set(numbers) - found.keys()):
        found[number] = Convocation(
            legislature_id=legislature.id, number=number, source=source.name
        )
        session.add(found[number])
    session.flush()
    return found

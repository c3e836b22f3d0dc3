"""Pages of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of rows; `number` counts from 1, `total` is of all pages."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


def paginate(
    session: Session, query: Select[*tuple[Any, ...]], number: int, size: int = 50
) -> Page[Any]:
    """Page `number` of `query`, whose rows of several columns stay rows.

    A number past the end gives the last page, one below 1 the first. Two statements.
    """
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    result = session.execute(query.limit(size).offset((number - 1) * size))
    single = len(query.column_descriptions) == 1
    rows = result.scalars().all() if single else result.all()
    return Page(rows, number, size, total)


def slice_of(rows: Sequence[T], number: int, size: int = 50) -> Page[T]:
    """Page `number` of rows that are all here; the ends as in `paginate`."""
    number = min(max(1, number), max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))

"""Many values in parts that both databases take as parameters of one statement."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Value = TypeVar("Value", int, str)

MOST = 400


def parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in order, at most 400 at a time."""
    ordered = sorted(values)
    for start in range(0, len(ordered), MOST):
        yield ordered[start : start + MOST]

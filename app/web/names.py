"""Lists of people in the order in which a reader of the page's language looks for them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from app import i18n
from app.queries.order import alphabetical

T = TypeVar("T")


def by_name(rows: Iterable[T], of: Callable[[T], object]) -> list[T]:
    """`rows` in the alphabetical order of the names that this page shows for them.

    `of` gives what holds a row's `name_kk`, `name_ru` and `name_en`. Rows with the same name
    keep their order.
    """

    def place(row: T) -> tuple[int, ...]:
        found = i18n.pick(of(row), "name")
        return alphabetical(found[0]) if found else ()

    return sorted(rows, key=place)


def label_of(row: object) -> str:
    """A name for a list to choose from: of a deputy with the number of their district.

    `row` has `name_kk`, `name_ru` and `name_en`, or is a seat with such a `name`.
    """
    found = i18n.pick(getattr(row, "name", row), "name")
    district = getattr(row, "district", None)
    name = found[0] if found else "?"
    return f"{name} (№ {district})" if isinstance(district, int) else name

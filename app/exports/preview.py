"""The first rows of what is asked for, as the file would have them, and how many there are."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.exports.base import Order
from app.exports.cells import Teller
from app.queries.table_shapes import Column

ROWS = 20
#: Counting stops here: a page must not take as long as the file.
COUNTED = 20_000


@dataclass(frozen=True)
class Preview:
    """Headings, rows as texts, and the total; `more` where counting stopped before the end."""

    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    more: bool


def preview(session: Session, order: Order, lang: str | None) -> Preview:
    """Read the first rows and count the rest."""
    teller, shown, total = Teller(lang), [], 0
    for row in order.rows(session):
        total += 1
        if total <= ROWS:
            shown.append(tuple(teller.text(cell) for cell in row))
        if total > COUNTED:
            break
    return Preview(
        columns=order.chosen,
        headings=tuple(teller.heading(column) for column in order.chosen),
        rows=tuple(shown),
        total=min(total, COUNTED),
        more=total > COUNTED,
    )

"""One order on both databases, and the order of names as people read them."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Session


def by_codepoint(session: Session, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """`column` to order by, letter by letter as SQLite and Python do.

    PostgreSQL would follow the collation of its database, which differs between machines.
    """
    postgresql = session.get_bind().dialect.name == "postgresql"
    return column.collate("C" if postgresql else "BINARY")


#: The letters of Kazakh in their order; those of Russian keep theirs among them.
LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACES = {letter: 0x10FFFF + place for place, letter in enumerate(LETTERS)}


def alphabetical(name: str) -> tuple[int, ...]:
    """The key that puts `name` where a reader of Kazakh or Russian looks for it.

    By code point Ә, Қ and Ё would stand apart from А, К and Е. Latin letters come first.
    """
    return tuple(_PLACES.get(letter, ord(letter)) for letter in name.casefold())

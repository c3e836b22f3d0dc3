"""What an open table is: its columns with their types, and what a reader asks of it."""

import builtins
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum

from sqlalchemy.orm import Session

from app.queries.editions import EditionShown
from app.queries.terms import Term

Cell = str | int | bool | dt.date | dt.datetime | Enum | None
Cells = tuple[Cell, ...]


class Type(StrEnum):
    """What the cells of a column are. Enumerated ones are Enum members, links addresses."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes_no"
    LABEL = "label"
    LINK = "link"


@dataclass(frozen=True)
class Column:
    """A column. `key` is permanent; `title` and `about` are marked for translation.

    `identifies` says that the column is part of the key of a row; `refers` names the table and
    the column whose values these are.
    """

    key: str
    type: Type
    title: str
    about: str
    values: builtins.type[Enum] | None = None
    identifies: bool = False
    refers: tuple[str, str] | None = None


class By(StrEnum):
    """By what the rows of a table can be chosen."""

    TERM = "term"
    PERIOD = "period"
    REGION = "region"
    PARTY = "party"
    TOPIC = "topic"
    EDITION = "edition"


class NotChosenByError(ValueError):
    """The rows of a table were asked for by what they cannot be chosen by, such as an edition that
    does not freeze them.
    """

    def __init__(self, table: str, by: By) -> None:
        super().__init__(f"the rows of {table} cannot be chosen by {by}")
        self.table = table
        self.by = by


@dataclass(frozen=True)
class Scope:
    """Which rows are asked for; None is all. Both days are counted in.

    `region` and `party` are keys, `topic` is `book.topic`. With `edition` rows come from what
    that edition froze and nothing else. `today` is the day on which other rows stand; without one
    it is that of the database.
    """

    term: Term | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    region: str | None = None
    party: str | None = None
    topic: str | None = None
    edition: EditionShown | None = None
    today: dt.date | None = None


@dataclass(frozen=True)
class Table:
    """A table. `public` ones may be given to anybody; the others hold what staff alone may see.

    `rows` yields cells in the order of `columns`, in one order on both databases, in batches; it
    raises NotChosenByError for what is not in `by`. What is not known is None.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Session, Scope], Iterator[Cells]]
    by: frozenset[By]
    public: bool = True

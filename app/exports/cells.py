"""Cells as files have them: for programs by permanent values, for people in a language."""

import datetime as dt
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.queries.table_shapes import Cell, Column, Type
from app.scoring.words import N_
from app.words import Words

#: What each row of a file says where nothing in it is real.
INVENTED = "training, invented data"
MARK = Column(
    key="training",
    type=Type.TEXT,
    title=N_("Training"),
    about=N_("Said in every row where nothing is real: the data were invented for practice."),
)
ALMATY = ZoneInfo("Asia/Almaty")


class Teller:
    """How cells and headings are told: in `lang`, or by permanent keys and values for None."""

    def __init__(self, lang: str | None) -> None:
        self.lang = lang
        self.words = Words(lang) if lang else None
        self._label = lru_cache(maxsize=None)(self._say)

    def heading(self, column: Column) -> str:
        """What stands over a column."""
        return self.words.gettext(column.title) if self.words else column.key

    def value(self, cell: Cell) -> str | int | bool | dt.date | dt.datetime | None:
        """A cell with its type: labels and yes or no become words, moments lose their zone.

        People get moments as clocks in Almaty show them, programs in UTC.
        """
        if isinstance(cell, dt.datetime):
            zone = ALMATY if self.words else dt.UTC
            return cell.astimezone(zone).replace(tzinfo=None, microsecond=0)
        if isinstance(cell, Enum):
            return self._label(cell)
        if cell is INVENTED and self.words:
            return self.words.gettext(INVENTED)
        if isinstance(cell, bool) and self.words:
            return self.words.gettext("yes") if cell else self.words.gettext("no")
        return cell

    def text(self, cell: Cell) -> str:
        """A cell as text. Days are told in one way in all languages, which spreadsheets know."""
        if isinstance(cell, str) and not isinstance(cell, Enum):
            return str(self.value(cell))
        if cell is None:
            return ""
        value = self.value(cell)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, dt.datetime):
            return value.isoformat(sep=" ") if self.words else f"{value.isoformat()}Z"
        return value.isoformat() if isinstance(value, dt.date) else str(value)

    def _say(self, member: Enum) -> str:
        """The words for a value, and the value itself where it has none."""
        if self.words is None:
            return str(member.value)
        try:
            return self.words.label(member)
        except KeyError:
            return str(member.value)


def plain(cell: Cell) -> str | int | bool | None:
    """A cell as JSON has it: permanent values, days and moments in UTC as ISO 8601 writes them."""
    if isinstance(cell, Enum):
        return str(cell.value)
    if isinstance(cell, dt.datetime):
        moment = cell.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        return f"{moment.isoformat()}Z"
    return cell.isoformat() if isinstance(cell, dt.date) else cell

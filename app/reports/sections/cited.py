"""Who stated a figure: written once under a table, and named in its rows by a number.

A source is often a whole sentence; repeated in each row it would be most of the table.
"""

from app.queries.report_figures import Stated
from app.reports.document import Cell, Foreign
from app.reports.shown import reads
from app.reports.teller import Teller
from app.scoring.words import N_

IN_LANGUAGE = {"kk": N_("in Kazakh"), "ru": N_("in Russian"), "en": N_("in English")}


def source(tell: Teller, one: Stated) -> Cell:
    """Who stated a figure, in words or else by an address."""
    return tell.quoted(one.sources, one.source) or one.source_url


class Cited:
    """The sources of one table, numbered from 1 in the order in which its rows name them."""

    def __init__(self, tell: Teller) -> None:
        self.tell = tell
        self.numbers: dict[Cell, int] = {}

    def of(self, *figures: Stated) -> Cell:
        """The numbers of the sources of `figures`, each once; None where none has a source."""
        found = dict.fromkeys(source(self.tell, one) for one in figures)
        marks = [self._mark(one) for one in found if one is not None]
        said = ", ".join(marks)
        if said and all(one.computed for one in figures):
            return self.tell.gettext("computed from: %(source)s", source=said)
        return said or None

    def _mark(self, cell: Cell) -> str:
        return f"[{self.numbers.setdefault(cell, len(self.numbers) + 1)}]"

    def note(self, *before: str) -> str | None:
        """What stands under the table: `before`, and each source after its number."""
        told = (f"[{number}] {self._reads(cell)}" for cell, number in self.numbers.items())
        return "\n".join((*before, *told)) or None

    def _reads(self, cell: Cell) -> str:
        text = reads(cell, self.tell.words)
        if isinstance(cell, Foreign):
            return f"{text} ({self.tell.gettext(IN_LANGUAGE[cell.lang])})"
        return text

"""What a chart is made of, in one language, however it is shown."""

from dataclasses import dataclass

from app.queries.chart_shapes import DeputyCounts, Name
from app.words import Words


@dataclass(frozen=True)
class Series:
    """One kind of number in a chart. `look` is its colour and pattern; the last is “not known”."""

    key: str
    label: str
    look: int


@dataclass(frozen=True)
class Line:
    """A bar: its label, a note under it, and a number for each series.

    `kind` and `key` say whose rows stand behind its numbers, `members` are the deputies that a
    number counts. A line that sums up others is drawn apart. `empty` is said where all is nought.
    """

    kind: str
    key: str
    label: str
    lang: str
    values: tuple[int, ...]
    note: str = ""
    looks: tuple[int, ...] = ()
    members: tuple[DeputyCounts, ...] = ()
    sums: bool = False
    empty: str = ""

    @property
    def total(self) -> int:
        """All series of the line together."""
        return sum(self.values)


@dataclass(frozen=True)
class Beside:
    """A figure that somebody else stated, and what is counted here for the same period."""

    what: str
    stated: int
    counted: int | None
    period: str
    source: str
    source_lang: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A chart as it is shown in one language."""

    name: Name
    lang: str
    title: str
    sentences: tuple[str, ...]
    head: str
    series: tuple[Series, ...]
    lines: tuple[Line, ...]
    beside: tuple[Beside, ...]
    state: str
    source: str
    #: What the sum of a line is called; nothing where it has one number only.
    total: str = ""

    @property
    def most(self) -> int:
        """The longest bar, at least 1."""
        return max([line.total for line in self.lines] + [1])

    def columns(self, words: Words) -> tuple[str, ...]:
        """The heading of the table."""
        note = (words.gettext("District"),) if any(line.note for line in self.lines) else ()
        if self.name is Name.FACTIONS:
            note = (words.gettext("Deputies"),)
        sums = (self.total,) if self.total else ()
        return (self.head, *note, *(series.label for series in self.series), *sums)

    def table(self, words: Words) -> list[tuple[str, ...]]:
        """The rows of the table, as a file has them: numbers without separators."""
        noted = len(self.columns(words)) > 1 + len(self.series) + bool(self.total)
        return [
            (
                line.label,
                *((line.note,) if noted else ()),
                *map(str, line.values),
                *((str(line.total),) if self.total else ()),
            )
            for line in self.lines
        ]

"""A chart as a picture that stands alone: title, words, legend, bars, figures of others, source."""

from collections.abc import Iterator

from app.charts import svg
from app.charts.sheet import Line, Series, Sheet
from app.charts.text import width, wrap
from app.words import Words

WIDTH, EDGE = 1000, 32
#: What is left free above and below a picture that does not stand alone.
NEAR = 10
ROOM = WIDTH - 2 * EDGE
INK, SOFT, EDGES = "#1b2326", "#4a565b", "#79868a"
#: Fills by look: full, stripes, dots, and an empty frame for what nobody knows.
FILLS = ("#0b5563", "url(#stripes)", "url(#dots)", "#ffffff")
LINE = 19.0


def draw(sheet: Sheet, words: Words, *, training: bool, alone: bool = True) -> str:
    """The chart as SVG, on a light ground, as high as it has to be.

    Where it does not stand `alone`, what it stands in says all but its bars: title, words,
    figures of others, source.
    """
    board = _Board(EDGE if alone else NEAR)
    if training:
        board.write(words.gettext("training, invented data"), 16, "#8a4b00", bold=True)
    if alone:
        board.write(sheet.title, 26, INK, bold=True, gap=6)
        board.write(sheet.state, 15, SOFT, gap=6)
        board.write(" ".join(sheet.sentences), 16, INK)
        board.y += 14
    if len(sheet.series) > 1:
        board.legend(sheet.series)
    if not sheet.lines:
        board.write(words.gettext("There is nothing to count yet."), 16, SOFT)
    for line in sheet.lines:
        board.bar(line, sheet, words)
    if alone and sheet.beside:
        board.y += 12
        board.write(words.gettext("Stated by others"), 18, INK, bold=True)
        for said in beside(sheet, words):
            board.write(said, 14, INK)
    if alone:
        board.y += 12
        board.write(words.gettext("Source: %(source)s", source=sheet.source), 14, SOFT)
    height = round(board.y + (EDGE if alone else NEAR) - 8)
    ground = svg.tag("rect", width=WIDTH, height=height, fill="#ffffff")
    about = " ".join(sheet.sentences)
    parts = (_patterns(), ground, *board.parts)
    return svg.document((WIDTH, height), words.lang, sheet.title, about, parts)


def beside(sheet: Sheet, words: Words) -> Iterator[str]:
    """Each stated figure as a sentence, with what is counted here for the same period."""
    for row in sheet.beside:
        counted = "—" if row.counted is None else words.number(row.counted)
        yield words.gettext(
            "%(what)s: stated %(stated)s; counted here in the same way %(counted)s "
            "(%(period)s; %(source)s).",
            what=row.what,
            stated=words.number(row.stated),
            counted=counted,
            period=row.period,
            source=row.source,
        )


def _patterns() -> str:
    stripes = svg.tag(
        "pattern",
        svg.tag("rect", width=7, height=7, fill="#bfe0e6"),
        svg.tag("rect", width=3.5, height=7, fill="#2d7f8f"),
        id="stripes", width=7, height=7, patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )  # fmt: skip
    dots = svg.tag(
        "pattern",
        svg.tag("rect", width=8, height=8, fill="#f4e6c8"),
        svg.tag("circle", cx=4, cy=4, r=2, fill="#8a5a00"),
        id="dots", width=8, height=8, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return svg.tag("defs", stripes, dots)


class _Board:
    """What was drawn so far; `y` is where the next thing begins."""

    def __init__(self, top: float) -> None:
        self.parts: list[str] = []
        self.y = float(top)

    def write(
        self, text: str, size: float, fill: str, *, bold: bool = False, gap: float = 2
    ) -> None:
        """A paragraph over the whole width."""
        for line in wrap(text, size, ROOM, bold=bold):
            self.y += size * 1.32
            weight = 700 if bold else None
            self.parts.append(svg.text(line, EDGE, self.y, size, fill=fill, font_weight=weight))
        self.y += gap

    def box(self, x: float, size: tuple[float, float], look: int) -> None:
        """A piece of a bar, or the sample of a look in the legend."""
        wide, high = size
        self.parts.append(
            svg.tag("rect", x=x, y=self.y, width=wide, height=high, fill=FILLS[look],
                    stroke=EDGES if look == 3 else "#0b5563", stroke_width=1)
        )  # fmt: skip

    def legend(self, series: tuple[Series, ...]) -> None:
        """What each look means, in the order in which the numbers stand."""
        x = float(EDGE)
        for one in series:
            if x > EDGE and x + 30 + width(one.label, 15) > WIDTH - EDGE:
                x, self.y = float(EDGE), self.y + 24
            self.box(x, (20, 14), one.look)
            self.parts.append(svg.text(one.label, x + 27, self.y + 12, 15, fill=INK))
            x += 27 + width(one.label, 15) + 26
        self.y += 30

    def bar(self, line: Line, sheet: Sheet, words: Words) -> None:
        """One line: label, pieces of the bar, numbers. The bar ends before the numbers begin."""
        label = f"{line.note} {line.label}" if line.kind in ("requests", "meetings") else line.label
        label_room = 330.0
        rows = wrap(label, 15, label_room, bold=line.sums)
        if line.sums:
            self.y += 4
        for number, row in enumerate(rows):
            weight = 700 if line.sums else None
            self.parts.append(
                svg.text(row, EDGE, self.y + 15 + number * LINE, 15, fill=INK, font_weight=weight)
            )
        said = numbers(line, words)
        start, room = EDGE + label_room + 14, ROOM - label_room - 14 - 150
        x = start
        for value, look in zip(line.values, line.looks, strict=True):
            wide = room * value / sheet.most
            if value:
                self.box(x, (wide, 18), look)
            x += wide
        self.parts.append(
            svg.text(said, x + 8, self.y + 15, 15, fill=INK if line.total else SOFT,
                     id=f"value-{line.key}", font_weight=700 if line.sums else None)
        )  # fmt: skip
        self.y += max(len(rows) * LINE, LINE) + 9


def numbers(line: Line, words: Words) -> str:
    """The numbers of a line in the order of the legend, or what is said where all are nought."""
    if line.empty and not line.total:
        return line.empty
    return " · ".join(words.number(value) for value in line.values)

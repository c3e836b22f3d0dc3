"""The report as one HTML file: nothing in it asks anything of anybody outside.

The PDF is made of the same page with a style sheet for paper instead of the one for screens.
"""

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.reports import shown
from app.reports.document import Diagram, Document, Grid, Points, Section
from app.reports.shown import Step, quiet
from app.words import Words

FOLDER = Path(__file__).with_name("page")


class HtmlWriter:
    """A page for screens, which prints well too."""

    key = "html"
    mime = "text/html; charset=utf-8"

    def write(self, document: Document, words: Words, say: Step = quiet) -> bytes:
        """The bytes of the file."""
        return page(document, words, "screen.css", say).encode()


def page(document: Document, words: Words, sheet: str, say: Step = quiet) -> str:
    """The document as a page; `sheet` is the name of the style sheet that goes beside common.css.

    Raises KeyError where two tables or diagrams have the same key.
    """
    style = "\n".join((FOLDER / name).read_text() for name in ("common.css", sheet))
    return _environment().get_template("report.html").render(
        document=document, words=words, style=style, paper=sheet == "paper.css",
        content=_Content(document, words, say),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.filters["clean"] = shown.clean
    return found


class _Content:
    """What the template asks of the document, in its language."""

    def __init__(self, document: Document, words: Words, say: Step) -> None:
        self.document, self.words, self.say = document, words, say
        self.numbers = shown.captions(document)
        self.number_columns = shown.number_columns
        self.beside_number = shown.beside_number
        self.target = shown.target

    def begun(self, done: int, section: Section) -> str:
        """Say that a section begins; nothing of it is written."""
        self.say(done, len(self.document.sections), section.key)
        return ""

    def kind(self, block: object) -> str:
        """The macro that writes a block."""
        if isinstance(block, Points):
            return "points"
        if isinstance(block, Grid):
            return "grid"
        return "diagram" if isinstance(block, Diagram) else "paragraph"

    def reads(self, cell: shown.Cell) -> str:
        """A cell as people read it."""
        return shown.reads(cell, self.words)

    def table_number(self, grid: Grid) -> str:
        """“Table 3” in the language of the document."""
        return self.words.gettext(shown.TABLE, number=self.numbers[shown.TABLE, grid.key])

    def diagram_number(self, diagram: Diagram) -> str:
        """“Diagram 1” in the language of the document."""
        return self.words.gettext(shown.DIAGRAM, number=self.numbers[shown.DIAGRAM, diagram.key])

    def measure(self, grid: Grid) -> shown.Measure:
        """How a table lies on paper."""
        return shown.measure(grid, self.words)

    def begins_wide(self, section: Section) -> bool:
        """Whether a wide table follows a heading at once, which then goes to the wide page too."""
        first = section.blocks[0] if section.blocks else None
        return isinstance(first, Grid) and self.measure(first).wide

    def picture(self, diagram: Diagram) -> str:
        """The picture within the page itself."""
        svg = shown.picture(diagram, self.words)
        return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()

"""The report as DOCX: a template that a designer may edit, filled with real Word parts.

The template carries cover, header, footer, page, fonts and styles. Its bookmarks say where the
paragraphs under the title, the contents and the sections stand.
"""

import io
from copy import deepcopy
from itertools import count, zip_longest
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Emu
from docxtpl import DocxTemplate

from app.charts.png import png
from app.reports import docx_parts as parts
from app.reports import shown
from app.reports.document import (
    Block,
    Cell,
    Diagram,
    Document,
    Foreign,
    Grid,
    Link,
    Paragraph,
    Points,
    Section,
    Tone,
)
from app.reports.shown import Step, quiet
from app.words import Words

TEMPLATE = Path(__file__).with_name("template.docx")
FRONT, CONTENTS, BODY = "report_front", "report_contents", "report_body"
#: Names of the styles that the template has to have.
TONES = {
    Tone.TEXT: "Normal", Tone.NOTE: "Report Note", Tone.SOURCE: "Report Source",
    Tone.QUOTE: "Quote", Tone.OWN: "Report Own",
}  # fmt: skip
CELL, SMALL, TABLE, PICTURE = "Report Cell", "Report Cell Small", "Report Table", "Report Picture"
STYLES = (
    *TONES.values(), CELL, SMALL, TABLE, PICTURE, "Report Front", "Report Made", "Caption",
    "List Bullet", "List Number", "Hyperlink", *(f"Heading {n}" for n in range(1, 7)),
    *(f"toc {n}" for n in range(1, 4)),
)  # fmt: skip
DEPTH = 3
#: So many rows of a table stand together on the page where it begins.
BEGUN = 3
#: Twentieths of a point, in which Word measures, of one English metric unit, in which pictures are.
EMU = 635
#: A picture of a diagram has this many pixels for each of its own.
ZOOM = 2
#: What stands after the settings that ask Word to reckon fields, by the schema.
AFTER = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids")


class DocxWriter:
    """A document to be edited further."""

    key = "docx"
    mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def write(self, document: Document, words: Words, say: Step = quiet) -> bytes:
        """The bytes of the file. Raises KeyError where the template lacks a style or bookmark."""
        template = DocxTemplate(TEMPLATE)
        training = words.gettext("training, invented data") if document.training else ""
        template.render(
            {
                "title": shown.clean(document.title),
                "subtitle": shown.clean(document.subtitle),
                "made": shown.clean(document.made),
                "contents": words.gettext("Contents"),
                "training": training,
            },
            autoescape=True,
        )
        _Filling(template.docx, document, words).fill(say)
        buffer = io.BytesIO()
        template.docx.save(buffer)
        return buffer.getvalue()


class _Filling:
    """A document that is being written; `body` holds what was written of its sections.

    `gap` is the empty line after the last table, which only keeps it apart from what follows.
    """

    def __init__(self, docx: Any, document: Document, words: Words) -> None:
        self.docx, self.document, self.words = docx, document, words
        self.styles = {style.name: style.style_id for style in docx.styles}
        # python-docx shows some names as Word's screens do, and others as its files do.
        self.styles |= {name.lower(): key for name, key in self.styles.items()}
        self.numbers = shown.captions(document)
        self.body: list[Any] = []
        self.begun = 0
        self.gap: Any = None
        self.bookmarks = 100
        self.anchors = count()
        self.page = docx.element.body.sectPr

    def style(self, name: str) -> str:
        """The id of a style of the template. Raises KeyError."""
        return str(self.styles.get(name) or self.styles[name.lower()])

    def fill(self, say: Step) -> None:
        """Write everything into the template."""
        front = [self.said(part, "Report Front") for part in self.document.front]
        self.put(FRONT, front)
        entries = self.contents()
        for done, section in enumerate(self.document.sections):
            say(done, len(self.document.sections), section.key)
            self.section(section, 1)
        first = deepcopy(self.page)
        # The fields of the footer stay empty in LibreOffice where the section ends within another.
        end = parts.paragraph(self.style("Report Note"))
        end.find(qn("w:pPr")).append(first)
        self.put(CONTENTS, [*entries, end])
        self.put(BODY, self.body)
        for mark in self.page.findall(qn("w:titlePg")):
            self.page.remove(mark)
        self.tell()

    def put(self, name: str, elements: list[Any]) -> None:
        """Put `elements` where the bookmark `name` stands, in place of its paragraph."""
        for found in self.docx.element.body.iter(qn("w:bookmarkStart")):
            if found.get(qn("w:name")) == name:
                place = found.getparent()
                for element in elements:
                    place.addprevious(element)
                place.getparent().remove(place)
                return
        raise KeyError(name)

    def tell(self) -> None:
        """What the file says of itself: title, language, and that its fields are to be reckoned."""
        properties = self.docx.core_properties
        properties.title = shown.clean(self.document.title)[:255]
        properties.subject = shown.clean(self.document.subtitle)[:255]
        properties.comments = shown.clean(self.document.made)[:255]
        properties.language = parts.TONGUES[self.document.lang]
        if self.document.made_at is not None:
            properties.created = properties.modified = self.document.made_at
        tongue = parts.TONGUES[self.document.lang]
        for lang in self.docx.styles.element.iter(qn("w:lang")):
            lang.set(qn("w:val"), tongue)
        settings = self.docx.settings.element
        for lang in settings.iter(qn("w:themeFontLang")):
            lang.set(qn("w:val"), tongue)
        after = next(e for e in settings if e.tag in {qn(f"w:{name}") for name in AFTER})
        after.addprevious(parts.el("updateFields", val="true"))

    # --- text ----------------------------------------------------------------------------

    def said(
        self,
        of: Paragraph,
        style: str | None = None,
        number: int | None = None,
        *,
        keep: bool = False,
    ) -> Any:
        """A paragraph with its link."""
        name = TONES[of.tone] if of.tone is not Tone.TEXT or style is None else style
        inside = [parts.run(of.text, lang=self.foreign(of.lang))]
        if of.link is not None:
            inside += [parts.run(" "), self.link(of.link)]
        return parts.paragraph(self.style(name), *inside, number=number, keep=keep)

    def foreign(self, lang: str | None) -> str | None:
        """`lang` where it is not that of the document."""
        return lang if lang and lang != self.document.lang else None

    def link(self, link: Link) -> Any:
        """Words that lead out of the document, or plain ones where they may lead nowhere."""
        address = shown.target(link)
        if address is None:
            return parts.run(link.text)
        key = self.docx.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        made = parts.el("hyperlink", parts.run(link.text, style=self.style("Hyperlink")))
        made.set(qn("r:id"), key)
        return made

    def points(self, of: Points) -> list[Any]:
        """A list; each numbered one begins with 1."""
        style = "List Number" if of.numbered else "List Bullet"
        number = self.numbered() if of.numbered else None
        return [self.said(item, style, number) for item in of.items]

    def numbered(self) -> int:
        """The id of a new list that counts from 1 and looks like the template's."""
        numbering = self.docx.part.numbering_part.element
        style = self.docx.styles.element.get_by_id(self.style("List Number"))
        looks = style.pPr.numPr.numId.val
        abstract = next(n for n in numbering.num_lst if n.numId == looks).abstractNumId.val
        made = numbering.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def mark(self, name: str, *inside: Any) -> list[Any]:
        """A bookmark with a number that no other has."""
        self.bookmarks += 1
        return parts.bookmark(self.bookmarks, name, *inside)

    # --- sections ------------------------------------------------------------------------

    def contents(self) -> list[Any]:
        """The table of contents, with the entries that Word reckons anew when it opens it."""
        entries = []
        found = [
            (number, level, section)
            for number, (level, section) in enumerate(shown.headings(self.document.sections))
            if level <= DEPTH
        ]
        for number, level, section in found:
            name = _anchor(number)
            # Word reckons the page when it opens the file; until then none is better than a wrong.
            page = parts.field(f"PAGEREF {name} \\h", parts.run(""))
            entry = parts.el(
                "hyperlink", parts.run(section.heading), parts.el("r", parts.el("tab")), *page,
                anchor=name, history=1,
            )  # fmt: skip
            entries.append(parts.paragraph(self.style(f"toc {level}"), entry))
        if not entries:
            return [parts.paragraph(self.style("toc 1"))]
        opening = parts.field(f'TOC \\o "1-{DEPTH}" \\h \\z \\u', closed=False)
        for part in reversed(opening):
            entries[0].find(qn("w:pPr")).addnext(part)
        entries[-1].append(parts.mark("end"))
        return entries

    def section(self, of: Section, level: int) -> None:
        """A heading with all that stands under it."""
        if of.apart and self.body and self.body[-1] is self.gap:
            # An empty line after a table that fills its page would be a page of its own.
            self.body.pop()
        heading = self.mark(_anchor(next(self.anchors)), parts.run(of.heading))
        style = self.style(f"Heading {min(level, 6)}")
        self.body.append(parts.paragraph(style, *heading, new_page=of.apart))
        for block, after in zip_longest(of.blocks, of.blocks[1:]):
            self.block(block, keep=isinstance(after, Grid | Diagram))
        for section in of.sections:
            self.section(section, level + 1)

    def block(self, of: Block, *, keep: bool) -> None:
        """What stands under a heading; `keep` holds a paragraph with the table that it tells of."""
        if isinstance(of, Paragraph):
            self.body.append(self.said(of, keep=keep))
        elif isinstance(of, Points):
            self.body += self.points(of)
        elif isinstance(of, Grid):
            self.grid(of)
        else:
            self.diagram(of)

    def turn(self, *, lying: bool) -> None:
        """End the pages so far, which were lying or upright; a heading goes with what follows."""
        moved: list[Any] = []
        headings = {self.style(f"Heading {n}") for n in range(1, 7)}
        while not lying and len(self.body) > self.begun and _style(self.body[-1]) in headings:
            moved.insert(0, self.body.pop())
        if len(self.body) > self.begun:
            look = self.body[-1].get_or_add_pPr()
            look.append(self.page_of(lying=lying))
            self.begun = len(self.body)
        self.body += moved

    def page_of(self, *, lying: bool) -> Any:
        """The pages of the template after its first, upright or lying."""
        page = deepcopy(self.page)
        for mark in page.findall(qn("w:titlePg")):
            page.remove(mark)
        if lying:
            size = page.find(qn("w:pgSz"))
            wide, high = size.get(qn("w:h")), size.get(qn("w:w"))
            size.set(qn("w:w"), wide)
            size.set(qn("w:h"), high)
            size.set(qn("w:orient"), "landscape")
        return page

    def room(self, *, lying: bool) -> int:
        """The width between the margins, in twentieths of a point."""
        size, margin = self.page.find(qn("w:pgSz")), self.page.find(qn("w:pgMar"))
        edge = size.get(qn("w:h" if lying else "w:w"))
        return int(edge) - int(margin.get(qn("w:left"))) - int(margin.get(qn("w:right")))

    # --- tables and diagrams -------------------------------------------------------------

    def caption(self, kind: str, key: str, text: str, *, keep: bool) -> Any:
        """A caption whose number Word counts by itself."""
        before, after = shown.around_number(kind, self.words)
        number = parts.run(str(self.numbers[kind, key]), bold=True)
        return parts.paragraph(
            self.style("Caption"),
            *([parts.run(before, bold=True)] if before else []),
            *parts.field(f"SEQ {kind.partition(' ')[0]} \\* ARABIC", number),
            parts.run(f"{after}.", bold=True),
            parts.run(f" {text}"),
            keep=keep,
        )

    def grid(self, of: Grid) -> None:
        """A table under its caption, on a lying page where it is wide."""
        lies = shown.measure(of, self.words)
        if lies.wide:
            self.turn(lying=False)
        style = self.style(SMALL if lies.dense else CELL)
        widths = [int(self.room(lying=lies.wide) * share) for share in lies.shares]
        numbers = shown.number_columns(of)
        beside = [shown.beside_number(numbers, place) for place in range(len(numbers))]
        sides = list(zip(widths, numbers, beside, strict=True))
        head = [
            parts.cell(
                width,
                parts.paragraph(
                    style, parts.run(text, bold=True), keep=True, right=right, apart=apart
                ),
            )
            for text, (width, right, apart) in zip(of.head, sides, strict=True)
        ]
        rows = [parts.row(head, heading=True)]
        for place, row in enumerate(of.rows, 1):
            last = place == len(of.rows)
            # No page ends with a heading and a row or two.
            bold, keep = of.sums and last, (lies.short or place < BEGUN) and not last
            cells = [
                parts.cell(
                    width,
                    parts.paragraph(
                        style, self.words_of(value, bold=bold), right=right, apart=apart, keep=keep
                    ),
                )
                for value, (width, right, apart) in zip(row, sides, strict=True)
            ]
            rows.append(parts.row(cells))
        self.body.append(self.caption(shown.TABLE, of.key, of.caption, keep=True))
        caption, about = shown.clean(of.caption), ", ".join(map(shown.clean, of.head))
        self.body.append(
            parts.table(self.style(TABLE), widths, rows, sums=of.sums, caption=caption, about=about)
        )
        # Word joins tables that touch, and ends the pages of a section in a paragraph.
        self.body.append(parts.paragraph(self.style("Report Note"), parts.run(of.note or "")))
        self.gap = None if of.note or lies.wide else self.body[-1]
        if lies.wide:
            self.turn(lying=True)

    def words_of(self, value: Cell, *, bold: bool) -> Any:
        """What stands in a cell."""
        if isinstance(value, Link):
            return self.link(value)
        if isinstance(value, Foreign):
            return parts.run(value.text, lang=value.lang, bold=bold)
        return parts.run(shown.reads(value, self.words), bold=bold)

    def diagram(self, of: Diagram) -> None:
        """A picture above its caption, then its table."""
        image = io.BytesIO(png(shown.picture(of, self.words), ZOOM))
        width = Emu(self.room(lying=False) * EMU)
        inline = self.docx.part.new_pic_inline(image, width=width)
        # python-docx counts the pictures that stand in the file, and this one does not yet.
        inline.docPr.set("id", str(self.numbers[shown.DIAGRAM, of.key]))
        inline.docPr.set("descr", shown.clean(of.alternative))
        inline.docPr.set("name", shown.clean(of.key))
        drawing = parts.el("r", parts.el("drawing", inline))
        self.body.append(parts.paragraph(self.style(PICTURE), drawing, keep=True))
        self.body.append(self.caption(shown.DIAGRAM, of.key, of.caption, keep=False))
        self.grid(of.grid)


def _anchor(number: int) -> str:
    """The bookmark of a heading, named as Word names its own."""
    return f"_Toc{900000 + number}"


def _style(element: Any) -> str | None:
    found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if found is None else found.get(qn("w:val"))

"""Pieces of WordprocessingML: elements in the order in which the schema wants them.

They are written plainly, because the tables of a report have tens of thousands of cells and
python-docx looks for each of them again and again.
"""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app.reports.shown import clean

#: The languages of Word for ours.
TONGUES = {"kk": "kk-KZ", "ru": "ru-KZ", "en": "en-GB"}
#: Twentieths of a point between a column of numbers and words on its right.
APART = 170
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def el(name: str, /, *inside: Any, **attributes: object) -> Any:
    """An element of the namespace w; `val` stands for w:val. None is left out."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        if value is not None:
            made.set(qn(f"w:{key}"), str(value))
    for child in inside:
        if child is not None:
            made.append(child)
    return made


def run(text: str, *, lang: str | None = None, style: str | None = None, bold: bool = False) -> Any:
    """Words of one look; line breaks stay. `lang` is one of ours, `style` the id of a style."""
    look = el(
        "rPr",
        el("rStyle", val=style) if style else None,
        el("b") if bold else None,
        el("lang", val=TONGUES.get(lang, lang)) if lang else None,
    )
    made = el("r", look if len(look) else None)
    for number, line in enumerate(clean(text).split("\n")):
        if number:
            made.append(el("br"))
        words = el("t")
        words.text = line.replace("\t", " ")
        words.set(SPACE, "preserve")
        made.append(words)
    return made


def paragraph(
    style: str,
    *inside: Any,
    keep: bool = False,
    new_page: bool = False,
    number: int | None = None,
    right: bool = False,
    apart: bool = False,
) -> Any:
    """A paragraph. `keep` holds it with the next one, `number` is a list that counts.

    `apart` keeps it away from what stands on its left.
    """
    look = el(
        "pPr",
        el("pStyle", val=style),
        el("keepNext") if keep else None,
        el("pageBreakBefore") if new_page else None,
        el("numPr", el("ilvl", val=0), el("numId", val=number)) if number is not None else None,
        el("ind", left=APART) if apart else None,
        el("jc", val="right") if right else None,
    )
    return el("p", look, *inside)


def field(instruction: str, *shown: Any, closed: bool = True) -> list[Any]:
    """A field with what it shows before anybody reckons it anew; left open where not `closed`."""
    said = el("instrText")
    said.text = f" {instruction} "
    said.set(SPACE, "preserve")
    parts = [mark("begin"), el("r", said), mark("separate"), *shown]
    return [*parts, mark("end")] if closed else parts


def mark(kind: str) -> Any:
    """The beginning, middle or end of a field."""
    return el("r", el("fldChar", fldCharType=kind))


def bookmark(number: int, name: str, *inside: Any) -> list[Any]:
    """Words that something else in the document leads to."""
    return [el("bookmarkStart", id=number, name=name), *inside, el("bookmarkEnd", id=number)]


def cell(width: int, *inside: Any) -> Any:
    """A cell of `width` twentieths of a point."""
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa")), *inside)


def row(cells: list[Any], *, heading: bool = False) -> Any:
    """A row that no page parts; a `heading` is repeated on each page and told to be one."""
    look = el("trPr", el("cantSplit"), el("tblHeader") if heading else None)
    return el("tr", look, *cells)


def table(
    style: str, widths: list[int], rows: list[Any], *, sums: bool, caption: str, about: str
) -> Any:
    """A table with fixed columns; `caption` and `about` are told by screen readers."""
    look = el(
        "tblPr",
        el("tblStyle", val=style),
        el("tblW", w=sum(widths), type="dxa"),
        el("tblLayout", type="fixed"),
        el(
            "tblLook", val="04A0", firstRow=1, lastRow=int(sums), firstColumn=1, lastColumn=0,
            noHBand=1, noVBand=1,
        ),
        el("tblCaption", val=caption),
        el("tblDescription", val=about),
    )  # fmt: skip
    columns = el("tblGrid", *(el("gridCol", w=width) for width in widths))
    return el("tbl", look, columns, *rows)

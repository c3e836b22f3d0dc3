"""Reading a tagged PDF back: its structure tree with the text that stands in each element."""

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium


@dataclass
class Element:
    """An element of the structure: its tag, attributes, text of its own and what stands in it."""

    tag: str
    raw: Any
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and all within it, in the order in which they are read."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *tags: str) -> list["Element"]:
        """All elements of some tags within this one."""
        return [element for element in self.walk() if element.tag in tags]

    @property
    def words(self) -> str:
        """All text within, blanks as one."""
        return " ".join("".join(element.text for element in self.walk()).split())

    def attribute(self, name: str) -> str | None:
        """An attribute of the element, as `Scope`."""
        found = self.raw.get("/A")
        owners = found if isinstance(found, pikepdf.Array) else [found] if found else []
        for owner in owners:
            if isinstance(owner, pikepdf.Dictionary) and f"/{name}" in owner:
                return str(owner[f"/{name}"]).lstrip("/")
        return None


class Tagged:
    """A tagged PDF: `pdf` for what it says of itself, `root` for its structure."""

    def __init__(self, body: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(body))
        self.texts, self.untagged = _texts(body)
        self.pages = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        tree = self.pdf.Root["/StructTreeRoot"]
        self.root = Element("Root", tree)
        self.root.children = [self._element(kid) for kid in _kids(tree)]

    def _element(self, raw: Any) -> Element:
        made = Element(str(raw["/S"]).lstrip("/"), raw)
        page = raw.get("/Pg")
        for kid in _kids(raw):
            if isinstance(kid, int):
                made.children.append(self._text(page, kid))
            elif kid.get("/Type") == "/MCR":
                made.children.append(self._text(kid.get("/Pg", page), int(kid["/MCID"])))
            elif kid.get("/Type") != "/OBJR":
                made.children.append(self._element(kid))
        return made

    def _text(self, page: Any, number: int) -> Element:
        said = self.texts.get((self.pages[page.objgen], number), "")
        return Element("", {}, text=said)


def _kids(raw: Any) -> list[Any]:
    kids = raw.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _texts(body: bytes) -> tuple[dict[tuple[int, int], str], list[str]]:
    """The text of each marked piece by page and number, and texts that are marked as nothing."""
    found: dict[tuple[int, int], str] = {}
    untagged = []
    document = pypdfium2.PdfDocument(body)
    for number, page in enumerate(document):
        text_page = page.get_textpage()
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=5):
            said = _said(thing.raw, text_page.raw)
            mark = pdfium.FPDFPageObj_GetMarkedContentID(thing.raw)
            if mark >= 0:
                found[number, mark] = found.get((number, mark), "") + said
            elif not _artifact(thing.raw) and said.strip():
                untagged.append(said)
    return found, untagged


def _said(thing: Any, text_page: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(thing, text_page, None, 0)
    buffer = ctypes.create_string_buffer(size)
    place = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFTextObj_GetText(thing, text_page, place, size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le")


def _artifact(thing: Any) -> bool:
    """Whether a text is told to be no content: a running title, a number of a page."""
    names = []
    for place in range(pdfium.FPDFPageObj_CountMarks(thing)):
        mark = pdfium.FPDFPageObj_GetMark(thing, place)
        buffer, size = ctypes.create_string_buffer(64), ctypes.c_ulong()
        unit = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        pdfium.FPDFPageObjMark_GetName(mark, unit, 64, size)
        names.append(buffer.raw[: size.value - 2].decode("utf-16-le"))
    return "Artifact" in names

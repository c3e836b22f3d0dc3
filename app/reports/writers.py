"""The formats of a report, by their names. Their writers take a document, its words and a step."""

from typing import Protocol

from app.reports.document import Document
from app.reports.docx import DocxWriter
from app.reports.html import HtmlWriter
from app.reports.pdf import PdfWriter
from app.reports.shown import Step, quiet
from app.words import Words


class Writer(Protocol):
    """A format of a report; all of them tell the same."""

    key: str
    mime: str

    def write(self, document: Document, words: Words, say: Step = quiet) -> bytes:
        """The bytes of the file."""


WRITERS: dict[str, Writer] = {kind.key: kind for kind in (DocxWriter(), PdfWriter(), HtmlWriter())}

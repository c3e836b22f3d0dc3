"""The report as a tagged PDF (PDF/UA-1), made of the page that the HTML file is made of.

WeasyPrint stands on Pango, a library of the system: it is imported only when a PDF is made, so
that a portal without Pango starts and does everything else.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import ImageFile

from app.charts.text import FONTS
from app.reports.document import Document
from app.reports.html import page
from app.reports.shown import Step, quiet
from app.words import Words

#: What WeasyPrint is called by the page itself: our fonts. Nothing else is ever loaded.
OWN = "own:"
INSTALL = (
    "A PDF needs the library Pango, which is not installed here: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


class NoPangoError(Exception):
    """The libraries of the system that make a PDF are missing; the message says how to get them."""

    def __init__(self) -> None:
        super().__init__(INSTALL)


class PdfWriter:
    """A PDF for paper and for screen readers."""

    key = "pdf"
    mime = "application/pdf"

    def write(self, document: Document, words: Words, say: Step = quiet) -> bytes:
        """The bytes of the file; takes seconds for hundreds of rows. Raises NoPangoError."""
        weasyprint = library()
        made = weasyprint.HTML(
            string=page(document, words, "paper.css", say),
            url_fetcher=_fetcher(weasyprint),
            base_url=None,
        )
        with _told(weasyprint, say):
            body: bytes = made.write_pdf(pdf_variant="pdf/ua-1", finisher=_finish)
        return body


def _finish(document: Any, pdf: Any) -> None:
    """Say what WeasyPrint leaves out: which way a heading cell heads, and foreign languages."""
    tagged = {f"{thing.number} 0 R".encode(): thing for thing in pdf.objects if _tag(thing)}
    for thing in tagged.values():
        if _tag(thing) == "/TH" and "A" in thing:
            row = tagged[thing["P"]]
            in_head = _tag(tagged[row["P"]]) == "/THead"
            thing["A"]["Scope"] = "/Column" if in_head else "/Row"
    foreign = [thing for thing in tagged.values() if _tag(thing) == "/Art"]
    boxes = [
        box
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element_tag == "article" and type(box).__name__ in ("BlockBox", "InlineBox")
    ]
    for thing, box in zip(foreign, boxes, strict=True):
        thing["S"] = "/Div"
        thing["Lang"] = f"({box.element.get('lang')})"


def _tag(thing: Any) -> str | None:
    """The tag of an element of the structure; None for anything else of the file."""
    is_element = isinstance(thing, dict) and thing.get("Type") == "/StructElem"
    return str(thing["S"]) if is_element else None


@contextmanager
def _told(weasyprint: Any, say: Step) -> Iterator[None]:
    """Say what WeasyPrint says of itself, page by page, so that it can be stopped there."""

    class Teller(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say(0, None, record.getMessage()[:80])

    teller = Teller(logging.INFO)
    progress = weasyprint.logger.PROGRESS_LOGGER
    progress.addHandler(teller)
    before = progress.level
    progress.setLevel(logging.INFO)
    try:
        yield
    finally:
        progress.setLevel(before)
        progress.removeHandler(teller)


def library() -> Any:
    """WeasyPrint. Raises NoPangoError where what it stands on is missing."""
    try:
        import weasyprint
    except OSError as error:
        raise NoPangoError from error
    # It tells Pillow to take damaged pictures for whole ones, in all of the process: photos of
    # deputies would be given out half grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def _fetcher(weasyprint: Any) -> Any:
    """What loads for WeasyPrint: our fonts and what the page holds itself, nothing from outside."""

    class Own(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(OWN):
                file = FONTS / Path(url.removeprefix(OWN)).name
                return weasyprint.urls.URLFetcherResponse(url, file.read_bytes())
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError(f"nothing is loaded from outside: {url[:80]}")

    return Own(allowed_protocols=("data",))

"""The text of a kept document as somebody quotes from it: page by page, in whole paragraphs.

Called in the process that reads files, see `scrapers.documents`.
"""

import re
import unicodedata

from bs4 import BeautifulSoup, NavigableString
from bs4.element import Comment, Tag

from scrapers.documents import DOCX, PDF, DocumentError, docx_text, pdf_pages, tidy

#: What parts one page from the next.
FORM_FEED = "\f"
ENCODINGS = ("utf-8", "cp1251")
NOT_TEXT = "script, style, noscript, template, iframe, object, head"
BLOCKS = [
    *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
]
#: What no reader sees, and what would part a word that is whole on the screen.
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def read(mime: str, body: bytes) -> str:
    """The text of a file of a kind in `documents.PAGED`. Raises DocumentError."""
    if mime == PDF:
        pages = pdf_pages(body)
    elif mime == DOCX:
        pages = [docx_text(body)]
    elif mime == "text/html":
        pages = [html_text(body)]
    else:
        pages = decoded(body).split(FORM_FEED)
    return FORM_FEED.join(_clean(page) for page in pages)


def html_text(body: bytes) -> str:
    """The text of a web page, one line for each block of it, as a browser shows them."""
    soup = BeautifulSoup(body, "lxml")
    for tag in soup.select(NOT_TEXT):
        tag.decompose()
    for words in soup.find_all(string=True):
        if isinstance(words, Comment):
            words.extract()
        elif not _preformatted(words):
            words.replace_with(NavigableString(re.sub(r"\s+", " ", words)))
    for end in soup.find_all("br"):
        end.replace_with("\n")
    for cell in soup.find_all(["td", "th"]):
        cell.append("\t")
    for block in soup.find_all(BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    return str(soup.get_text())


def _preformatted(words: NavigableString) -> bool:
    return any(isinstance(parent, Tag) and parent.name == "pre" for parent in words.parents)


def decoded(body: bytes) -> str:
    """Plain text in whichever encoding it is. Raises DocumentError."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DocumentError("The text is in no encoding that is known here.")


def _clean(page: str) -> str:
    return tidy(UNSEEN.sub("", unicodedata.normalize("NFC", page)))

"""A kept page made harmless: what it said and how it was laid out, and nothing that acts.

What is let through is listed; everything else goes. The last word has nh3, which reads the page
as a browser would and writes it anew, so that no trick of markup outlives it. The frame that
shows the result may neither run nor fetch anything (docs/adr): this is the first of three walls.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import nh3
from bs4 import UnicodeDammit
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

#: Bytes of a page that are read, and letters of the result that are shown.
MOST_READ, MOST_SHOWN = 1024 * 1024, 400_000
TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i",
    "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "s", "samp", "section",
    "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "time", "tr", "u", "ul", "var",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "details": {"open"},
}
#: Elements that go with all that stands in them; of others only their own tags go.
NOTHING_OF = {
    "applet", "audio", "canvas", "embed", "head", "iframe", "math", "noembed", "noframes",
    "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title",
    "video", "xmp",
}  # fmt: skip
WITH_CLASS = "//*[contains(concat(' ', normalize-space(@class), ' '), $name)]"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
LANGUAGE = re.compile(r"(kk|kz|ru|en)\b", re.IGNORECASE)
LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class CleanPage:
    """The harmless body of a page; `lang` is what the page says of itself, `cut` that it ends
    before its end.
    """

    html: str
    lang: str | None
    cut: bool


def decoded(body: bytes, charset: str | None = None) -> str:
    """The text of a page of the web, at most MOST_READ bytes of it.

    A byte order mark wins, then what the server said, then what the page says of itself.
    """
    said = [charset] if charset else []
    found = UnicodeDammit(body[:MOST_READ], user_encodings=said, is_html=True)
    return found.unicode_markup or body[:MOST_READ].decode("utf-8", "replace")


def clean(text: str, without: Iterable[str] = ()) -> CleanPage:
    """The page `text` as it may be shown, without the elements of these classes."""
    # XML knows no such letters, and no page needs them. The parser reads no nesting so deep that
    # writing it anew would take minutes.
    plain = CONTROLS.sub("", text)
    try:
        page = document_fromstring(plain or " ", parser=HTMLParser(encoding=None, huge_tree=False))
    except (etree.ParserError, ValueError):
        return CleanPage("", None, cut=False)
    for name in without:
        for tag in page.xpath(WITH_CLASS, name=f" {name} "):
            tag.drop_tree()
    for tag in page.xpath("//a | //area | //img | //input"):
        _defuse(tag)
    body = page.find("body")
    inner = etree.tostring(page if body is None else body, encoding="unicode", method="html")
    html = nh3.clean(
        inner,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=NOTHING_OF,
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
    cut = len(html) > MOST_SHOWN
    if cut:
        # Cut anywhere, it is whole again once it was read and written once more.
        html = nh3.clean(html[:MOST_SHOWN], tags=TAGS, attributes=ATTRIBUTES, link_rel=None)
    lang = LANGUAGE.match(page.get("lang", ""))
    return CleanPage(html, _code(lang[1]) if lang else None, cut or len(text) >= MOST_READ)


def framed(page: CleanPage, *, title: str, lang: str, style: str, note: str) -> str:
    """The whole document that the frame shows; `note` stands below a page that was cut."""
    ending = f"<p><strong>{escape(note)}</strong></p>" if page.cut else ""
    return (
        f'<!doctype html>\n<html lang="{page.lang or escape(lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body>\n{page.html}\n{ending}</body></html>\n"
    )


def _code(said: str) -> str:
    said = said.lower()
    return "kk" if said == "kz" else said


def _defuse(tag: HtmlElement) -> None:
    """Say what a link led to or a picture showed, in a place where neither works."""
    if tag.tag == "a":
        address = (tag.get("href") or "").strip()
        tag.attrib.clear()
        if address:
            tag.set("title", address[:LONGEST_ADDRESS])
        return
    words = tag.get("value" if tag.tag == "input" else "alt")
    hidden = tag.tag == "input" and tag.get("type", "").lower() in ("hidden", "password")
    tag.attrib.clear()
    tag.tag = "i"
    if words and not hidden:
        tag.text = f"[{words[:LONGEST_ADDRESS]}]"

"""Where the pages of the portal lead: links, pictures, style sheets and frames."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html
from lxml.html import HtmlElement

from app.mirror.addresses import canonical

#: The host of a portal of which nobody said where it stands: no such host can ever exist.
UNKNOWN = "http://original.invalid"
#: What a page loads by itself, and the attribute that says from where.
LOADING = {"img": "src", "script": "src", "iframe": "src", "source": "src", "embed": "src",
           "object": "data", "video": "poster", "audio": "src", "track": "src"}  # fmt: skip
#: What somebody may follow from a page.
LEADING = {"a": "href", "area": "href"}
LOADED_RELS = frozenset({"stylesheet", "icon", "preload", "manifest"})
STYLE_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)|@import\s+(["'])([^"']+)\3""")


def parsed(body: bytes) -> HtmlElement:
    """A page as a tree."""
    return html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))


class Own:
    """Which addresses belong to the portal at `base`, a scheme and a host and perhaps a folder."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self._parts = urlsplit(self.base)

    def address(self, href: str, page: str) -> tuple[str, str] | None:
        """The canonical address that `href` on the page at `page` means, and the anchor.

        None for an address that is not of the portal, or none at all.
        """
        whole, anchor = urldefrag(urljoin(self.base + page, href.strip()))
        try:
            parts = urlsplit(whole)
        except ValueError:
            return None
        if (parts.scheme, parts.netloc) != (self._parts.scheme, self._parts.netloc):
            return None
        # Some links of the portal know no folder above it and begin at the host.
        path = parts.path
        if path.startswith(f"{self._parts.path}/"):
            path = path.removeprefix(self._parts.path)
        return canonical(f"{path}?{parts.query}" if parts.query else path), anchor


def set_of(value: str) -> Iterator[tuple[str, str]]:
    """The addresses of a `srcset`, each with its width or density."""
    for one in value.split(","):
        address, _, size = one.strip().partition(" ")
        if address:
            yield address, size


def references(page: HtmlElement) -> Iterator[tuple[HtmlElement, str, str]]:
    """Each element that leads or loads, its attribute, and the address in it."""
    for element in page.iter(*LEADING, *LOADING, "link", "form"):
        name = {**LEADING, **LOADING, "link": "href", "form": "action"}[element.tag]
        if (value := element.get(name)) is not None:
            yield element, name, value
        for address, _ in set_of(element.get("srcset", "")):
            yield element, "srcset", address


def leads_to(body: bytes, mime: str, page: str, own: Own) -> list[str]:
    """The canonical addresses of the portal that a page or a style sheet leads to, once each."""
    found: dict[str, None] = {}
    if mime == "text/css":
        hrefs = [m[2] or m[4] for m in STYLE_URL.finditer(body.decode("utf-8", "replace"))]
    elif mime == "text/html":
        hrefs = [
            value
            for element, _, value in references(parsed(body))
            if element.tag != "form" and not _is_said(element)
        ]
    else:
        hrefs = []
    for href in hrefs:
        target = own.address(href, page)
        if target is not None:
            found[target[0]] = None
    return list(found)


def _is_said(link: HtmlElement) -> bool:
    """Whether a `link` only tells machines of an address, as of a page in another language."""
    if link.tag != "link":
        return False
    rels = link.get("rel", "").lower().split()
    return not LOADED_RELS.intersection(rels) and "atom" not in link.get("type", "")

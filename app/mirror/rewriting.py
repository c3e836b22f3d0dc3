"""A page of the portal made to stand in a folder: relative links, nothing from outside."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import META, SPAN, A, P

from app.mirror.reading import LOADED_RELS, STYLE_URL, UNKNOWN, Own, parsed, references, set_of
from app.words import Words

#: What pages of a copy may load: files of the copy, by HTTP or out of a folder, and nothing else.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; "
    "img-src 'self' data: file:; font-src 'self' file:; frame-src 'self' file:; "
    "form-action 'self' file:; base-uri 'none'"
)
#: Parts of a policy that a page cannot give itself, and one that no page of a copy needs.
NOT_IN_PAGES = frozenset({"frame-ancestors", "sandbox", "report-uri", "report-to", "connect-src"})
STYLE = "static/mirror/mirror.css"


class Fate(StrEnum):
    """What a link becomes: one to a file, one to the original, words alone, or nothing."""

    FILE = "file"
    ORIGINAL = "original"
    WORDS = "words"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Target:
    """Where a link leads in the copy: the path of a file, or the address of the original."""

    fate: Fate
    where: str = ""


Resolve = Callable[[str], Target]


def policy_of(header: str | None) -> str:
    """The policy of an answer as its page can give it itself, for HTTP and for a folder.

    In a folder nothing is of the same origin: `file:` lets it load its neighbours, and over HTTP
    it means nothing, as no page of the web may load such.
    """
    if not header:
        return POLICY
    parts = []
    for part in header.split(";"):
        words = part.split()
        if words and words[0] not in NOT_IN_PAGES:
            parts.append(" ".join([*words, "file:"] if "'self'" in words else words))
    return "; ".join(parts)


@dataclass(frozen=True)
class Sheet:
    """What is said of a page beside what it holds: its place, its policy, its banner."""

    address: str
    path: str
    policy: str
    words: Words
    banner: HtmlElement | None = None


class Rewriter:
    """Makes pages of the portal at `base` into files. `resolve` says what a link becomes."""

    def __init__(self, base: str, resolve: Resolve) -> None:
        self.own = Own(base)
        self.known = self.own.base != UNKNOWN
        self.resolve = resolve
        self._host = urlsplit(self.own.base).netloc

    def page(self, body: bytes, sheet: Sheet) -> bytes:
        """A page as it stands in the copy."""
        return self.written(self.tree(parsed(body), sheet))

    def tree(self, root: HtmlElement, sheet: Sheet) -> HtmlElement:
        """The same as a tree, which is changed."""
        self._forms(root, sheet)
        self._head(root, sheet)
        for element in root.xpath("//*[@srcset]"):
            self._srcset(element, sheet)
        for element, name, value in list(references(root)):
            if element.tag not in ("link", "form") and name != "srcset":
                self._reference(element, name, value, sheet)
        if not self.known:
            self._forget(root)
        if sheet.banner is not None and (bodies := root.xpath("//body[main or .//main]")):
            self._place(bodies[0], sheet)
        return root

    def style(self, body: bytes, address: str, path: str) -> bytes:
        """A style sheet with relative addresses."""

        def changed(match: object) -> str:
            href = match[2] or match[4]  # type: ignore[index]
            found = self.own.address(href, address)
            if found is None:
                return match[0] if href.startswith(("data:", "#")) else "url()"  # type: ignore[index]
            target = self.resolve(found[0])
            where = relative(target.where, path) if target.fate is Fate.FILE else ""
            return f'url("{where}")' if match[2] else f'@import "{where}"'  # type: ignore[index]

        return STYLE_URL.sub(changed, body.decode("utf-8", "replace")).encode()

    @staticmethod
    def written(root: HtmlElement) -> bytes:
        """A tree as a file."""
        text = html.tostring(root, encoding="unicode", doctype="<!doctype html>")
        return f"{text}\n".encode()

    def _head(self, root: HtmlElement, sheet: Sheet) -> None:
        for link in root.xpath("//link[@href]"):
            self._link(link, sheet)
        if not self.known:
            for element in root.xpath("//meta[@content] | //script[@type='application/ld+json']"):
                if self._host in (element.get("content") or element.text or ""):
                    element.drop_tree()
            for element in root.xpath("//meta[starts-with(@property, 'og:image:')]"):
                element.drop_tree()
        head = root.find("head")
        if head is not None:
            # Nothing may be loaded before the policy is read; a charset comes first of all.
            policy = META(content=sheet.policy)
            policy.set("http-equiv", "Content-Security-Policy")
            charset = head.find("meta[@charset]")
            place = 0 if charset is None else head.index(charset) + 1
            head.insert(place, policy)

    def _link(self, link: HtmlElement, sheet: Sheet) -> None:
        found = self.own.address(link.get("href"), sheet.address)
        rels = set(link.get("rel", "").lower().split())
        if found is None:
            if LOADED_RELS & rels and not link.get("href").startswith("data:"):
                link.drop_tree()
            return
        target = self.resolve(found[0])
        if LOADED_RELS & rels or "atom" in link.get("type", ""):
            if target.fate is Fate.FILE:
                link.set("href", relative(target.where, sheet.path))
            else:
                link.drop_tree()
        elif self.known:
            link.set("href", self.own.base + found[0])
        else:
            link.drop_tree()

    def _forms(self, root: HtmlElement, sheet: Sheet) -> None:
        for form in list(root.iter("form")):
            found = self.own.address(form.get("action", ""), sheet.address)
            target = self.resolve(found[0]) if found else Target(Fate.NOTHING)
            if form.get("role") == "search" and target.fate is Fate.FILE:
                form.set("action", relative(target.where, sheet.path))
                continue
            said = P(self._needed(sheet), {"class": "small muted mirror-live"})
            said.tail = form.tail
            form.getparent().replace(form, said)

    def _needed(self, sheet: Sheet) -> HtmlElement:
        words = sheet.words
        if not self.known:
            text = words.gettext("Choosing and sending need the site itself; this is a copy of it.")
            return SPAN(text)
        text = words.gettext("Choosing and sending need the site itself: open this page there.")
        return A(text, href=self.own.base + sheet.address, rel="noopener")

    def _reference(self, element: HtmlElement, name: str, value: str, sheet: Sheet) -> None:
        loads = element.tag not in ("a", "area")
        if value.startswith("#"):
            return
        found = self.own.address(value, sheet.address)
        if found is None:
            if loads and not value.startswith("data:"):
                element.drop_tree()
            elif not self.known and self._host in value:
                drop(element, with_item=True)
            return
        address, anchor = found
        target = self.resolve(address)
        if target.fate is Fate.FILE:
            tail = f"#{quote(anchor, safe='-_.~!$&()*+,;=:@/?%')}" if anchor else ""
            element.set(name, relative(target.where, sheet.path) + tail)
        elif loads:
            drop(element)
        elif target.fate is Fate.ORIGINAL and self.known:
            element.set("href", self.own.base + address + (f"#{anchor}" if anchor else ""))
            element.set("rel", "noopener")
        else:
            drop(element, with_item=target.fate is Fate.NOTHING or _in_list_of_links(element))

    def _srcset(self, element: HtmlElement, sheet: Sheet) -> None:
        kept = []
        for address, size in set_of(element.get("srcset", "")):
            found = self.own.address(address, sheet.address)
            target = self.resolve(found[0]) if found else Target(Fate.NOTHING)
            if target.fate is Fate.FILE:
                kept.append(f"{relative(target.where, sheet.path)} {size}".strip())
        if kept:
            element.set("srcset", ", ".join(kept))
        else:
            element.attrib.pop("srcset", None)

    def _forget(self, root: HtmlElement) -> None:
        """Leave no trace of the host that stood in for an unknown one."""
        for field in root.xpath("//input[@value] | //textarea"):
            if self._host in (field.get("value") or field.text or ""):
                parent = field.getparent()
                drop(parent if parent.tag == "p" else field)
        for element in root.iter(html.etree.Element):
            if element.text and UNKNOWN in element.text:
                element.text = element.text.replace(UNKNOWN, "")
            if element.tail and UNKNOWN in element.tail:
                element.tail = element.tail.replace(UNKNOWN, "")
            for name, value in element.attrib.items():
                if UNKNOWN in value:
                    element.set(name, value.replace(UNKNOWN, ""))

    def _place(self, body: HtmlElement, sheet: Sheet) -> None:
        """Put the banner on top, below the link that skips it, and its style sheet in the head."""
        skip = body.xpath("./a[@class='skip']")
        body.insert(1 if skip else 0, sheet.banner)
        head = body.getparent().find("head")
        style = html.Element("link", rel="stylesheet", href=relative(STYLE, sheet.path))
        head.append(style)


def _in_list_of_links(element: HtmlElement) -> bool:
    """Whether the link is an entry of navigation, which would say nothing without leading on."""
    return next(element.iterancestors("nav", "footer"), None) is not None


def drop(element: HtmlElement, *, with_item: bool = False) -> None:
    """Take an element away. Of a link its words stay, unless it is all there is in a list entry."""
    item = element.getparent()
    alone = item is not None and item.tag == "li" and len(item) == 1
    if with_item and alone and not f"{item.text or ''}{element.tail or ''}".strip():
        item.drop_tree()
    elif element.tag in ("a", "area") and not with_item:
        element.tag = "span"
        for name in list(element.attrib):
            if name not in ("class", "lang", "id", "title"):
                del element.attrib[name]
    elif element.tag == "img" and element.get("alt"):
        said = SPAN(element.get("alt"))
        said.tail = element.tail
        item.replace(element, said)
    else:
        element.drop_tree()


def relative(path: str, page: str) -> str:
    """The address of a file of the copy as seen from another one, always with its own name."""
    return posixpath.relpath(path, posixpath.dirname(page) or ".")

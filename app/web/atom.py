"""Atom feeds (RFC 4287), with pages (RFC 5005): plain values in, bytes out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

NAMESPACE = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MIMETYPE = "application/atom+xml"
#: When a feed without anything in it was last changed.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
#: What XML 1.0 cannot say at all, however it is escaped.
UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """Something that happened at `at`. `id` is forever; `title_lang` where not the feed's."""

    id: str
    at: datetime
    title: str
    summary: str
    href: str
    category: str
    title_lang: str | None = None


@dataclass(frozen=True)
class Feed:
    """A page of entries. `links` are pairs of a relation and an address."""

    id: str
    lang: str
    title: str
    subtitle: str
    author: str
    updated: datetime
    page: str
    links: Sequence[tuple[str, str]]
    entries: Sequence[Entry]


def written(feed: Feed) -> bytes:
    """The feed as XML. Text is escaped, and what XML cannot say is left out."""
    root = etree.Element(f"{{{NAMESPACE}}}feed", {LANG: feed.lang}, nsmap={None: NAMESPACE})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    _text(_child(root, "author"), "name", feed.author)
    _child(root, "link", rel="alternate", type="text/html", hreflang=feed.lang, href=feed.page)
    for relation, address in feed.links:
        _child(root, "link", rel=relation, type=MIMETYPE, href=address)
    for entry in feed.entries:
        _entry(root, entry)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _entry(root: etree._Element, entry: Entry) -> None:
    element = _child(root, "entry")
    _text(element, "id", entry.id)
    title = _text(element, "title", entry.title)
    if entry.title_lang:
        title.set(LANG, entry.title_lang)
    _text(element, "updated", _moment(entry.at))
    _child(element, "link", rel="alternate", type="text/html", href=entry.href)
    _child(element, "category", term=entry.category)
    _text(element, "summary", entry.summary)


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    clean = {key: UNSAYABLE.sub("", value) for key, value in attributes.items()}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", clean)


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = _child(parent, name)
    element.text = UNSAYABLE.sub("", text)
    return element


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

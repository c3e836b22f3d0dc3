"""A walk over the whole public site: every link and image, from the first page and the sitemap.

Pages of one kind are made by one template; of each kind so many are opened as `Walk.most` says,
and of the rest the address is at least one that the portal knows.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import html5lib
from flask import Flask
from lxml import etree, html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests import page_checks

HOST = "localhost"
#: Elements that lead to an address, and the attribute that holds it.
LEADING = {"a": "href", "img": "src", "link": "href", "script": "src", "iframe": "src",
           "form": "action", "source": "src"}  # fmt: skip
#: Pages of each kind whose markup is parsed by the letter of the standard, which is slow.
STRICT = 1
#: Forms of the desk and of accounts have tests of their own.
OUTSIDE = re.compile(r"^/(kk|ru|en)/(account|coding|desk|downloads|guest)\b")


@dataclass
class Walk:
    """What was seen. `problems` are sentences; nothing is wrong when there are none."""

    app: Flask
    most: int = 1
    outside: re.Pattern[str] = OUTSIDE
    problems: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    fragments: list[tuple[str, str, str]] = field(default_factory=list)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.urls = self.app.url_map.bind(HOST)
        self.queue: deque[tuple[str, str]] = deque()
        self.known: set[str] = set()

    def kind_of(self, address: str) -> str | None:
        """The kind of page at an address; None where the portal knows no such address."""
        parts = urlsplit(address)
        try:
            endpoint, values = self.urls.match(parts.path)
        except RequestRedirect:
            return "redirect"
        except HTTPException:
            return None
        asked = sorted({name for name, _ in parse_qsl(parts.query)})
        state = "edition" if "edition" in values else "today"
        return " ".join([values.get("lang", "-"), state, endpoint, *asked])

    def add(self, address: str, source: str) -> None:
        """Take an address up once, where it is ours and of a kind not seen often enough."""
        if address in self.known:
            return
        self.known.add(address)
        self.counts["links"] += 1
        kind = self.kind_of(address)
        if kind is None:
            self.problems.append(f"{source} leads to {address}, which is no address of the portal")
        elif self.kinds[kind] < self.most:
            self.kinds[kind] += 1
            self.samples.setdefault(kind, address)
            self.queue.append((address, source))
        else:
            self.counts["links of a kind seen often enough"] += 1

    def walk(self, start: Iterable[str]) -> "Walk":
        """Go on until nothing new is found."""
        for address in start:
            self.add(address, "the start")
        while self.queue:
            self.visit(*self.queue.popleft())
        for source, target, anchor in self.fragments:
            page = self.moved.get(target, target)
            if page in self.ids and anchor not in self.ids[page]:
                self.problems.append(f"{source} leads to #{anchor}, which is not on {page}")
        return self

    def visit(self, address: str, source: str) -> None:
        """Open a page and take up what it leads to."""
        answer = self.client.get(address)
        self.counts["opened"] += 1
        if answer.status_code in (301, 302, 303, 308):
            target = self.own(urljoin(f"http://{HOST}{address}", answer.location))
            if target is not None:
                self.moved[address] = target
                self.add(target, address)
            return
        if answer.status_code != 200:
            self.problems.append(f"{source} leads to {address}: {answer.status}")
            return
        if answer.mimetype == "text/html":
            self.read(address, answer.text)
        elif answer.mimetype == "application/atom+xml":
            self.counts["feeds"] += 1
            for href in etree.fromstring(answer.data).xpath("//@href"):
                target = self.own(href)
                if target is not None:
                    self.add(target, address)

    def own(self, address: str) -> str | None:
        """The path and query of an address of the public site; None for any other."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or parts.netloc != HOST:
            return None
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return None if self.outside.match(path) else path

    def read(self, address: str, text: str) -> None:
        """Check a page and take up its links."""
        self.counts["pages"] += 1
        page = html.document_fromstring(text)
        self.ids[address] = set(page.xpath("//@id"))
        for tag, attribute in LEADING.items():
            for element in page.iter(tag):
                href = element.get(attribute)
                if href is None or (tag == "form" and element.get("method", "get") == "post"):
                    continue
                whole, anchor = urldefrag(urljoin(f"http://{HOST}{address}", href))
                target = self.own(whole)
                if target is None:
                    continue
                self.add(target, address)
                if anchor:
                    self.fragments.append((address, target, anchor))
        self.check(address, page, text)

    def check(self, address: str, page: html.HtmlElement, text: str) -> None:
        """What every page has, and what is wrong with this one."""
        if "embed" in address.rsplit("/", 1)[-1]:
            return
        canonical = page.xpath("//link[@rel='canonical']/@href")
        if len(canonical) != 1 and not page.xpath("//meta[@name='robots']"):
            self.problems.append(f"{address} does not say which address is its own")
        title = page.findtext(".//title") or ""
        if canonical and self.own(canonical[0]) == address:
            state = (
                "/".join(address.split("/")[1:4]) if "/editions/" in address else page.get("lang")
            )
            other = self.titles.setdefault((str(state), title), address)
            # Another seat of the same deputy is asked for by the same path.
            if other.partition("?")[0] != address.partition("?")[0]:
                self.problems.append(f"{address} and {other} have one title: {title}")
        found = page_checks.problems(text)
        self.problems += [f"{address}: {problem}" for problem in found]
        kind = self.kind_of(address) or ""
        self.counts[f"strict {kind}"] += 1
        if self.counts[f"strict {kind}"] <= STRICT:
            self.counts["parsed by the letter"] += 1
            parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"))
            parser.parse(text)
            self.problems += [
                f"{address}: {code} at line {place[0]}" for place, code, _ in parser.errors
            ]

    def told(self) -> str:
        """The counts in words."""
        rows = {name: n for name, n in self.counts.items() if not name.startswith("strict ")}
        rows |= {"kinds of pages": len(self.kinds)}
        return ", ".join(f"{name}: {number}" for name, number in rows.items())


def of_sitemap(app: Flask, lang: str) -> list[str]:
    """The path of every page that the sitemap lists in a language."""
    client, found = app.test_client(), []
    for file in etree.fromstring(client.get("/sitemap.xml").data).xpath("//*[local-name()='loc']"):
        listed = etree.fromstring(client.get(file.text).data)
        found += listed.xpath("//*[local-name()='url']/*[local-name()='loc']/text()")
    paths = [urlsplit(address).path for address in found]
    return [path for path in paths if path.startswith(f"/{lang}/")]

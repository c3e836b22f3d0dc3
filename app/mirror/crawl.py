"""Fetching the public site: from the first pages along every link to the end."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from app.mirror.addresses import Place, Scope, canonical
from app.mirror.reading import Own, leads_to
from app.mirror.shapes import Answer, MirrorError, Site
from app.mirror.store import Fetched, Store

Say = Callable[[int, int, str], None]
#: No site of this kind has more pages: links that make ever new addresses end a build here.
MOST_PAGES = 300_000
MOVED = frozenset({301, 302, 303, 307, 308})
#: One failing page is noted and left out; when so many fail, the portal itself is broken.
MOST_FAILURES = 20


@dataclass
class Crawl:
    """What was asked. `same` counts the pages that the portal said had not changed."""

    site: Site
    scope: Scope
    store: Store
    build: int
    say: Say
    asked: int = 0
    same: int = 0
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.own = Own(self.site.base)
        self._known: set[str] = set()
        self._queue: deque[str] = deque()

    def run(self, start: Iterable[str]) -> None:
        """Fetch all. Raises MirrorError where the site has no end or fails too often."""
        for address in start:
            self._add(address)
        while self._queue:
            address = self._queue.popleft()
            for link in self._fetch(address):
                target = meant(link, address, self.scope, self.site)
                if target is not None and self.scope.place(target) is Place.COPIED:
                    self._add(target)
            self.say(self.asked, len(self._known), address)
        self.store.commit()

    def _add(self, address: str) -> None:
        if address in self._known:
            return
        if len(self._known) >= MOST_PAGES:
            raise MirrorError(
                f"The site leads to more than {MOST_PAGES} addresses, the last of them {address}: "
                "some page makes ever new ones. Nothing of the copy was changed."
            )
        self._known.add(address)
        self._queue.append(address)

    def _fetch(self, address: str) -> tuple[str, ...]:
        """Where an address leads."""
        self.asked += 1
        before = self.store.page(address)
        answer = self.site.fetch(address, before.known if before else None)
        if answer.status == 304 and before is not None:
            self.same += 1
            self.store.seen(self.build, before, answer.known)
            return before.links
        page = self._read(address, answer)
        if before is not None and _same(before, page):
            self.store.seen(self.build, before, page.known)
        else:
            self.store.keep(self.build, page, answer)
        return page.links

    def _read(self, address: str, answer: Answer) -> Fetched:
        if answer.status >= 500:
            self.failed.append(address)
            if len(self.failed) >= MOST_FAILURES:
                raise MirrorError(
                    f"{len(self.failed)} pages failed, the last of them {address}: look into the "
                    "log of the portal. Nothing of the copy was changed."
                )
        moved = answer.status in MOVED
        found = self.own.address(answer.headers.get("Location", ""), address) if moved else None
        links: list[str] = [found[0]] if found else []
        if answer.status == 200:
            links = leads_to(answer.body, answer.mime, address, self.own)
        return Fetched(
            address,
            answer.status,
            answer.mime,
            found[0] if found else "",
            answer.headers.get("Content-Security-Policy", ""),
            answer.known if answer.status == 200 else None,
            hashlib.sha256(answer.body).hexdigest(),
            tuple(links),
        )


def _same(before: Fetched, now: Fetched) -> bool:
    names = ("status", "mime", "location", "policy", "digest")
    return all(getattr(before, name) == getattr(now, name) for name in names)


def meant(link: str, page: str, scope: Scope, site: Site) -> str | None:
    """What a link on the page at `page` means in a copy of one edition; None for what is not in it.

    Pages that no edition has lead on to the pages of the copied one. A page of the edition that
    leads out of it, to how things stand today, leads nowhere in the copy.
    """
    if scope.edition is None:
        return link
    path = urlsplit(link).path
    inside = f"/editions/{scope.edition}/"
    if f"/editions/{scope.edition}" in path:
        return link
    mapped = site.of_edition(link, scope.edition)
    if mapped is None:
        return link
    return None if inside in urlsplit(page).path else canonical(mapped)


def of_sitemap(site: Site, scope: Scope) -> list[str]:
    """The addresses that the sitemaps of the portal list for the copied languages and edition."""
    own, found = Own(site.base), []
    for file in _places(site, own, "/sitemap.xml"):
        for address in _places(site, own, file):
            target = meant(address, "/", scope, site)
            if target is not None and scope.place(target) is Place.COPIED:
                found.append(target)
    return found


def _places(site: Site, own: Own, address: str) -> list[str]:
    answer = site.fetch(address)
    if answer.status != 200:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    places = etree.fromstring(answer.body, parser).xpath("//*[local-name()='loc']/text()")
    found = (own.address(str(place), "/") for place in places)
    return [one[0] for one in found if one]

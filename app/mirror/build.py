"""Building a copy: fetch, rewrite, index, list, sign."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.mirror import keys, manifest, own_pages
from app.mirror.addresses import Place, Scope, canonical, file_name
from app.mirror.crawl import Crawl, Say, meant, of_sitemap
from app.mirror.folder import Folder, locked
from app.mirror.manifest import SUMS, Manifest
from app.mirror.own_pages import DAY_HERE, About
from app.mirror.reading import UNKNOWN, parsed
from app.mirror.rewriting import Fate, Rewriter, Sheet, Target, policy_of
from app.mirror.search_index import MOST, Index, index
from app.mirror.shapes import Site
from app.mirror.store import Fetched, Made, Store
from app.queries.search_dump import Searchable
from app.words import Words


@dataclass(frozen=True)
class Order:
    """What is to be built. `work` is a file for what is remembered between builds; `seed` signs.

    `generator` names the code that makes the pages; `as_of` is the day of the edition, or of now.
    """

    folder: Path
    work: Path
    scope: Scope
    now: datetime
    as_of: str
    generator: str
    seed: bytes | None = None
    training: bool = False
    most_search: int = MOST


@dataclass
class Built:
    """What a build did: numbers of addresses, files, bytes."""

    asked: int = 0
    same: int = 0
    files: int = 0
    size: int = 0
    written: int = 0
    kept: int = 0
    removed: int = 0
    strangers: int = 0
    failed: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    search: dict[str, int] = field(default_factory=dict)


def build(site: Site, order: Order, found: Callable[[], Searchable], say: Say) -> Built:
    """Make the copy, or bring it up to date. Raises MirrorError, which changes no file of it.

    Killed at any moment it leaves a copy whose links all work, and goes on where it was.
    """
    with locked(order.folder):
        folder = Folder(order.folder)
        folder.prepare()
        store = Store(order.work)
        try:
            return _build(site, order, found, say, folder=folder, store=store)
        finally:
            store.close()


def _build(
    site: Site,
    order: Order,
    found: Callable[[], Searchable],
    say: Say,
    *,
    folder: Folder,
    store: Store,
) -> Built:
    number = int(store.fact("build") or 0) + 1
    same_site = json.dumps([site.base, order.generator, str(order.scope)])
    if store.fact("site") != same_site:
        store.forget_pages()
        store.note("site", same_site)
    crawl = Crawl(site, order.scope, store, number, say)
    crawl.run([*_first(order.scope), *of_sitemap(site, order.scope)])
    making = _Making(site, order, folder, store, number)
    making.pages(say)
    made = making.index(found())
    making.own(made)
    former = {*store.files(), *_listed_before(order.folder)} - {SUMS}
    folder.finish(former)
    search = {"entries": made.entries, "titles_only": made.titles_only}
    _sign(site, order, folder, search)
    for path in former - folder.files.keys():
        store.drop(path)
    store.drop_older(number)
    store.note("build", str(number))
    sizes = sum(one.size for one in folder.files.values())
    return Built(
        crawl.asked,
        crawl.same,
        len(folder.files),
        sizes,
        folder.written,
        folder.kept,
        folder.removed,
        folder.strangers(),
        crawl.failed,
        sorted(making.dead),
        search,
    )


def _first(scope: Scope) -> list[str]:
    """Where the way through the site begins."""
    edition = f"editions/{scope.edition}/" if scope.edition is not None else ""
    return [f"/{lang}/{edition}" for lang in scope.langs] + [
        f"/{lang}/about" for lang in scope.langs
    ]


def _listed_before(folder: Path) -> Iterator[str]:
    """The files that the list of the former copy names, whoever built it."""
    try:
        body = (folder / manifest.MANIFEST).read_bytes()
        yield from manifest.listed(body).files
    except (OSError, manifest.BadManifestError):
        return


def _sign(site: Site, order: Order, folder: Folder, search: dict[str, int]) -> None:
    folder.files.pop(SUMS, None)
    folder.put(SUMS, manifest.sums(folder.files.items()))
    folder.finish(())
    listed = Manifest(
        site=None if site.base == UNKNOWN else site.base,
        as_of=order.as_of,
        built=order.now.isoformat(timespec="seconds"),
        edition=order.scope.edition,
        languages=order.scope.langs,
        generator=order.generator,
        public_key=keys.public(order.seed) if order.seed else None,
        search=search,
        training=order.training,
        files=folder.files,
    )
    body = listed.written()
    folder.sign(body, keys.sign(order.seed, body) if order.seed else None)


class _Making:
    """Files out of what was fetched."""

    def __init__(self, site: Site, order: Order, folder: Folder, store: Store, number: int) -> None:
        self.site, self.order, self.folder, self.store = site, order, folder, store
        self.number = number
        self.dead: set[str] = set()
        self.words = {lang: Words(lang) for lang in order.scope.langs}
        self.about = About(
            site=None if site.base == UNKNOWN else site.base,
            edition=order.scope.edition,
            as_of=order.as_of,
            day=order.now.strftime("%Y-%m-%d"),
            public_key=keys.public(order.seed) if order.seed else None,
            langs=order.scope.langs,
            feeds=order.scope.feeds,
        )
        self.names: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self._name()

    def _name(self) -> None:
        taken: set[str] = set()
        for address in self.store.of_build(self.number):
            page = self.store.page(address)
            if page is None:
                continue
            if page.location:
                self.moved[address] = page.location
            if page.status != 200:
                continue
            name = file_name(address, page.mime)
            if name in taken:
                # Only who names pages so that they look alike gets here; both are to be had.
                name = file_name(f"{address}?same={len(taken)}", page.mime)
            taken.add(name)
            self.names[address] = name

    def target(self, link: str, page: str) -> Target:
        """What a link on a page becomes."""
        scope = self.order.scope
        if scope.place(link) is Place.STAFF:
            return Target(Fate.NOTHING)
        wanted = meant(link, page, scope, self.site)
        place = scope.place(wanted) if wanted is not None else Place.OUTSIDE
        if wanted is None or place is Place.OUTSIDE:
            return Target(Fate.ORIGINAL, link)
        if place is Place.SEARCH:
            return Target(Fate.FILE, f"{wanted.split('/')[1]}/search.html")
        for _ in range(5):
            wanted = self.moved.get(wanted, wanted)
        if wanted in self.names:
            return Target(Fate.FILE, self.names[wanted])
        self.dead.add(wanted)
        return Target(Fate.WORDS)

    def pages(self, say: Say) -> None:
        """Every page and file that was fetched."""
        for number, (address, path) in enumerate(self.names.items()):
            if (page := self.store.page(address)) is not None:
                self._file(page, path)
            say(number + 1, len(self.names), path)

    def _file(self, page: Fetched, path: str) -> None:
        targets = [str(self.target(link, page.address)) for link in page.links]
        told = [
            page.digest,
            page.policy,
            page.mime,
            targets,
            self.order.generator,
            str(self.about.constant),
        ]
        recipe = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        before = self.store.made(path)
        if before is not None and before.recipe == recipe:
            listed = manifest.Listed(before.sha256, before.size)
            if self.folder.has(path, listed):
                return
        body = self._rewritten(page, path)
        taken = self.about.day
        if DAY_HERE.encode() in body:
            # A page that says what it said before keeps the day since which it says so.
            since = before.taken if before else taken
            older = self._dated(body, page, since)
            same = before is not None and manifest.digest(older).sha256 == before.sha256
            taken = since if same else taken
            body = older if same else self._dated(body, page, taken)
        listed = self.folder.put(path, body)
        self.store.put(Made(path, recipe, listed.sha256, listed.size, taken))

    def _dated(self, body: bytes, page: Fetched, day: str) -> bytes:
        words = self.words[page.address.split("/")[1]]
        told = words.day(datetime.fromisoformat(day).date())
        return body.replace(DAY_HERE.encode(), told.encode())

    def _rewritten(self, page: Fetched, path: str) -> bytes:
        body = self.store.body(page.address)
        rewriter = self.rewriter(page.address)
        if page.mime == "text/css":
            return rewriter.style(body, page.address, path)
        lang = page.address.split("/")[1]
        if page.mime != "text/html" or lang not in self.words:
            return body
        return rewriter.page(body, self.sheet(page, path))

    def rewriter(self, address: str) -> Rewriter:
        """What rewrites the page at an address."""
        return Rewriter(self.site.base, lambda link: self.target(link, address))

    def sheet(self, page: Fetched, path: str) -> Sheet:
        """What is said of a page beside what it holds."""
        words = self.words[page.address.split("/")[1]]
        banner = own_pages.banner(words, self.about, path)
        return Sheet(page.address, path, policy_of(page.policy), words, banner)

    def index(self, found: Searchable) -> Index:
        """The files of the search."""
        edition = self.order.scope.edition
        inside = f"editions/{edition}/" if edition is not None else ""

        def where(lang: str, path: str) -> str | None:
            for head in (inside, ""):
                name = self.names.get(canonical(f"/{lang}/{head}{path}"))
                if name is not None:
                    return name.removeprefix(f"{lang}/")
            return None

        made = index(found, where, self.order.scope.langs, self.order.most_search)
        for path, body in made.files.items():
            self._own(path, body)
        return made

    def own(self, made: Index) -> None:
        """The pages that the portal has not: search, what this copy is, the first page, how to
        check.
        """
        for lang, words in self.words.items():
            shell = self.store.page(f"/{lang}/about")
            if shell is None or shell.status != 200:
                continue
            listed = self._listed(lang)
            for name in (own_pages.SEARCH, own_pages.ABOUT):
                path = f"{lang}/{name}"
                sheet = self.sheet(shell, path)
                tree = self.rewriter(shell.address).tree(
                    parsed(self.store.body(shell.address)), sheet
                )
                frame = own_pages.Frame(words, self.about, path, made, listed)
                own_pages.fill(tree, name, frame)
                body = Rewriter.written(tree)
                self._own(path, body.replace(DAY_HERE.encode(), self._today(words)))
        first = zip(self.words, _first(self.order.scope), strict=False)
        homes = {lang: self.names.get(at, f"{lang}/{own_pages.SEARCH}") for lang, at in first}
        self._own("index.html", own_pages.first(self.about, homes, self.words))
        for path, body in own_pages.plain_files(self.about).items():
            self._own(path, body)

    def _today(self, words: Words) -> bytes:
        return words.day(datetime.fromisoformat(self.about.day).date()).encode()

    def _listed(self, lang: str) -> dict[str, dict[str, str]]:
        """The pages of deputies, districts and topics in a language: their files and titles."""
        found: dict[str, dict[str, str]] = {}
        for address, path in self.names.items():
            kind = own_pages.kind_of(address, lang)
            if kind is not None:
                title = own_pages.title_of(self.store.body(address))
                found.setdefault(kind, {})[path] = title
        return found

    def _own(self, path: str, body: bytes) -> None:
        listed = self.folder.put(path, body)
        self.store.put(Made(path, "", listed.sha256, listed.size, self.about.day))

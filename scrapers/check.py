"""What of a source the adapter still finds: a look at pages that changes nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup

from scrapers.adapter import Adapter
from scrapers.fields import Account, example
from scrapers.pages import Expected, LayoutError, Page
from scrapers.records import CapturedPage, DeputySeen, RecordSeen, Seen
from scrapers.run import Tick
from scrapers.transport import FetchError, Response, Transport

CLASS_NAME = re.compile(r"[.#]([\w-]+)")
MOST_UNUSED = 40


@dataclass(frozen=True)
class Finding:
    """One thing that the adapter expects: where it stands, and on how many pages or rows.

    `where` has what found it, and how often, most often first; it is empty when nothing did.
    """

    page: str
    field: str
    mandatory: bool
    where: tuple[tuple[str, int], ...]
    found: int
    of: int
    unit: str
    example: str = ""

    @property
    def missing(self) -> bool:
        """Whether the adapter can't do without it and found it nowhere."""
        return self.mandatory and self.of > 0 and self.found == 0


@dataclass(frozen=True)
class Unused:
    """What stands on pages of a kind and is not read; `ignored` when source.yml says so."""

    page: str
    where: str
    count: int
    ignored: bool = False
    example: str = ""


@dataclass
class CheckReport:
    """The outcome of a check. `pages` counts pages by kind; "unknown" is one of nobody's."""

    source: str
    pages: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failed_urls: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every mandatory field and every kind of page that must be there was found."""
        return not self.missing

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {"ok": self.ok} | asdict(self) | {"pages": dict(self.pages)}


class _Selectors:
    """What the pages of one kind of HTML page show, by selector and by CSS class."""

    def __init__(self, kind: type[Page], expects: tuple[Expected, ...]) -> None:
        self.kind = kind.kind
        self.expects = expects
        self.pages = 0
        self.found: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def add(self, page: Page, seen: list[Seen]) -> None:
        self.pages += 1
        self.found.update({name: 1 for name, count in page.counts.items() if count})
        soup = BeautifulSoup(page.captured.body, "lxml")
        names = {name for tag in soup.select("body [class]") for name in tag["class"]}
        self.classes.update(names)
        for one in seen:
            for name, value in _values(one):
                if value:
                    self.examples.setdefault(name, example(value))

    def findings(self) -> Iterator[Finding]:
        for wanted in self.expects:
            where = [(s, self.found[s]) for s in wanted.selectors if self.found[s]]
            yield Finding(
                self.kind,
                wanted.name,
                wanted.mandatory,
                tuple(sorted(where, key=lambda pair: -pair[1])),
                max((count for _, count in where), default=0),
                self.pages,
                "pages",
                self.examples.get(wanted.name, "") if where else "",
            )

    def unused(self) -> Iterator[Unused]:
        # No example: the pages show letters of citizens too.
        used = {
            name
            for selector in (*self.found, *(s for one in self.expects for s in one.selectors))
            for name in CLASS_NAME.findall(selector)
        }
        left = [pair for pair in _ordered(self.classes) if pair[0] not in used]
        for name, count in left[:MOST_UNUSED]:
            yield Unused(self.kind, f".{name}", count)


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first, then by name: the same in every check."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _values(seen: Seen) -> Iterator[tuple[str, str]]:
    if isinstance(seen, DeputySeen):
        yield "name", seen.name
        yield from (*seen.facts.items(), *seen.common.items())
    elif isinstance(seen, RecordSeen):
        yield from seen.fields.items()


class _Look:
    """Fetches for an adapter and keeps nothing."""

    def __init__(
        self, adapter: Adapter, transport: Transport, report: CheckReport, tick: Tick
    ) -> None:
        self.adapter = adapter
        self.transport = transport
        self.report = report
        self.tick = tick
        self.done = 0

    def __call__(
        self, url: str, *, variant: str = "", document: bool = False, photo: bool = False
    ) -> CapturedPage | None:
        try:
            response = self.transport.get(url, variant=variant)
        except FetchError as error:
            if photo:
                self.warn(f"{url}: {error.reason}")
            else:
                self.give_up(url, error.reason)
            return None
        self.step(None)
        if photo:
            return self.page(response) if response.status == HTTPStatus.OK else None
        if response.status >= HTTPStatus.BAD_REQUEST and not document:
            self.give_up(url, f"the site answered {response.status}")
            return None
        return self.page(response)

    def give_up(self, url: str, reason: str) -> None:
        self.report.failed_urls.append(url)
        self.warn(f"{url}: {reason}")

    def warn(self, message: str) -> None:
        self.report.warnings.append(message)

    def archived(self) -> Iterator[CapturedPage]:
        """What an archive holds of the source."""
        for response in self.transport.enumerate():
            self.step(None)
            if response.status == HTTPStatus.OK and self.adapter.accepts(response.url):
                yield self.page(response)

    def step(self, total: int | None) -> None:
        self.done += 1
        self.tick(self.done, total)

    def page(self, response: Response) -> CapturedPage:
        return CapturedPage(
            capture_id=0,
            url=response.url,
            url_key=self.adapter.source.key_of(response.url),
            variant=response.variant,
            captured_at=response.captured_at,
            status=response.status,
            mime=response.mime or "",
            body=response.body,
        )


def look(adapter: Adapter, transport: Transport, most: int, tick: Tick) -> CheckReport:
    """Check what the transport gives: all of an archive, or the first `most` pages of a crawl.

    Nothing is kept and no record changed: a check only looks.
    """
    report = CheckReport(adapter.source.key)
    walk = _Look(adapter, transport, report, tick)
    live = transport.name == "live"
    pages = islice(adapter.crawl(walk), most) if live else walk.archived()
    check(adapter, pages, report)
    report.warnings.extend(transport.warnings)
    return report


def check(
    adapter: Adapter, captures: Iterable[CapturedPage], report: CheckReport | None = None
) -> CheckReport:
    """What the adapter finds on `captures`, added to `report`."""
    report = report or CheckReport(adapter.source.key)
    accounts: dict[tuple[str, str], Account] = {}
    selectors: dict[str, _Selectors] = {}
    readable = 0
    for captured in captures:
        kind = adapter.page_for(captured.url_key, captured.mime)
        if kind is None:
            report.pages["unknown"] += 1
            report.warnings.append(f"{captured.url}: no class knows this kind of page")
            continue
        report.pages[kind.kind] += 1
        page = kind(captured, adapter.source)
        try:
            seen = list(page.rows())
        except LayoutError as error:
            seen = []
            report.warnings.append(str(error))
        report.warnings.extend(page.warnings)
        readable += bool(seen)
        if page.account is not None:
            key = (kind.kind, page.account.rules.name)
            accounts.setdefault(key, Account(page.account.rules)).add(page.account)
        elif expects := kind.expects(adapter.source):
            selectors.setdefault(kind.kind, _Selectors(kind, expects)).add(page, seen)
    for (name, _), account in accounts.items():
        report.findings.extend(_row_findings(name, account))
        report.unused.extend(_row_unused(name, account))
    for one in selectors.values():
        report.findings.extend(one.findings())
        report.unused.extend(one.unused())
    report.missing = [f"{one.page}: {one.field}" for one in report.findings if one.missing]
    if not readable and not report.missing:
        report.missing.append("no page that the adapter can read was found")
    return report


def _row_findings(page: str, account: Account) -> Iterator[Finding]:
    for rule in account.rules.fields:
        where = Counter({path: n for (name, path), n in account.found.items() if name == rule.name})
        common = where.most_common()
        yield Finding(
            page,
            rule.name,
            rule.mandatory,
            tuple(common),
            sum(where.values()),
            account.rows,
            "rows",
            account.examples.get(f"{rule.name}:{common[0][0]}", "") if common else "",
        )


def _row_unused(page: str, account: Account) -> Iterator[Unused]:
    for path, count in _ordered(account.unknown):
        yield Unused(page, path, count, False, account.examples.get(path, ""))
    for path, count in _ordered(account.ignored):
        yield Unused(page, path, count, True)

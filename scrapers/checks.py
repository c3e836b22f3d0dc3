"""Is what was read what the source usually shows? Asked before anything is loaded.

All thresholds stand in `source.yml` under `pages` and `checks`; none is tuned to one archive.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrapers.fields import Account
from scrapers.records import DeputySeen, ListSeen, PageRead, RecordSeen
from scrapers.select import LayoutError
from scrapers.source import Bounds, SourceConfig

#: One unreadable page of a kind is a slip; from two on it may be the layout.
SLIP = 1


@dataclass
class Tally:
    """The pages of one kind in a run.

    `on_pages` says on how many pages each selector found something, `elements` how much in
    all; `unreadable` has the pages that did not look as their class expects.
    """

    pages: int = 0
    on_pages: Counter[str] = field(default_factory=Counter)
    elements: Counter[str] = field(default_factory=Counter)
    unreadable: list[LayoutError] = field(default_factory=list)

    def add(self, counts: Mapping[str, int]) -> None:
        """Count what the selectors found on one more page."""
        self.pages += 1
        self.on_pages.update({name: 1 for name, count in counts.items() if count})
        self.elements.update(counts)


@dataclass
class Reading:
    """All that a run has read. `failed` maps an address to why it could not be had."""

    pages: list[PageRead] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    documents_failed: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    captures: set[int] = field(default_factory=set)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    broken: int = 0

    def tally(self, kind: str) -> Tally:
        """The tally of one kind of page."""
        return self.tallies.setdefault(kind, Tally())

    @property
    def records(self) -> set[str]:
        """The records that the pages show, by the source's own number."""
        return {s.source_uid for page in self.pages for s in page.seen if isinstance(s, RecordSeen)}

    def whole_pages(self) -> dict[str, tuple[datetime, int]]:
        """Of each page that is a list of its own the newest reading: when, and how many records."""
        found: dict[str, tuple[datetime, int]] = {}
        for page in self.pages:
            if not any(isinstance(s, ListSeen) and s.list_key == page.url_key for s in page.seen):
                continue
            count = sum(isinstance(seen, RecordSeen) for seen in page.seen)
            known = found.get(page.url_key)
            if known is None or page.captured_at > known[0]:
                found[page.url_key] = (page.captured_at, count)
        return found


@dataclass(frozen=True)
class Verdict:
    """`status` is ok, partial, drift or failed; `problems` say what is wrong and what to do."""

    status: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Before:
    """What earlier runs saw: records by folded page address, and the last complete run."""

    counts: Mapping[str, int] = field(default_factory=dict)
    report: Mapping[str, Any] | None = None


def judge(source: SourceConfig, reading: Reading, before: Before, *, complete: bool) -> Verdict:
    """Whether the reading may be loaded.

    `complete` says that the run went over the whole live site, so that its pages can be
    counted; an archive may hold any part of it.
    """
    met = any(tally.pages or tally.unreadable for tally in reading.tallies.values())
    if not met and not reading.unknown:
        return Verdict("failed", (_nothing(reading),))
    problems = [
        *_unreadable(source, reading),
        *_shares(source, reading),
        *_unknown(source, reading),
        *_fewer(source, reading, before),
    ]
    if complete:
        problems += _counts(source, reading)
        problems += _fewer_than_last(source, reading, before)
    if problems:
        return Verdict("drift", tuple(problems))
    unread = any(tally.unreadable for tally in reading.tallies.values())
    if reading.failed or reading.unknown or reading.broken or unread:
        return Verdict("partial")
    return Verdict("ok")


def _nothing(reading: Reading) -> str:
    if reading.failed:
        url, reason = next(iter(reading.failed.items()))
        return f"nothing could be read; the first address that failed: {url}: {reason}"
    if reading.captures:
        return "none of the captured pages could be used: the warnings say why"
    return "nothing was read: there is no page of this source here"


def _threshold(source: SourceConfig, name: str, default: float) -> float:
    return float(source.section("checks").get(name, default))


def _what_to_do(source: SourceConfig) -> str:
    return (
        "no record was changed and the captures are kept; look at `flask scrape check "
        f"{source.key}`, mend source.yml or the page class, and replay the kept WARC files"
    )


def _unreadable(source: SourceConfig, reading: Reading) -> Iterator[str]:
    most = _threshold(source, "unreadable", 0.1)
    for kind, tally in sorted(reading.tallies.items()):
        count = len(tally.unreadable)
        whole = tally.pages + count
        if not count or source.pages.get(kind, Bounds()).unproved:
            continue
        # The only page of a kind proves nothing about the others: there are none.
        if count == whole or (count > SLIP and count / whole > most):
            first = tally.unreadable[0]
            yield (
                f"{count} of {whole} pages of the kind {kind!r} do not look as expected: on "
                f"{first.page} the selector {first.selector!r} found {first.found}, expected "
                f"{first.expected}: {_what_to_do(source)}"
            )


def _shares(source: SourceConfig, reading: Reading) -> Iterator[str]:
    least_pages = _threshold(source, "pages", 10)
    for kind, tally in sorted(reading.tallies.items()):
        if tally.pages < least_pages:
            continue
        for selector, share in source.pages.get(kind, Bounds()).share.items():
            found = tally.on_pages[selector]
            if found / tally.pages < share:
                yield (
                    f"the selector {selector!r} found something on {found} of {tally.pages} pages "
                    f"of the kind {kind!r} ({tally.elements[selector]} elements in all), and on at "
                    f"least {share:.0%} of them it should: {_what_to_do(source)}"
                )


def _unknown(source: SourceConfig, reading: Reading) -> Iterator[str]:
    count = len(reading.unknown)
    whole = count + sum(tally.pages + len(tally.unreadable) for tally in reading.tallies.values())
    if not count or (count <= SLIP and count < whole):
        return
    if count / whole > _threshold(source, "unknown", 0.1):
        yield (
            f"{count} of {whole} pages are of a kind that nobody knows, for example "
            f"{reading.unknown[0]}: {_what_to_do(source)}"
        )


def _counts(source: SourceConfig, reading: Reading) -> Iterator[str]:
    for kind, bounds in sorted(source.pages.items()):
        tally = reading.tallies.get(kind, Tally())
        pages = tally.pages + len(tally.unreadable)
        if pages < bounds.minimum and not reading.failed:
            yield (
                f"{pages} pages of the kind {kind!r} were found, at least {bounds.minimum} are "
                f"expected: {_what_to_do(source)}"
            )
        if bounds.maximum is not None and pages > bounds.maximum:
            yield (
                f"{pages} pages of the kind {kind!r} were found, at most {bounds.maximum} are "
                f"expected: {_what_to_do(source)}"
            )


def _fewer(source: SourceConfig, reading: Reading, before: Before) -> Iterator[str]:
    now = reading.whole_pages()
    common = now.keys() & before.counts.keys()
    then_rows = sum(before.counts[key] for key in common)
    now_rows = sum(now[key][1] for key in common)
    if then_rows < _threshold(source, "rows", 20):
        return
    if now_rows < then_rows * _threshold(source, "fewer", 0.5):
        yield (
            f"{len(common)} pages that an earlier run has read too show {now_rows} items now, and "
            f"{then_rows} then: {_what_to_do(source)}"
        )


def _fewer_than_last(source: SourceConfig, reading: Reading, before: Before) -> Iterator[str]:
    if before.report is None or reading.failed:
        return
    share = _threshold(source, "fewer", 0.5)
    deputies = {
        identity
        for page in reading.pages
        for seen in page.seen
        if isinstance(seen, DeputySeen)
        for identity in seen.identities
    }
    for name, now in (("records", len(reading.records)), ("deputies", len(deputies))):
        then = int(before.report.get(name, {}).get("seen", 0))
        if then >= _threshold(source, "rows", 20) and now < then * share:
            yield (
                f"{now} {name} were found, and {then} in the last complete run: "
                f"{_what_to_do(source)}"
            )

"""The base of all page classes: one class per kind of page, the inverse of a site's view.

A page class is pure: a captured page goes in, what it shows comes out.
"""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from scrapers.fields import Account
from scrapers.records import CapturedPage, Seen
from scrapers.select import LayoutError
from scrapers.source import SourceConfig

__all__ = ["Expected", "LayoutError", "Page"]


@dataclass(frozen=True)
class Expected:
    """A field that a kind of page shows, and the selectors under which it may stand.

    The selectors are those that `Page.counts` counts; a mandatory field makes a page readable.
    """

    name: str
    selectors: tuple[str, ...]
    mandatory: bool = False


class Page(ABC):
    """One kind of page.

    `kind` names it in captures, in source.yml and in reports; `pattern` is searched in the
    folded address. After `rows` was read, `counts` says how much each selector or path
    found, `warnings` what was not understood and left out, and `account`, on a page of JSON
    rows, what became of each of their fields.
    """

    kind: ClassVar[str]
    pattern: ClassVar[re.Pattern[str]]

    def __init__(self, captured: CapturedPage, source: SourceConfig) -> None:
        self.captured = captured
        self.source = source
        self.counts: Counter[str] = Counter()
        self.warnings: list[str] = []
        self.account: Account | None = None

    @classmethod
    def handles(cls, url_key: str) -> bool:
        """Whether the folded address is one of this kind of page."""
        return cls.pattern.search(url_key) is not None

    @classmethod
    def expects(cls, source: SourceConfig) -> tuple[Expected, ...]:
        """What a check looks for on a page that is no page of JSON rows."""
        return ()

    @abstractmethod
    def rows(self) -> Iterator[Seen]:
        """What the page shows.

        Raises LayoutError when the page does not look as expected; nothing of it is used then.
        """

    def links(self) -> Iterator[str]:
        """The absolute addresses that a crawl goes on to; none unless a class says otherwise."""
        return iter(())

    def warn(self, message: str) -> None:
        """Note something that was left out, with the address of the page."""
        self.warnings.append(f"{self.captured.url}: {message}")

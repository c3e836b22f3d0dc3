"""How we behave on other people's sites: who we say we are, how often and where we ask."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from scrapers.transport import FetchError, Limits

PRODUCT = "PromisesWatch"
# RFC 9309, section 2.5: a robots.txt is read up to this size at least.
ROBOTS_SIZE = 512 * 1024
GONE = range(400, 500)
FOUND = range(200, 300)


@dataclass(frozen=True)
class Manners:
    """Settings of every transport that goes over a network.

    `rate` is requests a second to one host; `contact` an address or page where a site's owner
    reaches us; `retries` how often a request that failed is repeated, waiting `backoff`,
    twice that, four times that … seconds in between, or what Retry-After asks, at most
    `longest_wait`. `wait` and `clock` are there for tests: seconds to sleep, and a steady clock.
    """

    contact: str
    rate: float = 1.0
    retries: int = 3
    backoff: float = 1.0
    longest_wait: float = 60.0
    connect_timeout: float = 10.0
    limits: Limits = field(default_factory=Limits)
    wait: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    @property
    def user_agent(self) -> str:
        """Who asks, and where to complain."""
        return f"{PRODUCT}/0.1 (+{self.contact})"


class Robots:
    """What the sites of one run let us read, by their robots.txt (RFC 9309).

    `fetch` gives status and body of an address and raises FetchError. A robots.txt that does
    not exist forbids nothing; one that cannot be reached forbids everything until it can.
    """

    def __init__(self, fetch: Callable[[str], tuple[int, bytes]]) -> None:
        self.fetch = fetch
        self._rules: dict[str, Protego | str] = {}

    def check(self, url: str) -> float:
        """The seconds that the site wants between two requests, 0 when it says nothing.

        Raises FetchError when it does not want `url` to be read.
        """
        rules = self._of(url)
        if isinstance(rules, str):
            raise FetchError(url, f"not asked for: robots.txt cannot be read ({rules})")
        if not rules.can_fetch(url, PRODUCT):
            raise FetchError(url, "not asked for: the site's robots.txt forbids it")
        return float(rules.crawl_delay(PRODUCT) or 0)

    def _of(self, url: str) -> Protego | str:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = self._read(f"{site}/robots.txt")
        return self._rules[site]

    def _read(self, url: str) -> Protego | str:
        try:
            status, body = self.fetch(url)
        except FetchError as error:
            return error.reason
        if status in FOUND:
            return Protego.parse(body[:ROBOTS_SIZE].decode("utf-8", "replace"))
        if status in GONE:
            return Protego.parse("")
        return f"it answered {status}"

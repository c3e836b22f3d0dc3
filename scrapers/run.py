"""A run: responses are kept as they come, each kept page is read, and all of it is judged."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Protocol

from scrapers.adapter import Adapter
from scrapers.checks import Reading
from scrapers.fields import Account
from scrapers.pages import LayoutError
from scrapers.photo_page import why_no_photo
from scrapers.records import CapturedPage, PageRead
from scrapers.transport import FetchError, NotCapturedError, Response, Transport

HTML = ("text/html", "application/xhtml+xml")
OK = 200
REDIRECTS = range(300, 400)
#: Kinds of page whose absence says nothing about a site.
MAY_FAIL = ("document", "photo")


class Keeper(Protocol):
    """Keeps responses, and gives out kept pages: an open run of the store."""

    def keep(self, response: Response) -> Any: ...

    def page(self, capture: Any) -> CapturedPage: ...

    def note_kind(self, capture_id: int, page_kind: str) -> None: ...


#: Told after each response: how many there were, and how many there will be, if that is known.
Tick = Callable[[int, int | None], None]


class Reader:
    """Fetches for an adapter (see `scrapers.adapter.Fetch`), keeps, and reads what was kept.

    `had` are folded addresses of documents that need not be asked for again.
    """

    def __init__(
        self,
        adapter: Adapter,
        transport: Transport,
        keeper: Keeper,
        tick: Tick,
        had: Collection[str] = (),
    ) -> None:
        self.adapter = adapter
        self.transport = transport
        self.keeper = keeper
        self.tick = tick
        self.had = had
        self.reading = Reading()
        self._done = 0
        self._kinds: dict[int, str | None] = {}

    def __call__(
        self, url: str, *, variant: str = "", document: bool = False, photo: bool = False
    ) -> CapturedPage | None:
        """One address, fetched and kept; None when it failed, which is noted."""
        if photo:
            return self._photo(url)
        if document and self._key(url) in self.had:
            return None
        try:
            response = self.transport.get(url, variant=variant)
        except NotCapturedError:
            return None
        except FetchError as error:
            if error.response is not None:
                self._keep(error.response)
            self._fail(url, error.reason, document=document)
            return None
        captured = self._keep(response)
        self._step(None)
        if captured is not None and document:
            # It is read as what its record links to, wherever the site had moved it.
            captured = replace(captured, url=url, url_key=self._key(url))
        if captured is not None and captured.status >= 400 and not document:
            self.give_up(url, f"the site answered {captured.status}")
            return None
        return captured

    def _photo(self, url: str) -> CapturedPage | None:
        """A photo, kept where it is one: a portal without it lacks nothing that it counts."""
        try:
            response = self.transport.get(url)
        except FetchError as error:
            self.warn(f"{url}: {error.reason}; the photo is left out")
            return None
        self._step(None)
        # What has not changed since it was kept comes without its bytes.
        why = None if response.refers_to is not None else why_no_photo(response.body)
        if response.status >= 400:
            why = f"the site answered {response.status}"
        if why is not None:
            self.warn(f"{url}: {why}; the photo is left out")
            return None
        captured = self._keep(response)
        return captured and replace(captured, url=url, url_key=self._key(url))

    def give_up(self, url: str, reason: str) -> None:
        """Note as failed an address that did answer, but with nothing that can be read."""
        self._fail(url, reason, document=False)

    def warn(self, message: str) -> None:
        """Note a sentence for the run report."""
        self.reading.warnings.append(message)

    def crawl(self) -> Reading:
        """Walk the live site and read every page that the adapter yields."""
        for captured in self.adapter.crawl(self):
            self.read(captured)
        return self._finished()

    def replay(self, total: int | None = None) -> Reading:
        """Keep and read everything of the source that an archive holds."""
        for response in self.transport.enumerate():
            self._step(total)
            if not self.adapter.accepts(response.url):
                continue
            captured = self._keep(response)
            if captured is None:
                continue
            kind = self.adapter.page_for(captured.url_key, captured.mime)
            if captured.status >= 400 and (kind is None or kind.kind not in MAY_FAIL):
                self.give_up(captured.url, f"the archive holds an answer {captured.status}")
                continue
            self.read(captured)
        return self._finished()

    def read(self, captured: CapturedPage) -> None:
        """Read one kept page into the reading."""
        source, reading = self.adapter.source, self.reading
        kind = self.adapter.page_for(captured.url_key, captured.mime)
        if kind is None:
            if captured.status == OK and captured.mime in HTML:
                reading.unknown.append(captured.url)
                self.warn(f"{captured.url}: no class knows this kind of page")
            return
        if captured.status in REDIRECTS:
            return
        convocation = source.convocation_at(captured.captured_at)
        if convocation is None:
            self.warn(
                f"{captured.url}: source.yml names no convocation for "
                f"{captured.captured_at:%Y-%m-%d}, so the page was left out: add it there"
            )
            return
        page = kind(captured, source)
        try:
            seen = tuple(page.rows())
        except LayoutError as error:
            reading.tally(kind.kind).unreadable.append(error)
            self.warn(str(error))
            return
        finally:
            reading.warnings.extend(page.warnings)
        reading.tally(kind.kind).add(page.counts)
        if page.account is not None:
            key = (kind.kind, page.account.rules.name)
            reading.accounts.setdefault(key, Account(page.account.rules)).add(page.account)
        if self._kinds.get(captured.capture_id) != kind.kind:
            self.keeper.note_kind(captured.capture_id, kind.kind)
            self._kinds[captured.capture_id] = kind.kind
        reading.pages.append(
            PageRead(captured.capture_id, captured.url_key, captured.captured_at, convocation, seen)
        )

    def _keep(self, response: Response) -> CapturedPage | None:
        try:
            capture = self.keeper.keep(response)
        except (ValueError, LookupError) as error:
            self._fail(response.url, f"it could not be kept: {error}", document=False)
            return None
        self.reading.captures.add(capture.id)
        self._kinds.setdefault(capture.id, capture.page_kind)
        return self.keeper.page(capture)

    def _step(self, total: int | None) -> None:
        self._done += 1
        self.tick(self._done, total)

    def _fail(self, url: str, reason: str, *, document: bool) -> None:
        failed = self.reading.documents_failed if document else self.reading.failed
        failed[self._key(url) if document else url] = reason
        self.warn(f"{url}: {reason}")

    def _key(self, url: str) -> str:
        try:
            return self.adapter.source.key_of(url)
        except ValueError:
            return url

    def _finished(self) -> Reading:
        reading = self.reading
        reading.broken = len(self.transport.warnings)
        reading.warnings.extend(self.transport.warnings)
        for account in reading.accounts.values():
            reading.warnings.extend(account.warnings())
        return reading

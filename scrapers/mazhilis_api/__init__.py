"""mazhilis.parlam.kz, 2024–2026: deputies and deputy requests from its JSON API."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scrapers.adapter import Fetch
from scrapers.document_page import DocumentPage
from scrapers.mazhilis_api.rows import (
    DeputiesByAlphabetPage,
    DeputiesPage,
    NotJsonError,
    RequestPage,
    RequestsPage,
    RowPage,
)
from scrapers.mazhilis_api.walk import Paging, Part, Walk
from scrapers.pages import LayoutError, Page
from scrapers.photo_page import PhotoPage, photo_captures, photos_on
from scrapers.records import CapturedPage, RecordSeen
from scrapers.source import SourceConfig, SourceError

#: Kazakh is what the API answers unless it is asked for Russian.
VARIANTS = ("", "ru")
DEPUTIES = "/api/core/deputies/?ord=last_name"
BY_ALPHABET = "/api/core/deputies/by-alphabet/"
REQUESTS = "/api/core/deputy-requests?limit={limit}&offset={offset}"
ROW_PAGES: tuple[type[RowPage], ...] = (
    DeputiesByAlphabetPage,
    DeputiesPage,
    RequestsPage,
    RequestPage,
)
DOCUMENT_MIMES = re.compile(r"^application/(pdf|msword|octet-stream|zip|rtf|vnd\.|x-)")


class MazhilisApi:
    """The adapter of the API. `variants` are the languages asked for by header."""

    variants = VARIANTS

    def __init__(self, source: SourceConfig) -> None:
        self.source = source
        try:
            self.paging = Paging(**source.section("paging"))
        except TypeError as error:
            raise SourceError(f"source.yml of {source.key}: paging: {error}") from None
        self.document_path = self._pattern("document_path", DocumentPage.pattern)
        self.photo_path = self._pattern("photo_path", PhotoPage.pattern)

    def _pattern(self, name: str, usual: re.Pattern[str]) -> re.Pattern[str]:
        try:
            return re.compile(self.source.raw.get(name) or usual)
        except re.error as error:
            raise SourceError(f"source.yml of {self.source.key}: {name}: {error}") from None

    def accepts(self, url: str) -> bool:
        """The lists of the API on the site itself, and documents on it or an allowed host."""
        if self.source.is_host(url) and self._row_page(self.source.key_of(url)):
            return True
        return self.is_photo(url) or (self.is_allowed(url) and self.is_document(url))

    def is_photo(self, url: str) -> bool:
        """Whether the address is one of a photo of a deputy, on a host that may be asked."""
        path = urlsplit(url).path.lower()
        return self.is_allowed(url) and self.photo_path.search(path) is not None

    def is_document(self, url: str) -> bool:
        """Whether the address looks like one of a document."""
        return self.document_path.search(urlsplit(url).path.lower()) is not None

    def is_allowed(self, url: str) -> bool:
        """Whether documents may be fetched from the host of the address."""
        host = (urlsplit(url).hostname or "").lower()
        return self.source.is_host(url) or host in self.source.allowed_hosts

    def page_for(self, url_key: str, mime: str) -> type[Page] | None:
        """The class of the page; a web page at an address of the API still is one of rows."""
        found = self._row_page(url_key)
        if found is not None:
            return found
        path = url_key.partition("?")[0]
        if mime.startswith("image/") or self.photo_path.search(path):
            return PhotoPage
        if self.document_path.search(path) or DOCUMENT_MIMES.match(mime):
            return DocumentPage
        return None

    def _row_page(self, url_key: str) -> type[RowPage] | None:
        return next((page for page in ROW_PAGES if page.handles(url_key)), None)

    def crawl(self, fetch: Fetch) -> Iterator[CapturedPage]:
        """All deputies and requests in both languages, then their documents and photos."""
        photos: dict[str, None] = {}
        for path in (DEPUTIES, BY_ALPHABET):
            for captured in self._deputies(fetch, self.source.absolute(path)):
                photos |= dict.fromkeys(self._photos(captured))
                yield captured
        documents: dict[str, None] = {}
        for captured in self._requests(fetch):
            documents |= dict.fromkeys(self._links(captured))
            yield captured
        yield from self._documents(fetch, documents)
        yield from photo_captures(fetch, self.source, photos)

    def _photos(self, captured: CapturedPage) -> list[str]:
        kind = self._row_page(captured.url_key)
        found = photos_on(kind(captured, self.source)) if kind else []
        # Whatever its path: the row says that it is one.
        return [url for url in found if self.is_allowed(url)]

    def _deputies(self, fetch: Fetch, url: str) -> Iterator[CapturedPage]:
        pages = [page for variant in VARIANTS if (page := self._read(fetch, url, variant))]
        if len(pages) > 1 and len({page.captured.body for page in pages}) == 1:
            fetch.warn(f"{url}: the answer in Russian is the same as in Kazakh, to the byte")
        for page in pages:
            yield page.captured

    def _links(self, captured: CapturedPage) -> list[str]:
        """The documents of the requests of a page."""
        try:
            seen = list(RequestsPage(captured, self.source).rows())
        except LayoutError:
            # The reading of the page reports it; nothing can be followed from here.
            return []
        return [url for one in seen if isinstance(one, RecordSeen) for url in one.documents]

    def _requests(self, fetch: Fetch) -> Iterator[CapturedPage]:
        walks = [self._walk(fetch, variant) for variant in VARIANTS]
        # Both languages go side by side, so that rows which move do so for both.
        while not all(walk.done for walk in walks):
            for walk in walks:
                captured = None if walk.done else walk.step()
                if captured is not None:
                    yield captured
        for walk in walks:
            yield from walk.fill()
        for _ in range(self.paging.sweeps):
            for walk in walks:
                yield from walk.head()
            if not any(walk.moved for walk in walks):
                return
        fetch.warn(
            f"new requests kept coming in {self.paging.sweeps} readings of the head of the list; "
            "the next run reads the rest"
        )

    def _walk(self, fetch: Fetch, variant: str) -> Walk:
        def read(offset: int) -> Part | None:
            url = self.source.absolute(REQUESTS.format(limit=self.paging.page_size, offset=offset))
            page = self._read(fetch, url, variant)
            return None if page is None else Part(page.captured, page.ids(), page.count())

        def warn(message: str) -> None:
            fetch.warn(f"deputy-requests in {'Russian' if variant else 'Kazakh'}: {message}")

        return Walk(read, self.paging, warn)

    def _read(self, fetch: Fetch, url: str, variant: str) -> RowPage | None:
        """The page of rows at `url`, read again when what came is broken or no JSON."""
        reason = ""
        for _ in range(self.paging.attempts):
            captured = fetch(url, variant=variant)
            if captured is None:
                return None
            kind = self._row_page(captured.url_key)
            if kind is None:
                raise SourceError(f"{url} is no page of rows that is known")
            page = kind(captured, self.source)
            try:
                page.raw_rows()
            except NotJsonError as error:
                reason = str(error)
            else:
                return page
        fetch.give_up(url, f"{reason}, {self.paging.attempts} times")
        return None

    def _documents(self, fetch: Fetch, urls: dict[str, None]) -> Iterator[CapturedPage]:
        for url in urls:
            if not self.is_document(url):
                fetch.warn(f"{url} is not fetched: document_path of source.yml does not fit it")
                continue
            captured = fetch(self.source.local(url), document=True)
            if captured is not None:
                yield captured


def adapter(source: SourceConfig) -> MazhilisApi:
    """The adapter of this package for `source`. Raises SourceError when a setting is wrong."""
    return MazhilisApi(source)

"""The HTML site of the Mazhilis, www.parlam.kz, from 2015 to the spring of 2024."""

import re
from collections import deque
from collections.abc import Iterator

from scrapers.adapter import Fetch
from scrapers.pages import LayoutError, Page
from scrapers.parlam_html.pages import PAGES, path_of
from scrapers.photo_page import PhotoPage, photo_captures, photos_on
from scrapers.records import CapturedPage
from scrapers.source import SourceConfig

#: Where our page kinds live: an HTML page here that no class knows is a change of the site.
AREA = re.compile(r"^/(?:[a-z]{2}/)?(?:blogs/|mazhilis/people(?:/|$))")
FIRST = "/en/mazhilis/People/DeputyList/a"
#: A crawl that would go on for ever is following links that make more links.
MOST_PAGES = 20_000


class ParlamHtml:
    """Walks index letters -> deputies -> their pages in both languages -> /Activity -> /Details."""

    def __init__(self, source: SourceConfig) -> None:
        self.source = source
        self._ignored = [re.compile(pattern) for pattern in source.raw.get("ignored") or ()]

    def crawl(self, fetch: Fetch) -> Iterator[CapturedPage]:
        """Every page that the links from the first letter on lead to, each once."""
        waiting = deque([self.source.absolute(FIRST)])
        known = {self.source.key_of(waiting[0])}
        photos: dict[str, None] = {}
        while waiting and len(known) < MOST_PAGES:
            captured = fetch(waiting.popleft())
            if captured is None:
                continue
            yield captured
            photos |= dict.fromkeys(self._photos(captured))
            for link in self._links(captured):
                key = self.source.key_of(link)
                if key not in known and self.accepts(link):
                    known.add(key)
                    waiting.append(link)

        yield from photo_captures(fetch, self.source, photos)

    def _links(self, captured: CapturedPage) -> list[str]:
        page = self.page_for(captured.url_key, captured.mime)
        if page is None or captured.status != 200:
            return []
        try:
            return list(page(captured, self.source).links())
        except LayoutError:
            # The reading of the page reports it; nothing can be followed from here.
            return []

    def _photos(self, captured: CapturedPage) -> list[str]:
        page = self.page_for(captured.url_key, captured.mime)
        if page is None or captured.status != 200:
            return []
        return [url for url in photos_on(page(captured, self.source)) if self.accepts(url)]

    def accepts(self, url: str) -> bool:
        """Whether the address lies where our page kinds live, and is not one we leave alone."""
        if not self.source.is_host(url):
            return False
        path = path_of(url)
        if not AREA.search(path):
            return False
        return not any(pattern.search(path) for pattern in self._ignored)

    def page_for(self, url_key: str, mime: str) -> type[Page] | None:
        """The class of the page, or None when nobody knows this kind."""
        if PhotoPage.handles(url_key) and "/personimage/" in url_key:
            return PhotoPage
        if mime not in ("text/html", "application/xhtml+xml", ""):
            return None
        return next((page for page in PAGES if page.handles(url_key)), None)


def adapter(source: SourceConfig) -> ParlamHtml:
    """The adapter for `source`."""
    return ParlamHtml(source)

"""A photo of a deputy, as a page: what came is kept where it is a picture, and nothing else."""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from scrapers.adapter import Fetch
from scrapers.pages import LayoutError, Page
from scrapers.records import CapturedPage, DeputySeen, PhotoSeen, Seen
from scrapers.source import SourceConfig

#: More bytes than this have no portrait: it is not kept.
LARGEST = 3 * 1024 * 1024
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class PhotoPage(Page):
    """A JPEG, PNG or WebP of a size that a portrait has. Anything else shows nothing."""

    kind = "photo"
    pattern: ClassVar[re.Pattern[str]] = re.compile(
        r"/people/personimage/\d+|\.(?:jpe?g|png|webp)(?:\?|$)"
    )

    def rows(self) -> Iterator[Seen]:
        """The photo, by the address that pages call it by."""
        if self.captured.status == 200 and why_no_photo(self.captured.body) is None:
            yield PhotoSeen(self.source.public(self.captured.url))


def why_no_photo(body: bytes) -> str | None:
    """What is wrong with these bytes as a photo; None where nothing is."""
    if len(body) > LARGEST:
        return f"it has {len(body)} bytes, and a photo at most {LARGEST}"
    if body.startswith(STARTS) or (body[:4] == b"RIFF" and body[8:12] == b"WEBP"):
        return None
    return "it is no JPEG, PNG or WebP"


def photos_on(page: Page) -> list[str]:
    """The addresses of the photos of the deputies on a page; none on one that cannot be read."""
    try:
        seen = [one for one in page.rows() if isinstance(one, DeputySeen)]
    except LayoutError:
        # The reading of the page reports it.
        return []
    return [one.common["photo_url"] for one in seen if one.common.get("photo_url")]


def photo_captures(
    fetch: Fetch, source: SourceConfig, urls: Iterable[str]
) -> Iterator[CapturedPage]:
    """Fetch these photos, after all that a run counts, for any of them may be missing."""
    for url in urls:
        captured = fetch(source.local(url), photo=True)
        if captured is not None:
            yield captured

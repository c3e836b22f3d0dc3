"""Pages of www.parlam.kz for tests: real ones to edit, and small ones that are made up."""

import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scrapers.parlam_html import ParlamHtml, adapter
from scrapers.records import CapturedPage
from scrapers.source import SourceConfig, read_source

SITE = "http://www.parlam.kz"
SOURCE_FILE = Path(__file__).resolve().parent.parent / "scrapers" / "parlam_html" / "source.yml"
THEN = datetime(2016, 8, 2, 20, 0, tzinfo=UTC)
LATER = datetime(2016, 9, 15, 8, 0, tzinfo=UTC)
EARLIER = datetime(2016, 6, 1, 8, 0, tzinfo=UTC)

Page = tuple[str, bytes, datetime]


def settings() -> SourceConfig:
    """The source.yml of the adapter."""
    return read_source(SOURCE_FILE)


def site() -> ParlamHtml:
    """The adapter."""
    return adapter(settings())


@lru_cache(maxsize=2)
def real_pages(path: Path) -> tuple[Page, ...]:
    """The pages of an archive."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                moment = datetime.fromisoformat(record.rec_headers["WARC-Date"])
                url = record.rec_headers["WARC-Target-URI"]
                found.append((url, record.content_stream().read(), moment))
    return tuple(found)


def write_archive(
    path: Path,
    pages: Iterable[Page],
    mime: str = "text/html; charset=utf-8",
    status: str = "200 OK",
) -> Path:
    """A WARC file of these pages."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body, moment in pages:
            head = StatusAndHeaders(status, [("Content-Type", mime)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=head,
                    warc_headers_dict={"WARC-Date": f"{moment:%Y-%m-%dT%H:%M:%SZ}"},
                )
            )
    return path


def edited(
    pages: Iterable[Page], moment: datetime, edit: Callable[[str, str], str | None]
) -> list[Page]:
    """The pages as they were at another moment; `edit` gives the new text, None leaves it out."""
    found = []
    for url, body, _ in pages:
        text = edit(url, body.decode())
        if text is not None:
            found.append((url, text.encode(), moment))
    return found


def of(pages: Iterable[Page], *slugs: str) -> list[Page]:
    """The pages of these deputies."""
    return [page for page in pages if page[0].rpartition("/")[2] in slugs]


def item(
    uid: str,
    title: str,
    day: str = "24.06.2016",
    category: str = "8",
    lang: str = "ru",
    lead: str = "",
) -> str:
    """An item of a deputy's list, as the site writes it."""
    return (
        f'<div class="row news-item"><b class="news-date">{day}</b><div class="news-body">'
        f'<div class="news-header"><a href="/{lang}/blogs/x/Details/{category}/{uid}">{title}</a>'
        f"</div><p>{lead}</p></div></div>"
    )


def deputy_page(
    name: str, *items: str, post: str = "<p>Член Комитета</p>", faction: str = "1"
) -> bytes:
    """A small page of a deputy, with a citizen's letter that nobody must read."""
    return (
        '<html><body><div class="bio"><h2>' + name.replace(" ", "<br />") + f"</h2>{post}</div>"
        f'<div class="party"><img src="/ru/blogs/x/GetFractionImage?fid={faction}" /></div>'
        '<div class="letter"><b class="letter-author">Гражданин Тайный</b>прошу помочь</div>'
        + "".join(items)
        + "</body></html>"
    ).encode()


def index_page(*deputies: tuple[str, str, str]) -> bytes:
    """A page of the index; a deputy is slug, number and name."""
    people = "".join(
        f'<div class="deputy-persons"><a class="links" href="/ru/blogs/{slug}">'
        f'<img src="/en/mazhilis/People/PersonImage/{number}?size=big" /></a>'
        f'<a class="links" href="/ru/blogs/{slug}">{name}</a><span>Committee</span></div>'
        for slug, number, name in deputies
    )
    return f'<html><body><ul class="alphabets"><li>A</li></ul>{people}</body></html>'.encode()


def captured(
    url: str, body: bytes, moment: datetime = THEN, capture_id: int = 1, status: int = 200
) -> CapturedPage:
    """A page as a parser gets it."""
    return CapturedPage(
        capture_id, url, settings().key_of(url), "", moment, status, "text/html", body
    )


def rows(url: str, body: bytes):
    """What the page shows, and the warnings of its class."""
    page = captured(url, body)
    kind = site().page_for(page.url_key, page.mime)
    assert kind is not None, f"no class knows {url}"
    read = kind(page, settings())
    return list(read.rows()), read.warnings

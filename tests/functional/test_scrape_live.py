"""The crawl of a live site: a server of our own that looks like www.parlam.kz."""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from models.person import Deputy
from models.record import Record
from models.source import Capture
from tests import parlam
from tests.parlam import deputy_page, index_page, item

DETAILS = (
    '<div class="news-header">{title}</div>'
    '<div class="news-body"><p>Полный текст запроса.</p></div>'
)


def pages() -> dict[str, bytes]:
    """A site of one deputy who is listed, with all that is linked from there."""
    letters = '<ul class="alphabets"><a href="/en/mazhilis/People/DeputyList/K">K</a></ul>'
    request = item("29063", "депутатский запрос").replace("/blogs/x/", "/blogs/kim/")
    return {
        "/robots.txt": b"User-agent: *\nDisallow: /private\n",
        "/en/mazhilis/people/deputylist/a": f"<html><body>{letters}</body></html>".encode(),
        "/en/mazhilis/people/deputylist/k": index_page(("Kim", "1200", "KIM Roman")),
        "/ru/blogs/kim": deputy_page("КИМ Роман", request),
        "/kk/blogs/kim": deputy_page("КИМ Роман"),
        "/ru/blogs/kim/activity": deputy_page("КИМ Роман", '<b id="DepZapTitle"></b>', request),
        "/kk/blogs/kim/activity": deputy_page("КИМ Роман", '<b id="DepZapTitle"></b>'),
        "/ru/blogs/kim/details/8/29063": deputy_page(
            "КИМ Роман", DETAILS.format(title="Депутатский запрос о дорогах Жетысу ДЗ-397")
        ),
    }


class Site(ThreadingHTTPServer):
    """Serves `pages`, whatever the letter case, and counts what was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages()
        self.asked: Counter[str] = Counter()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        path = self.path.lower()
        self.server.asked[path] += 1
        body = self.server.pages.get(path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site():
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def scrape(app, site, tmp_path):
    """Crawl the site, without the wait between requests; gives exit code and report."""
    mended = tmp_path / "source.yml"
    text = parlam.SOURCE_FILE.read_text().replace("rate: 1.0", "rate: 10000")

    def run(minimum: int = 1):
        mended.write_text(text.replace("minimum: 120", f"minimum: {minimum}"))
        args = ["scrape", "run", "parlam-html", "--json", "--base-url", site.url]
        result = app.test_cli_runner().invoke(args=[*args, "--source-file", str(mended)])
        return result.exit_code, json.loads(result.stdout.splitlines()[-1])

    return run


def test_a_crawl_follows_letters_deputies_activity_and_details(scrape, site, session):
    code, report = scrape()
    assert (code, report["status"]) == (0, "ok"), report
    assert report["captures"] == 7
    assert max(site.asked.values()) == 1
    deputy = session.scalars(select(Deputy)).one()
    assert (deputy.slug, deputy.name_en, deputy.name_ru) == ("kim", "Kim Roman", "Ким Роман")
    record = session.scalars(select(Record)).one()
    assert record.title_ru == "Депутатский запрос о дорогах Жетысу ДЗ-397"
    assert (record.text_ru, record.number) == ("Полный текст запроса.", "397")
    assert record.url_ru.startswith("http://www.parlam.kz/ru/blogs/")
    keys = set(session.scalars(select(Capture.url_key)))
    assert "parlam.kz/ru/blogs/kim/details/8/29063" in keys


def test_a_list_and_a_page_of_its_own_never_revise_each_other(scrape, session):
    scrape()
    _, report = scrape()
    assert report["records"]["revised"] == 0
    assert report["records"]["unchanged"] == 1


def test_an_address_that_fails_is_named_and_the_rest_is_loaded(scrape, site, session):
    del site.pages["/kk/blogs/kim"]
    code, report = scrape()
    assert (code, report["status"]) == (3, "partial")
    assert report["failed_urls"] == [f"{site.url}/kk/blogs/Kim"]
    assert any("the site answered 404" in warning for warning in report["warnings"])
    assert session.scalars(select(Record)).one().title_ru


def test_too_few_pages_of_a_whole_site_are_drift(scrape, session):
    code, report = scrape(minimum=120)
    assert (code, report["status"]) == (3, "drift")
    assert "2 pages of the kind 'deputy' were found, at least 120 are expected" in report["message"]
    assert session.scalars(select(Record)).all() == []


def test_a_details_page_that_cannot_be_read_is_no_drift(scrape, site):
    site.pages["/ru/blogs/kim/details/8/29063"] = b"<html>another layout</html>"
    code, report = scrape()
    assert (code, report["status"]) == (3, "partial")
    assert report["records"]["created"] == 1

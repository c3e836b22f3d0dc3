"""The replay of a web archive, against an archive of our own making."""

import gzip
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from scrapers.manners import Manners
from scrapers.transport import FetchError, NotCapturedError
from scrapers.wayback import WaybackTransport
from tests.unit.scrapers.servers import send, serving

MEMENTO = "%a, %d %b %Y %H:%M:%S GMT"


class Archive:
    """Captures by (timestamp, address), listed `size` lines a page."""

    def __init__(self, site) -> None:
        self.site = site
        self.size = 2
        self.rows: list[tuple[str, str, str]] = []
        self.queries: list[dict[str, str]] = []
        self.knows_to = True
        site.pages = self

    def add(self, timestamp, url, body=b"a page", status="200", **headers):
        self.rows.append((timestamp, url, status))
        moment = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        more = {
            "Memento_Datetime": moment.strftime(MEMENTO),
            "X_Archive_Orig_Server": "IIS",
            "Content_Type": "text/html",
        }
        self.replay(timestamp, url, lambda h: send(h, body, **(more | headers)))

    def replay(self, timestamp, url, answer):
        self.__dict__.setdefault("answers", {})[f"/web/{timestamp}id_/{url}"] = answer

    def get(self, path):
        if path.startswith("/cdx/search/cdx?"):
            return lambda handler: self.list(handler, path)
        return self.__dict__.get("answers", {}).get(path)

    def list(self, handler, path):
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.queries.append(query)
        rows = [
            row
            for row in sorted(self.rows, key=lambda row: (row[1], row[0]))
            if row[1].partition("://")[2].removeprefix("www.").startswith(query["url"])
            and (not self.knows_to or row[0][: len(query["to"])] <= query["to"])
        ]
        start = int(query.get("resumeKey", 0))
        table = [["timestamp", "original", "statuscode"], *rows[start : start + self.size]]
        if start + self.size < len(rows):
            table += [[], [str(start + self.size)]]
        send(handler, json.dumps(table).encode(), Content_Type="application/json")


@pytest.fixture
def archive():
    with serving() as site:
        yield Archive(site)


@pytest.fixture
def transport(archive):
    made = []

    def make(until="20161231", **more):
        manners = Manners(contact="x@example.org", rate=1000, wait=lambda seconds: None)
        settings = {"prefixes": ["parlam.kz"], "base_url": archive.site.base_url}
        made.append(WaybackTransport(manners, until=until, **(settings | more)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_of_each_address_the_newest_capture_at_or_before_the_moment_is_read(archive, transport):
    archive.add("20150101000000", "http://www.parlam.kz/ru/blogs/a", b"old")
    archive.add("20160802200739", "http://parlam.kz/ru/blogs/A/", b"newer")
    archive.add("20170101000000", "http://www.parlam.kz/ru/blogs/a", b"too new")
    archive.add("20160101000000", "http://www.parlam.kz/ru/blogs/b", b"other")
    archive.add("20160601000000", "http://www.parlam.kz/ru/blogs/b", b"gone", status="404")
    archive.add("20160601000000", "http://elsewhere.kz/", b"foreign")
    found = {response.url: response for response in transport().enumerate()}
    assert {url: response.body for url, response in found.items()} == {
        "http://parlam.kz/ru/blogs/A/": b"newer",
        "http://www.parlam.kz/ru/blogs/b": b"other",
    }
    newer = found["http://parlam.kz/ru/blogs/A/"]
    assert newer.captured_at == datetime(2016, 8, 2, 20, 7, 39, tzinfo=UTC)
    assert (newer.via, newer.status, newer.mime) == ("wayback", 200, "text/html")
    assert newer.header("Server") == "IIS"
    assert newer.header("Memento-Datetime") is None


def test_a_long_list_is_read_page_by_page(archive, transport):
    for number in range(7):
        archive.add("20160101000000", f"http://www.parlam.kz/{number}")
    assert len(list(transport().enumerate())) == 7
    assert len(archive.queries) == 4
    assert archive.queries[0]["matchType"] == "prefix"
    assert archive.queries[0]["to"] == "20161231"


def test_an_archive_that_ignores_the_moment_gives_nothing_later(archive, transport):
    archive.knows_to = False
    archive.add("20150101000000", "http://www.parlam.kz/a", b"old")
    archive.add("20170101000000", "http://www.parlam.kz/a", b"too new")
    assert [response.body for response in transport().enumerate()] == [b"old"]


def test_an_address_is_read_by_its_folded_name(archive, transport):
    archive.add("20160101000000", "http://www.parlam.kz/ru/blogs/a", b"a")
    wayback = transport()
    assert wayback.get("https://parlam.kz/ru/blogs/A/").body == b"a"
    with pytest.raises(NotCapturedError):
        wayback.get("https://parlam.kz/ru/blogs/b")
    with pytest.raises(NotCapturedError):
        wayback.get("https://parlam.kz/ru/blogs/a", variant="ru")


def test_only_what_the_source_accepts_is_fetched(archive, transport):
    archive.add("20160101000000", "http://www.parlam.kz/ru/a")
    archive.add("20160101000000", "http://www.parlam.kz/img/a.png")
    wayback = transport(accepts=lambda url: "/img/" not in url)
    assert [response.url for response in wayback.enumerate()] == ["http://www.parlam.kz/ru/a"]


@pytest.mark.parametrize("kept", ["packed", "unpacked", "packed anew"])
def test_the_packing_is_told_from_the_bytes(archive, transport, kept):
    body = "Құспан".encode()
    packed = gzip.compress(body, mtime=0)
    headers = {"X_Archive_Orig_Content_Encoding": "br" if kept == "packed anew" else "gzip"}
    if kept == "packed anew":
        headers["Content_Encoding"] = "gzip"
    sent = body if kept == "unpacked" else packed
    archive.add("20160101000000", "http://www.parlam.kz/a", sent, **headers)
    response = transport().get("http://www.parlam.kz/a")
    assert (response.body, response.raw) == (body, sent)
    assert response.header("Content-Encoding") == (None if kept == "unpacked" else "gzip")


def test_a_kept_capture_reads_back(archive, transport, open_run):
    archive.add(
        "20160101000000",
        "http://www.parlam.kz/a",
        b"unpacked",
        X_Archive_Orig_Content_Encoding="br",
    )
    with open_run() as run:
        capture = run.keep(transport().get("http://www.parlam.kz/a"))
        assert run.page(capture).body == b"unpacked"


def test_a_capture_that_moved_is_taken_with_its_own_moment(archive, transport):
    archive.add("20160101000000", "http://www.parlam.kz/a", b"moved here")
    archive.rows.append(("20160102000000", "http://www.parlam.kz/a", "200"))
    archive.replay(
        "20160102000000",
        "http://www.parlam.kz/a",
        lambda h: send(h, status=302, Location="/web/20160101000000id_/http://www.parlam.kz/a"),
    )
    response = transport().get("http://www.parlam.kz/a")
    assert (response.body, response.captured_at.day) == (b"moved here", 1)


def test_a_capture_that_moved_behind_the_moment_is_refused(archive, transport):
    archive.add("20180101000000", "http://www.parlam.kz/a", b"later")
    archive.rows.append(("20160102000000", "http://www.parlam.kz/a", "200"))
    archive.replay(
        "20160102000000",
        "http://www.parlam.kz/a",
        lambda h: send(h, status=302, Location="/web/20180101000000id_/http://www.parlam.kz/a"),
    )
    with pytest.raises(FetchError, match="a copy of 2018-01-01"):
        transport().get("http://www.parlam.kz/a")


def test_a_capture_that_cannot_be_read_is_a_warning_and_the_rest_goes_on(archive, transport):
    archive.add("20160101000000", "http://www.parlam.kz/a")
    archive.add("20160101000000", "http://www.parlam.kz/b", b"b")
    archive.replay("20160101000000", "http://www.parlam.kz/a", lambda h: send(h, status=503))
    wayback = transport()
    assert [response.body for response in wayback.enumerate()] == [b"b"]
    assert len(wayback.warnings) == 1
    assert "answered 503" in wayback.warnings[0]


def test_a_list_that_cannot_be_read_ends_the_run_in_words(archive, transport):
    archive.list = lambda handler, path: send(handler, b"<html>sorry</html>")
    with pytest.raises(FetchError, match="list of captures cannot be read"):
        list(transport().enumerate())


@pytest.mark.parametrize("until", ["", "2016-01-01", "201", "20160101000000000"])
def test_a_moment_that_is_none_is_refused(until):
    with pytest.raises(ValueError, match="no timestamp of a web archive"):
        WaybackTransport(Manners(contact="x"), until=until, prefixes=["parlam.kz"])

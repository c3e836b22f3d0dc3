"""The live transport against a site that behaves, and one that does not."""

import gzip
import zlib
from datetime import UTC, datetime

import brotli
import pytest

from scrapers.addresses import is_public
from scrapers.live import LiveTransport
from scrapers.manners import Manners
from scrapers.transport import FetchError, Limits, Validators
from tests.unit.scrapers.servers import send, serving

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the transport would have slept."""
    return []


@pytest.fixture
def transport(site, waits):
    """Make a transport for the site that never sleeps and asks as fast as it can."""
    made = []

    def make(known=None, allowed=(), base_url=None, **manners):
        settings = {"contact": "https://example.org/about", "rate": 1000, "wait": waits.append}
        more = {"known": known} if known else {}
        transport = LiveTransport(
            Manners(**(settings | manners)),
            base_url=base_url or site.base_url,
            allowed=allowed,
            now=lambda: NOW,
            **more,
        )
        made.append(transport)
        return transport

    yield make
    for transport in made:
        transport.close()


def refused(transport, url: str) -> str:
    with pytest.raises(FetchError) as caught:
        transport.get(url)
    return caught.value.reason


def test_a_page_comes_with_its_bytes_headers_and_moment(site, transport):
    body = "Құспан".encode()
    packed = gzip.compress(body)
    site.page("/a", packed, Content_Encoding="gzip", Content_Type="text/html", X_A="1")
    response = transport().get(site.base_url + "/a", variant="kk")
    assert (response.body, response.raw) == (body, packed)
    assert (response.status, response.mime, response.header("x-a")) == (200, "text/html", "1")
    assert (response.via, response.variant, response.captured_at) == ("live", "kk", NOW)


def test_we_say_who_asks_and_in_which_language(site, transport):
    site.page("/a")
    live = transport()
    live.get(site.base_url + "/a", variant="ru")
    live.get(site.base_url + "/a")
    asked = [headers for path, headers in site.seen if path == "/a"]
    assert asked[0]["user-agent"] == "PromisesWatch/0.1 (+https://example.org/about)"
    assert asked[0]["accept-language"] == "ru"
    assert "accept-language" not in asked[1]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
    ],
)
def test_every_packing_is_undone(site, transport, encoding, pack):
    body = b"words and words and words" * 100
    site.page("/a", pack(body), Content_Encoding=encoding)
    assert transport().get(site.base_url + "/a").body == body


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)],
)
def test_a_bomb_is_refused(site, transport, encoding, pack):
    site.page("/a", pack(b"\0" * 3_000_000), Content_Encoding=encoding)
    live = transport(limits=Limits(body=1_000_000))
    assert "larger than 1000000 bytes when decoded" in refused(live, site.base_url + "/a")


def test_a_broken_packing_and_an_unknown_one_are_refused(site, transport):
    site.page("/a", gzip.compress(b"x" * 1000)[:-10], Content_Encoding="gzip")
    site.page("/b", b"x", Content_Encoding="zip")
    live = transport()
    assert "ends too early" in refused(live, site.base_url + "/a")
    assert "'zip' is not known" in refused(live, site.base_url + "/b")


def test_what_is_not_found_is_an_answer_too(site, transport):
    assert transport().get(site.base_url + "/nowhere").status == 404


def test_an_oversized_answer_is_refused_by_its_length_and_without_one(site, transport):
    def endless(handler):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        while not site.over.is_set():
            handler.wfile.write(b"x" * 65536)

    site.page("/a", b"", Content_Length="1000001")
    site.pages["/b"] = endless
    live = transport(limits=Limits(raw=1_000_000))
    for path in ("/a", "/b"):
        assert "larger than 1000000 bytes" in refused(live, site.base_url + path)


@pytest.mark.parametrize("part", ["head", "body", "chunks"])
def test_an_answer_that_drips_is_cut_off_when_its_time_is_over(site, transport, part):
    def drip(handler):
        if part == "head":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        else:
            handler.send_response(200)
            handler.send_header(*{"body": ("Content-Length", "9999")}.get(part, CHUNKED))
            handler.end_headers()
        while not site.over.wait(0.02):
            handler.wfile.write({"head": b"X-A: 1\r\n", "chunks": b"1\r\nx\r\n"}.get(part, b"x"))

    site.pages["/a"] = drip
    live = transport(limits=Limits(seconds=0.3))
    assert refused(live, site.base_url + "/a") == "the response took longer than 0.3 s"
    site.page("/b")
    assert live.get(site.base_url + "/b").body == b"a page"


CHUNKED = ("Transfer-Encoding", "chunked")


def busy(status: int, **headers: str):
    return lambda handler: send(handler, b"busy", status, **headers)


def test_a_busy_server_is_asked_again_after_the_time_it_names(site, transport, waits):
    site.in_turn(
        "/a", busy(503, Retry_After="7"), busy(429, Retry_After="5"), lambda h: send(h, b"ok")
    )
    assert transport().get(site.base_url + "/a").body == b"ok"
    assert waits == [7, 5]


def test_a_wait_that_is_too_long_is_cut_and_a_senseless_one_ignored(site, transport, waits):
    site.in_turn(
        "/a",
        busy(503, Retry_After="86400"),
        busy(503, Retry_After="soon"),
        lambda h: send(h, b"ok"),
    )
    assert transport(longest_wait=60).get(site.base_url + "/a").body == b"ok"
    assert waits[0] == 60
    assert waits[1] <= 2


def test_a_server_that_stays_broken_is_given_up_with_growing_waits(site, transport, waits):
    site.page("/a", status=500)
    assert refused(transport(), site.base_url + "/a") == "answered 500, 4 times in a row"
    assert waits == [0, 2, 4]
    assert len(site.paths()) == 4


def test_what_a_busy_server_said_last_comes_with_the_error(site, transport):
    site.page("/a", b"try later", status=503)
    with pytest.raises(FetchError) as failed:
        transport().get(site.base_url + "/a")
    response = failed.value.response
    assert (response.status, response.body, response.via) == (503, b"try later", "live")


def test_a_page_cut_short_is_asked_for_again(site, transport):
    def cut(handler):
        send(handler, b"half a pa", Content_Length="100")
        handler.close_connection = True

    site.in_turn("/a", cut, lambda h: send(h, b"the whole page"))
    assert transport().get(site.base_url + "/a").body == b"the whole page"


def test_a_site_that_is_not_there_is_an_error_in_words(site, transport):
    site.over.set()
    live = transport(base_url="http://127.0.0.1:9")
    assert "robots.txt cannot be read" in refused(live, "http://127.0.0.1:9/a")


def test_robots_txt_is_obeyed_and_asked_once(site, transport):
    site.page("/robots.txt", b"User-agent: *\nDisallow: /private\n\nUser-agent: other\nDisallow: /")
    site.page("/a")
    live = transport()
    assert "robots.txt forbids it" in refused(live, site.base_url + "/private/a")
    assert live.get(site.base_url + "/a").status == 200
    assert [path for path, _ in site.seen] == ["/robots.txt", "/a"]


def test_a_rule_for_us_by_name_counts(site, transport):
    site.page("/robots.txt", b"User-agent: promiseswatch\nDisallow: /\n\nUser-agent: *\nDisallow:")
    assert "forbids" in refused(transport(), site.base_url + "/a")


def test_a_robots_txt_that_fails_forbids_and_one_that_is_missing_allows(site, transport):
    site.page("/a")
    assert transport().get(site.base_url + "/a").status == 200
    site.page("/robots.txt", status=503)
    assert "robots.txt cannot be read" in refused(transport(), site.base_url + "/a")


def test_a_crawl_delay_is_kept(site, transport, waits):
    site.page("/robots.txt", b"User-agent: *\nCrawl-delay: 12")
    site.page("/a")
    live = transport(clock=lambda: 100.0)
    for _ in range(3):
        live.get(site.base_url + "/a")
    assert waits == [12, 24]


def test_a_redirect_within_the_site_is_followed_and_named(site, transport):
    site.page("/a", status=302, Location="/b?x=1")
    site.page("/b?x=1", b"there")
    response = transport().get(site.base_url + "/a")
    assert (response.url, response.body) == (site.base_url + "/b?x=1", b"there")
    assert [(hop.url, hop.status) for hop in response.hops] == [(site.base_url + "/a", 302)]


def test_a_redirect_in_circles_ends(site, transport):
    site.page("/a", status=302, Location="/a")
    assert "redirected more than 5 times" in refused(transport(), site.base_url + "/a")


@pytest.mark.parametrize(
    "target",
    [
        "http://elsewhere.example/x",
        "http://127.0.0.1:1/x",
        "http://localhost/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/x",
        "http://user@127.0.0.1:22/",
    ],
)
def test_a_redirect_to_a_foreign_host_is_refused(site, transport, target):
    site.page("/a", status=302, Location=target)
    assert "a host that this source does not allow" in refused(transport(), site.base_url + "/a")


@pytest.mark.parametrize(
    "target",
    [
        "http://elsewhere.example\\@{host}/",
        "http://elsewhere.example#@{host}/",
        "http://elsewhere.example?@{host}/",
        "http://{host}@elsewhere.example/",
        "http://{host}\\@elsewhere.example/",
        "http://{host}:x/",
        "http://[{host}/",
    ],
)
def test_an_odd_address_reaches_no_other_host(site, transport, target, monkeypatch):
    asked = []

    def look_up(host, port, **_more):
        asked.append(f"{host}:{port}")
        raise OSError("no name server here")

    host = site.base_url.removeprefix("http://")
    site.page("/a", status=302, Location=target.format(host=host))
    live = transport(retries=0)
    live.client.robots.check(site.base_url + "/a")
    monkeypatch.setattr("scrapers.addresses.socket.getaddrinfo", look_up)
    with pytest.raises(FetchError):
        live.get(site.base_url + "/a")
    assert set(asked) <= {host}


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:1"])
def test_a_redirect_out_of_the_web_is_refused(site, transport, target):
    site.page("/a", status=302, Location=target)
    assert "no address of the web" in refused(transport(), site.base_url + "/a")


def test_an_allowed_name_with_a_private_address_is_refused(site, transport, monkeypatch):
    with serving() as inner:
        inner.page("/secret", b"secret")
        port = inner.base_url.rpartition(":")[2]
        live = transport(allowed=[f"localhost:{port}"])
        site.page("/a", status=302, Location=f"http://localhost:{port}/secret")
        assert "an address of a private network" in refused(live, site.base_url + "/a")
        assert inner.seen == []


def test_a_name_that_turns_private_after_it_was_looked_up_is_refused(site, transport, monkeypatch):
    with serving() as inner:
        port = inner.base_url.rpartition(":")[2]
        monkeypatch.setattr("scrapers.addresses.check_host", lambda host, port: None)
        live = transport(allowed=[f"localhost:{port}"])
        assert "private network" in refused(live, f"http://localhost:{port}/secret")
        assert inner.seen == []


def test_another_port_of_an_allowed_host_is_not_allowed(site, transport):
    live = transport(allowed=["documents.example"])
    assert "does not allow" in refused(live, "http://documents.example:8080/a.pdf")


def test_an_untrusted_certificate_is_refused(transport):
    with serving(tls=True) as secure:
        live = transport(base_url=secure.base_url)
        reason = refused(live, secure.base_url + "/a")
        assert "no secure connection" in reason
        assert "self-signed certificate" in reason
        assert secure.seen == []


def test_what_has_not_changed_refers_to_what_is_known(site, transport):
    def page(handler):
        if handler.headers.get("If-None-Match") == '"v1"':
            send(handler, status=304, ETag='"v1"')
        else:
            send(handler, b"a page", ETag='"v1"')

    site.pages["/a"] = page
    asked = []

    def known(url, variant):
        asked.append((url, variant))
        return Validators(7, '"v1"', "Tue, 02 Aug 2016 20:03:58 GMT")

    response = transport(known=known).get(site.base_url + "/a", variant="kk")
    assert (response.status, response.refers_to, response.body) == (304, 7, b"")
    assert asked == [(site.base_url + "/a", "kk")]
    assert site.seen[-1][1]["if-modified-since"] == "Tue, 02 Aug 2016 20:03:58 GMT"
    fresh = transport().get(site.base_url + "/a")
    assert (fresh.status, fresh.refers_to) == (200, None)


def test_what_is_known_of_one_address_is_not_said_to_another(site, transport):
    site.page("/a", status=302, Location="/b")
    site.page("/b", b"there")
    transport(known=lambda url, variant: Validators(7, '"v1"')).get(site.base_url + "/a")
    assert [
        ("if-none-match" in headers) for path, headers in site.seen if path != "/robots.txt"
    ] == [
        True,
        False,
    ]


def test_cookies_of_one_answer_do_not_colour_the_next(site, transport):
    site.page("/a", Set_Cookie="lang=ru")
    live = transport()
    for _ in range(2):
        live.get(site.base_url + "/a")
    assert not any("cookie" in headers for _, headers in site.seen)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("192.168.1.1", False),
        ("0.0.0.0", False),  # noqa: S104  an address to refuse
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_private_addresses_are_known_in_every_wrapping(address, public):
    assert is_public(address) is public

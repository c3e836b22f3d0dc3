"""A page of the web kept because a person asked for it. Nothing but this machine is asked."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.scheduler import Worker
from models.job import Job, JobState
from models.source import Capture, Run
from models.user import UserRole
from tests.page_checks import check_page
from tests.unit.scrapers.servers import serving

PAGE = "<html><body>Депутат провёл встречу</body></html>".encode()


@pytest.fixture
def site():
    with serving() as site:
        site.page("/post/1", PAGE, Content_Type="text/html; charset=utf-8")
        yield site


@pytest.fixture
def opened(app, config, site):
    """A portal that may keep pages of the test's own site."""
    app.extensions["config"] = replace(config, local_hosts=frozenset({site.base_url[7:]}))
    return app


@pytest.fixture
def activist(client, sign_in, make_user, session):
    sign_in(client, make_user(UserRole.ACTIVIST))
    session.rollback()
    return client


def ask(client, url):
    return client.post("/ru/coding/keep", data={"keep": "capture", "capture": url})


def job_of(session):
    session.rollback()
    return session.scalars(select(Job).where(Job.kind == "keep_page")).one()


def test_a_page_is_kept_and_the_form_is_given_its_number(opened, activist, site, session):
    answer = ask(activist, f"{site.base_url}/post/1")
    assert answer.status_code == 303
    waiting = check_page(activist.get(answer.location).text)
    assert waiting.find(id="live")["data-refresh"] == "2"
    assert activist.get(answer.location, headers={"Accept": "application/json"}).json == {
        "active": True, "capture": None, "message": None,
    }  # fmt: skip
    Worker(opened).drain()
    capture = session.scalars(select(Capture)).one()
    assert (capture.source.key, capture.url) == ("hand", f"{site.base_url}/post/1")
    page = check_page(activist.get(answer.location).text)
    assert page.find("a", href=f"/ru/captures/{capture.id}")
    shown = activist.get(f"/ru/captures/{capture.id}")
    assert "Депутат провёл встречу" in shown.text
    assert session.scalars(select(Run)).one().status.value == "ok"
    assert "/robots.txt" in [path for path, _ in site.seen]


def test_the_public_sees_its_hash_and_not_its_bytes_for_it_may_show_anybody(
    opened, activist, site, session, app
):
    ask(activist, f"{site.base_url}/post/1")
    Worker(opened).drain()
    capture = session.scalars(select(Capture)).one()
    visitor = app.test_client()
    page = visitor.get(f"/ru/captures/{capture.id}")
    assert capture.sha256 in page.text and "провёл встречу" not in page.text
    assert visitor.get(f"/ru/captures/{capture.id}/bytes").status_code == 403


def test_the_address_that_was_asked_for_finds_the_page_it_led_to(opened, activist, site, session):
    from app.queries.copies import newest_capture
    from scrapers.urls import url_key

    site.page("/short", b"", 302, Location="/post/1")
    ask(activist, f"{site.base_url}/short")
    Worker(opened).drain()
    final = session.scalars(select(Capture).where(Capture.status == 200)).one()
    assert newest_capture(session, [url_key(f"{site.base_url}/short")]) == final.id


def test_what_the_site_answers_instead_is_kept_and_said(opened, activist, site, session):
    answer = ask(activist, f"{site.base_url}/gone")
    Worker(opened).drain()
    assert session.scalars(select(Capture)).one().status == 404
    assert "404" in check_page(activist.get(answer.location).text).text


def test_a_page_that_robots_txt_forbids_is_not_read(opened, activist, site, session):
    site.page("/robots.txt", b"User-agent: *\nDisallow: /post/")
    answer = ask(activist, f"{site.base_url}/post/1")
    Worker(opened).drain()
    assert job_of(session).state is JobState.FAILED
    assert "/post/1" not in site.paths()
    assert "robots.txt" in check_page(activist.get(answer.location).text).text


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/post/1", "http://localhost:{port}/post/1", "http://127.0.0.1/",
        "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://10.0.0.1/", "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://0.0.0.0/",
        "http://224.0.0.1/", "https://127.0.0.1/", "http://8.8.8.8:6379/",
    ],
)  # fmt: skip
def test_addresses_of_private_networks_and_odd_ports_are_never_asked(
    app, activist, site, session, address
):
    port = site.base_url.rpartition(":")[2]
    ask(activist, address.format(port=port))
    Worker(app).drain()
    job = job_of(session)
    assert job.state is JobState.FAILED
    reasons = ("private network", "does not allow", "No route", "unreachable")
    assert any(reason in job.message for reason in reasons), job.message
    assert site.seen == []
    assert session.scalars(select(Capture)).all() == []


def test_a_name_of_a_private_address_is_refused_whatever_name_it_is(
    app, activist, site, session, monkeypatch
):
    import socket

    found = socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kinds: found)
    ask(activist, "http://inner.example.org/")
    Worker(app).drain()
    assert "private network" in job_of(session).message


def test_a_redirect_into_a_private_network_is_not_followed(opened, activist, site, session):
    with serving() as inner:
        inner.page("/secret", b"secret")
        for target in (f"{inner.base_url}/secret", "http://127.0.0.1/", "file:///etc/passwd"):
            site.page("/post/2", b"", 302, Location=target)
            ask(activist, f"{site.base_url}/post/2")
            Worker(opened).drain()
        assert inner.seen == []
    session.rollback()
    states = set(session.scalars(select(Job.state).where(Job.kind == "keep_page")))
    assert states == {JobState.FAILED}


def test_an_answer_that_is_too_large_is_not_kept(opened, activist, site, session):
    site.page("/large", b"x", Content_Length=str(30 * 1024 * 1024))
    ask(activist, f"{site.base_url}/large")
    Worker(opened).drain()
    assert "larger" in job_of(session).message


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:1",
     "https://me:secret@example.org/", "https://exa mple.org/", "https://example.org:0/", "http://[",
     "http://ex..org/", f"http://{'a' * 64}.org/", "http://пример..рф/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_not_even_tried(activist, session, address):
    assert ask(activist, address).status_code == 422
    assert session.scalars(select(Job)).all() == []
    told = activist.post(
        "/ru/coding/keep",
        data={"keep": "capture", "capture": address},
        headers={"Accept": "application/json"},
    )
    assert told.status_code == 422 and told.json["error"]


def test_the_same_page_asked_for_twice_waits_once(activist, session):
    first = ask(activist, "https://example.org/a")
    assert ask(activist, "https://example.org/a").location == first.location
    assert job_of(session)

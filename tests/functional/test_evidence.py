"""From a figure to the bytes it rests on, over the real captures of 2 August 2016."""

import hashlib

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.ingest import kept_copy
from app.queries.search import Wanted, search
from models.person import Deputy
from models.search_entry import What
from models.source import Capture
from models.user import UserRole
from tests.page_checks import check_page


@pytest.fixture
def replayed(app, parlam_archive):
    result = app.test_cli_runner().invoke(
        args=["scrape", "run", "parlam-html", "--from-archive", str(parlam_archive), "--json"]
    )
    assert result.exit_code == 0, result.output
    return app


def captures_with_letters(app, session):
    """Captures of deputy pages that hold letters of citizens, with the letters' authors."""
    for capture in session.scalars(select(Capture).where(Capture.page_kind == "deputy")):
        body = kept_copy(session, app.extensions["config"].archive_dir, capture.id).body
        authors = BeautifulSoup(body, "lxml").select(".letter-author")
        if authors:
            yield capture, [author.get_text(strip=True).rstrip(":") for author in authors]


def test_what_is_shown_can_be_followed_to_its_bytes(replayed, client, session, make_user, sign_in):
    # The page of a deputy, one of its items, the item's kept copy.
    page = check_page(client.get("/ru/deputies/kosarev/items").text)
    item = page.main.select_one("ol a[href*='/items/']")["href"]
    copy = check_page(client.get(item).text).main.select_one("table a[href*='/captures/']")["href"]
    shown = check_page(client.get(copy).text).main.get_text(" ")
    capture = session.get_one(Capture, int(copy.rsplit("/", 1)[1]))
    assert capture.sha256 in shown
    assert capture.warc_file in shown

    # Names and letters of citizens are withheld from the public, and so are the bytes.
    exposing = list(captures_with_letters(replayed, session))
    assert exposing
    for found, authors in exposing:
        public = client.get(f"/ru/captures/{found.id}").text
        check_page(public)
        assert all(author not in public for author in authors)
        assert found.sha256 in public
        assert client.get(f"/ru/captures/{found.id}/bytes").status_code == 403

    # Bytes of a page without third persons are anybody's, as a file that runs nothing.
    index = session.scalars(select(Capture).where(Capture.page_kind == "index")).first()
    response = client.get(f"/ru/captures/{index.id}/bytes")
    assert hashlib.sha256(response.data).hexdigest() == index.sha256
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]

    # Who is signed in sees all of it.
    sign_in(client, make_user(UserRole.ACTIVIST))
    found, authors = exposing[0]
    assert all(author in client.get(f"/ru/captures/{found.id}").text for author in authors)
    data = client.get(f"/ru/captures/{found.id}/bytes").data
    assert hashlib.sha256(data).hexdigest() == found.sha256


def test_every_page_of_the_replay_is_sound(replayed, client, session):
    slugs = session.scalars(select(Deputy.slug).order_by(Deputy.slug)).all()
    assert len(slugs) == 58
    for number, slug in enumerate(slugs):
        lang = ("kk", "ru", "en")[number % 3]
        for query in ("", "/items"):
            response = client.get(f"/{lang}/deputies/{slug}{query}")
            assert response.status_code == 200
            check_page(response.text)


def test_search_finds_the_same_on_both_databases(replayed, session):
    """The numbers are those of the captures; the suite runs on SQLite and on PostgreSQL."""
    found = {}
    for query in ("дорога", "сот", "кездесу", "встречи с избирателями", "Косарев", "kosarev"):
        result = search(session, Wanted(query))
        people = result.counts.get(What.DEPUTY, 0)
        found[query] = (people, result.total - people)
    assert found == {
        "дорога": (0, 2),
        "сот": (10, 3),  # ten deputies sit in the committee on judicial reform
        "кездесу": (0, 12),
        "встречи с избирателями": (0, 5),
        "Косарев": (1, 0),
        "kosarev": (1, 1),
    }

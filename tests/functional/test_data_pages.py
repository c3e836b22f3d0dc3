"""The pages of open data: what is listed is what is downloaded, and withheld things stay out."""

import csv
import hashlib
import io
import re
import zipfile

import pytest
from frictionless import Package
from sqlalchemy import select

from app import opendata
from app.extensions import db
from app.opendata_task import open_data as task
from app.queries import open_data as queries
from app.services.jobs import Claimed
from models import audit
from models.job import Job
from models.open_data import DataRelease, MadeWhy
from models.user import User
from models.withholding import CaptureWithholding
from tests.conftest import NOW
from tests.factories.open_data import grown
from tests.functional.test_edition_pages import text_of
from tests.support import count_queries

LANGS = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def app(template, request, tmp_path_factory):
    kind = request.config.getoption("--db")
    with grown(template, kind, tmp_path_factory.mktemp("pages")) as app:
        yield app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def session(app):
    with app.app_context():
        maker = db.sessionmaker
    with maker() as session:
        audit.bind(session, actor="test", now=NOW)
        yield session


def make(app, **args):
    with app.app_context():
        return task(Claimed(1, "open_data", args, 1), lambda *_: None)


@pytest.fixture(scope="module")
def made(app):
    assert make(app)["states"] == 2


def links(client, path):
    """Address, and the hash that stands beside it, of every file of a page."""
    text = client.get(path).text
    return re.findall(r'href="([^"]*/data/([0-9a-f]{64})/[^"]+)"', text)


def newest(session, number=None):
    session.rollback()
    return dict(queries.newest(session))[number]


def test_before_the_first_night_the_page_says_when_to_come_back(app, client):
    assert "The files are not made yet" in text_of(client, "/en/data")
    assert client.get("/en/data/popolo.json").status_code == 404


@pytest.mark.parametrize("path", ["/{}/data", "/{}/editions/1/data"])
@pytest.mark.parametrize("lang", LANGS)
def test_every_listed_file_is_downloaded_with_its_hash(client, made, lang, path):
    found = links(client, path.format(lang))
    assert len(found) > 4
    text_of(client, path.format(lang))
    for address, sha256 in found:
        response = client.get(address)
        assert response.status_code == 200, address
        assert hashlib.sha256(response.data).hexdigest() == sha256
        assert sha256 in client.get(path.format(lang)).text
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["ETag"] == f'"{sha256}"'
        assert client.get(address, headers={"If-None-Match": f'"{sha256}"'}).status_code == 304


@pytest.mark.parametrize("number", [None, 1])
def test_the_archive_holds_a_valid_package_with_the_listed_tables(
    client, session, made, number, tmp_path
):
    release = newest(session, number)
    path = f"/en/editions/{number}/data" if number else "/en/data"
    whole = release.named(".zip")
    body = client.get(f"{path}/{whole.name}", follow_redirects=True).data
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert Package(str(folder / "datapackage.json")).validate().valid
    for file in release.tables:
        inside = (folder / "data" / file.name).read_bytes()
        assert hashlib.sha256(inside).hexdigest() == file.sha256
        rows = csv.reader(io.StringIO(inside.decode(), newline=""))
        assert sum(1 for _ in rows) == file.rows + 1


def test_files_of_an_edition_made_anew_are_the_same_bytes(app, session, made):
    before = newest(session, 1)
    make(app, edition=1)
    again = newest(session, 1)
    assert again.made_at > before.made_at and again.files == before.files


def test_a_lost_file_is_made_anew_the_next_night(app, client, session, made):
    release = newest(session, 1)
    path = opendata.path_of(app.extensions["config"], release.named(".zip").sha256)
    path.unlink()
    address = f"/en/editions/1/data/{release.named('.zip').name}"
    assert client.get(address, follow_redirects=True).status_code == 503
    make(app)
    assert client.get(address, follow_redirects=True).status_code == 200
    assert newest(session, 1).why is MadeWhy.LOST


def test_what_is_given_out_no_more_is_removed_from_the_disk(app, session, made):
    make(app)
    session.rollback()
    store = app.extensions["config"].instance_dir / opendata.FOLDER
    kept = {path.name for path in store.iterdir() if not path.name.startswith(".")}
    assert kept == queries.kept_hashes(session)


def test_nothing_is_given_out_after_a_withholding_until_it_is_made_anew(app, client, session, made):
    (address, _), *_ = links(client, "/en/editions/1/data")
    session.add(
        CaptureWithholding(url_key="site.example/x", withheld=True, why="дети", decided_at=NOW)
    )
    session.commit()
    for path in (address, "/en/data/popolo.json", "/en/editions/1/data/popolo.json"):
        assert client.get(path).status_code == 503
    for path in ("/en/data", "/en/editions/1/data"):
        assert "being made anew without it" in text_of(client, path)
        assert links(client, path) == []
    make(app)
    assert newest(session, 1).why is MadeWhy.WITHHELD
    assert client.get(address).status_code == 200


def test_the_page_of_an_edition_names_the_hashes_of_before(app, client, session, made):
    release = newest(session, 1)
    edition_id = session.scalar(select(DataRelease.edition_id).where(DataRelease.edition_id > 0))
    old = [{"name": "x.zip", "size": 1, "sha256": "a" * 64, "rows": None, "table": None}]
    session.add(
        DataRelease(edition_id=edition_id, made_at=NOW, as_of=release.as_of, why=MadeWhy.DUE,
                    withheld="x", files=old)
    )  # fmt: skip
    session.commit()
    make(app)
    text = text_of(client, "/en/editions/1/data")
    assert "Made anew" in text and "a" * 64 in text


@pytest.mark.parametrize(
    "path",
    [
        "data/nothing.csv", f"data/{'0' * 64}/popolo.json", "data/..%2f..%2fportal.sqlite",
        "editions/9/data", "editions/9/data/popolo.json", "editions/1/changes.csv",
        "editions/1/changes.xml",
    ],
)  # fmt: skip
def test_strange_names_and_hashes_find_nothing(client, made, path):
    assert client.get(f"/en/{path}").status_code == 404


def test_no_file_names_who_works_here(client, session, made):
    people = session.execute(select(User.name, User.email)).all()
    for path in ("/en/data", "/en/editions/1/data"):
        for address, _ in links(client, path):
            body = client.get(address).data
            for name, email in people:
                assert name.encode() not in body and email.encode() not in body


@pytest.mark.parametrize(("path", "most"), [("/en/data", 7), ("/en/editions/1/data", 8)])
def test_the_pages_ask_the_database_a_fixed_number_of_times(app, client, made, path, most):
    with count_queries(app) as seen:
        assert client.get(path).status_code == 200
    assert seen.count <= most, seen.statements


def test_a_publication_and_a_withholding_order_the_files(session, made):
    ordered = session.scalars(select(Job).where(Job.kind == "open_data")).all()
    assert {"edition": 1} in [job.args for job in ordered]

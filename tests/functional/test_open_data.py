"""The data package: valid by Frictionless, whole or not at all, and read back as it was written."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import Package
from sqlalchemy import func, select

from app import opendata
from app.cli.open_data import open_data as command
from app.exports import datapackage
from app.extensions import db
from app.queries.tables import TABLES
from models import audit
from models.item import Item, Participation
from models.user import User
from tests.conftest import NOW
from tests.factories.open_data import grown

HOSTILE = (
    "=1+1", '+7 701 "0"', "a,b\r\nc\n\rd\te", "\u202eслева направо\u202c", "  края  ", "@x;'|\\",
    "ә" * 3000, "\ufeffв начале", "-1", "a\u2028b\x85c\x0bd",
)  # fmt: skip


@pytest.fixture(scope="module")
def app(template, request, tmp_path_factory):
    kind = request.config.getoption("--db")
    with grown(template, kind, tmp_path_factory.mktemp("data")) as app:
        with app.app_context(), db.sessionmaker() as session:
            audit.bind(session, actor="test", now=NOW)
            items = session.scalars(select(Item).order_by(Item.id).limit(len(HOSTILE))).all()
            for item, words in zip(items, HOSTILE, strict=True):
                item.title_ru = words
            session.commit()
        yield app


@pytest.fixture
def session(app):
    with app.app_context(), db.sessionmaker() as session:
        yield session


def run(app, out, *arguments):
    return app.test_cli_runner().invoke(command, ["--out", str(out), *arguments])


@pytest.fixture(scope="module")
def package(app, tmp_path_factory):
    """The package of everything there is today."""
    folder = tmp_path_factory.mktemp("out") / "package"
    told = run(app, folder)
    assert told.exit_code == 0, told.output
    return folder


def problems(folder):
    found = Package(str(folder / "datapackage.json")).validate()
    return found.flatten(["type", "title", "rowNumber", "fieldName", "note"])


def table(folder, name):
    text = (folder / "data" / f"{name}.csv").read_bytes().decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def described(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_the_package_of_everything_is_valid_with_all_keys_and_hashes(package):
    assert problems(package) == []


@pytest.mark.parametrize("arguments", [("--term", "kz-mazhilis-8"), ("--edition", "1")], ids=str)
def test_the_package_of_a_convocation_and_of_an_edition_is_valid(app, tmp_path, arguments):
    assert run(app, tmp_path / "p", *arguments).exit_code == 0
    assert problems(tmp_path / "p") == []


def test_it_has_every_public_table_and_no_other(package):
    names = {resource["name"] for resource in described(package)["resources"]}
    assert names == {table.name for table in TABLES.values() if table.public}
    assert not names & {"codings", "appeals"}


def test_rows_bytes_and_hashes_are_those_of_the_files(package):
    sums = dict(
        reversed(line.split("  ")) for line in (package / "SHA256SUMS").read_text().splitlines()
    )
    files = {p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_file()}
    assert sums.keys() == files - {"SHA256SUMS"}
    for path, sha256 in sums.items():
        assert hashlib.sha256((package / path).read_bytes()).hexdigest() == sha256
    for resource in described(package)["resources"]:
        body = (package / resource["path"]).read_bytes()
        assert resource["bytes"] == len(body)
        assert resource["hash"] == f"sha256:{sums[resource['path']]}"
        assert resource["rows"] == len(table(package, resource["name"]))


def test_counts_are_those_of_the_database(package, session):
    assert len(table(package, "items")) == session.scalar(select(func.count(Item.id)))
    assert len(table(package, "participations")) == session.scalar(
        select(func.count(Participation.id))
    )


def test_hostile_text_comes_back_letter_by_letter(package, session):
    titles = dict(session.execute(select(Item.key, Item.title_ru)).all())
    ours = {row["item"]: row["title_ru"] for row in table(package, "items")}
    theirs = {
        row["item"]: row["title_ru"]
        for row in Package(str(package / "datapackage.json")).get_resource("items").read_rows()
    }
    hostile = {key for key, title in titles.items() if title in HOSTILE}
    assert len(hostile) == len(HOSTILE)
    for key in hostile:
        # The tables take blanks around a title away; everything else stands as it is.
        assert ours[key] == theirs[key] == titles[key].strip()


def test_every_field_has_words_in_three_languages_and_permitted_values_have_theirs(package):
    for resource in described(package)["resources"]:
        for thing in (resource, *resource["schema"]["fields"]):
            for lang in ("kk", "ru", "en"):
                assert thing[f"title_{lang}"] and thing[f"description_{lang}"]
            assert thing["title"] == thing["title_en"]
    fields = {f["name"]: f for r in described(package)["resources"] if r["name"] == "items"
              for f in r["schema"]["fields"]}  # fmt: skip
    assert fields["date"]["type"] == "date" and fields["queued"]["type"] == "boolean"
    assert "deputy_request" in fields["kind"]["constraints"]["enum"]
    assert fields["kind"]["labels"]["deputy_request"]["ru"] == "Депутатский запрос"


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda text: text.replace("deputy_request", "deputy_requests", 1), "constraint-error"),
        (lambda text: text + text.splitlines()[1] + "\r\n", "primary-key"),
        (lambda text: text.replace("kz-mazhilis-8-facts/urzhar", "x/urzhar", 1), "foreign-key"),
        (lambda text: text.replace("true", "maybe", 1), "type-error"),
    ],
)
def test_a_spoilt_file_is_found(package, tmp_path, spoil, kind):
    copy = tmp_path / "copy"
    for path in package.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(package)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    items = copy / "data" / "items.csv"
    items.write_bytes(spoil(items.read_bytes().decode()).encode())
    found = {problem[0] for problem in problems(copy)}
    assert kind in found


def test_a_changed_byte_is_found_by_the_hash_alone(package, tmp_path, app):
    assert run(app, tmp_path / "p").exit_code == 0
    file = tmp_path / "p" / "data" / "items.csv"
    file.write_bytes(file.read_bytes().replace("О".encode(), b"O" + b" ", 1))
    assert "hash-count" in {problem[0] for problem in problems(tmp_path / "p")}


def test_no_file_names_who_read_or_wrote(package, session):
    bodies = b"".join(p.read_bytes() for p in package.rglob("*") if p.is_file())
    people = session.execute(select(User.name, User.email)).all()
    assert people
    for name, email in people:
        assert name.encode() not in bodies and email.encode() not in bodies


def test_a_licence_that_is_not_stated_is_not_invented(package, app, session):
    assert described(package)["licence_note"] == "not stated"
    assert "licenses" not in described(package)
    for said, stated in (
        ("CC-BY-4.0", {"name": "CC-BY-4.0", "title": "CC-BY-4.0"}),
        ("https://example.org/l", {"path": "https://example.org/l"}),
        ("С указанием источника", {"name": "other", "title": "С указанием источника"}),
    ):
        about = opendata.about(session, _licensed(app, said), NOW)
        assert datapackage.state_of(about)["licenses"] == [stated]


def _licensed(app, words):
    return replace(app.extensions["config"], licence=words)


def test_an_earlier_package_is_replaced_and_anything_else_is_left_alone(app, tmp_path):
    target = tmp_path / "p"
    target.mkdir()
    assert run(app, target).exit_code == 0
    before = (target / "data" / "items.csv").read_bytes()
    assert run(app, target).exit_code == 0
    assert (target / "data" / "items.csv").read_bytes() == before
    (target / "notes.txt").write_text("мои заметки")
    told = run(app, target)
    assert told.exit_code == 1 and "holds something else" in told.output
    assert (target / "notes.txt").read_text() == "мои заметки"
    told = run(app, tmp_path / "no" / "p")
    assert told.exit_code == 1 and "name a folder in one that exists" in told.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_a_package_that_fails_leaves_nothing_behind(app, session, tmp_path, monkeypatch):
    def broken(*_args):
        raise OSError(28, "No space left on device")
        yield b""

    monkeypatch.setattr(datapackage, "_csv", broken)
    told = run(app, tmp_path / "p")
    assert told.exit_code == 1 and "No space left" in told.output
    assert list(Path(tmp_path).iterdir()) == []

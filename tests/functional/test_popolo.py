"""Popolo JSON of everything there is: valid by its schemas, and about the people of the tables."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli.open_data import popolo as command
from app.extensions import db
from models import audit
from models.base import Confidence
from models.person import Deputy, DeputyFact, Mandate
from models.place import District
from models.source import Source
from models.withholding import CaptureWithholding
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.open_data import grown

SCHEMAS = Path(__file__).resolve().parents[1] / "fixtures" / "popolo"
CLASSES = {
    "persons": "person", "organizations": "organization", "areas": "area", "posts": "post",
    "memberships": "membership", "events": "event",
}  # fmt: skip
FORMATS = FormatChecker()


@FORMATS.checks("uri")
def is_uri(value):
    """An address in ASCII with its scheme: the library checks it only with a further package."""
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return value.isascii() and " " not in value and bool(parts.scheme and parts.netloc)


def registry():
    schemas = [json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")]
    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )


def problems(document):
    """What the schemas of Popolo find wrong, class by class."""
    known = registry()
    for name, kind in CLASSES.items():
        schema = known.contents(f"https://www.popoloproject.com/schemas/{kind}.json")
        check = Draft202012Validator(schema, registry=known, format_checker=FORMATS)
        for thing in document[name]:
            yield from (f"{thing['id']}: {error.message}" for error in check.iter_errors(thing))


def unresolved(document):
    """Identifiers that something refers to and that nothing has."""
    known = {thing["id"] for name in CLASSES for thing in document[name]}
    for name in CLASSES:
        for thing in document[name]:
            for key, value in thing.items():
                if key.endswith("_id") and value not in known:
                    yield f"{thing['id']}: {key} is {value}"


@dataclass
class Rows:
    """As much of a world as adding a copy asks for."""

    session: Session
    source: Source

    def add(self, row):
        self.session.add(row)
        self.session.flush()
        return row


@pytest.fixture(scope="module")
def app(template, request, tmp_path_factory):
    kind = request.config.getoption("--db")
    with grown(template, kind, tmp_path_factory.mktemp("popolo")) as app:
        yield app


def written(app, folder, *arguments):
    path = folder / "popolo.json"
    told = app.test_cli_runner().invoke(command, ["--out", str(path), *arguments])
    assert told.exit_code == 0, told.output
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def everything(app, tmp_path_factory):
    return written(app, tmp_path_factory.mktemp("out"))


@pytest.fixture
def session(app):
    with app.app_context(), db.sessionmaker() as session:
        yield session
        session.rollback()


def count(session, model, *where):
    return session.scalar(select(func.count()).select_from(model).where(*where))


@pytest.mark.parametrize(
    "arguments", [(), ("--term", "kz-mazhilis-8"), ("--edition", "1")], ids=str
)
def test_the_file_is_valid_and_everything_in_it_resolves(app, tmp_path, arguments):
    document = written(app, tmp_path, *arguments)
    assert list(problems(document)) == []
    assert list(unresolved(document)) == []
    for name in CLASSES:
        ids = [thing["id"] for thing in document[name]]
        assert ids == sorted(set(ids)) and ids


def test_a_spoilt_file_is_found(everything):
    spoilt = json.loads(json.dumps(everything))
    spoilt["persons"][0]["birth_date"] = "в 1970 году"
    spoilt["memberships"][0]["person_id"] = "nobody"
    assert len(list(problems(spoilt))) == 1 and len(list(unresolved(spoilt))) == 1


def test_everybody_with_a_seat_is_in_it_once_and_every_seat_is_a_membership(session, everything):
    people = {person["id"] for person in everything["persons"]}
    seated = set(session.scalars(select(Deputy.slug).where(Deputy.mandates.any())))
    assert people == seated
    roles = Counter(one["role"] for one in everything["memberships"])
    assert roles["deputy"] == count(session, Mandate)
    on_posts = [one for one in everything["memberships"] if one.get("post_id")]
    assert len(on_posts) == count(session, Mandate, Mandate.district_id.is_not(None))
    assert len(everything["posts"]) == count(session, District)


def test_a_post_is_the_seat_of_a_district_which_lies_in_its_region(everything):
    areas = {area["id"]: area for area in everything["areas"]}
    post = next(one for one in everything["posts"] if one["id"] == "post/kz-mazhilis-8/1")
    assert post["organization_id"] == "legislature/kz-mazhilis"
    district = areas[post["area_id"]]
    assert areas[district["parent_id"]]["identifier"] == "KZ-71"
    assert set(post["labels"]) == {"kk", "ru", "en"}


def test_who_nominated_themselves_sit_on_behalf_of_nobody(everything):
    def seat_of(slug):
        found = (one for one in everything["memberships"] if one["person_id"] == slug)
        return next(one for one in found if one["role"] == "deputy")

    assert "on_behalf_of_id" not in seat_of("mukaev-daulet")
    assert seat_of("turlykhanov-daulet")["on_behalf_of_id"] == "party/amanat"
    assert not any(one["id"] == "party/independent" for one in everything["organizations"])


def test_what_is_only_inferred_says_so(session, everything):
    inferred = session.scalars(
        select(Deputy.slug)
        .join(Mandate)
        .where(
            Mandate.committee_confidence == Confidence.INFERRED, Mandate.committee_ru.is_not(None)
        )
    ).all()
    marked = {
        one["person_id"]
        for one in everything["memberships"]
        if one.get("confidence") == {"committee": "inferred"}
    }
    assert inferred and marked == set(inferred)


def test_an_edition_has_its_own_deputies_no_pictures_and_the_same_identifiers(
    app, tmp_path, everything
):
    document = written(app, tmp_path, "--edition", "1")
    assert document["meta"]["edition"]["number"] == 1
    ids = {person["id"] for person in document["persons"]}
    assert ids < {person["id"] for person in everything["persons"]}
    known = {one["id"] for one in everything["memberships"]}
    assert {one["id"] for one in document["memberships"]} <= known
    assert not any("image" in person for person in document["persons"])
    assert written(app, tmp_path, "--edition", "1") == document


def test_a_photo_is_in_it_until_it_is_withheld(app, session, tmp_path):
    def image():
        found = written(app, tmp_path)
        assert list(problems(found)) == []
        return next(one for one in found["persons"] if one["id"] == "bapi-ermurat").get("image")

    audit.bind(session, actor="test", now=NOW)
    source = session.scalars(select(Source)).first()
    copy = verdicts.capture(Rows(session, source), url="https://example.org/фото 1.jpg")
    deputy = session.scalars(select(Deputy).where(Deputy.slug == "bapi-ermurat")).one()
    session.add(
        DeputyFact(deputy=deputy, origin="site", field="photo", value=copy.sha256,
                   first_seen=NOW, last_seen=NOW, last_capture_id=copy.id)
    )  # fmt: skip
    session.commit()
    assert image() == "https://example.org/%D1%84%D0%BE%D1%82%D0%BE%201.jpg"
    session.add(CaptureWithholding(sha256=copy.sha256, withheld=True, why="дети", decided_at=NOW))
    session.commit()
    assert image() is None


def test_an_unknown_edition_or_convocation_is_named_and_nothing_is_written(app, tmp_path):
    for arguments, words in (
        (["--edition", "99"], "There is no edition 99"),
        (["--term", "kz-senate-1"], "Known are: qiyalkent-maslikhat-1, kz-mazhilis-8"),
        (["--term", "kz-mazhilis-8", "--edition", "1"], "leave --term out"),
    ):
        out = tmp_path / "p.json"
        told = app.test_cli_runner().invoke(command, ["--out", str(out), *arguments])
        assert told.exit_code == 1 and words in told.output and not out.exists()
    told = app.test_cli_runner().invoke(command, ["--out", str(tmp_path / "no" / "p.json")])
    assert told.exit_code == 1 and "name a file in a folder that exists" in told.output

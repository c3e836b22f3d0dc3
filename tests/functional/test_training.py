"""The training ground: invented data says so everywhere, and never meets real data."""

from dataclasses import replace

import pytest

from app import create_app, packs
from app.config import ROOT, Config, ConfigError
from app.extensions import db
from models.user import User, UserRole
from tests.conftest import NOW

PACK = ROOT / "data" / "training-maslikhat"
WORDS = "training, invented data"


@pytest.fixture
def training(config, app):
    """A portal for training, over the same database."""
    trainer = create_app(replace(config, training=True))
    yield trainer
    with trainer.app_context():
        db.engine.dispose()


def invented(session, number=1, role=UserRole.ACTIVIST, **fields):
    values = {"email": f"p{number}@training.invalid", "name": f"P{number}", "role": role}
    person = User(fs_uniquifier=f"p{number}", created_at=NOW, **(values | fields))
    session.add(person)
    session.commit()
    return person.id


def test_every_page_and_its_title_say_that_the_data_are_invented(training):
    for path in ("/en/", "/en/deputies/", "/en/account/sign-in", "/en/nowhere"):
        page = training.test_client().get(path).text
        assert page.count(WORDS) == 2, path


def test_a_portal_of_real_data_says_no_such_thing_and_lets_nobody_practise(
    client, session, make_user
):
    person = invented(session)
    make_user()
    page = client.get("/en/account/sign-in").text
    assert WORDS not in page
    assert "practise" not in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(f"/en/account/practise/{person}", data={"csrf_token": token})
    assert answer.status_code == 404


def test_anybody_comes_in_as_an_invented_person_and_as_nobody_else(training, session, make_user):
    person, real = invented(session), make_user().id
    client = training.test_client()
    page = client.get("/en/account/sign-in").text
    assert "Practise as" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    for other in (real, real + 99):
        answer = client.post(f"/en/account/practise/{other}", data={"csrf_token": token})
        assert answer.status_code == 404
    answer = client.post(f"/en/account/practise/{person}", data={"csrf_token": token})
    assert answer.status_code == 302
    assert client.get("/en/account/").status_code == 200


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_who_practises_reads_on_in_the_language_they_came_in(training, session, lang):
    person = invented(session)
    client = training.test_client()
    token = client.get(f"/{lang}/account/sign-in").text.split('name="csrf_token" value="')[1]
    answer = client.post(
        f"/{lang}/account/practise/{person}", data={"csrf_token": token.split('"')[0]}
    )
    assert answer.location == f"/{lang}/coding/"


def test_each_row_of_an_exported_file_says_that_it_is_invented(training, session, config, tmp_path):
    with training.app_context(), db.sessionmaker() as own:
        packs.load(own, PACK, NOW)
        own.commit()
    runner = training.test_cli_runner()
    target = tmp_path / "deputies.csv"
    assert runner.invoke(args=["export", "deputies", "--out", str(target)]).exit_code == 0
    head, *rows = target.read_text(encoding="utf-8").splitlines()
    assert head.startswith("training,")
    assert len(rows) == 6
    assert all(row.startswith(f'"{WORDS}",') for row in rows)


def test_invented_and_real_packs_are_kept_apart(training, app):
    refused = app.test_cli_runner().invoke(args=["pack", "load", str(PACK)])
    assert refused.exit_code == 1
    assert "invented data" in refused.output
    real = ROOT / "data" / "kz-mazhilis-8"
    refused = training.test_cli_runner().invoke(args=["pack", "load", str(real)])
    assert refused.exit_code == 1
    assert "real data" in refused.output


def test_the_training_ground_cannot_be_a_production_portal(tmp_path):
    environ = {
        "APP_ENV": "production",
        "TRAINING": "1",
        "SECRET_KEY": "x" * 64,
        "INSTANCE_DIR": str(tmp_path),
    }
    with pytest.raises(ConfigError, match="TRAINING"):
        Config.from_environ(environ)

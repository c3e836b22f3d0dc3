"""The picture of a scorecard: what it shows, and that it is drawn once."""

import struct

import pytest

from models.item import Role
from tests.factories.acts import make_world


@pytest.fixture
def deputy(session):
    """A deputy with two acts, and another one who must not get into the picture."""
    world = make_world(session)
    mandate = world.deputy(
        "kuspan-abzal", "Куспан Абзал", world.district(14), name_kk="Құспан Абзал"
    )
    other = world.deputy("noise", "Шум Шумов", world.district(1))
    for uid in ("1", "2"):
        world.act(mandate, uid=uid, role=Role.INITIATOR)
    world.act(other, uid="3")
    session.commit()
    return mandate


def size_of(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_language_has_a_picture_of_the_size_that_networks_want(client, deputy, lang):
    answer = client.get(f"/{lang}/deputies/kuspan-abzal/card.png")
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    assert size_of(answer.data) == (1200, 630)
    assert len(answer.data) > 10_000


def test_a_picture_is_drawn_once_and_asked_for_by_its_tag(app, client, deputy):
    first = client.get("/kk/deputies/kuspan-abzal/card.png")
    again = client.get(
        "/kk/deputies/kuspan-abzal/card.png", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304 and not again.data
    assert len(list((app.extensions["config"].instance_dir / "pictures").iterdir())) == 1
    assert "Set-Cookie" not in first.headers


def test_nobody_has_no_picture(client, deputy):
    assert client.get("/kk/deputies/nobody/card.png").status_code == 404
    assert client.get("/kk/editions/1/deputies/kuspan-abzal/card.png").status_code == 404


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_card_may_be_framed_by_anybody_and_follows_nobody(client, deputy, lang):
    answer = client.get(f"/{lang}/deputies/kuspan-abzal/embed")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200 and "frame-ancestors *" in policy
    assert "X-Frame-Options" not in answer.headers and "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert b"<script" not in answer.data and b' style="' not in answer.data
    assert b'target="_top"' in answer.data and b'rel="noopener"' in answer.data


def test_only_the_card_may_be_framed(client, deputy):
    for path in ("/kk/deputies/kuspan-abzal", "/kk/embed", "/kk/charts/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy, path


def test_the_code_to_copy_names_the_deputy_and_is_escaped(client, session):
    world = make_world(session)
    world.deputy("quoted", 'Имя "><script>alert(1)</script>', world.district(1))
    session.commit()
    page = client.get("/ru/embed?slug=quoted").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "/ru/deputies/quoted/embed" in page and "loading=&#34;lazy&#34;" in page
    assert client.get("/ru/embed?slug=nobody").status_code == 404
    assert "NAME" in client.get("/ru/embed").get_data(as_text=True)


def test_the_sheet_of_the_card_is_small(app):
    with app.test_client() as client:
        assert len(client.get("/static/css/embed.css").data) <= 4096

"""The photo of a deputy: from a kept copy, small, drawn anew, and nothing where there is none."""

import io

import pytest
from PIL import Image

from app.queries.photos import photo_of
from models.withholding import CaptureWithholding
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.factories.copies import Copies, picture
from tests.support import count_queries


@pytest.fixture
def world(session):
    return make_world(session)


@pytest.fixture
def kuspan(world):
    world.deputy("noise", "Шум Иван")
    return world.deputy("kuspan-abzal", "Куспан Абзал", world.district(14)).deputy


@pytest.fixture
def copies(app, session, kuspan):
    return Copies(app, session)


ADDRESS = "/kk/deputies/kuspan-abzal/photo"


def opened(answer):
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    return Image.open(io.BytesIO(answer.data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_shown_small_whatever_it_was_kept_as(client, copies, kuspan, kind):
    copies.photo(kuspan, picture("green", (1200, 1600), kind), mime=f"image/{kind.lower()}")
    shown = opened(client.get(ADDRESS))
    assert shown.format == "JPEG" and shown.size == (240, 320)


def test_what_a_file_carries_beside_its_picture_is_left_behind(client, copies, kuspan):
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    copies.photo(kuspan, picture(exif=exif, comment=b"<script>") + b"<script>alert(2)</script>")
    answer = client.get(ADDRESS)
    assert b"script" not in answer.data and not opened(answer).getexif()


def test_a_photo_of_many_details_still_weighs_little(client, copies, kuspan):
    noise = Image.effect_noise((900, 1200), 200).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    copies.photo(kuspan, out.getvalue())
    assert len(client.get(ADDRESS).data) <= 20 * 1024


def test_the_newest_photo_is_shown_and_an_older_one_once_that_is_withheld(
    app, client, session, copies, kuspan
):
    old = copies.photo(kuspan, picture("red"), days=0)
    new = copies.photo(kuspan, picture("blue"), days=5, path="2.jpg")
    assert photo_of(session, "kuspan-abzal").capture_id == new.id
    assert opened(client.get(ADDRESS)).getpixel((5, 5))[2] > 200
    session.add(CaptureWithholding(sha256=new.sha256, withheld=True, why="ошибка", decided_at=NOW))
    session.commit()
    with count_queries(app) as seen:
        found = photo_of(session, "kuspan-abzal")
    assert found.capture_id == old.id and found.url == old.url
    assert seen.count == 1
    assert opened(client.get(ADDRESS)).getpixel((5, 5))[0] > 200


def test_a_picture_that_stands_for_a_missing_photo_is_nobodys(client, session, world, copies,
                                                              kuspan):  # fmt: skip
    other = world.deputy("other", "Другой Иван").deputy
    silhouette = picture("grey")
    copies.photo(kuspan, silhouette)
    copies.photo(other, silhouette, path="2.jpg")
    assert photo_of(session, "kuspan-abzal") is None
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "body",
    [b"<html><script>alert(1)</script></html>", b"\xff\xd8\xff broken", b"", b"GIF89a\x01\x00",
     b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", picture(kind="PNG")[:200]],
)  # fmt: skip
def test_bytes_that_are_no_photo_are_never_given_out_as_one(client, copies, kuspan, body):
    copies.photo(kuspan, body)
    assert client.get(ADDRESS).status_code == 404


def test_a_picture_that_would_fill_the_memory_is_not_opened(client, copies, kuspan):
    copies.photo(kuspan, picture("red", (9000, 9000), "PNG"), mime="image/png")
    assert client.get(ADDRESS).status_code == 404


def test_where_no_photo_was_captured_there_is_none(client, copies):
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/kk/deputies/nobody/photo").status_code == 404

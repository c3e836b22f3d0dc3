"""The photo of a deputy: from a kept copy, small, drawn anew, and nothing where there is none."""

import hashlib
import io

import pytest
from PIL import Image
from sqlalchemy import select, update

from app import ingest
from app.queries.photos import photo_of
from models.person import DeputyFact, DeputyIdentity
from models.source import Capture
from models.withholding import CaptureWithholding
from tests import parlam
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.factories.copies import Copies, picture
from tests.fake_mazhilis import portrait, serving
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


@pytest.fixture
def site():
    with serving(6) as fake:
        yield fake


@pytest.fixture
def scraped(app, config, session, site):
    def run():
        request = ingest.RunRequest("mazhilis-api", base_url=site.base_url)
        with app.app_context():
            report = ingest.run_source(config, request)
        session.rollback()
        return report

    return run


def shown_of(session, client, uid):
    """Who has the number at the source, and the photo that their page has."""
    identity = select(DeputyIdentity).where(DeputyIdentity.value == uid)
    slug = session.scalars(identity).one().deputy.slug
    return photo_of(session, slug), client.get(f"/ru/deputies/{slug}/photo")


def test_a_run_keeps_the_photos_of_the_site_and_the_portal_shows_them(
    scraped, session, client, site
):
    report = scraped()
    assert (report["status"], report["warnings"], report["failed_urls"]) == ("ok", [], [])
    for uid in ("56", "101", "102", "103", "1681"):
        photo, answer = shown_of(session, client, uid)
        assert photo.sha256 == hashlib.sha256(portrait(uid)).hexdigest()
        assert photo.url.endswith(f"/media/avatars/{uid}.jpg")
        assert opened(answer).size == (240, 320)


def test_a_photo_that_cannot_be_had_is_a_warning_and_no_failure(scraped, session, client, site):
    site.faults = {"no_photo", "photo_page", "huge_photo"}
    report = scraped()
    assert (report["status"], report["failed_urls"]) == ("ok", [])
    said = [one for one in report["warnings"] if "the photo is left out" in one]
    assert len(said) == len(report["warnings"]) == 3
    for uid in ("56", "101", "103"):
        photo, answer = shown_of(session, client, uid)
        assert photo is None and answer.status_code == 404
    assert shown_of(session, client, "102")[0] is not None
    kept = session.scalars(select(Capture).where(Capture.url.contains("avatars"))).all()
    assert len(kept) == 2, "what is no photo is not kept"


def test_the_same_photos_again_change_nothing(scraped, session):
    def facts():
        query = select(DeputyFact.value).where(DeputyFact.field == "photo")
        return sorted(session.scalars(query))

    scraped()
    before = facts()
    report = scraped()
    assert report["deputies"] == {"seen": 5, "created": 0, "updated": 0, "unchanged": 5}
    assert facts() == before and len(before) == 5


def test_photos_come_back_from_the_archive_alone(scraped, session, config, app, site, client):
    scraped()
    session.execute(update(DeputyFact).where(DeputyFact.field == "photo").values(field="noise"))
    session.commit()
    files = tuple(sorted(config.archive_dir.rglob("*.warc.gz")))
    with app.app_context():
        request = ingest.RunRequest("mazhilis-api", archives=files, base_url=site.base_url)
        report = ingest.run_source(config, request)
    session.rollback()
    assert report["status"] == "ok", report
    assert shown_of(session, client, "102")[1].status_code == 200


def test_a_photo_of_the_old_site_is_found_by_its_persons_number(app, config, session, tmp_path,
                                                                client):  # fmt: skip
    number = f"{parlam.SITE}/en/mazhilis/People/PersonImage/31"
    index = parlam.index_page(("Kim", "31", "KIM Roman"), ("Han", "32", "HAN Oleg"))
    pages = [(f"{parlam.SITE}/en/mazhilis/People/DeputyList/k", index, parlam.THEN)]
    files = (
        parlam.write_archive(tmp_path / "pages.warc.gz", pages),
        parlam.write_archive(
            tmp_path / "photos.warc.gz",
            [(f"{number}?size=big", picture("green"), parlam.THEN),
             (number.replace("31", "32") + "?size=big", b"<html>no photo</html>", parlam.THEN)],
            mime="image/jpeg",
        ),
    )  # fmt: skip
    with app.app_context():
        report = ingest.run_source(config, ingest.RunRequest("parlam-html", archives=files))
    session.rollback()
    assert report["status"] == "ok", report
    assert photo_of(session, "kim").captured_at == parlam.THEN
    assert opened(client.get("/kk/deputies/kim/photo")).size == (240, 320)
    assert photo_of(session, "han") is None

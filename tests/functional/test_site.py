"""The whole public site, with every odd state in it: links, images, markup, titles, languages."""

import pytest
import time_machine
from sqlalchemy import select

from app.services import files
from models.file import StoredFile
from tests.factories.voters import LATER, Voters
from tests.site_walk import Walk, of_sitemap


@pytest.fixture
def site(app, session, make_user):
    """A portal with two editions and everything odd that a voter can meet."""
    with time_machine.travel(LATER, tick=True):
        Voters(session, make_user).publish()
        for file in session.scalars(select(StoredFile).where(StoredFile.sha256.is_not(None))):
            place = files.path_of(app.extensions["config"].archive_dir, file.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b"%PDF-1.4")
        yield app


@pytest.mark.timeout(600)
def test_every_link_and_image_of_the_site_leads_somewhere_and_every_page_is_whole(site, capsys):
    walk = Walk(site)
    start = [f"/{lang}/" for lang in ("kk", "ru", "en")]
    walk.walk([*start, *(path for lang in ("kk", "ru", "en") for path in of_sitemap(site, lang))])
    with capsys.disabled():
        print(f"\nthe site: {walk.told()}")
    assert not walk.problems, f"{len(walk.problems)} problems:\n" + "\n".join(walk.problems[:60])
    assert walk.counts["pages"] > 150
    assert walk.counts["feeds"] > 5

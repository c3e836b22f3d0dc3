"""Withholding reaches back: what editions, lists of edits and files told before is told no more."""

from itertools import pairwise

import pytest
from sqlalchemy import select

from app.services import files, withholding
from app.services.positions import withhold as withhold_position
from models.file import StoredFile
from models.record import Record, Revision
from models.user import UserRole
from models.verdict import PositionState
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.copies import Copies
from tests.factories.promises import Chain
from tests.functional.test_edition_pages import publish, text_of
from tests.functional.test_promise_pages import path_of


@pytest.fixture
def chain(session, make_user):
    found = Chain(session, make_user)
    session.commit()
    return found


def withhold(chain, sha256):
    withholding.withhold(chain.session, chain.coordinator, NOW, sha256, why="видны дети")
    chain.session.commit()


def test_an_edition_of_before_quotes_nothing_of_a_document_withheld_since(client, chain):
    publish(chain)
    path = path_of(chain, edition=1)
    assert "Наша программа." in text_of(client, path)
    withhold(chain, chain.leaflet.sha256)
    text = text_of(client, path)
    assert "Наша программа." not in text and "leaflet.pdf" not in text
    assert chain.leaflet.sha256 in text and "The document is withheld" in text
    assert "leaflet.pdf" not in text_of(client, f"/en/deputies/{chain.first.deputy.slug}")


def test_a_part_that_tells_what_is_withheld_is_given_to_staff_alone_and_its_hash_to_all(
    app, client, chain, make_user, sign_in
):
    publish(chain)
    part = f"/en/editions/1/parts/deputy/{chain.first.deputy.slug}.json"
    other = f"/en/editions/1/parts/deputy/{chain.second.deputy.slug}.json"
    assert "Наша программа." in client.get(part).text
    withhold(chain, chain.leaflet.sha256)
    told = client.get(part)
    assert told.status_code == 403 and "Наша программа." not in told.text
    assert client.get(other).status_code == 200
    listed = client.get("/en/editions/1/parts.txt").text
    assert f"deputy/{chain.first.deputy.slug}.json" in listed
    staff = sign_in(app.test_client(), make_user(UserRole.COORDINATOR))
    assert "Наша программа." in staff.get(part).text


def test_a_position_withheld_after_publication_leaves_its_reason_in_the_edition(client, chain):
    link = verdicts.link(chain.world, chain.first, chain.coordinator)
    said = verdicts.position(
        chain.world, chain.verdicts[0], link, text="СЕКРЕТ", state=PositionState.PUBLISHED,
        published_at=NOW,
    )  # fmt: skip
    chain.session.commit()
    publish(chain)
    path = path_of(chain, edition=1)
    assert "СЕКРЕТ" in text_of(client, path)
    withhold_position(chain.session, chain.coordinator, NOW, said.id, "называет посторонних")
    chain.session.commit()
    text = text_of(client, path)
    assert "СЕКРЕТ" not in text and "называет посторонних" in text
    part = f"/en/editions/1/parts/deputy/{chain.first.deputy.slug}.json"
    assert client.get(part).status_code == 403


def test_what_a_source_edited_is_not_told_from_a_withheld_copy(app, client, chain, session):
    copies = Copies(app, session)
    record = session.scalars(select(Record).where(Record.item_id == chain.request.id)).first()
    pages = [
        copies.keep("https://mazhilis.parlam.kz/r/1", body, kind="deputies")
        for body in (b"<p>1", b"<p>2", b"<p>3")
    ]
    for before, after in pairwise(pages):
        session.add(
            Revision(
                record_id=record.id, from_capture_id=before.id, to_capture_id=after.id, lang="ru",
                field="text", before=f"было {before.id}", after=f"стало {after.id}",
            )
        )  # fmt: skip
    session.commit()
    publish(chain)
    slug = chain.first.deputy.slug
    told = [f"/en/deputies/{slug}/history", f"/en/editions/1/deputies/{slug}/history"]
    for path in told:
        assert f"стало {pages[2].id}" in text_of(client, path)
    withhold(chain, pages[2].sha256)
    for path in told:
        text = text_of(client, path)
        assert f"стало {pages[2].id}" not in text and f"стало {pages[1].id}" in text
    assert client.get(f"/en/editions/1/parts/history/{slug}.json").status_code == 403


@pytest.mark.parametrize("first", ["file", "word"])
@pytest.mark.parametrize("by", ["address", "hash"])
def test_a_file_with_the_bytes_of_a_withheld_copy_is_withheld_too(
    app, session, chain, config, first, by
):
    capture = Copies(app, session).keep("https://mazhilis.parlam.kz/1.txt", b"plain words")

    def keep():
        return files.keep(session, NOW, config.archive_dir, "1.txt", b"plain words")

    if first == "file":
        keep()
    if by == "hash":
        withhold(chain, capture.sha256)
    else:
        withholding.withhold_address(
            session, chain.coordinator, NOW, capture.url_key, why="видны дети"
        )
    assert keep().withheld_why == "видны дети"
    others = select(StoredFile).where(StoredFile.sha256 != capture.sha256)
    assert all(one.withheld_why is None for one in session.scalars(others))
    row = session.scalars(select(withholding.CaptureWithholding)).one()
    withholding.release_row(session, chain.coordinator, NOW, row.id, why="это депутат")
    assert keep().withheld_why is None

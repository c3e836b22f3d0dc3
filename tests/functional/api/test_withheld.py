"""What is withheld from pages is withheld from programs, in editions of before too."""

from itertools import pairwise

import pytest
from sqlalchemy import select

from app.services import withholding
from app.services.positions import withhold as withhold_position
from models.record import Record, Revision
from models.verdict import PositionState
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.copies import Copies
from tests.factories.promises import Chain
from tests.functional.test_edition_pages import publish


@pytest.fixture
def chain(session, make_user):
    found = Chain(session, make_user)
    session.commit()
    return found


def test_no_answer_tells_what_is_withheld_and_its_hash_stays(app, client, chain, session):
    slug = chain.first.deputy.slug
    copies = Copies(app, session)
    record = session.scalars(select(Record).where(Record.item_id == chain.request.id)).first()
    pages = [copies.keep("https://mazhilis.parlam.kz/r/1", body) for body in (b"<p>1", b"<p>2")]
    for before, after in pairwise(pages):
        session.add(
            Revision(
                record_id=record.id, from_capture_id=before.id, to_capture_id=after.id, lang="ru",
                field="text", before="БЫЛО", after="СТАЛО",
            )
        )  # fmt: skip
    link = verdicts.link(chain.world, chain.first, chain.coordinator)
    said = verdicts.position(
        chain.world, chain.verdicts[0], link, text="СЕКРЕТ", state=PositionState.PUBLISHED,
        published_at=NOW,
    )  # fmt: skip
    session.commit()
    publish(chain)
    thesis = chain.theses[0].id

    def told():
        """All answers about that deputy, of today and of the edition."""
        return "".join(
            client.get(f"/api/v1/{path}{state}").text
            for path in (
                f"theses/{slug}/{thesis}", "theses", f"verdicts/{slug}/{thesis}", "verdicts",
                f"items/{chain.request.key}", "items", f"deputies/{slug}", f"programmes/{slug}",
            )
            for state in ("", "?edition=1")
        )  # fmt: skip

    words = ("Наша программа.", "СЕКРЕТ", "БЫЛО", "СТАЛО")
    before = told()
    assert all(word in before for word in words), [word for word in words if word not in before]
    for sha256 in (chain.leaflet.sha256, pages[1].sha256):
        withholding.withhold(session, chain.coordinator, NOW, sha256, why="видны дети")
    withhold_position(session, chain.coordinator, NOW, said.id, "называет посторонних")
    session.commit()
    after = told()
    assert not [word for word in (*words, "leaflet.pdf") if word in after]
    assert chain.leaflet.sha256 in after and "называет посторонних" in after

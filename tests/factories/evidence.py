"""A deputy with a district and sessions in an open campaign, and what is entered of them."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.services.act_checks import ActFields
from app.services.evidence import PostFields
from models.campaign import Campaign, CampaignMandate, CampaignState
from models.file import StoredFile
from models.item import Kind
from models.person import Mandate
from models.place import Session as Sitting
from tests.conftest import NOW
from tests.factories.acts import World, make_world


def make_watched(session: Session) -> tuple[World, Mandate]:
    """The Mazhilis in its campaign, with one deputy of two districts that it covers."""
    world = make_world(session, start=dt.date(2023, 3, 29), end=dt.date(2026, 7, 1))
    own = world.district(19, territory_ru="Шетский район, Темиртау, Балхаш")
    world.district(22, "KZ-47", territory_ru="город Актау")
    mandate = world.deputy("ahmetov", "Ахметов Серик", own)
    world.deputy("other", "Другой Депутат", None)
    for number, (start, end) in enumerate(
        [(dt.date(2023, 3, 29), dt.date(2023, 6, 30)), (dt.date(2023, 9, 1), dt.date(2024, 6, 28))]
    ):
        world.add(Sitting(convocation=world.convocation, number=number + 1, start=start, end=end))
    campaign = world.add(
        Campaign(
            key="2024", name_ru="Наблюдение", convocation=world.convocation, seed="seed",
            observed_from=dt.date(2024, 3, 1), observed_to=dt.date(2024, 12, 31),
            work_from=dt.date(2024, 10, 1), work_to=dt.date(2024, 12, 31),
            state=CampaignState.OPEN,
        )
    )  # fmt: skip
    world.add(CampaignMandate(campaign_id=campaign.id, mandate_id=mandate.id))
    return world, mandate


def kept_file(world: World, sha256: str = "ab" * 32) -> StoredFile:
    """A row of a kept file; nothing stands on disk."""
    return world.add(
        StoredFile(sha256=sha256, name="снимок.png", mime="image/png", size=9, stored_at=NOW)
    )


def post_fields(file: StoredFile | None = None, path: str = "p/1", **said: Any) -> PostFields:
    """A post of a social network."""
    values: dict[str, Any] = {
        "url": f"https://social.example/{path}", "url_key": f"social.example/{path}",
        "network": "facebook", "published_on": dt.date(2024, 5, 20), "title": "Встреча в Темиртау",
        "file_id": file.id if file else None,
    }  # fmt: skip
    return PostFields(**(values | said))


def act_fields(mandate: Mandate, **said: Any) -> ActFields:
    """A meeting with voters in the deputy's own district, in session."""
    values: dict[str, Any] = {
        "mandate_id": mandate.id, "kind": Kind.VOTER_MEETING, "title": "Встреча о воде",
        "day": dt.date(2024, 5, 18), "place": "г. Темиртау, школа № 4",
    }  # fmt: skip
    return ActFields(**(values | said))

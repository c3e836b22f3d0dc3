"""Campaigns for tests: open, over the mandates of one convocation, without ceremony."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy.orm import Session

from models.campaign import Campaign, CampaignBook, CampaignMandate, CampaignState
from models.coding import Assignment
from models.person import Mandate
from models.place import Convocation
from models.topic import CodeBook
from models.user import User


def make_campaign(
    session: Session,
    convocation: Convocation,
    *mandates: Mandate,
    books: tuple[CodeBook, ...] = (),
    **fields: Any,
) -> Campaign:
    """An open campaign that covers `mandates`; flushed, not committed."""
    number = uuid.uuid4().hex[:8]
    values: dict[str, Any] = {
        "key": f"campaign-{number}",
        "name_ru": f"Мониторинг {number}",
        "name_kk": f"Мониторинг {number}",
        "observed_from": dt.date(2024, 3, 1),
        "observed_to": dt.date(2024, 12, 31),
        "work_from": dt.date(2024, 10, 1),
        "work_to": dt.date(2026, 12, 31),
        "seed": "a seed for tests",
        "state": CampaignState.OPEN,
    }
    campaign = Campaign(convocation=convocation, **(values | fields))
    session.add(campaign)
    session.flush()
    session.add_all(CampaignMandate(campaign=campaign, mandate=seat) for seat in mandates)
    session.add_all(CampaignBook(campaign=campaign, code_book=book) for book in books)
    session.flush()
    return campaign


def watch(session: Session, campaign: Campaign | None, user: User, *mandates: Mandate) -> None:
    """Let `user` watch `mandates`, in a campaign or outside of any; flushed."""
    for seat in mandates:
        session.add(
            Assignment(
                campaign_id=campaign.id if campaign else None,
                user_id=user.id,
                mandate_id=seat.id,
            )
        )
    session.flush()

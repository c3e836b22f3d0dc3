"""A campaign at its end: read twice, rated, asked, and ready to be published."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from models.appeal import Channel
from models.campaign import Campaign
from models.coding import Coding, Reading, Strength, ThesisTag
from models.item import Participation
from models.programme import Thesis
from models.user import User, UserRole
from models.verdict import AskedVerdict, PositionAsk, Reason, Status, Verdict
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.campaign import make_campaign
from tests.factories.world import World

AS_OF = dt.date(2026, 11, 15)


class Ready:
    """A maslikhat of two deputies with everything that an edition needs; the test commits.

    The first has five promises, of which four are rated; the second has one, not yet rated.
    """

    def __init__(self, session: Session, make_user: Callable[..., User]) -> None:
        self.world = world = World(session)
        self.session = session
        self.convocation = world.convocation
        self.convocation.start = dt.date(2023, 3, 29)
        self.convocation.end = dt.date(2026, 7, 1)
        self.convocation.term_months = 60
        self.coordinator = make_user(UserRole.COORDINATOR, name="Айгүл Сейткали")
        self.coders = [make_user(name="Ерлан Кодер"), make_user(name="Дана Кодер")]
        region = world.region()
        self.first = world.mandate(region, name="Құспан Абзал")
        self.second = world.mandate(region, name="Әли Бақыт")
        programme = world.programme(self.first, theses=0, source="листовка")
        self.theses = [
            world.thesis(programme, number, lang="ru", text_kk=f"№ {number} мектепті салу")
            for number in range(1, 6)
        ]
        other = world.programme(self.second, theses=0, source="листовка")
        self.theses.append(world.thesis(other, 1, lang="ru"))
        self.parts: list[Participation] = []
        for mandate, thesis in ((self.first, 0), (self.first, 1), (self.second, 5)):
            self.read(world.participation(mandate), self.theses[thesis])
        self.campaign: Campaign = make_campaign(
            session, self.convocation, self.first, self.second, key="2026",
            name_en="Monitoring of 2026",
        )  # fmt: skip
        self.verdicts = [
            self.rate(0, Status.FULFILLED),
            self.rate(1, Status.PARTLY_FULFILLED),
            self.rate(2, Status.IN_PROGRESS),
            self.rate(3, Status.NOT_FULFILLED, reason=Reason.RENOUNCED),
        ]
        self.ask(*self.verdicts)
        session.flush()

    def add(self, row: Any) -> Any:
        """Add a row and give it its number."""
        return self.world.add(row)

    def read(self, part: Participation, *theses: Thesis, times: int = 2) -> Participation:
        """Let the coders read a participation alike."""
        for coder in self.coders[:times]:
            coding = self.add(
                Coding(
                    participation_id=part.id, coder_id=coder.id, saved_at=NOW,
                    reading=Reading.TAGGED if theses else Reading.NONE_FITS,
                )
            )  # fmt: skip
            for thesis in theses:
                self.add(ThesisTag(coding=coding, thesis=thesis, strength=Strength.DIRECT))
        self.parts.append(part)
        return part

    def rate(self, place: int, status: Status, **fields: Any) -> Verdict:
        """A verdict on the thesis at `place` that two people set."""
        values = {"status": status, "as_of": dt.date(2026, 11, 1)} | fields
        proposer, other = self.coders[0], self.coordinator
        return verdicts.standing(self.world, self.theses[place], proposer, other, **values)

    def ask(self, *on: Verdict, deadline: dt.date = dt.date(2026, 11, 10), **fields: Any) -> None:
        """Put verdicts before the first deputy; the day to answer has passed."""
        link = verdicts.link(self.world, self.first, self.coordinator, deadline=deadline)
        values = {
            "channel": Channel.EMAIL, "address": "office@example.org", "delivered": True,
            "asked_on": dt.date(2026, 10, 20), "entered_by_id": self.coordinator.id,
            "entered_at": NOW,
        } | fields  # fmt: skip
        ask = self.add(PositionAsk(link=link, **values))
        for verdict in on:
            self.add(AskedVerdict(ask=ask, verdict=verdict))

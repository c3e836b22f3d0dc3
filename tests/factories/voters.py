"""Everything odd that a voter can meet, in one portal with two editions, positions and corrections.

Who is invented here is called by what is odd about them, and by nothing in Latin letters: so what
is Latin on a page in another language is no data.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.services import editions as service
from models.base import Confidence, Lang
from models.campaign import CampaignMandate
from models.edition import ErrorReport, ReportState
from models.item import DatePrecision, Kind, Role
from models.person import Deputy, DeputyFact, Mandate, MandateKind
from models.place import District
from models.place import Session as Sitting
from models.programme import Availability, Origin, Wording
from models.user import User
from models.verdict import PositionState, Settlement, Status, VerdictState
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.editions import AS_OF, Ready

LATER = NOW + dt.timedelta(days=40)
#: So many promises has the deputy who promised everything.
MANY = 300
LONG = "О дороге, мосте и школе. " * 80


class Voters(Ready):
    """A `Ready` campaign with the odd deputies of the issue beside its two."""

    def __init__(self, session: Session, make_user: Callable[..., User], many: int = MANY) -> None:
        super().__init__(session, make_user)
        world = self.world
        self.party = world.party()
        self.region = world.region("Ұлытау облысы")
        self.topics = world.topics("дороги", "вода", key="issues")
        for thesis, topic in zip(self.theses, self.topics, strict=False):
            thesis.topic_id = topic.id
        self.odd: dict[str, Mandate] = {}
        self._people(many)
        self._acts()
        self._rest()
        session.flush()

    def seat(self, what: str, name: str, **fields: Any) -> Mandate:
        """A deputy, called by what is odd of them, in a district unless `fields` say otherwise."""
        world, number = self.world, next(self.world.numbers)
        values: dict[str, Any] = {
            "kind": MandateKind.DISTRICT, "convocation": self.convocation,
            "district_confidence": Confidence.SOURCED,
        }  # fmt: skip
        if "district" not in fields and fields.get("kind") is not MandateKind.LIST:
            values["district"] = world.add(
                District(convocation=self.convocation, number=number, region=self.region)
            )
        if "deputy" not in fields:
            values["deputy"] = Deputy(slug=what, name_kk=name, name_ru=name, name_key=name.lower())
        mandate = world.add(Mandate(**(values | fields)))
        self.session.add(CampaignMandate(campaign=self.campaign, mandate=mandate))
        self.odd[what] = mandate
        return mandate

    def _people(self, many: int) -> None:
        world = self.world
        self.seat("no-programme", "Бағдарламасыз Ақан")
        self.seat("no-items", "Тыныш Бота")
        self.seat(
            "unsure", "Белгісіз Сапар", district=None, district_confidence=Confidence.MISSING,
        )  # fmt: skip
        self.seat("inferred", "Болжам Дина", district_confidence=Confidence.INFERRED)
        self.seat("one-promise", "Жалғыз Мира")
        self.seat("ended", "Кеткен Нұрлан", end=dt.date(2024, 6, 1), end_reason="сложил полномочия")
        moved = self.seat("moved", "Көшкен Арман", end=dt.date(2024, 1, 31))
        moved.faction = "Бірінші"
        self.seat("moved", "Көшкен Арман", deputy=moved.deputy, seq=2, faction="Екінші",
                  start=dt.date(2024, 2, 1))  # fmt: skip
        self.seat("same-name-1", "Аттас Айгүл")
        self.seat("same-name-2", "Аттас Айгүл")
        self.seat("everything", "Көпсөз Ерік")
        listed = self.seat("listed", "Тізім Жанар", kind=MandateKind.LIST, party=self.party,
                           party_confidence=Confidence.SOURCED)  # fmt: skip
        for faction, day in (("Ескі", 10), ("Жаңа", 1)):
            world.add(
                DeputyFact(
                    deputy=listed.deputy, convocation_id=self.convocation.id, origin="site",
                    field="faction", lang="kk", value=faction, source="сайт",
                    last_seen=NOW - dt.timedelta(days=day), first_seen=NOW - dt.timedelta(days=day),
                )
            )  # fmt: skip
        world.programme(party=self.party, theses=2, source="сайт партии")
        for what, theses in (("one-promise", 1), ("everything", many), ("ended", 2)):
            world.programme(self.odd[what], theses=theses, source="листовка",
                            availability=Availability.ON_REQUEST, origin=Origin.OWN)  # fmt: skip
        told = world.programme(self.odd["no-items"], theses=0)
        world.thesis(told, 1, wording=Wording.PARAPHRASED, testable=False)
        world.thesis(told, 2, testable=False, untestable_reason="слишком общо", source="сайт")

    def _acts(self) -> None:
        both = self.world.item(
            self.odd["one-promise"], self.odd["ended"], role=Role.SIGNATORY, title_ru=LONG,
            title_kk=None,
        )  # fmt: skip
        undated = self.world.item(self.odd["inferred"], date=None, title_ru=None, number=None)
        early = self.world.item(self.odd["ended"], date=dt.date(2019, 1, 1), queued=False)
        month = self.world.item(
            self.odd["moved"], date=dt.date(2024, 5, 1), date_precision=DatePrecision.MONTH,
            kind=Kind.VOTER_MEETING, title_kk="Ауылдағы кездесу <b>қалың</b> & “тырнақша”",
        )  # fmt: skip
        answer = self.world.item(
            self.odd["one-promise"], kind=Kind.ANSWER, answer_to_id=both.id, title_ru="Ответ",
            queued=False,
        )  # fmt: skip
        for item in (both, undated, month):
            for part in item.participations:
                self.read(part)
        for place, item in enumerate((both, undated, early, month, answer)):
            self.world.record_of(item).first_seen = NOW - dt.timedelta(days=90 + place)

    def _rest(self) -> None:
        self.world.add(
            Sitting(
                convocation=self.convocation, number=1, start=dt.date(2023, 3, 29),
                end=dt.date(2023, 6, 30),
            )
        )  # fmt: skip
        by = verdicts.link(self.world, self.first, self.coordinator)
        for verdict, fields in (
            (self.verdicts[0], {"text": "Школа построена.\nСпасибо."}),
            (self.verdicts[3], {"disputes": True, "settlement": Settlement.STANDS,
                                "settlement_kk": "Өзгеріссіз", "settlement_ru": "Без изменений",
                                "settled_at": NOW, "settled_by_id": self.coordinator.id}),
        ):  # fmt: skip
            verdicts.position(self.world, verdict, by, state=PositionState.PUBLISHED, **fields)
        for page in ("/ru/deputies/deputy-2", "/kk/deputies/ended/meetings"):
            self.world.add(
                ErrorReport(
                    page=page, lang=Lang.RU, text="неверно", reported_at=NOW, settled_at=NOW,
                    state=ReportState.CORRECTED, change_kk="Күні түзетілді",
                    change_ru="Исправлена дата", why_kk="Қате", why_ru="Опечатка",
                )
            )  # fmt: skip

    def publish(self) -> "Voters":
        """Two editions, of which the second one says otherwise of a promise; committed."""
        self.session.commit()
        self._edition("Осень", AS_OF, NOW)
        self.verdicts[2].state = VerdictState.SUPERSEDED
        self.session.flush()
        self.ask(self.rate(2, Status.FULFILLED))
        self.session.commit()
        self._edition("Зима", AS_OF + dt.timedelta(days=3), LATER)
        return self

    def _edition(self, name: str, as_of: dt.date, now: dt.datetime) -> None:
        campaign = self.campaign.id
        service.publish(
            self.session, self.coordinator, now, campaign=campaign, name=name, as_of=as_of
        )
        self.session.commit()

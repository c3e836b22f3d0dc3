"""Spreadsheets brought in: what is created, changed and left, and that nothing is doubled."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from app import ingest
from models import audit
from models.figure import StatedFigure
from models.imports import ImportKind, ImportState
from models.item import Item, Participation, Role
from models.programme import Availability, FoundVia, Origin, Programme
from models.record import Record, RecordParticipation
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.imports import Chamber, apply, bring, xlsx

MONITORING = (
    ("ФИО депутата", "Округ", "Партия", "Доступность программы", "Где найдена", "Происхождение",
     "Известно на", "Инициировано запросов", "Подписано запросов", "Встречи в округе",
     "Встречи вне округа", "Столбец NGO"),
)  # fmt: skip
HEADINGS = MONITORING[0]


@pytest.fixture
def chamber(session):
    return Chamber(session)


@pytest.fixture
def tools(config):
    return ingest.import_tools(config)


@pytest.fixture
def analyst(session, make_user):
    user = make_user(UserRole.ANALYST)
    audit.bind(session, actor=f"user:{user.id}", now=NOW)
    return user


def monitoring(chamber):
    return [
        HEADINGS,
        ("Куспан А.", chamber.district(chamber.kuspan), "самовыдвиженец", "publicly available",
         "media", "own", dt.date(2023, 12, 20), 12, 3, 4, 1, "x"),
        ("Назаров Ардак", None, "AMANAT", "not_available", None, "not_provided", "20.12.2023",
         "5", "56", "—", "", "y"),
        ("Итого", None, None, None, None, None, None, 17, 59, 4, 1, None),
    ]  # fmt: skip


def test_a_monitoring_spreadsheet_twice_gives_the_same(session, chamber, analyst, tools):
    data = xlsx(*monitoring(chamber))
    convocation = chamber.convocation.id
    first = bring(session, analyst, tools, data, ImportKind.MONITORING, convocation)
    assert (first.counts["created"], first.counts["wrong"]) == (2, 0), first.counts
    apply(session, analyst, tools, first)
    assert first.state is ImportState.APPLIED
    figures = session.scalars(select(StatedFigure).order_by(StatedFigure.key)).all()
    assert sorted((f.metric, f.value) for f in figures if f.mandate_id == chamber.kuspan.id) == [
        ("meetings_in_district", 4), ("meetings_out_of_district", 1),
        ("requests_initiated", 12), ("requests_signed", 3),
    ]  # fmt: skip
    programme = session.scalars(
        select(Programme).where(Programme.mandate_id == chamber.kuspan.id)
    ).one()
    assert (programme.availability, programme.found_via, programme.origin, programme.known_on) == (
        Availability.PUBLISHED, FoundVia.MEDIA, Origin.OWN, dt.date(2023, 12, 20),
    )  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Item)) == 0
    again = bring(session, analyst, tools, data, ImportKind.MONITORING, convocation)
    assert (again.counts["unchanged"], again.counts["rows"]) == (2, 2), again.counts


ITEMS = ("№ п/п", "Вид", "Дата", "Номер", "Название", "Инициатор", "Подписанты", "Ссылка", "Место",
         "В округе")  # fmt: skip


def acts(chamber, title="О ремонте дороги в Семее"):
    return [
        ("Список запросов и встреч",),
        ITEMS,
        (1, "Депутатский запрос", "4 қазан 2023", "ДЗ-397", title, "Куспан Абзал",
         "Назаров А.; Сарым Айдос", "https://example.org/1", None, None),
        (2, "voter_meeting", "октябрь 2023", None, "Встреча в акимате", "Құспан А.Ә.", None, None,
         "Семей", "да"),
        (3, "reception", "02.10.2023 – 06.10.2023", None, "Прием граждан", "Назарова Ажар", "",
         None, None, None),
    ]  # fmt: skip


def test_a_list_of_acts_is_created_corrected_and_never_doubled(session, chamber, analyst, tools):
    site = chamber.world.item(
        chamber.nazarov, date=dt.date(2023, 10, 4), number="397", title_ru="О дороге",
        role=Role.INITIATOR,
    )  # fmt: skip
    record = chamber.world.record_of(site)
    record.number, record.title_ru = "397", "О дороге"
    session.add(
        RecordParticipation(
            record_id=record.id, mandate_id=chamber.nazarov.id, name="Назаров", name_key="nazarov",
            role=Role.INITIATOR,
        )
    )  # fmt: skip
    session.flush()
    convocation = chamber.convocation.id
    first = bring(session, analyst, tools, xlsx(*acts(chamber)), ImportKind.ITEMS, convocation)
    assert (first.counts["created"], first.counts["wrong"]) == (3, 0), first.counts
    apply(session, analyst, tools, first)
    assert first.counts["written"] == {"records": 3, "merged": 1, "proposed": 0}
    items = session.scalars(select(Item).where(Item.merged_into_id.is_(None))).all()
    assert len(items) == 3
    kept = next(item for item in items if item.number == "397")
    assert (kept.id, kept.title_ru) == (site.id, "О дороге")
    roles = {p.mandate_id: p.role for p in kept.participations if not p.withdrawn}
    assert roles == {
        chamber.nazarov.id: Role.INITIATOR, chamber.kuspan.id: Role.INITIATOR,
        chamber.listed.id: Role.SIGNATORY,
    }  # fmt: skip
    again = bring(session, analyst, tools, xlsx(*acts(chamber)), ImportKind.ITEMS, convocation)
    assert (again.counts["unchanged"], again.counts["unseen"]) == (3, 0), again.counts
    new = bring(
        session, analyst, tools, xlsx(*acts(chamber, "О ремонте моста")), ImportKind.ITEMS,
        convocation,
    )  # fmt: skip
    assert (new.counts["changed"], new.counts["unchanged"]) == (1, 2)
    apply(session, analyst, tools, new)
    assert session.scalar(select(func.count()).select_from(Record)) == 4
    assert session.scalar(select(func.count()).select_from(Participation)) == 8


def test_acts_are_known_by_what_lists_call_them(session, chamber, analyst, tools):
    said = ("запрос", "Личный приём", "КЕЗДЕСУ", "пляски")
    rows = [
        (str(number), kind, "04.10.2023", f"О школе {number}", "Назаров Ардак")
        for number, kind in enumerate(said)
    ]
    data = xlsx(("id", "Вид", "Дата", "Название", "Депутат"), *rows)
    checked = bring(session, analyst, tools, data, ImportKind.ITEMS, chamber.convocation.id)
    assert (checked.counts["created"], checked.counts["wrong"]) == (3, 1), checked.counts

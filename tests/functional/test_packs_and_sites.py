"""A country pack and what a site says meet in the same people and the same acts."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import scrapers
from app import packs
from models import audit
from models.audit import Audit
from models.base import Confidence
from models.item import Item, Participation, Role
from models.person import Deputy, DeputyIdentity, MandateKind
from models.record import Record
from models.source import Capture, Run, RunStatus, Source
from scrapers.load import load as load_pages
from scrapers.records import DeputySeen, Identity, Mention, PageRead, RecordSeen, Seen
from scrapers.source import read_source
from tests.conftest import NOW

REAL = Path(__file__).resolve().parents[2] / "data" / "kz-mazhilis-8"
API = read_source(Path(scrapers.__file__).parent / "mazhilis_api" / "source.yml")
SEEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SCHEME = "mazhilis-api/deputy"

Step = Callable[[], object]

#: The same person under the official number that the pack has, under a Kazakh name that it
#: has, under a Russian one with a patronymic, and somebody of a party list.
PEOPLE = (
    DeputySeen((Identity(SCHEME, "1681"),), "kk", "Амантай Жарқынбек Үлгіұлы", {}),
    DeputySeen((Identity(SCHEME, "77"),), "kk", "ҚҰСПАН Абзал Темірғалиұлы", {}),
    DeputySeen((Identity(SCHEME, "78"),), "ru", "Нурумова Гульдара Улгиевна", {}),
    DeputySeen((Identity(SCHEME, "79"),), "ru", "Сейтжан Улги", {}),
)
REQUEST = RecordSeen(
    "8639",
    "kk",
    "https://mazhilis.parlam.kz/#/activity/deputys-requests/request?id=8639",
    "",
    {
        "title": "Мүгедектігі бар адамдарды санаторий-курорттық емдеу туралы",
        "number": "ДС-397",
        "date": "2024-11-21",
        "category": "request",
    },
    mentions=(
        Mention("Сейтжан У.", "initiator", Identity(SCHEME, "79")),
        Mention("Амантай Ж.", "signatory", Identity(SCHEME, "1681")),
    ),
)


@pytest.fixture
def pack(session: Session) -> Callable[[], packs.Report]:
    """Load the real pack."""

    def run() -> packs.Report:
        report = packs.load(session, REAL, NOW)
        session.commit()
        session.expire_all()
        return report

    return run


@pytest.fixture
def site(session: Session) -> Step:
    """Load what one answer of the API shows, as a run over it does."""

    def run() -> None:
        audit.bind(session, actor="run:1", now=NOW)
        source = Source(key=API.key, name=API.name)
        pass_over = Run(
            source=source, transport="live", status=RunStatus.OK, started_at=NOW, params={}
        )
        capture = Capture(
            source=source, run=pass_over, url=API.base_url, url_key="x", variant="",
            captured_at=SEEN, archived_at=NOW, via="live", status=200, mime="application/json",
            sha256="0" * 64, size=1, warc_file="a", warc_offset=0, length=1,
            record_sha256="0" * 64, page_kind="deputy-requests",
        )  # fmt: skip
        session.add(capture)
        session.flush()
        seen: tuple[Seen, ...] = (*PEOPLE, REQUEST)
        load_pages(session, API, [PageRead(capture.id, "x", SEEN, 8, seen)], {}, NOW)
        session.commit()
        session.expire_all()

    return run


@pytest.fixture(params=["pack first", "site first"])
def both(
    request: pytest.FixtureRequest, session: Session, pack: Callable[[], packs.Report], site: Step
) -> None:
    """The pack and the site, one after the other in either order."""
    steps: list[Step] = [pack, site] if request.param == "pack first" else [site, pack]
    for step in steps:
        step()


def deputy(session: Session, number: str) -> Deputy:
    """The deputy who has this number in the API."""
    identity = select(DeputyIdentity).where(
        DeputyIdentity.scheme == SCHEME, DeputyIdentity.value == number
    )
    return session.scalars(identity).one().deputy


@pytest.mark.usefixtures("both")
def test_nobody_is_there_twice(session: Session) -> None:
    assert session.scalar(select(func.count(Deputy.id))) == 30
    for number, district in (("1681", 23), ("77", 14), ("78", None)):
        [mandate] = deputy(session, number).mandates
        assert mandate.kind is MandateKind.DISTRICT
        assert (mandate.district.number if mandate.district else None) == district
        assert mandate.source is not None and "Ozekti Media" in mandate.source
    [listed] = deputy(session, "79").mandates
    assert listed.kind is MandateKind.NOT_STATED


@pytest.mark.usefixtures("both")
def test_the_site_says_what_a_deputy_is_called(session: Session) -> None:
    assert deputy(session, "1681").name_kk == "Амантай Жарқынбек Үлгіұлы"
    assert deputy(session, "1681").name_ru == "Амантай Жаркынбек"
    assert deputy(session, "77").name_ru == "Куспан Абзал"
    assert deputy(session, "78").name_ru == "Нурумова Гульдара Улгиевна"
    assert deputy(session, "77").mandates[0].party_confidence is Confidence.SOURCED


@pytest.mark.usefixtures("both")
def test_a_reload_of_the_pack_then_changes_nothing(
    session: Session, pack: Callable[[], packs.Report]
) -> None:
    written = session.scalar(select(func.count(Audit.id)))
    report = pack()
    assert not any(c.created or c.updated for c in report.tables.values())
    assert session.scalar(select(func.count(Audit.id))) == written
    assert {(k.table, k.field) for k in report.kept} <= {
        ("deputies", "name_kk"),
        ("deputies", "name_ru"),
    }


def test_one_request_known_from_the_press_and_from_the_site_is_one_act(
    session: Session, pack: Callable[[], packs.Report], site: Step
) -> None:
    pack()
    site()
    acts = session.scalars(select(Item).where(Item.number == "397")).all()
    [act] = [act for act in acts if act.merged_into_id is None]
    assert len(acts) == 2
    assert act.date == date(2024, 11, 21)
    assert act.title_ru == "О санаторно-курортном лечении лиц с инвалидностью"
    assert act.title_kk == "Мүгедектігі бар адамдарды санаторий-курорттық емдеу туралы"
    standing = {p.mandate.deputy.name_ru: p.role for p in act.participations if not p.withdrawn}
    assert standing == {
        "Амантай Жаркынбек": Role.SIGNATORY,
        "Нурумова Гульдара Улгиевна": Role.SIGNATORY,
        "Сейтжан Улги": Role.INITIATOR,
    }


def test_a_later_version_of_the_pack_reaches_an_act_that_was_merged(
    session: Session, pack: Callable[[], packs.Report], site: Step, tmp_path: Path
) -> None:
    pack()
    site()
    newer = tmp_path / "newer"
    newer.mkdir()
    for path in REAL.iterdir():
        (newer / path.name).write_bytes(path.read_bytes())
    parts = newer / "participations.csv"
    with parts.open("a", encoding="utf-8") as file:
        file.write("ds-397-2024,kuspan-abzal,,signatory,made up,sourced\n")
    packs.load(session, newer, NOW)
    session.commit()
    act = session.scalars(
        select(Item).where(Item.number == "397", Item.merged_into_id.is_(None))
    ).one()
    people = select(func.count(Participation.id)).where(
        Participation.item_id == act.id, ~Participation.withdrawn
    )
    assert session.scalar(people) == 4
    record = session.scalars(select(Record).where(Record.source_uid == "ds-397-2024")).one()
    assert record.item_id == act.id

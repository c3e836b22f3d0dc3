"""Country packs in the database: what a load makes, joins, keeps and reports."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import packs
from models import audit, names
from models.audit import Audit
from models.base import Base, Confidence
from models.coding import Coding
from models.figure import StatedFigure
from models.item import DatePrecision, Item, Kind, Participation, Role
from models.person import Deputy, DeputyFact, DeputyIdentity, Mandate, MandateKind
from models.place import Convocation, District, Legislature, Region
from models.place import Session as Sitting
from models.programme import Programme, Thesis, Wording
from models.record import Record, RecordParticipation
from models.source import Source
from models.topic import CodeBook, Topic
from models.user import User
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "data" / "kz-mazhilis-8"
SMALL = ROOT / "tests" / "fixtures" / "packs" / "maslikhat"

Load = Callable[[Path], packs.Report]


@pytest.fixture
def load(session: Session) -> Load:
    """Load a pack and commit."""

    def run(directory: Path) -> packs.Report:
        report = packs.load(session, directory, NOW)
        session.commit()
        audit.bind(session, actor="test", now=NOW)
        return report

    return run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The real pack in a directory where it can be edited."""
    return shutil.copytree(REAL, tmp_path / "pack")


def rewrite(directory: Path, file: str, old: str, new: str) -> None:
    """Put other words into a file of a pack, once."""
    path = directory / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def count(session: Session, model: type[Base], *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def deputy(session: Session, slug: str) -> Deputy:
    return session.scalars(select(Deputy).where(Deputy.slug == slug)).one()


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the journal."""
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
        for table in Base.metadata.sorted_tables
        if table.name != "audit"
    }


def test_the_real_pack_has_what_the_facts_have(session: Session, load: Load) -> None:
    load(REAL)
    assert count(session, Region) == 20
    assert count(session, District) == 29
    assert count(session, Sitting) == 4
    assert count(session, Deputy) == count(session, Mandate) == 29
    assert count(session, Mandate, Mandate.district_id.is_not(None)) == 21
    books = dict(
        session.execute(
            select(CodeBook.key, func.count()).join(CodeBook.topics).group_by(CodeBook.key)
        ).all()
    )
    assert books == {"amanat-2023": 10, "social-issues": 8, "request-themes": 19}
    chamber = session.scalars(select(Legislature)).one()
    assert (chamber.key, chamber.name_kk) == (
        "kz-mazhilis",
        "Қазақстан Республикасы Парламентінің Мәжілісі",
    )
    eighth = session.scalars(select(Convocation)).one()
    assert (eighth.start, eighth.end, eighth.term_months) == (
        date(2023, 3, 29),
        date(2026, 7, 1),
        60,
    )
    fourth = session.scalars(select(Sitting).where(Sitting.number == 4)).one()
    assert (fourth.start, fourth.end) == (date(2025, 9, 2), None)


def test_what_is_not_known_stays_empty_and_what_is_inferred_says_so(
    session: Session, load: Load
) -> None:
    load(REAL)
    mandates = session.scalars(select(Mandate)).all()
    assert Counter(m.district_confidence for m in mandates) == {
        Confidence.SOURCED: 19,
        Confidence.INFERRED: 2,
        Confidence.MISSING: 8,
    }
    assert Counter(m.party.key if m.party else None for m in mandates) == {
        "amanat": 17,
        "independent": 6,
        None: 6,
    }
    assert sum(m.party_confidence is Confidence.INFERRED for m in mandates) == 4
    assert all(m.kind is MandateKind.DISTRICT for m in mandates)
    inferred = select(District.number).where(District.confidence == Confidence.INFERRED)
    assert set(session.scalars(inferred)) == {13, 15, 21, 24}
    unknown = select(District.number).where(District.territory_confidence == Confidence.MISSING)
    assert set(session.scalars(unknown)) == {15, 16, 18, 25, 26, 27}


def test_names_are_right_in_kazakh_and_russian(session: Session, load: Load) -> None:
    load(REAL)
    kuspan = deputy(session, "kuspan-abzal")
    assert (kuspan.name_kk, kuspan.name_ru) == ("Құспан Абзал Темірғалиұлы", "Куспан Абзал")
    seat = kuspan.mandates[0].district
    assert seat is not None and seat.region is not None
    assert (seat.number, seat.region.key) == (14, "KZ-27")
    assert seat.region.name_kk == "Батыс Қазақстан облысы"
    assert seat.region.name_ru == "Западно-Казахстанская область"
    facts = select(DeputyFact).where(DeputyFact.deputy_id == kuspan.id)
    assert {(f.lang, f.value, f.origin) for f in session.scalars(facts)} == {
        ("kk", "Құспан Абзал Темірғалиұлы", "pack:kz-mazhilis-8"),
        ("ru", "Куспан Абзал", "pack:kz-mazhilis-8"),
        ("en", "Kuspan Abzal", "pack:kz-mazhilis-8"),
    }
    ids = select(DeputyIdentity.value).where(DeputyIdentity.scheme == "mazhilis-api/deputy")
    assert set(session.scalars(ids)) == {"56", "1681"}


def test_no_region_or_topic_has_a_russian_spelling_for_its_kazakh_name(
    session: Session, load: Load
) -> None:
    load(REAL)
    regions = list(session.scalars(select(Region)))
    assert all(r.name_kk.endswith((" облысы", " қаласы")) for r in regions)
    for row in [*regions, *session.scalars(select(Topic))]:
        assert row.name_kk and row.name_ru and row.name_en
        assert not set(row.name_en) & set("абвгдежзиклмнопрстуфхцчшщыэюя")


def test_one_act_is_one_item_however_many_took_part(session: Session, load: Load) -> None:
    load(REAL)
    parts = {
        item.key.partition("/")[2]: item.participations for item in session.scalars(select(Item))
    }
    assert len(parts["separatism-letter-2023"]) == 5
    assert len(parts["floods-atyrau-2024"]) == 2
    assert Counter(p.role for p in parts["lgbt-ban"]) == {Role.INITIATOR: 1, Role.SIGNATORY: 5}
    assert len(parts["ds-397-2024"]) == 2
    elsewhere = session.scalars(
        select(RecordParticipation).where(RecordParticipation.mandate_id.is_(None))
    ).one()
    assert (elsewhere.name, elsewhere.role) == ("К. Сейтжан", Role.INITIATOR)


def test_acts_carry_kind_date_number_theme_and_citation(session: Session, load: Load) -> None:
    load(REAL)
    prefix = "kz-mazhilis-8-facts/"

    def item(key: str) -> Item:
        return session.scalars(select(Item).where(Item.key == prefix + key)).one()

    act = item("ds-397-2024")
    assert (act.number, act.date, act.date_precision) == (
        "397",
        date(2024, 11, 21),
        DatePrecision.DAY,
    )
    assert act.theme is not None and act.theme.name_kk == "Әлеуметтік қорғау"
    assert act.queued
    assert (item("floods-atyrau-2024").date, item("floods-atyrau-2024").date_precision) == (
        date(2024, 4, 1),
        DatePrecision.MONTH,
    )
    undated = item("asset-return")
    assert (undated.date, undated.date_precision) == (None, DatePrecision.UNKNOWN)
    assert (undated.period_start, undated.period_end) == (date(2023, 3, 29), date(2023, 12, 29))
    doubtful = select(Item.key).where(~Item.confirmed)
    assert {key.removeprefix(prefix) for key in session.scalars(doubtful)} == {
        "lgbt-petition-2025",
        "kapshagai-plots-2025",
        "almaty-plots-2025",
    }
    assert count(session, Item, Item.kind == Kind.RECEPTION) == 4
    kazakh = session.scalars(select(Record).where(Record.source_uid == "semey-test-site")).one()
    assert kazakh.title_ru is None
    assert kazakh.title_kk is not None and kazakh.title_kk.startswith("Семей полигонынан")
    assert kazakh.addressee_kk == "Премьер-Министр Ә. Смайылов"
    assert kazakh.source == "qz.inform.kz (date not shown)"
    assert kazakh.first_seen is None
    source = session.scalars(select(Source)).one()
    assert source.key == "kz-mazhilis-8-facts"


def test_every_request_of_the_facts_is_a_participation(session: Session, load: Load) -> None:
    load(REAL)
    per_kind = dict(
        session.execute(
            select(Item.kind, func.count()).join(Item.participations).group_by(Item.kind)
        ).all()
    )
    assert sum(per_kind.values()) == 58
    assert per_kind[Kind.DEPUTY_REQUEST] == 38


def test_theses_of_the_party_and_of_deputies_are_paraphrases(session: Session, load: Load) -> None:
    load(REAL)
    theses = session.scalars(select(Thesis)).all()
    assert Counter(t.programme.party_id is not None for t in theses) == {True: 10, False: 32}
    assert all(
        t.wording is Wording.PARAPHRASED and not t.testable and t.untestable_reason for t in theses
    )
    assert count(session, Programme, Programme.mandate_id.is_not(None)) == 9
    adapting = {t.programme.mandate.deputy.slug for t in theses if t.adapts_id is not None}
    assert adapting == {"isabekov-danabek", "sabilyanov-nurtai", "abil-erkin"}
    assert all(t.topic is not None and t.topic.code_book.key == "amanat-2023" for t in theses)


def test_stated_figures_are_kept_with_their_period(session: Session, load: Load) -> None:
    load(REAL)
    figures = {f.key.partition("/")[2]: f.value for f in session.scalars(select(StatedFigure))}
    report = "report-2024-"
    assert [figures[report + f"requests-{n}"] for n in (
        "all", "independents", "amanat-single-mandate", "amanat-list"
    )] == [140, 51, 87, 142]  # fmt: skip
    assert [figures[report + f"programmes-{n}"] for n in (
        "open", "on-request", "not-available",
        "own-independents", "own-on-amanat", "party-only", "broken-link", "not-provided",
    )] == [13, 9, 7, 7, 15, 5, 1, 1]  # fmt: skip
    assert (figures[report + "elected-amanat"], figures[report + "elected-independents"]) == (22, 7)
    assert (figures[report + "activists"], figures[report + "candidates"]) == (12, 370)
    isabekov = deputy(session, "isabekov-danabek").mandates[0]
    signed = select(StatedFigure).where(
        StatedFigure.mandate_id == isabekov.id, StatedFigure.metric == "requests_signed"
    )
    figure = session.scalars(signed).one()
    assert (figure.value, figure.period_end) == (56, date(2023, 12, 29))


def test_the_journal_says_that_the_pack_did_it(session: Session, load: Load) -> None:
    load(REAL)
    assert set(session.scalars(select(Audit.actor))) == {"pack:kz-mazhilis-8"}


def test_a_second_load_changes_nothing_and_writes_no_journal(session: Session, load: Load) -> None:
    first = load(REAL)
    before, written = everything(session), count(session, Audit)
    second = load(REAL)
    assert {name: c.unchanged for name, c in second.tables.items()} == {
        name: c.created for name, c in first.tables.items()
    }
    assert not any(c.created or c.updated for c in second.tables.values())
    assert not second.kept and not second.gone
    assert count(session, Audit) == written
    assert everything(session) == before


def test_a_broken_pack_writes_nothing_at_all(session: Session, load: Load, copy: Path) -> None:
    rewrite(copy, "figures.csv", ",140,", ",14o,")
    before = everything(session)
    with pytest.raises(packs.PackError) as error:
        load(copy)
    session.rollback()
    assert [(p.file, p.row, p.column, p.found) for p in error.value.problems] == [
        ("figures.csv", 2, "value", "14o")
    ]
    assert everything(session) == before
    assert count(session, Audit) == 0


def test_a_value_that_the_pack_changes_is_updated(session: Session, load: Load, copy: Path) -> None:
    load(copy)
    rewrite(copy, "districts.csv", "416191", "416192")
    report = load(copy)
    assert (report.tables["districts"].updated, report.tables["districts"].unchanged) == (1, 28)
    eighth = session.scalars(select(District).where(District.number == 8)).one()
    assert eighth.electorate == 416192


def test_a_value_and_a_row_that_leave_the_pack_stay_and_are_reported(
    session: Session, load: Load, copy: Path
) -> None:
    load(copy)
    rewrite(copy, "districts.csv", "416191", "")
    figures = (copy / "figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "figures.csv").write_text("".join(figures[:-1]), encoding="utf-8")
    report = load(copy)
    assert [str(gone) for gone in report.gone] == [
        "districts 8, electorate: no longer in the pack",
        "stated_figures kz-mazhilis-8/chamber-voter-questions-2025: no longer in the pack",
    ]
    eighth = session.scalars(select(District).where(District.number == 8)).one()
    assert eighth.electorate == 416191
    assert count(session, StatedFigure) == len(figures) - 1


def test_what_a_person_edited_is_kept_and_reported(
    session: Session, load: Load, copy: Path
) -> None:
    load(copy)
    seat = deputy(session, "sadibekov-ulasbek").mandates[0]
    audit.bind(session, actor="user:7", now=NOW)
    seat.district = session.scalars(select(District).where(District.number == 25)).one()
    seat.district_confidence = Confidence.SOURCED
    thesis = session.scalars(
        select(Thesis).where(Thesis.text_ru == "Инфраструктура Шымкента")
    ).one()
    thesis.text_ru = "Развитие инфраструктуры Шымкента"
    eighth = session.scalars(select(District).where(District.number == 8)).one()
    eighth.seat = None
    session.commit()
    written = count(session, Audit)
    report = load(copy)
    assert {(k.table, k.row, k.field, k.by) for k in report.kept} == {
        ("theses", "deputy:isabekov-danabek/6", "text_ru", "user:7"),
        ("districts", "8", "seat", "user:7"),
    }
    assert all("edited in the portal" in str(kept) for kept in report.kept)
    assert count(session, Audit) == written
    session.expire_all()
    assert seat.district is not None and seat.district.number == 25
    assert seat.district_confidence is Confidence.SOURCED
    assert thesis.text_ru == "Развитие инфраструктуры Шымкента"
    assert eighth.seat is None


def scraped(session: Session, slug: str, name_ru: str, *, official_id: str | None = None) -> Deputy:
    """A deputy of the 8th convocation as a run over a site would leave them."""
    audit.bind(session, actor="run:1", now=NOW)
    chamber = session.scalar(select(Legislature).where(Legislature.key == "kz-mazhilis"))
    chamber = chamber or Legislature(key="kz-mazhilis", name_ru="Мажилис")
    term = session.scalar(select(Convocation).where(Convocation.number == 8))
    term = term or Convocation(legislature=chamber, number=8)
    person = Deputy(slug=slug, name_ru=name_ru, name_key=names.fold(name_ru))
    mandate = Mandate(deputy=person, convocation=term, kind=MandateKind.NOT_STATED)
    session.add_all([chamber, term, person, mandate])
    if official_id:
        identity = DeputyIdentity(deputy=person, scheme="mazhilis-api/deputy", value=official_id)
        session.add(identity)
    session.commit()
    return person


def test_a_scraped_deputy_is_joined_by_name_in_any_script(session: Session, load: Load) -> None:
    person = scraped(session, "quspan-a", "ҚҰСПАН Абзал Темірғалиұлы")
    noise = scraped(session, "kuspan-b", "Куспан Берик")
    report = load(REAL)
    assert count(session, Deputy) == 30
    session.expire_all()
    assert person.slug == "quspan-a"
    [mandate] = person.mandates
    assert mandate.kind is MandateKind.DISTRICT
    assert mandate.district is not None and mandate.district.number == 14
    assert mandate.confidence is Confidence.SOURCED and mandate.source
    assert not noise.identities and noise.mandates[0].district is None
    [kept] = [kept for kept in report.kept if kept.table == "deputies"]
    assert (kept.field, kept.by) == ("name_ru", "run:1")
    assert "set by run:1" in str(kept)
    assert count(session, Participation, Participation.mandate_id == mandate.id) == 14
    again = load(REAL)
    assert count(session, Deputy) == 30
    assert not any(c.created or c.updated for c in again.tables.values())


def test_a_scraped_deputy_is_joined_by_official_id_whatever_the_name(
    session: Session, load: Load
) -> None:
    person = scraped(session, "kalyk-a", "Қалық Арман", official_id="56")
    load(REAL)
    assert count(session, Deputy) == 29
    session.expire_all()
    assert person.mandates[0].district is not None
    assert person.mandates[0].district.number == 19
    assert person.name_kk == "Қалықов Арман Қобыландыұлы"


def test_a_namesake_of_another_convocation_is_somebody_else(session: Session, load: Load) -> None:
    person = scraped(session, "kuspan-abzal", "Куспан Абзал")
    person.mandates[0].convocation.number = 6
    session.commit()
    load(REAL)
    assert count(session, Deputy) == 30
    assert deputy(session, "kuspan-abzal-2").mandates[0].district is not None
    load(REAL)
    assert count(session, Deputy) == 30


def test_a_name_that_fits_two_people_stops_the_load(session: Session, load: Load) -> None:
    scraped(session, "kuspan-1", "Куспан Абзал")
    scraped(session, "kuspan-2", "Құспан Абзал")
    with pytest.raises(packs.PackError) as error:
        load(REAL)
    [problem] = error.value.problems
    assert (problem.file, problem.column, problem.found) == ("deputies.csv", "slug", "kuspan-abzal")
    assert "kuspan-1, kuspan-2" in problem.expected
    session.rollback()
    assert count(session, District) == 0


def test_what_a_site_said_later_is_kept(session: Session, load: Load) -> None:
    load(REAL)
    audit.bind(session, actor="run:2", now=NOW)
    person = deputy(session, "alishev-kazybek")
    person.name_kk, person.name_ru = "Әлішев Қазыбек", "Алишев Казыбек Олжабаевич"
    session.commit()
    report = load(REAL)
    assert [(k.row, k.field, k.by) for k in report.kept] == [
        ("alishev-kazybek", "name_ru", "run:2")
    ]
    assert person.name_kk == "Әлішев Қазыбек"


def test_a_maslikhat_loads_beside_the_mazhilis_with_the_same_code(
    session: Session, load: Load
) -> None:
    load(REAL)
    report = load(SMALL)
    assert report.tables["districts"].created == 2
    assert count(session, District, District.number == 1) == 2
    first = deputy(session, "ulgili-adal").mandates[0]
    assert first.convocation.legislature.key == "example-maslikhat"
    assert first.district is not None and first.district.region is not None
    assert first.district.region.name_kk == "Батыс Қазақстан облысы"
    assert first.party is not None and first.party.key == "independent"
    [thesis] = session.scalars(select(Thesis).where(Thesis.testable)).all()
    assert (thesis.wording, thesis.deadline) == (Wording.QUOTED, date(2024, 12, 31))
    assert thesis.topic is not None and thesis.topic.parent_id is not None
    for directory in (SMALL, REAL):
        again = load(directory)
        assert not again.kept and not again.gone
        assert not any(c.created or c.updated for c in again.tables.values())


def test_a_maslikhat_without_its_regions_names_what_is_missing(load: Load) -> None:
    with pytest.raises(packs.PackError) as error:
        load(SMALL)
    assert [(p.file, p.row, p.column, p.found) for p in error.value.problems] == [
        ("districts.csv", 2, "region", "KZ-27"),
        ("districts.csv", 3, "region", "KZ-27"),
        ("mandates.csv", 2, "party", "independent"),
    ]


def test_a_person_goes_on_in_another_legislature(
    session: Session, load: Load, tmp_path: Path
) -> None:
    """A slug that a pack has given names one person in the whole portal."""
    load(REAL)
    other = shutil.copytree(SMALL, tmp_path / "other")
    for file in ("deputies.csv", "identities.csv", "mandates.csv", "programmes.csv", "theses.csv",
                 "participations.csv"):  # fmt: skip
        path = other / file
        words = path.read_text(encoding="utf-8")
        path.write_text(words.replace("ulgili-adal", "stambekov-erlan"), encoding="utf-8")
    report = load(other)
    assert count(session, Deputy) == 30
    assert len(deputy(session, "stambekov-erlan").mandates) == 2
    assert ("stambekov-erlan", "name_ru", "pack:kz-mazhilis-8") in {
        (k.row, k.field, k.by) for k in report.kept
    }


def test_the_command_reports_counts_and_is_idempotent(app: Flask) -> None:
    run = app.test_cli_runner()
    first = json.loads(run.invoke(args=["pack", "load", str(REAL), "--json"]).output)
    assert first["status"] == "ok"
    assert first["tables"]["districts"] == {"created": 29, "updated": 0, "unchanged": 0}
    result = run.invoke(args=["pack", "load", str(REAL)])
    assert result.exit_code == 0
    [line] = [line for line in result.output.splitlines() if line.startswith("districts")]
    assert " ".join(line.split()) == "districts created 0, updated 0, unchanged 29"


def test_the_command_lists_every_fault_and_exits_with_1(app: Flask, copy: Path) -> None:
    rewrite(copy, "districts.csv", "KZ-71", "KZ-72")
    rewrite(copy, "sessions.csv", "2023-03-29", "soon")
    run = app.test_cli_runner()
    result = run.invoke(args=["pack", "load", str(copy)])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        'sessions.csv, row 2, column start: found "soon"; '
        "expected a day that exists, as YYYY-MM-DD, from 1900 to 2100.",
        'districts.csv, row 2, column region: found "KZ-72"; expected a key of regions.csv.',
        "Nothing was loaded: 2 faults.",
    ]
    result = run.invoke(args=["pack", "load", str(copy), "--json"])
    assert result.exit_code == 1
    refused = json.loads(result.output)
    assert refused["status"] == "refused"
    assert [error["row"] for error in refused["errors"]] == [2, 2]


def test_codings_on_acts_of_the_pack_survive_a_reload(
    session: Session, load: Load, make_user: Callable[..., User]
) -> None:
    load(REAL)
    coder = make_user()
    participation = session.scalars(select(Participation).limit(1)).one()
    coding = Coding(participation=participation, coder=coder, reading="none_fits", saved_at=NOW)
    session.add(coding)
    session.commit()
    load(REAL)
    session.expire_all()
    assert coding.participation_id == participation.id


def test_the_facts_of_the_pack_equal_its_files(session: Session, load: Load) -> None:
    """What is shown can be followed back to a cell of the pack."""
    load(REAL)
    with (REAL / "districts.csv").open(encoding="utf-8", newline="") as file:
        rows = {int(row["number"]): row for row in csv.DictReader(file)}
    for district in session.scalars(select(District)):
        row = rows[district.number]
        assert district.region is not None and district.region.key == row["region"]
        assert (district.territory_kk or "") == row["territory_kk"]
        assert str(district.electorate or "") == row["electorate"]
        assert district.source == row["source"]

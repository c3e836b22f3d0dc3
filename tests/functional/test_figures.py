"""Stated figures beside what is counted: the page, the rows behind it, entering by hand."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from app import packs
from app.queries import reconciliation as queries
from app.queries.reconciliation import Reason, Which
from models.figure import StatedFigure
from models.item import DatePrecision, Kind, Participation, Role
from models.person import MandateKind, Party
from models.place import Convocation
from models.user import UserRole
from tests.factories.appeals import MOMENT
from tests.factories.world import World
from tests.page_checks import check_page
from tests.support import count_queries

PACK = Path(__file__).resolve().parents[2] / "data" / "kz-mazhilis-8"
SPRING = {"period_start": dt.date(2024, 3, 1), "period_end": dt.date(2024, 5, 31)}
DAY = dt.date(2024, 4, 2)


@pytest.fixture
def world(session):
    return World(session)


@pytest.fixture
def people(world):
    """A deputy of a district without a party, one of a party, and one of its list."""
    amanat = world.add(Party(key="amanat", name_ru="Аманат", name_kk="Аманат"))
    nobody = world.add(Party(key="independent", is_party=False, name_ru="самовыдвиженец"))
    return {
        "free": world.mandate(world.region(), nobody, name="Независимый"),
        "own": world.mandate(world.region(), amanat, name="Округов"),
        "listed": world.mandate(None, amanat, name="Списков"),
    }


def stated(world, scope="chamber", metric="requests", value=3, **fields):
    values = {"key": f"k{scope}{metric}{len(fields)}{value}", "source": "Мажилис в цифрах"}
    return world.add(
        StatedFigure(
            scope=scope, metric=metric, value=value, convocation_id=world.convocation.id,
            **(values | SPRING | fields),
        )
    )  # fmt: skip


def counted(session, figure):
    line = queries.line(session, figure)
    rows = {which: queries.rows(session, figure, which, 1) for which in Which}
    assert rows[Which.COUNTED].total == line.counted
    assert rows[Which.UNDATED].total == line.undated
    if queries.METRICS[figure.metric].role:
        assert rows[Which.NOT_STATED].total == line.not_stated
    return line.counted, line.not_stated, line.undated


def test_a_request_of_many_deputies_is_one_of_the_chamber_and_one_of_each(session, world, people):
    world.item(*people.values(), date=DAY)
    world.item(people["free"], date=DAY)
    world.item(date=DAY)
    world.item(people["free"], date=DAY, kind=Kind.VOTER_MEETING)
    for scope, wanted in (
        ("chamber", 3), ("single_mandate", 2), ("independents", 2), ("list", 1),
        ("amanat_faction", 1), ("amanat_single_mandate", 1), ("amanat_list", 1),
    ):  # fmt: skip
        assert counted(session, stated(world, scope)) == (wanted, 0, 0), scope
    one = stated(world, "deputy", mandate_id=people["free"].id)
    assert counted(session, one) == (2, 0, 0)
    assert counted(session, stated(world, metric="meetings")) == (1, 0, 0)


def test_roles_that_are_not_stated_are_told_apart(session, world, people):
    free, own = people["free"], people["own"]
    world.item(free, date=DAY, role=Role.INITIATOR)
    both = world.item(free, date=DAY, role=Role.INITIATOR)
    world.add(Participation(item=both, mandate=own, role=Role.NOT_STATED))
    world.item(own, date=DAY, role=Role.SIGNATORY)
    world.item(own, date=DAY, role=Role.NOT_STATED)
    figure = stated(world, "single_mandate", "requests_initiated")
    assert counted(session, figure) == (2, 1, 0)
    assert counted(session, stated(world, "single_mandate", "requests_signed")) == (1, 2, 0)


def test_what_does_not_count_is_not_behind_a_number(session, world, people):
    free = people["free"]
    kept = world.item(free, date=DAY)
    world.item(free, date=DAY, confirmed=False)
    world.item(free, date=DAY, merged_into=kept)
    gone = world.item(free, date=DAY)
    gone.participations[0].withdrawn = True
    session.flush()
    assert counted(session, stated(world, "single_mandate")) == (1, 0, 0)


def test_the_period_takes_days_months_and_periods_and_tells_of_what_has_no_day(
    session, world, people
):
    free = people["free"]
    for day in ("2024-02-29", "2024-03-01", "2024-05-31", "2024-06-01"):
        world.item(free, date=dt.date.fromisoformat(day))
    world.item(free, date=dt.date(2024, 3, 1), date_precision=DatePrecision.MONTH)
    nowhere = {"date": None, "date_precision": DatePrecision.UNKNOWN}
    world.item(free, **nowhere, period_start=dt.date(2024, 3, 5), period_end=dt.date(2024, 4, 1))
    world.item(free, **nowhere, period_start=dt.date(2024, 1, 5), period_end=dt.date(2024, 4, 1))
    world.item(free, **nowhere)
    assert counted(session, stated(world)) == (4, 0, 1)
    mid_month = stated(world, value=9, period_start=dt.date(2024, 3, 15), note="x")
    assert counted(session, mid_month) == (2, 0, 1)
    always = stated(world, value=8, period_start=None, period_end=None, note="y")
    assert counted(session, always) == (8, 0, 0)


def test_the_page_of_lines_asks_the_same_few_questions(app, session, world, people):
    world.item(people["free"], date=DAY)
    for value in range(15):
        stated(world, "single_mandate", value=value)
    stated(world, "chamber", "plenary_sittings")
    session.commit()
    with count_queries(app) as seen:
        page = queries.lines(session, world.convocation.id, 1)
    assert page.total == 15 and {line.counted for line in page.rows} == {1}
    # One of them reads the convocation again after the commit.
    assert seen.count <= 4


def test_figures_that_cannot_be_counted_say_why(session, world, people):
    for metric, scope, why in (
        ("plenary_sittings", "chamber", Reason.METRIC),
        ("requests", "both_chambers", Reason.SCOPE),
        ("requests_more_than", "chamber", Reason.ROUNDED),
        ("requests_sum_of_parts", "chamber", Reason.COMPUTED),
    ):
        stated(world, scope, metric)
        found = queries.uncounted(session, world.convocation.id, 1).rows
        assert found[-1].why is why


@pytest.fixture
def desk(client, sign_in, make_user):
    return sign_in(client, make_user(UserRole.COORDINATOR))


@pytest.fixture
def real(session):
    packs.load(session, PACK, MOMENT)
    session.commit()
    return session.scalar(select(Convocation.id))


def test_the_parts_of_the_report_of_2024_do_not_make_its_total(session, real, desk):
    found = {s.total.key.rpartition("/")[2]: s for s in queries.sums(session, real, 1).rows}
    total = found["report-2024-requests-all"]
    assert (total.total.value, total.of_parts, total.difference) == (140, 138, -2)
    assert sorted(part.value for part in total.parts) == [51, 87]
    faction = found["report-2024-faction-amanat"]
    assert (faction.total.value, sorted(p.value for p in faction.parts)) == (62, [22, 40])
    assert {key for key, each in found.items() if each.difference} == {"report-2024-requests-all"}
    page = check_page(desk.get("/ru/desk/figures?tab=sums").text)
    first = page.select_one("#figures tbody tr")
    assert [cell.text for cell in first.select("td.number")] == ["140", "138", "-2"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_tab_stands_in_every_language_with_the_real_figures(session, real, desk, lang):
    for tab in ("counted", "sums", "others", "withdrawn"):
        page = check_page(desk.get(f"/{lang}/desk/figures?tab={tab}").text)
        assert page.find(id="figures") or tab == "withdrawn"


def test_the_number_counted_leads_to_exactly_its_rows(session, real, desk):
    page = check_page(desk.get("/en/desk/figures").text)
    lines = page.select("#figures tbody tr")
    assert len(lines) >= 8
    for line in lines:
        link = line.select("td.number a")[0]
        behind = check_page(desk.get(link["href"]).text)
        number = int(link.text)
        assert len(behind.select("#rows tbody tr")) == min(number, 50)
    kinds = session.scalars(select(Participation.role)).all()
    assert Role.NOT_STATED in kinds


SENT = {
    "metric": "requests",
    "scope": "chamber",
    "mandate": "",
    "value": "1 253",
    "period_start": "2023-03-29",
    "period_end": "2023-06-30",
    "source": "Мажилис в цифрах, 3 июля 2023 года",
    "source_url": "https://example.org/figures",
    "sum_key": "",
    "note": "",
}


def test_a_figure_is_entered_compared_withdrawn_and_restored(session, world, people, desk):
    session.commit()
    answer = desk.post(f"/ru/desk/figures/new/{world.convocation.id}", data=SENT)
    assert answer.status_code == 303
    page = check_page(desk.get(answer.location).text)
    assert page.find("a", href="https://example.org/figures")
    listed = check_page(desk.get("/ru/desk/figures").text).select_one("#figures tbody tr")
    assert [cell.text.strip() for cell in listed.select("td.number")][1] == "0"
    refused = desk.post(f"{answer.location}/withdraw", data={"reason": ""})
    assert refused.status_code == 422
    assert desk.post(f"{answer.location}/withdraw", data={"reason": "описка"}).status_code == 303
    assert check_page(desk.get("/ru/desk/figures").text).find(class_="empty")
    assert check_page(desk.get("/ru/desk/figures?tab=withdrawn").text).find(id="figures")
    assert desk.post(f"{answer.location}/restore", data={"reason": "нет"}).status_code == 303
    assert check_page(desk.get("/ru/desk/figures").text).find(id="figures")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": "много"}, "value"),
        ({"value": "99999999999"}, "value"),
        ({"period_end": "2023-03-01"}, "period_end"),
        ({"period_start": ""}, "period_start"),
        ({"source": ""}, "source"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"scope": "deputy"}, "mandate"),
        ({"scope": "nobody"}, "scope"),
        ({"sum_key": "nothing"}, "sum_key"),
    ],
)
def test_what_a_figure_lacks_is_told_beside_its_field(session, world, people, desk, change, field):
    session.commit()
    answer = desk.post(f"/ru/desk/figures/new/{world.convocation.id}", data=SENT | change)
    assert answer.status_code == 422
    page = check_page(answer.text)
    assert page.find(id=f"{field}-error")
    if field != "source":
        assert page.find(id="source")["value"] == SENT["source"]


def test_words_typed_by_hand_are_of_one_language_which_other_pages_name(
    session, world, people, desk
):
    session.commit()
    sent = SENT | {"lang": "ru", "note": "С замещёнными"}
    answer = desk.post(f"/kk/desk/figures/new/{world.convocation.id}", data=sent)
    note = 'dd span[lang="ru"]'
    assert not check_page(desk.get(answer.location.replace("/kk/", "/ru/")).text).select(note)
    page = check_page(desk.get(answer.location).text)
    assert [one.text for one in page.select(note)] == [SENT["source"], "С замещёнными"]
    session.rollback()
    entered = session.scalars(select(StatedFigure)).one()
    entered.note_kk = "Алмастырылғандармен бірге"
    session.commit()
    page = check_page(desk.get(answer.location).text)
    assert "Алмастырылғандармен бірге" in page.text and "С замещёнными" not in page.text


def test_a_figure_of_one_deputy_and_a_part_of_a_total(session, world, people, desk):
    total = stated(world, "single_mandate", value=140)
    session.commit()
    for seat, value in ((people["free"], 51), (people["own"], 87)):
        sent = {"scope": "deputy", "mandate": str(seat.id), "value": str(value),
                "sum_key": total.key}  # fmt: skip
        address = f"/kk/desk/figures/new/{world.convocation.id}"
        assert desk.post(address, data=SENT | sent).status_code == 303
    session.rollback()
    (found,) = queries.sums(session, world.convocation.id, 1).rows
    assert (found.of_parts, found.difference) == (138, -2)
    assert people["free"].kind is MandateKind.DISTRICT

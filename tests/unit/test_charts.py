"""The numbers of the charts, against those counted by hand in tests/factories/charts.py."""

import pytest

from app.charts import bars, sheets
from app.queries import charts
from app.queries.chart_shapes import Name
from app.queries.frozen import PARTS, plain, restored
from app.queries.terms import named
from app.words import Words
from models.figure import StatedFigure
from models.item import Role
from models.meeting import Answer
from models.programme import Availability, Origin
from tests.factories.charts import make_chamber
from tests.support import count_queries


@pytest.fixture
def chamber(session, make_user):
    made = make_chamber(session, make_user())
    session.commit()
    return made


@pytest.fixture
def part(session, chamber):
    return charts.charts(session, named(session, "kz-mazhilis-8"))


def of(part, slug):
    return next(row for row in part.deputies if row.slug == slug)


def group(part, key):
    return next(row for row in part.groups if row.key == key)


def test_deputies_of_districts_stand_in_their_order_and_unknown_districts_last(part):
    assert [row.slug for row in part.deputies] == ["bapi-ermurat", "kuspan-abzal", "quiet"]


def test_a_deputy_is_counted_by_participations(part):
    kuspan, bapi, quiet = (of(part, s) for s in ("kuspan-abzal", "bapi-ermurat", "quiet"))
    assert kuspan.requests == {Role.INITIATOR: 2, Role.SIGNATORY: 0, Role.NOT_STATED: 0}
    assert bapi.requests == {Role.INITIATOR: 0, Role.SIGNATORY: 1, Role.NOT_STATED: 1}
    assert sum(quiet.requests.values()) == 0


def test_meetings_are_told_apart_by_place_and_receptions_are_none(part):
    assert of(part, "kuspan-abzal").meetings == {
        Answer.YES: 2, Answer.NO: 1, Answer.NOT_KNOWN: 1,
    }  # fmt: skip
    assert sum(of(part, "bapi-ermurat").meetings.values()) == 0


def test_what_nobody_knows_of_a_programme_is_none_and_not_unavailable(part):
    assert of(part, "kuspan-abzal").availability is Availability.PUBLISHED
    assert of(part, "kuspan-abzal").origin is Origin.OWN
    assert of(part, "bapi-ermurat").origin is None
    assert of(part, "quiet").availability is None


def test_a_request_of_several_deputies_is_one_of_each_group_and_one_of_all(part):
    districts, independents = group(part, "amanat_single_mandate"), group(part, "independents")
    assert districts.requests[Role.INITIATOR] == 2 and districts.total == 2
    assert independents.requests == {
        Role.INITIATOR: 0, Role.SIGNATORY: 1, Role.NOT_STATED: 1,
    }  # fmt: skip
    listed = group(part, "amanat_list")
    assert (listed.requests[Role.INITIATOR], listed.requests[Role.SIGNATORY]) == (1, 1)
    # Requests 1, 2 and 4 have a deputy of a district; 1 to 4 have any deputy.
    assert group(part, "single_mandate").total == 3
    assert group(part, "chamber").total == 4
    assert group(part, "chamber").deputies == 4


def test_the_rows_behind_a_group_are_as_many_as_its_numbers(session, chamber, part):
    every = charts.request_rows(session, named(session, "kz-mazhilis-8"))
    assert [rows.group for rows in every] == list(part.groups)
    for rows in every:
        for role, count in rows.group.requests.items():
            assert sum(1 for row in rows.rows if row.role is role) == count
    chamber_rows = next(rows for rows in every if rows.group.key == "chamber")
    assert {row.key for row in chamber_rows.rows} == {f"parlam-html/{n}" for n in (1, 2, 3, 4)}


def test_what_others_stated_stands_beside_and_not_among(session, chamber):
    values = {"convocation_id": chamber.convocation.id, "source": "the report"}
    for key, scope, metric, value in (
        ("a", "single_mandate", "programmes_open", 13),
        ("b", "independents", "requests_initiated", 51),
        ("c", "nobody_list", "requests", 7),
    ):
        session.add(StatedFigure(key=key, scope=scope, metric=metric, value=value, **values))
    session.commit()
    found = charts.charts(session, named(session, "kz-mazhilis-8")).stated
    assert [(row.chart, row.line, row.value, row.counted) for row in found] == [
        (Name.AVAILABILITY, "published", 13, None),
        (Name.FACTIONS, "independents", 51, 0),
    ]


def test_the_numbers_take_few_statements_however_many_deputies(app, session, chamber):
    term = named(session, "kz-mazhilis-8")
    with count_queries(app) as seen:
        charts.charts(session, term)
    few = seen.count
    for number in range(20):
        mandate = chamber.deputy(f"more-{number}", f"Ещё {number}", chamber.district(100 + number))
        chamber.act(mandate, role=Role.INITIATOR)
    session.commit()
    with count_queries(app) as seen:
        charts.charts(session, term)
    assert seen.count == few <= 9


def test_a_part_comes_back_from_an_edition_as_it_was(part):
    assert restored(plain(part), PARTS["charts"]) == part


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", list(Name))
def test_the_picture_says_each_number_of_the_table(part, lang, name):
    words = Words(lang)
    sheet = sheets.sheet(name, part, words, source="example.org")
    picture = bars.draw(sheet, words, training=True)
    for line, row in zip(sheet.lines, sheet.table(words), strict=True):
        assert f">{bars.numbers(line, words)}</text>" in picture
        numbers = [str(value) for value in (*line.values, *([line.total] if sheet.total else []))]
        assert list(row[-len(numbers) :]) == numbers
    assert " style=" not in picture and "<script" not in picture

"""The numbers of a report are those of the pages: today's, of a period, and of an edition."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from app.queries import charts as chart_queries
from app.queries.counting import during
from app.queries.editions import get
from app.queries.report_texts import Texts
from app.queries.sessions import sessions
from app.queries.terms import named
from app.queries.when import lies_in
from app.reports.compose import compose
from app.reports.document import Link
from app.reports.numbers import Period, numbers
from app.reports.teller import Setting
from app.services import editions as service
from app.words import LANGS, Words
from models.item import DatePrecision, Kind
from models.place import Session as Sitting
from tests.conftest import NOW
from tests.factories.charts import make_chamber
from tests.factories.editions import AS_OF, Ready
from tests.functional.test_report_2024 import grids, sections

WIDE = (dt.date(2016, 1, 1), dt.date(2026, 12, 31))
JUNE = (dt.date(2016, 6, 1), dt.date(2016, 6, 30))


def plain(row):
    """The cells of a row as a page shows them."""
    return ["" if cell is None else cell.text if isinstance(cell, Link) else str(cell)
            for cell in row]  # fmt: skip


def on_page(client, path, name):
    page = BeautifulSoup(client.get(path).data, "html.parser")
    rows = page.select(f"#table-{name} tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


def of(session, period, lang="en", term="kz-mazhilis-8", edition=None):
    found = numbers(session, Period(named(session, term), *period, edition), NOW)
    return found, compose(found, Texts(), Words(lang), Setting("https://example.org"))


@pytest.fixture
def chamber(session, make_user):
    made = make_chamber(session, make_user())
    session.commit()
    return made


@pytest.mark.parametrize("lang", LANGS)
def test_the_diagrams_of_the_whole_term_are_those_of_the_page_cell_by_cell(
    client, session, chamber, lang
):
    _, document = of(session, WIDE, lang)
    found = grids(document)
    for name in ("availability", "origin", "factions", "requests", "meetings"):
        grid = found[f"table-{name}"]
        shown = on_page(client, f"/{lang}/charts/", name)
        assert shown == [list(grid.head), *map(plain, grid.rows)]


def test_a_period_counts_its_own_acts_by_the_rule_of_its_rows(session, chamber):
    mandate = chamber.deputy("new", "Новый Нурлан", chamber.district(3))
    june = {"date": dt.date(2016, 6, 1), "date_precision": DatePrecision.MONTH}
    chamber.act(mandate, uid="month", **june)
    chamber.act(mandate, uid="july", date=dt.date(2016, 7, 1))
    chamber.act(mandate, uid="never", date=None)
    spring = {"period_start": dt.date(2016, 6, 2), "period_end": dt.date(2016, 6, 9)}
    chamber.act(mandate, uid="spanned", date=None, **spring)
    wider = {"period_start": dt.date(2016, 5, 2), "period_end": dt.date(2016, 6, 9)}
    chamber.act(mandate, uid="wider", date=None, **wider)
    session.commit()
    found, document = of(session, JUNE)
    mine = next(one for one in found.deputies if one.slug == "new")
    assert sorted(act.key for act in mine.acts) == ["parlam-html/month", "parlam-html/spanned"]
    assert mine.undated == 1 and sum(mine.requests.values()) == 2
    assert any("when they were: 1." in b.text for b in document.sections[0].blocks[1:])
    part = chart_queries.charts(session, found.period.term, within=during(*JUNE))
    for one, counts in zip(found.deputies, part.deputies, strict=True):
        assert one.counts == counts
        requests = [act for act in one.acts if act.kind is Kind.DEPUTY_REQUEST]
        assert len(requests) == sum(counts.requests.values())
        assert all(lies_in(act, *JUNE) for act in one.acts)


def test_meetings_fall_into_sessions_as_the_page_of_sessions_says(session, chamber):
    term = named(session, "kz-mazhilis-8")
    sitting = {"start": dt.date(2016, 6, 1), "end": dt.date(2016, 6, 30), "source": "a report"}
    chamber.add(Sitting(convocation_id=term.id, number=1, **sitting))
    session.commit()
    found, document = of(session, JUNE)
    rows = [plain(row)[:2] for row in grids(document)["meetings-held"].rows]
    assert [number for _, number in rows] == ["2", "1", "1", "4", "0", "0", "4"]
    assert [label for label, _ in rows[3:5]] == ["in session", "in recess"]
    assert sessions(session, term).sessions[0].acts[Kind.VOTER_MEETING] == 4
    assert [line.number for line in found.sessions] == [1]


@pytest.fixture
def ready(session, make_user):
    made = Ready(session, make_user)
    session.commit()
    service.publish(session, made.coordinator, NOW, campaign="2026", name="First", as_of=AS_OF)
    session.commit()
    return made


@pytest.mark.parametrize("lang", LANGS)
def test_an_edition_tells_what_its_pages_tell(client, session, ready, lang):
    edition = get(session, 1)
    whole = (edition.observed_from, edition.observed_to)
    found, document = of(session, whole, lang, "assembly-8", edition)
    tables = grids(document)
    for name in ("factions", "requests", "meetings"):
        grid = tables[f"table-{name}"]
        shown = on_page(client, f"/{lang}/editions/1/charts/", name)
        assert shown == [list(grid.head), *map(plain, grid.rows)]
    assert [row[1] for row in tables["outcomes"].rows] == [1, 1, 1, 0, 1, 0, 2, 6]
    assert found.coverage.coded == found.coverage.total == 3


def test_an_edition_does_not_change_with_what_is_found_later(session, ready):
    edition = get(session, 1)
    whole = (edition.observed_from, edition.observed_to)
    before, _ = of(session, whole, term="assembly-8", edition=edition)
    ready.world.participation(ready.first)
    session.commit()
    after, _ = of(session, whole, term="assembly-8", edition=edition)
    assert before.charts == after.charts and before.deputies == after.deputies
    today, _ = of(session, whole, term="assembly-8")
    assert sum(len(one.acts) for one in today.deputies) == 4
    assert sum(len(one.acts) for one in after.deputies) == 3


def test_a_shorter_period_of_an_edition_is_counted_from_its_frozen_rows(session, ready):
    edition = get(session, 1)
    day = dt.date(2024, 5, 17)
    inside, _ = of(session, (day, day), term="assembly-8", edition=edition)
    outside, _ = of(session, (dt.date(2024, 6, 1), AS_OF), term="assembly-8", edition=edition)
    whole = (edition.observed_from, edition.observed_to)
    full, _ = of(session, whole, term="assembly-8", edition=edition)
    assert [group.total for group in inside.charts.groups] == [
        group.total for group in full.charts.groups
    ]
    assert not any(group.total for group in outside.charts.groups)
    assert not any(one.acts for one in outside.deputies)


def test_no_coder_is_named_and_a_deputy_has_a_page_to_be_handed_over(session, ready):
    edition = get(session, 1)
    whole = (edition.observed_from, edition.observed_to)
    _, document = of(session, whole, "kk", "assembly-8", edition)
    text = repr(document)
    for person in (*ready.coders, ready.coordinator):
        assert person.name not in text and person.email not in text
    pages = [section for section in sections(document) if section.key.startswith("deputy-")]
    assert [page.key for page in pages] == [
        f"deputy-{one.deputy.slug}" for one in (ready.first, ready.second)
    ]
    first = grids(document)[f"{pages[0].key}-promises"]
    assert len(first.rows) == 5
    assert first.rows[0][1].address.startswith("https://example.org/kk/editions/1/deputies/")

"""The page of the charts, its files and its rows: the same numbers everywhere, cell by cell."""

import csv
import io
import re
import struct

import pytest
from bs4 import BeautifulSoup

from app import clock
from app.extensions import db
from app.queries.chart_shapes import ChartsPart, Name
from app.queries.editions import get, part
from app.scheduler import Worker
from app.services import editions as service
from models.item import Role
from tests.conftest import NOW
from tests.factories.acts import make_world
from tests.factories.charts import make_chamber
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page

TERM = "kz-mazhilis-8"


@pytest.fixture
def chamber(session, make_user):
    made = make_chamber(session, make_user())
    session.commit()
    return made


def on_page(client, path, name):
    """The cells of a chart's table as the page has them."""
    page = BeautifulSoup(client.get(path).data, "html.parser")
    rows = page.select(f"#table-{name} tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


def in_file(client, path):
    """The cells of the same chart as a file, without what others stated and the sources."""
    body = client.get(path).data
    assert body.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", list(Name))
def test_page_and_table_file_agree_cell_by_cell(client, chamber, lang, name):
    page = on_page(client, f"/{lang}/charts/", name.value)
    file = in_file(client, f"/{lang}/charts/{TERM}/{name.value}.csv")
    assert len(page) > 1
    assert file[: len(page)] == page


@pytest.mark.parametrize("name", list(Name))
def test_page_and_picture_agree_line_by_line(client, chamber, name):
    page = on_page(client, "/ru/charts/", name.value)
    answer = client.get(f"/ru/charts/{TERM}/{name.value}.svg")
    assert answer.mimetype == "image/svg+xml"
    values = re.findall(r'<text[^>]*id="value-[^"]*"[^>]*>([^<]*)</text>', answer.text)
    assert len(values) == len(page) - 1
    count = 1 if name in (Name.AVAILABILITY, Name.ORIGIN) else 3
    for said, row in zip(values, page[1:], strict=True):
        numbers = row[-count:] if count == 1 else row[-count - 1 : -1]
        if said[0].isdigit():
            assert said.split(" · ") == numbers
        else:
            assert set(numbers) == {"0"}


def test_the_picture_for_paper_is_that_of_the_drawing_and_large(client, chamber):
    answer = client.get(f"/kk/charts/{TERM}/requests.png")
    assert answer.mimetype == "image/png"
    assert struct.unpack(">II", answer.data[16:24])[0] == 2000
    assert f'filename="{TERM}-requests-kk.png"' in answer.headers["Content-Disposition"]
    again = client.get(
        f"/kk/charts/{TERM}/requests.png", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_every_number_leads_to_as_many_rows(client, chamber):
    page = BeautifulSoup(client.get("/en/charts/").data, "html.parser")
    links = page.select("#table-factions td a")
    assert links
    for link in links:
        rows = BeautifulSoup(client.get(link["href"]).data, "html.parser").select("main ol .card")
        assert len(rows) == int(link.get_text())
    for link in page.select("#table-availability td a"):
        target = page.find(id=link["href"].removeprefix("#"))
        assert len(target.select("li")) == int(link.get_text())


def test_the_rows_of_a_deputy_are_as_many_as_the_number(client, chamber):
    page = BeautifulSoup(client.get("/en/charts/").data, "html.parser")
    links = page.select("#table-requests td a, #table-meetings td a")
    assert links
    for link in links:
        answer = client.get(link["href"], follow_redirects=True)
        found = BeautifulSoup(answer.data, "html.parser").select('main a[href*="/items/"]')
        assert len({one["href"] for one in found}) == int(link.get_text()), link["href"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_pages_are_sound(client, chamber, lang):
    for path in ("charts/", f"charts/{TERM}/requests/chamber", "embed?slug=kuspan-abzal"):
        check_page(client.get(f"/{lang}/{path}").text)


def test_what_is_not_there_is_no_page(client, chamber):
    for path in (
        f"charts/{TERM}/nothing.svg", f"charts/{TERM}/requests.exe", "charts/nobody-1/requests.csv",
        f"charts/{TERM}/requests/nobody", "charts/?convocation=77",
    ):  # fmt: skip
        assert client.get(f"/en/{path}").status_code == 404, path


def test_a_portal_without_deputies_says_so(client, session):
    page = client.get("/en/charts/")
    assert page.status_code == 200 and "No deputies are loaded yet." in page.text


def test_formulas_in_names_are_no_formulas_in_the_file(client, session):
    world = make_world(session)
    world.deputy("formula", '=HYPERLINK("http://x")', world.district(1))
    session.commit()
    assert "'=HYPERLINK" in client.get(f"/ru/charts/{TERM}/requests.csv").text


def test_an_edition_keeps_its_charts(app, client, session, make_user):
    ready = Ready(session, make_user)
    session.commit()
    made = service.publish(
        session, ready.coordinator, NOW, campaign="2026", name="First", as_of=AS_OF
    )
    session.commit()
    path = f"/en/editions/{made.number}/charts/"
    before = on_page(client, path, "requests")
    assert [row[0] for row in before[1:]] == ["Құспан Абзал", "Әли Бақыт"]
    ready.world.item(ready.first, role=Role.INITIATOR)
    session.commit()
    assert on_page(client, path, "requests") == before
    assert on_page(client, "/en/charts/", "requests") != before
    page = client.get(path).text
    assert "Edition 1 as of 15.11.2026" in page
    with app.app_context():
        frozen = part(db.session, get(db.session, made.number), "charts", ChartsPart)
    assert frozen.as_of == AS_OF
    file = client.get(f"/en/editions/{made.number}/charts/assembly-8/requests.csv")
    assert "Edition 1 as of 15.11.2026" in file.text and "-1-en.csv" in str(file.headers)
    rows = client.get(f"/en/editions/{made.number}/charts/assembly-8/requests/unknown")
    assert rows.status_code == 200


def test_the_pictures_of_an_edition_are_drawn_before_anybody_asks(app, client, session, make_user):
    ready = Ready(session, make_user)
    session.commit()
    service.publish(session, ready.coordinator, NOW, campaign="2026", name="First", as_of=AS_OF)
    session.commit()
    Worker(app).drain()
    folder = app.extensions["config"].instance_dir / "pictures"
    drawn = {path.name for path in folder.iterdir()}
    assert len(drawn) == 2 * 3
    for lang in ("kk", "ru", "en"):
        for slug in (ready.first.deputy.slug, ready.second.deputy.slug):
            for start in ("", "/editions/1"):
                assert client.get(f"/{lang}{start}/deputies/{slug}/card.png").status_code == 200
    assert {path.name for path in folder.iterdir()} == drawn


def test_a_saved_chart_tells_the_day_it_stands_for(client, chamber):
    today = clock.now().astimezone(clock.ALMATY).strftime("%d.%m.%Y")
    assert f"Found by {today}, preliminary." in client.get("/en/charts/").text
    for ending in ("svg", "csv"):
        file = client.get(f"/en/charts/{TERM}/{Name.MEETINGS.value}.{ending}").data.decode()
        assert today in file

"""A report as one HTML file: read back, and nothing in it that runs or asks outside."""

import base64
import re

import pytest
from bs4 import BeautifulSoup

from app.reports import shown
from app.reports.html import HtmlWriter
from app.words import LANGS, Words
from tests.factories.documents import HOSTILE, rich_document, small_document


def parsed(lang, make=small_document):
    return BeautifulSoup(HtmlWriter().write(make(lang), Words(lang)).decode(), "html.parser")


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_reads_back_cell_by_cell(lang):
    page, words = parsed(lang, rich_document), Words(lang)
    tables = page.select("table")
    grids = list(shown.grids(rich_document(lang)))
    assert len(tables) == len(grids) == 8
    for table, grid in zip(tables, grids, strict=True):
        rows = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tr")]
        assert rows[0] == [shown.clean(text) for text in grid.head]
        assert rows[1:] == [[shown.reads(cell, words) for cell in row] for row in grid.rows]
        assert {cell["scope"] for cell in table.select("thead th")} == {"col"}
        assert [cell["scope"] for cell in table.select("tbody th")] == ["row"] * len(grid.rows)


def test_nothing_in_it_runs_or_asks_outside():
    page = parsed("en", rich_document)
    assert not page.select("script, link, iframe, object, embed, form, base")
    assert not [name for tag in page.find_all() for name in tag.attrs if name.startswith("on")]
    assert all(img["src"].startswith("data:image/svg+xml;base64,") for img in page.select("img"))
    assert "url(" not in page.style.text and "@import" not in page.style.text
    addresses = {a["href"] for a in page.select("a") if not a["href"].startswith("#")}
    assert addresses == {"https://example.org/2024", "https://www.parlam.kz/a?b=1&c=2"}


def test_hostile_words_stay_words():
    page = parsed("ru")
    assert shown.clean(HOSTILE) in page.select_one("section p").get_text()
    assert "javascript:" not in str(page)


def test_languages_landmarks_and_contents():
    page = parsed("kk")
    assert page.html["lang"] == "kk"
    assert page.blockquote["lang"] == "ru"
    assert page.select_one("a.skip")["href"] == "#" + page.main["id"]
    links = [a["href"][1:] for a in page.select("nav a")]
    assert len(links) == 3 and all(page.find(id=key) for key in links)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


def test_captions_count_tables_and_diagrams_apart():
    page = parsed("en")
    said = [b.get_text() for b in page.select("caption b, figcaption b")]
    assert said == ["Table 1.", "Diagram 1.", "Table 2.", "Diagram 2.", "Table 3."]


def test_pictures_have_words_and_only_bars():
    page = parsed("en")
    for image in page.select("img"):
        svg = base64.b64decode(image["src"].split(",")[1]).decode()
        assert len(image["alt"]) > 20
        assert not re.search(r"<(script|image|foreignObject)", svg)


def test_invented_data_are_told():
    assert "training, invented data" in parsed("en", rich_document).header.text
    assert "training" not in parsed("en").header.text

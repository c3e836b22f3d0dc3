"""A report as PDF: read back through its structure, and held to what PDF/UA-1 asks for."""

import logging
from itertools import pairwise

import pytest

from app.reports import pdf, shown
from app.reports.pdf import PdfWriter
from app.services.pictures import NoPictureError, shrunk
from app.words import LANGS, Words
from tests.factories.copies import picture
from tests.factories.documents import rich_document, small_document
from tests.pdf_reading import Tagged


@pytest.fixture(scope="module")
def made():
    return {lang: Tagged(PdfWriter().write(small_document(lang), Words(lang))) for lang in LANGS}


def letters(text):
    """A text without blanks: where lines break, a PDF has none."""
    return "".join(text.split())


def rows_of(tables):
    """The rows of a table that may stand on several pages, its heading once."""
    rows = [[letters(cell.words) for cell in row.children] for t in tables for row in t.find("TR")]
    return [rows[0], *(row for row in rows[1:] if row != rows[0])]


def wanted(grid, words):
    head = [letters(shown.clean(text)) for text in grid.head]
    return [head, *([letters(shown.reads(cell, words)) for cell in row] for row in grid.rows)]


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_reads_back_cell_by_cell(made, lang):
    tables = made[lang].root.find("Table")
    grids = list(shown.grids(small_document(lang)))
    assert len(tables) == len(grids) == 3
    for table, grid in zip(tables, grids, strict=True):
        assert rows_of([table]) == wanted(grid, Words(lang))


@pytest.mark.parametrize("lang", LANGS)
def test_the_file_says_that_it_is_tagged_of_which_title_and_language(made, lang):
    file = made[lang].pdf
    assert file.Root.MarkInfo.Marked is True
    assert str(file.Root.Lang) == lang
    assert file.Root.ViewerPreferences.DisplayDocTitle is True
    with file.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"] == small_document(lang).title
    assert all(page.Tabs == "/S" for page in file.pages)


def test_headings_descend_by_one_and_stand_in_the_bookmarks(made):
    file = made["ru"]
    levels = [int(element.tag[1]) for element in file.root.find("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    said = {letters(part.heading) for _, part in shown.headings(small_document("ru").sections)}
    with file.pdf.open_outline() as outline:
        marks = [item for top in outline.root for item in (top, *top.children)]
    assert {letters(mark.title) for mark in marks} == said


def test_every_figure_has_words_and_every_heading_cell_a_direction(made):
    root = made["kk"].root
    figures = root.find("Figure")
    assert len(figures) == 2
    assert all(len(str(figure.raw["/Alt"])) > 20 for figure in figures)
    assert all(figure.attribute("BBox") for figure in figures)
    for table in root.find("Table"):
        head, *rows = table.find("TR")
        assert {cell.attribute("Scope") for cell in head.children} == {"Column"}
        assert table.find("THead") and table.find("Caption")
        for row in rows:
            assert [cell.tag for cell in row.children][:2] == ["TH", "TD"]
            assert row.children[0].attribute("Scope") == "Row"
            assert all(cell.attribute("Headers") for cell in row.children[1:])


def test_words_of_another_language_say_which(made):
    for lang, other in (("kk", "ru"), ("ru", "kk")):
        foreign = [e for e in made[lang].root.find("Div", "Span") if "/Lang" in e.raw]
        assert [str(e.raw["/Lang"]) for e in foreign if e.words == "first"] == ["en"]
        quote = next(e for e in foreign if e.find("BlockQuote"))
        assert str(quote.raw["/Lang"]) == other


def test_nothing_is_read_that_has_no_tag_and_lists_have_labels(made):
    assert made["en"].untagged == []
    for item in made["en"].root.find("LI"):
        assert {child.tag for child in item.children} <= {"Lbl", "LBody", "L"}


def test_all_fonts_are_ours_embedded_and_tell_their_letters(made):
    for page in made["kk"].pdf.pages:
        for font in page.Resources.Font.values():
            inner = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in inner or "/FontFile3" in inner
            assert "/ToUnicode" in font
    names = {str(f.BaseFont).split("+")[1] for f in made["kk"].pdf.pages[0].Resources.Font.values()}
    assert {"Noto-Sans", "Noto-Sans-Bold"} <= names


def test_links_lead_where_they_say_and_are_described(made):
    links = [link for page in made["ru"].pdf.pages for link in page.get("/Annots", [])]
    out = {str(link.A.URI) for link in links if "/A" in link}
    assert out == {"https://example.org/2024", "https://www.parlam.kz/a?b=1&c=2"}
    assert all("/Contents" in link and "/StructParent" in link for link in links)


def test_a_table_of_many_pages_repeats_its_head_and_loses_no_row():
    document = rich_document("kk")
    steps = []
    body = PdfWriter().write(document, Words("kk"), lambda *said: steps.append(said))
    file = Tagged(body)
    grids = {grid.key: grid for grid in shown.grids(document)}
    for key, first in (("long", "Сауал"), ("wide", "Deputy")):
        parts = [t for t in file.root.find("Table") if t.find("TR")[0].words.startswith(first)]
        assert len(parts) > 1
        assert rows_of(parts) == wanted(grids[key], Words("kk"))
    boxes = [page.mediabox for page in file.pdf.pages]
    assert {box[2] > box[3] for box in boxes} == {True, False}
    assert any("page" in (said[2] or "").lower() for said in steps)
    assert not [text for text in file.untagged if text.strip()]


def test_it_can_be_stopped_at_every_step():
    def stop(done, total=None, message=None):
        if message and message.startswith("Step 5"):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        PdfWriter().write(small_document("en"), Words("en"), stop)
    assert logging.getLogger("weasyprint.progress").handlers == []


@pytest.mark.parametrize(
    "address",
    ["https://example.org/x.png", "http://127.0.0.1:9/", "file:///etc/passwd", "own:../png.py"],
)
def test_nothing_is_loaded_but_our_fonts_and_what_the_page_holds(address):
    fetcher = pdf._fetcher(pdf.library())
    with pytest.raises((ValueError, OSError)):
        fetcher.fetch(address)
    assert fetcher.fetch("own:NotoSans-Bold.ttf").read()[:4] == b"\x00\x01\x00\x00"


def test_whoever_makes_a_pdf_still_refuses_damaged_pictures(made):
    whole = picture("red")
    assert len(shrunk(whole)) > 100
    with pytest.raises(NoPictureError):
        shrunk(whole[: len(whole) // 2])

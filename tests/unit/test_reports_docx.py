"""A report as DOCX: opened again by python-docx, and by LibreOffice."""

import io
import subprocess
import zipfile

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from app.reports import shown
from app.reports.document import Document, Grid, Section
from app.reports.docx import STYLES, TEMPLATE, DocxWriter
from app.words import LANGS, Words
from tests.factories.documents import HOSTILE, rich_document, small_document


@pytest.fixture(scope="module")
def made():
    return {lang: DocxWriter().write(small_document(lang), Words(lang)) for lang in LANGS}


def opened(body):
    return docx.Document(io.BytesIO(body))


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_reads_back_cell_by_cell(made, lang):
    document, words = small_document(lang), Words(lang)
    tables = opened(made[lang]).tables
    grids = list(shown.grids(document))
    assert len(tables) == len(grids) == 3
    for table, grid in zip(tables, grids, strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows[0] == [shown.clean(text) for text in grid.head]
        assert rows[1:] == [[shown.reads(cell, words) for cell in row] for row in grid.rows]


def test_headings_and_captions_are_real_ones(made):
    file = opened(made["ru"])
    headings = [p.text for p in file.paragraphs if p.style.name.startswith("Heading")]
    said = [section.heading for _, section in shown.headings(small_document("ru").sections)]
    assert headings == said
    captions = [p for p in file.paragraphs if p.style.name == "Caption"]
    fields = [i.text.split()[:2] for p in captions for i in p._p.iter(qn("w:instrText"))]
    kinds = [["SEQ", kind] for kind in ("Table", "Diagram", "Table", "Diagram", "Table")]
    assert fields == kinds
    numbers = [["".join(c for c in p.text.split(".")[0] if c.isdigit())] for p in captions]
    assert numbers == [["1"], ["1"], ["2"], ["2"], ["3"]]


def test_the_contents_have_an_entry_for_each_heading_and_are_reckoned_when_opened(made):
    file = opened(made["kk"])
    entries = [p for p in file.paragraphs if p.style.name.lower().startswith("toc ")]
    links = [link.get(qn("w:anchor")) for p in entries for link in p._p.iter(qn("w:hyperlink"))]
    marks = {mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))}
    assert len(links) == 3 and set(links) <= marks
    assert file.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


@pytest.mark.parametrize(("lang", "tongue"), [("kk", "kk-KZ"), ("ru", "ru-KZ"), ("en", "en-GB")])
def test_the_document_and_what_is_quoted_say_their_language(made, lang, tongue):
    file = opened(made[lang])
    defaults = file.styles.element.find(qn("w:docDefaults"))
    assert [e.get(qn("w:val")) for e in defaults.iter(qn("w:lang"))] == [tongue]
    assert file.core_properties.language == tongue
    assert file.core_properties.title == small_document(lang).title
    quote = next(p for p in file.paragraphs if p.style.name == "Quote")
    assert [e.get(qn("w:val")) for e in quote._p.iter(qn("w:lang"))] != [tongue]


def test_every_picture_has_its_words_and_every_table_a_repeated_head(made):
    file = opened(made["en"])
    pictures = list(file.element.iter(qn("wp:docPr")))
    assert len(pictures) == 2 and all(len(p.get("descr")) > 20 for p in pictures)
    assert len({p.get("id") for p in pictures}) == 2
    for table in file.tables:
        first, *rest = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert not any(list(row.iter(qn("w:tblHeader"))) for row in rest)
        assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_numbers_stand_at_the_right_and_each_list_counts_from_one(made):
    file = opened(made["kk"])
    row = file.tables[0].rows[1].cells
    ends = [cell.paragraphs[0].alignment for cell in row]
    assert [str(end).startswith("RIGHT") for end in ends] == [True, False, False, True, False]
    lists = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style.name == "List Number"]
    assert len(lists) == 3 and lists[0] == lists[1] != lists[2]


def test_only_addresses_of_pages_become_links_and_hostile_words_stay_words(made):
    file = opened(made["en"])
    out = [rel.target_ref for rel in file.part.rels.values() if rel.is_external]
    assert sorted(out) == ["https://example.org/2024", "https://www.parlam.kz/a?b=1&c=2"]
    text = "\n".join(p.text for p in file.paragraphs)
    assert shown.clean(HOSTILE) in text
    assert "bad" in [cell.text for cell in file.tables[0].columns[4].cells]


def test_the_template_has_what_the_writer_asks_of_it():
    names = {style.name.lower() for style in docx.Document(TEMPLATE).styles}
    assert not {name for name in STYLES if name.lower() not in names}
    with zipfile.ZipFile(TEMPLATE) as file:
        text = b"".join(file.read(name) for name in file.namelist())
    assert b"python-docx" not in text


def test_libreoffice_opens_it_and_keeps_headings_tables_and_lying_pages(tmp_path):
    document = rich_document("kk")
    path = tmp_path / "report.docx"
    path.write_bytes(DocxWriter().write(document, Words("kk")))
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    words = [" ".join(page.split()) for page in pages]
    for _, section in shown.headings(document.sections):
        assert any(section.heading in page for page in words), section.heading
    assert [page for page in words if "ДС-0 " in page] and [p for p in words if "ДС-299" in p]
    head = next(grid for grid in shown.grids(document) if grid.key == "long").head
    long = [page for page in words if "Өтегенов Үміт" in page]
    assert len(long) > 3 and all(head[3] in page for page in long)
    lying = [page.get_width() > page.get_height() for page in pdf]
    assert any(lying) and not all(lying) and not lying[-1]


def test_no_empty_line_follows_a_table_that_a_new_page_follows():
    table = Grid("t", "Table", ("What", "Value"), (("a", "b"),))
    pages = (Section("one", "One", (table,)), Section("two", "Two", (table,), apart=True))
    body = DocxWriter().write(Document("en", "T", "S", (), "", pages), Words("en"))
    around = [
        (table._tbl.getnext().tag, table._tbl.getnext().find(f".//{qn('w:t')}").text)
        for table in opened(body).tables
    ]
    assert around[0] == (qn("w:p"), "Two") and around[1][1] in ("", None)

"""The text of kept documents: page by page, and whatever the file, never a crash or a hang."""

import pytest

from app import ingest
from scrapers import documents
from tests.documents import DOCX, PDF, docx, docx_bomb, docx_crowd, pdf, pdf_pages

KAZAKH = "Әр ауылға таза ауыз су жеткіземіз: ғ қ ң ө ұ ү һ і"


def test_pages_of_a_pdf_are_parted_by_form_feeds():
    text, problem = ingest.file_text(pdf_pages([KAZAKH, "екінші жол"], [], ["үшінші бет"]), PDF)
    assert (text, problem) == (f"{KAZAKH}\nекінші жол\f\fүшінші бет", None)


def test_a_docx_and_a_page_of_the_web_keep_their_paragraphs():
    text, _ = ingest.file_text(docx(KAZAKH, "Построим школу", table=(("А", "Б"),)), DOCX)
    assert text.splitlines() == [KAZAKH, "Построим школу", "А \tБ"]
    page = f"""<html><head><title>нет</title></head><body><script>нет()</script>
      <p>Построим <b>новую</b>
      школу<br>и дорогу</p><ul><li>{KAZAKH}</li></ul></body></html>"""
    text, _ = ingest.file_text(page.encode(), "text/html")
    assert [line for line in text.splitlines() if line] == [
        "Построим новую школу", "и дорогу", KAZAKH
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_plain_text_is_read_in_its_encoding(encoding):
    text, _ = ingest.file_text("Построим\r\nшколу\fи дорогу".encode(encoding), "text/plain")
    assert text == "Построим\nшколу\fи дорогу"


def test_letters_that_are_put_together_of_two_become_one():
    text, _ = ingest.file_text("Сделаи\u0306те".encode(), "text/plain")
    assert text == "Сделайте"


@pytest.mark.parametrize(
    ("body", "mime", "problem"),
    [
        (pdf(), PDF, "scan"),
        (b"%PDF-1.4\nbroken", PDF, "broken"),
        (pdf_pages(*[["страница"]] * 2000), PDF, "long"),
        (docx_bomb(), DOCX, "long"),
        (docx_crowd(), DOCX, "long"),
        (b"PK\x03\x04 broken", DOCX, "broken"),
        (b"x " * 1_500_000, "text/plain", "long"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "kind"),
        (b"\xd0\xcf\x11\xe0", "application/msword", "kind"),
        (b"   ", "text/plain", "scan"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_word(body, mime, problem):
    assert ingest.file_text(body, mime) == (None, problem)


def test_a_page_that_never_ends_is_stopped_and_the_next_file_is_read(monkeypatch):
    monkeypatch.setattr(documents, "SECONDS", 1)
    deep = b"<html>" + b"<div>" * 60_000 + b"x"
    assert ingest.file_text(deep, "text/html") == (None, "slow")
    monkeypatch.undo()
    assert ingest.file_text("Школа".encode(), "text/plain") == ("Школа", None)

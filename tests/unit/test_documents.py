"""Text out of the files that requests come with, whatever state they are in."""

import io
import os
import signal
import zipfile

import pytest

from scrapers import documents
from scrapers.documents import DOCX, NO_TEXT_LAYER, PDF, DocumentError, extract
from tests.documents import docx, docx_bomb, docx_crowd, pdf

KAZAKH = "Ауыл мектептерінің құрылысы: әлеуметтік ғимараттар, өңір, ұрпақ, үміт, һәм"


def test_a_pdf_gives_its_kazakh_text():
    found = extract(pdf("Депутаттық сауал", KAZAKH))
    assert found.mime == PDF
    assert found.text.splitlines() == ["Депутаттық сауал", KAZAKH]
    assert found.note is None


def test_a_docx_gives_its_paragraphs_and_its_table():
    found = extract(
        docx("Депутатский запрос", KAZAKH, table=(("Ауыл", "Жыл"), ("Қаратал", "2025")))
    )
    assert found.mime == DOCX
    assert found.text.splitlines() == ["Депутатский запрос", KAZAKH, "Ауыл \tЖыл", "Қаратал \t2025"]


def test_a_scan_says_that_it_has_no_text_layer():
    assert extract(pdf()).note == NO_TEXT_LAYER


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The file is empty"),
        (b"<!DOCTYPE html><html>", "A web page came"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Word format"),
        (b"GIF89a", "neither PDF nor DOCX"),
        (b"%PDF-1.4\nthis is broken", "The PDF is broken"),
        (b"PK\x03\x04 this is broken", "The DOCX is broken"),
        (docx_bomb(), "unpacks to 101 MB"),
        (docx_crowd(), "holds 2004 files"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_a_sentence(body, sentence):
    with pytest.raises(DocumentError, match=sentence):
        extract(body)


def test_a_docx_whose_xml_is_broken_is_told_by_a_sentence():
    broken = docx("text").replace(b"word/document.xml", b"word/dxcument.xml")
    with pytest.raises(DocumentError, match="no DOCX document"):
        extract(broken)


def test_a_docx_whose_entities_explode_is_refused():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = docx("REPLACED")
    # Rewritten by hand, for no library writes such a file.
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bomb)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry).decode()
            if entry.filename == "word/document.xml":
                content = f'<!DOCTYPE d [<!ENTITY l0 "lol">{lol}]>' + content.replace(
                    "REPLACED", "&l9;"
                )
            new.writestr(entry.filename, content)
    with pytest.raises(DocumentError):
        extract(out.getvalue())


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(monkeypatch):
    extract(pdf("text"))
    monkeypatch.setattr(documents, "SECONDS", 0.05)
    os.kill(documents._reader().process.pid, signal.SIGSTOP)
    with pytest.raises(DocumentError, match="within"):
        extract(pdf("text"))
    monkeypatch.undo()
    assert extract(pdf("text")).text == "text"


def test_a_file_that_kills_its_reader_does_not_kill_the_next_one():
    extract(pdf("text"))
    # Asking for the reader again would start a new one as soon as this one is gone.
    process = documents._reader().process
    process.kill()
    process.wait()
    assert extract(pdf("text")).text == "text"

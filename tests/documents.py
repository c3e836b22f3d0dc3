"""Small real PDF and DOCX files, written by hand so that tests need no office."""

import io
import zipfile
from collections.abc import Sequence

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*lines: str) -> bytes:
    """A one-page PDF that shows `lines`; without any, a page without a text layer."""
    return pdf_pages(lines)


def pdf_pages(*pages: Sequence[str]) -> bytes:
    """A PDF with the lines of each page.

    Each character is a glyph of its own number, which the ToUnicode map gives its letter:
    this is how real Kazakh PDFs carry theirs.
    """
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    code = {letter: number + 1 for number, letter in enumerate(letters)}
    pairs = "\n".join(f"<{code[letter]:04x}> <{ord(letter):04x}>" for letter in letters)
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(pages)))
    shown = []
    for number, lines in enumerate(pages):
        shown += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Contents {8 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            _stream(_page(lines, code)),
        ]
    return _pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Sample /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Sample /DW 600 /FontDescriptor 5 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [0 -200 1000 900] "
        "/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
        _stream(unicode_map),
        *shown,
    )


def _page(lines: Sequence[str], code: dict[str, int]) -> str:
    return "".join(
        f"BT /F1 12 Tf 72 {770 - 16 * row} Td <{''.join(f'{code[c]:04x}' for c in line)}> Tj ET\n"
        for row, line in enumerate(lines)
    )


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _pdf(*objects: str) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")


def docx(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A DOCX with `paragraphs` and below them a table of the given rows."""
    body = "".join(_paragraph(text) for text in paragraphs)
    if table:
        rows = "".join(
            f"<w:tr>{''.join(f'<w:tc>{_paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
            for row in table
        )
        body += f"<w:tbl>{rows}</w:tbl>"
    return _zip(
        {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'}
    )


def docx_bomb(megabytes: int = 101) -> bytes:
    """A DOCX of a few kilobytes that unpacks to `megabytes`."""
    return _zip({"word/document.xml": "<a/>", "word/bomb.xml": " " * (megabytes * 1024 * 1024)})


def docx_crowd(entries: int = 2001) -> bytes:
    """A DOCX of very many files."""
    return _zip({"word/document.xml": "<a/>"} | {f"word/{n}.xml": "" for n in range(entries)})


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _zip(files: dict[str, str]) -> bytes:
    kinds = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
        "</Relationships>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr("_rels/.rels", relations)
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.csv import neutral, texts


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "\n=1", "＝1", "+7|cmd",
     '=HYPERLINK("http://x")', "-2+3+cmd|' /C calc'!A0", "- пункт списка"],
)  # fmt: skip
def test_a_formula_is_neutralised(cell):
    assert neutral(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell",
    ["+7 (701) 123-45-67", "+77011234567", "-5", "-5.25", "+3", "2016-06-24", "ДЗ-397", "", "a=b",
     "'=1", "Әке"],
)  # fmt: skip
def test_data_stays_as_it_is(cell):
    assert neutral(cell) == cell


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=3, max_size=3)))
def test_a_file_reads_back_as_what_was_written(rows):
    data = b"".join(texts(("a", "b", "c"), [tuple(row) for row in rows]))
    assert not data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert read == [["a", "b", "c"], *[[neutral(cell) for cell in row] for row in rows]]


def test_a_long_table_comes_in_pieces():
    pieces = list(texts(("a",), (("x" * 1000,) for _ in range(500))))
    assert len(pieces) > 5


@pytest.mark.parametrize(
    "cell", ["007", "12345678901234567890", "+7 701 123-45-67", "-5", "2016-06"]
)
def test_text_that_looks_like_a_number_stands_in_quotes(cell):
    data = b"".join(texts(("a",), [(cell,)]))
    assert data.decode() == f'a\r\n"{cell}"\r\n'


def test_a_row_of_one_empty_cell_is_still_a_row():
    assert b"".join(texts(("a",), [("",)])) == b'a\r\n""\r\n'

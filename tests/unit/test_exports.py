"""Files of tables: typed, whole, the same rows in each format."""

import csv
import datetime as dt
import hashlib
import io
import json

import openpyxl
import pytest

from app.exports import FORMATS, Order, Setting, pieces, sheets
from app.exports.sheets import sheet_name
from models.item import Kind
from tests.factories.tables import COLUMNS, DAY, HARD, MOMENT, NOW, row, table, written


def book(*tables, **how):
    return openpyxl.load_workbook(io.BytesIO(written("xlsx", *tables, **how)[0]))


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_by_keys_has_permanent_names_and_values_and_no_mark():
    data, tally = written("csv", table([row("007")]))
    assert data.decode().splitlines() == [
        "act,number,signed,date,seen,confirmed,kind,url",
        'a,"007",3,2024-03-01,2024-03-01T20:30:05Z,true,answer,https://example.org/a',
    ]
    assert (tally.rows, tally.size) == (1, len(data))
    assert tally.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_csv_in_a_language_has_words_a_mark_and_clocks_of_almaty(lang):
    data, _ = written("csv", table([row()]), lang=lang)
    assert data.startswith(b"\xef\xbb\xbf")
    heading, cells = read_csv(data)
    assert heading[0] != "act"
    assert cells[3:5] == ["2024-03-01", "2024-03-02 01:30:05"]
    assert (
        cells[6]
        == {
            "kk": "Мемлекеттік органның жауабы",
            "ru": "Ответ госоргана",
            "en": "Answer of a public body",
        }[lang]
    )


@pytest.mark.parametrize("lang", [None, "kk"])
def test_json_lines_are_typed_and_permanent_in_every_language(lang):
    data, _ = written("jsonl", table([row(), row(None)]), lang=lang)
    first, second = (json.loads(line) for line in data.decode().splitlines())
    assert first == {
        "act": "a", "number": "ДЗ-1", "signed": 3, "date": "2024-03-01",
        "seen": "2024-03-01T20:30:05Z", "confirmed": True, "kind": "answer",
        "url": "https://example.org/a",
    }  # fmt: skip
    assert second["number"] is None


def test_a_workbook_has_types_a_frozen_heading_filters_and_links():
    sheet = book(table([row()])).worksheets[0]
    values = [cell.value for cell in sheet[2]]
    assert (values[2], values[5]) == (3, True)
    assert values[3].isoformat() == "2024-03-01T00:00:00"
    assert values[4].isoformat() == "2024-03-01T20:30:05"
    assert [cell.is_date for cell in sheet[2]] == [False] * 3 + [True] * 2 + [False] * 3
    assert sheet["H2"].hyperlink.target == "https://example.org/a"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:H2")
    assert 9 <= sheet.column_dimensions["A"].width <= 60


def test_nothing_in_a_workbook_runs_and_texts_stay_as_they_are():
    sheet = book(table([row(text) for text in HARD])).worksheets[0]
    cells = [sheet.cell(number, 2) for number in range(2, len(HARD) + 2)]
    assert tuple(cell.value for cell in cells) == HARD
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.quotePrefix] == ["=1+1", "@SUM(A1)"]


def test_numbers_that_lose_digits_and_days_before_the_calendar_are_text():
    early = ("a", "x", 10**15, dt.date(1899, 1, 1), None, None, None, None)
    sheet = book(table([early])).worksheets[0]
    assert sheet["C2"].value == "1000000000000000"
    assert sheet["D2"].value == "1899-01-01"


def test_a_long_cell_is_cut_and_the_sheet_about_the_file_says_so():
    found = book(table([row("я" * 40_000), row("🏫" * 20_000), row("\x00\x0bа\r\nб")]))
    sheet = found.worksheets[0]
    long, wide = sheet["B2"].value, sheet["B3"].value
    assert len(long) == 32_767
    assert long.endswith(" […]")
    assert len(wide.encode("utf-16-le")) // 2 <= 32_767
    assert sheet["B4"].value == "а\nб"
    assert about(found)["Cells cut at 32,767 characters"] == 2


def test_a_full_sheet_goes_on_on_the_next_with_its_heading(monkeypatch):
    monkeypatch.setattr(sheets, "ROWS", 4)
    found = book(table([row(str(number)) for number in range(7)]))
    assert found.sheetnames[:3] == ["acts", "acts (2)", "acts (3)"]
    for name, first, rows in (("acts", "0", 3), ("acts (2)", "3", 3), ("acts (3)", "6", 1)):
        assert found[name]["A1"].value == "act"
        assert found[name]["B2"].value == first
        assert found[name].max_row == rows + 1
    assert about(found)["Rows"] == 7


def test_links_that_do_not_fit_stay_as_text(monkeypatch):
    monkeypatch.setattr(sheets, "LINKS_OF_A_BOOK", 1)
    addresses = ("https://a.kz/", "https://b.kz/", "javascript:alert(1)", "https://" + "x" * 3000)
    found = book(table([(*row()[:7], address) for address in addresses]))
    cells = [found.worksheets[0].cell(number, 8) for number in range(2, 6)]
    assert tuple(cell.value for cell in cells) == addresses
    assert [bool(cell.hyperlink) for cell in cells] == [True, False, False, False]
    assert about(found)["Addresses left as text"] == 3


def test_an_address_of_the_portal_leads_there():
    sheet = book(table([(*row()[:7], "/kk/items/a/1")])).worksheets[0]
    assert sheet["H2"].hyperlink.target == "https://portal.example/kk/items/a/1"


@pytest.mark.parametrize(
    ("text", "taken", "name"),
    [
        ("Acts [all]: */\\?", (), "Acts all"),
        ("History", (), "History (2)"),
        ("'quoted'", (), "quoted"),
        ("", (), "1"),
        ("acts", ("ACTS",), "acts (2)"),
        ("x" * 40, ("x" * 31,), "x" * 27 + " (2)"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(text, taken, name):
    assert sheet_name(text, taken) == name


def about(found):
    return {row[0].value: row[1].value for row in found.worksheets[-1].iter_rows() if row[0].value}


def test_the_last_sheet_says_what_the_file_is_and_its_hash_is_that_of_the_json_lines():
    rows = [row(), row(None)]
    found = book(table(rows), lang="en")
    said = about(found)
    assert said["Made"] == "20.11.2026 14:00, Almaty"
    assert said["Rows"] == 2
    assert said["Period"] == "all days"
    assert "preliminary" in said["Edition"]
    data, _ = written("jsonl", table(rows))
    assert said["sha256 of the rows as JSON lines"] == hashlib.sha256(data).hexdigest()
    told = [[cell.value for cell in line] for line in found.worksheets[-1].iter_rows()]
    assert ["Acts", "Link", "link", "Where it stands."] in told
    assert len([line for line in told if line[0] == "Acts"]) == len(COLUMNS)


def test_several_tables_are_sheets_of_one_workbook():
    found = book(table([row()]), table([row(), row()], "more", "More"), lang="en")
    assert found.sheetnames == ["Acts", "More", "About this file"]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_other_formats_hold_one_table(kind):
    with pytest.raises(ValueError, match="one table"):
        written(kind, table([]), table([], "more"))


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_file_of_no_rows_is_a_file(kind):
    data, tally = written(kind, table([]))
    assert tally.rows == 0
    assert (data == b"") == (kind == "jsonl")


@pytest.mark.parametrize("kind", list(FORMATS))
def test_the_same_rows_give_the_same_bytes(kind):
    assert written(kind, table([row()]))[0] == written(kind, table([row()]))[0]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_in_training_every_row_says_so(kind):
    data, _ = written(kind, table([row(), row()]), training=True)
    assert data.count(b"training, invented data") == 2


def test_in_training_a_workbook_says_so_in_every_row_and_on_its_last_sheet():
    found = book(table([row(), row()]), training=True, lang="en")
    sheet = found.worksheets[0]
    assert [sheet.cell(n, 1).value for n in (1, 2, 3)] == [
        "Training",
        *["training, invented data"] * 2,
    ]
    assert about(found)["Training"] == "training, invented data"


@pytest.mark.parametrize("kind", list(FORMATS))
def test_columns_come_in_the_order_that_is_asked_for(kind):
    order = Order(table([row()]), columns=(COLUMNS[6], COLUMNS[0]))
    data = b"".join(pieces(None, (order,), FORMATS[kind], Setting(NOW)))
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        assert [cell.value for cell in sheet[2]] == ["answer", "a"]
    elif kind == "csv":
        assert read_csv(data) == [["kind", "act"], ["answer", "a"]]
    else:
        assert list(json.loads(data)) == ["kind", "act"]


def test_a_workbook_that_breaks_off_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield row()
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        written("xlsx", table(rows()))
    assert not list(tmp_path.iterdir())


def test_the_cells_of_all_formats_are_the_same():
    rows = [row(text) for text in HARD]
    lines = [json.loads(line) for line in written("jsonl", table(rows))[0].decode().splitlines()]
    sheet = book(table(rows)).worksheets[0]
    texts = read_csv(written("csv", table(rows))[0])[1:]
    for number, (line, cells) in enumerate(zip(lines, texts, strict=True), 2):
        assert sheet.cell(number, 2).value == line["number"] == cells[1].removeprefix("'")
        assert sheet.cell(number, 4).value.date() == DAY == dt.date.fromisoformat(cells[3])
        assert dt.datetime.fromisoformat(cells[4]) == MOMENT
        assert line["kind"] == cells[6] == sheet.cell(number, 7).value == Kind.ANSWER.value

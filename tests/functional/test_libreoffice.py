"""What LibreOffice makes of our files: it opens them, and nothing is lost on the way.

Starting it takes some seconds, so each way there and back is gone once for all cells.
"""

import csv
import io
import shutil
import subprocess

import openpyxl
import pytest

from tests.conftest import skip
from tests.factories.tables import DAY, HARD, row, table, written

OFFICE = shutil.which("soffice")
#: Commas, quotes, UTF-8, from the first line on; quoted fields are text, numbers are found.
READ = "CSV:44,34,76,1,,1033,true,true"
#: The same way out: contents as shown, every sheet into a file of its own.
WRITE = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Convert a file: `office(bytes, name, to, read="…")` gives the folder of what came out."""
    if OFFICE is None:
        skip("LibreOffice is missing: install the Debian package libreoffice-calc-nogui")
    profile = tmp_path_factory.mktemp("profile")

    def convert(data, name, to, read=None):
        folder = tmp_path_factory.mktemp("office")
        (folder / name).write_bytes(data)
        command = [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        command += [f"--infilter={read}"] if read else []
        command += ["--convert-to", to, "--outdir", str(folder / "out"), str(folder / name)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180)
        if "could not be loaded" in done.stderr:
            skip("LibreOffice has no Calc: install the Debian package libreoffice-calc-nogui")
        assert done.returncode == 0, done.stderr
        return folder / "out"

    return convert


@pytest.fixture(scope="module")
def rows():
    return [row(text, act=f"{number}") for number, text in enumerate(HARD)]


@pytest.mark.parametrize("lang", [None, "kk"])
def test_csv_keeps_every_cell_in_a_spreadsheet(office, rows, lang):
    data, _ = written("csv", table(rows), lang=lang)
    out = office(data, "acts.csv", "xlsx", READ)
    sheet = openpyxl.load_workbook(out / "acts.xlsx").worksheets[0]
    assert sheet.max_row == len(HARD) + 1
    for number, text in enumerate(HARD, 2):
        cells = sheet[number]
        # The apostrophe of what begins like a formula stays to be seen; nothing is run.
        assert cells[1].value == (f"'{text}" if text[0] in "=@" else text)
        assert cells[1].data_type == "s"
        assert cells[2].value == 3
        assert cells[3].value.date() == DAY
    if lang:
        # The mark is not taken into the first heading, and words are read as they were written.
        assert sheet["G2"].value == "Мемлекеттік органның жауабы"
        assert not sheet["A1"].value.startswith("\ufeff")
        assert sheet["E2"].value.isoformat() == "2024-03-02T01:30:05"


def test_a_workbook_keeps_every_cell_in_libreoffice(office, rows):
    data, _ = written("xlsx", table(rows), lang="kk")
    out = office(data, "acts.xlsx", WRITE)
    about = openpyxl.load_workbook(io.BytesIO(data)).sheetnames[1]
    (first,) = (path for path in out.iterdir() if not path.name.endswith(f"-{about}.csv"))
    with first.open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert tuple(cells[1] for cells in read[1:]) == HARD
    assert {cells[2] for cells in read[1:]} == {"3"}
    assert {cells[6] for cells in read[1:]} == {"Мемлекеттік органның жауабы"}
    assert len(list(out.iterdir())) == 2


def test_a_workbook_saved_again_by_libreoffice_is_still_typed(office, rows):
    data, _ = written("xlsx", table(rows), lang="ru")
    out = office(data, "acts.xlsx", "xlsx:Calc MS Excel 2007 XML")
    before = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    after = openpyxl.load_workbook(out / "acts.xlsx").worksheets[0]
    for old, new in zip(before.iter_rows(), after.iter_rows(), strict=True):
        assert [cell.value for cell in old] == [cell.value for cell in new]
        assert [cell.data_type for cell in old] == [cell.data_type for cell in new]
    assert after.auto_filter.ref == before.auto_filter.ref
    assert after["H2"].hyperlink.target.rstrip("/") == "https://example.org/a"

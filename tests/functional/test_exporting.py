"""`flask export` with everything it can be given, and the log that it leaves."""

import csv
import hashlib
import io
import json
from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from app.queries.tables import TABLES
from models.audit import Audit
from models.export import ExportRun, ExportState
from models.item import Kind
from models.place import Region
from tests.factories.acts import make_world


@pytest.fixture
def acts(session):
    """Three acts in three months, the last of another deputy."""
    world = make_world(session)
    session.add(Region(key="KZ-10", name_ru="Абай", name_kk="Абай"))
    one, other = world.deputy("a-a", "А А"), world.deputy("b-b", "Б Б")
    for month, deputy in ((1, one), (2, one), (3, other)):
        world.act(deputy, f"О дорогах {month}", uid=f"{month}", number=f"ДЗ-{month}",
                  date=date(2016, month, 15), kind=Kind.DEPUTY_REQUEST)  # fmt: skip
    session.commit()
    return world


@pytest.fixture
def export(app, tmp_path):
    """Run the command: `export("items", "--lang", "kk")`; the file is `export.out`."""

    def run(*words, out=None):
        return app.test_cli_runner().invoke(args=["export", *words, "--out", out or str(run.out)])

    run.out = tmp_path / "out"
    return run


def rows(path):
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_period_takes_both_its_days_in(acts, export):
    assert export("items", "--from", "2016-01-15", "--to", "2016-02-15").exit_code == 0
    assert [row["date"] for row in rows(export.out)] == ["2016-01-15", "2016-02-15"]


def test_columns_stand_in_the_order_that_was_asked_for(acts, export):
    assert export("items", "--columns", "number, date").exit_code == 0
    assert list(rows(export.out)[0]) == ["number", "date"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_every_format_is_written_in_every_language(acts, export, kind, lang):
    assert export("items", "--format", kind, "--lang", lang).exit_code == 0
    if kind == "csv":
        assert len(rows(export.out)) == 3
    elif kind == "jsonl":
        found = [json.loads(line) for line in export.out.read_text().splitlines()]
        assert [row["kind"] for row in found] == ["deputy_request"] * 3
    else:
        book = openpyxl.load_workbook(io.BytesIO(export.out.read_bytes()))
        assert (len(book.sheetnames), book.worksheets[0].max_row) == (2, 4)


def test_all_tables_go_into_one_workbook(acts, export):
    assert export("all").exit_code == 0
    book = openpyxl.load_workbook(io.BytesIO(export.out.read_bytes()))
    assert book.sheetnames == [*TABLES, "About this file"]


def test_of_all_tables_those_are_left_out_that_cannot_be_chosen_so(acts, export):
    done = export("all", "--from", "2016-02-01")
    left = [name for name, table in TABLES.items() if "period" not in table.by]
    assert done.exit_code == 0
    assert all(name in done.stderr for name in left)
    book = openpyxl.load_workbook(io.BytesIO(export.out.read_bytes()))
    assert not set(left) & set(book.sheetnames)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "There is no table nothing. There are: "),
        (("items", "--format", "pdf"), "'pdf' is not one of"),
        (("items", "--lang", "de"), "'de' is not one of"),
        (("items", "--from", "2023-02-30"), "--from is 2023-02-30: give a day like 2023-03-29."),
        (("items", "--to", "29.03.2023"), "--to is 29.03.2023: give a day like"),
        (("items", "--from", "0001-01-01"), "give a day like"),
        (("items", "--from", "2023-02-01", "--to", "2023-01-01"), "is before --from"),
        (("items", "--region", "KZ-99"), "There is no region KZ-99. There are: KZ-10."),
        (("items", "--party", "x"), "There is no party x."),
        (("items", "--topic", "x.y"), "There is no topic x.y. There are: none so far."),
        (("items", "--term", "kz-9"), "There is no term kz-9."),
        (("deputies", "--from", "2023-01-01"), "deputies cannot be chosen by --from"),
        (("items", "--columns", "date,colour"), "items has no column colour. It has: "),
        (("items", "--columns", "date,date"), "The column date is named twice"),
        (("items", "--columns", " , "), "names no column"),
        (("all", "--format", "csv"), "'csv' is not 'xlsx'"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_and_nothing_is_written(acts, export, session, words, said):
    done = export(*words)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert not export.out.exists()
    assert session.scalar(select(ExportRun)) is None


def test_an_edition_that_is_not_there_is_said(acts, export):
    name = next((name for name, table in TABLES.items() if "edition" in table.by), None)
    if name is not None:
        for number in ("7", "x", "²", "9" * 30):
            done = export(name, "--edition", number)
            assert done.exit_code == 2
            assert f"There is no edition {number}." in " ".join(done.stderr.split())


def test_the_log_says_what_was_taken_and_its_hash(acts, export, session):
    export("items", "--lang", "ru", "--from", "2016-02-01", "--columns", "item,date")
    run = session.scalars(select(ExportRun)).one()
    data = export.out.read_bytes()
    assert (run.user_id, run.tables, run.format, run.lang) == (None, ["items"], "csv", "ru")
    assert (run.asked, run.columns) == ({"start": "2016-02-01"}, ["item", "date"])
    assert (run.state, run.rows, run.size) == (ExportState.DONE, 2, len(data))
    assert run.sha256 == hashlib.sha256(data).hexdigest()
    journal = session.scalars(select(Audit).where(Audit.entity == "export_runs")).all()
    assert [(row.actor, row.action) for row in journal] == [("cli", "create"), ("cli", "update")]


def test_an_export_that_fails_is_said_to_be_broken_off(
    acts, export, session, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.cli.exporting.write_file", fails)
    assert export("items").exit_code == 2
    run = session.scalars(select(ExportRun)).one()
    assert (run.state, run.sha256) == (ExportState.BROKEN, None)
    assert not export.out.exists()


def fails(_pieces, _target):
    raise OSError(28, "No space left on device")


def test_a_folder_is_no_file(acts, export, tmp_path):
    done = export("items", out=str(tmp_path))
    assert done.exit_code == 2
    assert "name a file in it" in done.stderr

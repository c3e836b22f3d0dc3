import csv
import io

import pytest

from app.exports import TABLES, write_file
from models.item import DatePrecision, Role
from models.record import Record
from tests.factories.acts import make_world

FIRST = [
    "source", "source_id", "kind", "date", "number", "title_ru", "title_kk", "deputy",
    "first_seen", "last_seen", "url",
]  # fmt: skip


def run_export(app, table, out):
    return app.test_cli_runner().invoke(args=["export", table, "--format", "csv", "--out", out])


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture
def world(session):
    return make_world(session)


def test_records_begin_with_the_promised_columns(app, tmp_path):
    assert run_export(app, "records", str(tmp_path / "r.csv")).exit_code == 0
    heading = (tmp_path / "r.csv").read_text().splitlines()[0].split(",")
    assert heading[:11] == FIRST


def test_a_record_is_one_row_with_its_deputies_in_order(app, session, world, tmp_path):
    first, second = world.deputy("b-b", "Б Б"), world.deputy("a-a", "А А")
    item = world.act(first, "О дорогах", uid="28316", number="ДЗ-1")
    record = session.query(Record).one()
    from models.record import RecordParticipation

    world.add(
        RecordParticipation(
            record=record, mandate=second, name="А А", name_key="a a", role=Role.SIGNATORY
        )
    )
    record.number = "ДЗ-1"
    session.commit()
    run_export(app, "records", str(tmp_path / "r.csv"))
    (row,) = read(tmp_path / "r.csv")
    assert row["source"] == "parlam-html"
    assert row["source_id"] == "28316"
    assert row["deputy"] == "a-a;b-b"
    assert row["date"] == "2016-06-24"
    assert row["number"] == "ДЗ-1"
    assert row["first_seen"] == "2016-08-02T10:00:00Z"
    assert row["item"] == item.key


def test_an_empty_title_is_said_and_a_missing_one_is_not(app, session, world, tmp_path):
    world.act(None, "", title_kk=None, uid="1")
    world.act(None, None, title_kk="", uid="2")
    session.commit()
    run_export(app, "records", str(tmp_path / "r.csv"))
    first, second = read(tmp_path / "r.csv")
    assert (first["title_ru"], first["title_kk"]) == ("[без заголовка]", "")
    assert (second["title_ru"], second["title_kk"]) == ("", "[тақырыпсыз]")


def test_a_date_is_as_exact_as_it_is_known(app, session, world, tmp_path):
    world.act(None, uid="1", date_precision=DatePrecision.MONTH)
    world.act(None, uid="2", date_precision=DatePrecision.UNKNOWN)
    session.commit()
    run_export(app, "items", str(tmp_path / "i.csv"))
    rows = [(row["date"], row["month"]) for row in read(tmp_path / "i.csv")]
    assert rows == [("", "2016-06"), ("", "")]


@pytest.mark.parametrize("title", ["=1+1", 'a,b\n"c"', "\u202eRTL", "<b>x</b>", "т" * 2000])
def test_hostile_titles_survive(app, session, world, tmp_path, title):
    world.act(None, title, uid="1")
    session.commit()
    run_export(app, "records", str(tmp_path / "r.csv"))
    assert read(tmp_path / "r.csv")[0]["title_ru"].lstrip("'") == title


def test_rows_stand_in_the_order_of_code_points(app, session, world, tmp_path):
    for uid in ("b", "A", "a", "Б", "10", "9", "а", "ә"):
        world.act(None, uid=uid)
    session.commit()
    run_export(app, "items", str(tmp_path / "i.csv"))
    keys = [row["item"] for row in read(tmp_path / "i.csv")]
    assert keys == sorted(keys)


def test_coders_are_numbers(app, session, world, make_user, tmp_path):
    coder = make_user(name="Айгүл Сейткали")
    mandate = world.deputy("a-a", "А А")
    thesis = world.promise(mandate, 3, "Построить школу")
    world.read(world.act(mandate, uid="1"), mandate, coder, thesis)
    session.commit()
    run_export(app, "codings", str(tmp_path / "c.csv"))
    (row,) = read(tmp_path / "c.csv")
    assert row["coder"] == str(coder.id)
    assert row["theses"] == "a-a/3:direct"
    for table in TABLES:
        run_export(app, table, str(tmp_path / "t.csv"))
        text = (tmp_path / "t.csv").read_text()
        assert coder.name not in text
        assert coder.email not in text


@pytest.mark.parametrize("table", list(TABLES))
def test_every_table_of_an_empty_portal_is_a_heading(app, table, tmp_path):
    assert run_export(app, table, str(tmp_path / "t.csv")).exit_code == 0
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 1


def test_a_dash_writes_to_the_screen(app):
    assert run_export(app, "deputies", "-").stdout_bytes.startswith(b"deputy,convocation,")


def test_a_folder_that_is_not_there_is_said(app, tmp_path):
    result = run_export(app, "items", str(tmp_path / "none" / "i.csv"))
    assert result.exit_code == 2
    assert "name a file in a folder that exists" in result.output


def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path):
    def pieces():
        yield b"a"
        raise RuntimeError("the database went away")

    target = tmp_path / "t.csv"
    target.write_text("old")
    with pytest.raises(RuntimeError):
        write_file(pieces(), target)
    assert target.read_text() == "old"
    assert not list(tmp_path.glob(".t.csv.*"))


def test_more_rows_than_a_batch_are_all_there(app, session, world, tmp_path, monkeypatch):
    monkeypatch.setattr("app.queries.tables.common.BATCH", 7)
    mandate = world.deputy("a-a", "А А")
    for number in range(30):
        world.act(mandate, uid=f"{number:03}")
    session.commit()
    run_export(app, "items", str(tmp_path / "i.csv"))
    rows = read(tmp_path / "i.csv")
    assert len(rows) == 30
    assert all(row["deputies"] == "a-a" for row in rows)

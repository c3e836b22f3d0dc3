"""A country pack is checked whole, and every fault is named with its place."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import packs
from app.packs.cells import CellError, day, day_or_month, number, url
from app.packs.schema import TABLES
from models.base import Lang
from models.item import DatePrecision

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "data" / "kz-mazhilis-8"
CALENDAR = ROOT / "data" / "kz-calendar"
TRAINING = ROOT / "data" / "training-maslikhat"
SMALL = ROOT / "tests" / "fixtures" / "packs" / "maslikhat"
KNOWN = {"regions": {"KZ-27": 1}, "parties": {"independent": 1}}

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """A copy of the small pack in which, in one file, some words are others."""
    directory = tmp_path / "pack"
    shutil.copytree(SMALL, directory)

    def change(file: str, old: str, new: str) -> Path:
        path = directory / file
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")
        return directory

    return change


def faults(directory: Path) -> list[tuple[str, int | None, str | None, str]]:
    """File, row, column and what was found, of every fault."""
    with pytest.raises(packs.PackError) as error:
        packs.read(directory, KNOWN)
    return [(p.file, p.row, p.column, p.found) for p in error.value.problems]


def test_the_small_pack_is_sound() -> None:
    pack = packs.read(SMALL, KNOWN)
    assert [row.key for row in pack.rows("deputies")] == ["ulgili-adal", "obraztsova-alma"]


def test_the_real_pack_is_sound_on_its_own() -> None:
    pack = packs.read(REAL)
    assert pack.key == "kz-mazhilis-8"
    assert len(pack.rows("districts")) == 29


def test_the_calendar_belongs_to_no_convocation() -> None:
    pack = packs.read(CALENDAR)
    assert (pack.legislature, pack.convocation) == (None, None)
    assert len(pack.rows("calendar_years")) == 5


@pytest.mark.parametrize("named", ["legislature: kz-mazhilis", "convocation: 8"])
def test_a_pack_names_legislature_and_convocation_or_neither(tmp_path: Path, named: str) -> None:
    directory = tmp_path / "pack"
    shutil.copytree(CALENDAR, directory)
    manifest = directory / "pack.yml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + named, encoding="utf-8")
    missing = {"legislature", "convocation"} - {named.partition(":")[0]}
    assert [(file, column) for file, _, column, _ in faults(directory)] == [
        ("pack.yml", missing.pop())
    ]


def test_a_working_day_of_the_calendar_falls_on_a_weekend(tmp_path: Path) -> None:
    directory = tmp_path / "pack"
    shutil.copytree(CALENDAR, directory)
    path = directory / "special_days.csv"
    content = path.read_text(encoding="utf-8").replace("2023-01-03,day_off", "2023-01-03,working")
    path.write_text(content, encoding="utf-8")
    assert [fault[2:] for fault in faults(directory)] == [("kind", "working")]


@pytest.mark.parametrize("directory", [REAL, TRAINING])
def test_stated_figures_say_their_notes_and_sources_in_three_languages(directory) -> None:
    for row in packs.read(directory).rows("figures"):
        for field in ("note", "source"):
            entered = row.values[field]
            told = {lang: row.values.get(f"{field}_{lang}") for lang in Lang}
            told[row.values["lang"]] = told[row.values["lang"]] or entered
            assert not entered or all(told.values()), (row.key, field)


def test_a_part_names_a_stated_total_above_it() -> None:
    pack = packs.read(REAL)
    parts: dict[str, int] = {}
    for row in pack.rows("figures"):
        if row.values["sum_key"]:
            total = row.values["sum_key"]
            parts[total] = parts.get(total, 0) + row.values["value"]
    stated = {row.key: row.values["value"] for row in pack.rows("figures")}
    gaps = {total: stated[total] - of_parts for total, of_parts in parts.items()}
    assert gaps == {
        "report-2024-requests-all": 2,
        "report-2024-programmes-obtained": 0,
        "report-2024-programmes-not-available": 0,
        "report-2024-faction-amanat": 0,
        "report-2024-elected-independents": 0,
    }


BROKEN = [
    ("districts.csv", "1,KZ-27", "1,KZ-99", (2, "region", "KZ-99")),
    ("convocations.csv", "2023-03-29", "29.03.2023", (2, "start", "29.03.2023")),
    ("convocations.csv", "2023-03-29", "2023-02-30", (2, "start", "2023-02-30")),
    ("sessions.csv", "2023-03-30", "2023-03-01", (2, "end", "2023-03-01")),
    ("districts.csv", "2,KZ-27", "1,KZ-27", (3, "number", "1")),
    ("districts.csv", "1200", "1 200", (2, "electorate", "1 200")),
    ("districts.csv", "1200", "99999999999", (2, "electorate", "99999999999")),
    ("districts.csv", "1200", "-5", (2, "electorate", "-5")),
    ("districts.csv", "1,KZ-27", "0,KZ-27", (2, "number", "0")),
    ("districts.csv", "made up,inferred", ",inferred", (3, "source", "")),
    ("districts.csv", "made up,inferred", "made up,perhaps", (3, "confidence", "perhaps")),
    ("districts.csv", "улица Первая,,sourced", "улица Первая,,missing",
     (2, "territory_confidence", "missing")),
    ("districts.csv", "1,KZ-27,", "1,KZ-27,=1+1", (2, "seat", "=1+1")),
    ("districts.csv", "1,KZ-27,", "1,KZ-27,＋7", (2, "seat", "＋7")),
    ("districts.csv", "1,KZ-27,", "1,KZ-27,@sum", (2, "seat", "@sum")),
    ("districts.csv", "бірінші көше", "бірінші\u0007көше",
     (2, "territory_kk", "бірінші\u0007көше")),
    ("districts.csv", "бірінші көше", "бірінші\u202eкөше",
     (2, "territory_kk", "бірінші\u202eкөше")),
    ("districts.csv", "бірінші көше", "б\ufffdрінші", (2, "territory_kk", "б\ufffdрінші")),
    ("districts.csv", "made up,sourced", "made up,sourced,more", (2, None, "11 fields")),
    ("districts.csv", ",1200,", ",", (2, None, "9 fields")),
    ("deputies.csv", "ulgili-adal", "Үлгілі Адал", (2, "slug", "Үлгілі Адал")),
    ("deputies.csv", "1980", "1880", (2, "birth_year", "1880")),
    ("deputies.csv", "Образцова Алма,sourced", ",missing", (3, "name_kk", "")),
    ("mandates.csv", "adal,district,1", "adal,list,1", (2, "kind", "list")),
    ("mandates.csv", "adal,district,1", "adal,seat,1", (2, "kind", "seat")),
    ("mandates.csv", "independent", "nobody", (2, "party", "nobody")),
    ("mandates.csv", "adal,district,1", "adal,district,9", (2, "district", "9")),
    ("topics.csv", "example-topics/city", "example-topics/no",
     (3, "parent", "example-topics/no")),
    ("programmes.csv", "deputy:ulgili-adal", "ulgili-adal", (2, "owner", "ulgili-adal")),
    ("programmes.csv", "https://", "ftp://", (2, "source_url", "ftp://example.org/programme")),
    ("theses.csv", "quoted,2", "paraphrased,2", (2, "testable", "yes")),
    ("theses.csv", "2,yes,", "2,no,", (2, "untestable_reason", "")),
    ("theses.csv", "2,yes,", "2,maybe,", (2, "testable", "maybe")),
    ("theses.csv", "adal,1,kk", "adal,1,de", (2, "lang", "de")),
    ("acts.csv", "2023-06,", "June,", (3, "date", "June")),
    ("participations.csv", "yard-meeting,", "garden-meeting,", (5, "act", "garden-meeting")),
    ("participations.csv", "adal,,initiator", "adal,,author", (2, "role", "author")),
    ("participations.csv", "adal,,initiator", "adal,Кто-то,initiator",
     (2, "deputy", "ulgili-adal")),
    ("participations.csv", "obraztsova-alma,,signatory", "ulgili-adal,,signatory",
     (3, "act+deputy+name", "road-request/ulgili-adal/")),
    ("identities.csv", "example-api/deputy", "example", (2, "scheme", "example")),
    ("legislatures.csv", "made up", '"made up', (2, None, "unexpected end of data")),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), BROKEN)
def test_a_fault_is_named_by_file_row_column_and_what_was_found(
    edit: Edit, file: str, old: str, new: str, expected: tuple[int, str | None, str]
) -> None:
    assert (file, *expected) in faults(edit(file, old, new))


def test_one_fault_is_reported_once(edit: Edit) -> None:
    assert faults(edit("districts.csv", "1,KZ-27", "1,KZ-99")) == [
        ("districts.csv", 2, "region", "KZ-99")
    ]


def test_all_faults_of_all_files_are_listed_in_the_order_of_the_tables(edit: Edit) -> None:
    edit("figures.csv", "5,,", "five,,")
    edit("deputies.csv", "1980", "eighty")
    edit("districts.csv", "1200", "many")
    found = faults(edit("districts.csv", "2,KZ-27", "2,KZ-98"))
    assert found == [
        ("districts.csv", 2, "electorate", "many"),
        ("districts.csv", 3, "region", "KZ-98"),
        ("deputies.csv", 2, "birth_year", "eighty"),
        ("figures.csv", 2, "value", "five"),
    ]


def test_the_message_says_where_what_was_found_and_what_is_expected(edit: Edit) -> None:
    with pytest.raises(packs.PackError) as error:
        packs.read(edit("districts.csv", "1,KZ-27", "1,KZ-99"), KNOWN)
    assert str(error.value) == (
        'districts.csv, row 2, column region: found "KZ-99"; expected a key of regions.csv.'
    )


def test_rows_are_counted_as_a_spreadsheet_does(edit: Edit) -> None:
    """An empty line is a row of a sheet; a line break within quotes is not."""
    edit("sessions.csv", "1,2023-03-29,2023-03-30,made up,sourced\n", "")
    lines = '1,2023-03-29,,"made\nup",sourced\n\n2,soon,,made up,sourced\n'
    found = faults(edit("sessions.csv", "source,confidence\n", f"source,confidence\n{lines}"))
    assert ("sessions.csv", 2, "source", "made\nup") in found
    assert ("sessions.csv", 4, "start", "soon") in found


def test_a_missing_and_an_extra_column_are_named(edit: Edit) -> None:
    found = faults(edit("sessions.csv", "end", "until"))
    assert ("sessions.csv", 1, "end", "no such column") in found
    assert ("sessions.csv", 1, "until", "until") in found


def test_a_column_that_stands_twice_is_named(edit: Edit) -> None:
    edit("sessions.csv", "start,end", "start,end,end")
    assert ("sessions.csv", 1, "end", "the column twice") in faults(
        edit("sessions.csv", "2023-03-30", "2023-03-30,2023-03-30")
    )


def test_semicolons_between_columns_are_not_taken(edit: Edit) -> None:
    directory = edit("sessions.csv", "number,start", "number;start")
    assert ("sessions.csv", 1, "number", "no such column") in faults(directory)


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_another_encoding_is_named_with_its_row(edit: Edit, encoding: str) -> None:
    path = edit("topics.csv", "Город", "Город") / "topics.csv"
    content = path.read_text(encoding="utf-8")
    path.write_bytes(content.encode(encoding, errors="replace"))
    [(file, row, column, found)] = [f for f in faults(path.parent) if f[0] == "topics.csv"]
    assert (file, column) == ("topics.csv", None)
    assert row == (1 if encoding == "utf-16" else 2)
    assert found.startswith("byte 0x")


def test_the_mark_that_spreadsheets_put_before_utf8_is_fine(edit: Edit) -> None:
    packs.read(edit("sessions.csv", "number", "\ufeffnumber"), KNOWN)


def test_an_empty_file_is_a_missing_header(edit: Edit) -> None:
    path = edit("sessions.csv", "number", "number") / "sessions.csv"
    path.write_text("")
    assert ("sessions.csv", 1, None, "") in faults(path.parent)


def test_letters_in_parts_are_put_together(edit: Edit) -> None:
    pack = packs.read(edit("districts.csv", "бірінші", "и\u0306ірінші"), KNOWN)
    assert pack.rows("districts")[0].values["territory_kk"] == "йірінші көше"


def test_files_that_are_absent_unlisted_or_unknown_are_named(edit: Edit) -> None:
    directory = edit("pack.yml", "  figures.csv", "  people.csv")
    (directory / "sessions.csv").unlink()
    found = faults(directory)
    assert ("pack.yml", None, "files", "people.csv") in found
    assert ("sessions.csv", None, None, "no such file") in found
    assert ("figures.csv", None, None, "a file") in found


def test_a_file_stands_after_those_it_refers_to(edit: Edit) -> None:
    directory = edit("pack.yml", "districts.csv, deputies.csv", "deputies.csv")
    edit("pack.yml", "mandates.csv,", "mandates.csv, districts.csv,")
    words = "mandates.csv before districts.csv"
    assert ("pack.yml", None, "files", words) in faults(directory)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("key: example-maslikhat-1", "key:", "key"),
        ("convocation: 1", "convocation: first", "convocation"),
        ("convocation: 1", "convocation: 2", "convocation"),
        ("convocation: 1", "convocation: 1\nauthor: somebody", "author"),
        ("convocation: 1", "convocation: 1\nsource: facts", "source"),
        ("convocation: 1", "convocation: [1", None),
        ("key: example-maslikhat-1", "key: pack/../1", "key"),
        ("convocation: 1", "convocation: yes", "convocation"),
        ("convocation: 1", "convocation: 1\nsource: {key: A b, name: facts}", "source"),
        ("[legislatures.csv", "[{legislatures.csv: 1}", "files"),
    ],
)
def test_faults_of_the_manifest_are_named(
    edit: Edit, old: str, new: str, column: str | None
) -> None:
    assert any(
        file == "pack.yml" and name == column
        for file, _, name, _ in faults(edit("pack.yml", old, new))
    )


def test_a_directory_without_a_manifest_is_no_pack(tmp_path: Path) -> None:
    assert faults(tmp_path) == [("pack.yml", None, None, "no such file")]


def test_a_pack_cannot_name_files_outside_its_directory(edit: Edit) -> None:
    found = faults(edit("pack.yml", "[legislatures.csv", "[../legislatures.csv"))
    assert ("pack.yml", None, "files", "../legislatures.csv") in found


@settings(max_examples=150, deadline=None)
@given(
    file=st.sampled_from(sorted(path.name for path in SMALL.iterdir())),
    place=st.integers(0, 2000),
    cut=st.integers(0, 20),
    put=st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b",", b"\n", b"\0", b"{", b"- ["])),
)
def test_no_damage_ends_in_anything_but_a_list_of_faults(
    file: str, place: int, cut: int, put: bytes
) -> None:
    with TemporaryDirectory() as name:
        directory = shutil.copytree(SMALL, Path(name) / "pack")
        content = (directory / file).read_bytes()
        place %= len(content)
        (directory / file).write_bytes(content[:place] + put + content[place + cut :])
        try:
            packs.read(directory, KNOWN)
        except packs.PackError as error:
            assert error.problems and str(error)


def test_cells_give_values() -> None:
    assert day_or_month("2024-04") == (day("2024-04-01"), DatePrecision.MONTH)
    assert day_or_month("2024-04-05") == (day("2024-04-05"), DatePrecision.DAY)
    assert number("0") == 0
    assert url("https://mazhilis.parlam.kz/#/activity?id=1")


@pytest.mark.parametrize("cell", ["2024-4-5", "٢٠٢٤-٠١-٠١", "20240101", "1700-01-01", ""])
def test_no_other_way_to_write_a_day_is_taken(cell: str) -> None:
    with pytest.raises(CellError):
        day(cell)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_row_of_the_real_pack_has_a_source_and_a_confidence(table) -> None:
    directory = CALENDAR if (CALENDAR / table.file).exists() else REAL
    with (directory / table.file).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # Nobody has said yet who represents these places now.
    assert rows or table.name == "successors"
    assert all(row["source"] and row["confidence"] for row in rows)


def test_every_column_of_every_file_is_explained() -> None:
    words = (ROOT / "docs" / "country-packs.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        assert f"`{table.file}`" in words
        for column in table.columns:
            assert f"`{column.name}`" in words, f"{column.name} of {table.file}"

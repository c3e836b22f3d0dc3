"""Files of strangers: what is read, what is refused and why, and how cells are understood."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from app import ingest
from app.imports import guess
from app.imports.fields import FORMS, ITEMS, MONITORING
from app.imports.people import People, parts
from app.imports.problems import Problem, WrongError
from app.imports.reading import look, read, read_text
from app.imports.sheets import LARGEST, FileProblem, Sheet, UnreadableError, column_name
from app.imports.values import Context, When, value_of
from app.imports.words import FILES, PROBLEMS, TYPES
from app.queries.imports import Known, NamedKnown, SeatKnown
from app.services.keeping import is_address
from tests.factories.imports import text, xlsx

ROWS = (("Депутат", "Округ"), ("Құспан Әбзал", 1))


def refused(data):
    with pytest.raises(UnreadableError) as caught:
        read(data, look(data).sheets[0].name)
    return caught.value.problem


def repacked(data, **parts_of):
    """The workbook with parts put in, or in place of others."""
    target = io.BytesIO()
    new = {name.replace("__", "/").replace("_dot_", "."): body for name, body in parts_of.items()}
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for entry in old.infolist():
            if entry.filename not in new:
                out.writestr(entry, old.read(entry))
        for name, body in new.items():
            out.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_separated_values_are_read_in_any_of_their_forms(delimiter, encoding):
    rows = (("Депутат", "Округ"), ('Куспан; Абзал, "А"', "1"))
    sheet = read_text(text(*rows, delimiter=delimiter, encoding=encoding))
    assert sheet.rows == rows


def test_kazakh_letters_and_hidden_sheets_survive():
    data = xlsx(*ROWS, Тайна="x")
    book = look(data)
    assert [(s.name, s.hidden) for s in book.sheets] == [("Мониторинг", False), ("Тайна", True)]
    assert read(data, "Мониторинг").rows == ROWS
    assert read(xlsx(()), "Мониторинг").rows == ()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b" \r\n\t\r\n", FileProblem.EMPTY),
        (b"x" * (LARGEST + 1), FileProblem.TOO_LARGE),
        (b"%PDF-1.4\x00\x01\x02", FileProblem.NOT_A_TABLE),
        (b"<html><table><tr><td>1", FileProblem.WEB_PAGE),
        (b"\xd0\xcf\x11\xe0" + b"Workbook", FileProblem.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), FileProblem.ENCRYPTED),
        (b"PK\x03\x04 and nothing else", FileProblem.BROKEN),
        (b'a;"never closed\r\n1;2', FileProblem.QUOTES),
        (b"a;b\r\n" * 5_002, FileProblem.TOO_MANY_ROWS),
        (b";".join([b"a"] * 101), FileProblem.TOO_MANY_COLUMNS),
    ],
)
def test_what_is_no_table_is_refused_and_said_why(data, problem):
    assert refused(data) is problem


def test_hostile_workbooks_are_refused_before_they_do_harm():
    sound = xlsx(*ROWS)
    assert refused(sound[: len(sound) // 2]) is FileProblem.BROKEN
    # The bytes of the part that says what the others are, behind its heading and its name.
    part = zipfile.ZipFile(io.BytesIO(sound)).getinfo("[Content_Types].xml")
    start = part.header_offset + 30 + len(part.filename)
    damaged = bytes(byte ^ 0xFF for byte in sound[start : start + 12])
    spoilt = sound[:start] + damaged + sound[start + 12 :]
    assert refused(spoilt) is FileProblem.BROKEN
    assert refused(repacked(sound, xl__vbaProject_dot_bin=b"x")) is FileProblem.MACROS
    bomb = b"<worksheet>" + b" " * (130 * 1024 * 1024)
    assert refused(repacked(sound, xl__worksheets__sheet1_dot_xml=bomb)) is FileProblem.TOO_HEAVY
    laughs = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    assert refused(repacked(sound, xl__worksheets__sheet1_dot_xml=laughs)) is FileProblem.BROKEN
    with zipfile.ZipFile(target := io.BytesIO(), "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(target.getvalue()) is FileProblem.OTHER_OFFICE


@pytest.mark.parametrize(
    ("place", "problem"),
    [("A1048576", FileProblem.TOO_MANY_ROWS), ("XFD1", FileProblem.TOO_MANY_COLUMNS)],
)
def test_one_cell_at_the_end_of_the_sheet_kills_nobody(place, problem):
    book = openpyxl.Workbook()
    book.active["A1"], book.active[place] = "Депутат", "x"
    book.save(target := io.BytesIO())
    assert len(target.getvalue()) < 10_000
    assert refused(target.getvalue()) is problem


@pytest.mark.parametrize("nothing", [b"<row/>", b"<c/>", b"<any/>"])
def test_millions_of_elements_that_say_nothing_are_refused_before_all_are_read(nothing):
    sheet = b"<worksheet><sheetData>" + nothing * 3_000_000
    # The sheet is never closed: whoever reads it to its end calls it broken.
    hollow = repacked(xlsx(*ROWS), xl__worksheets__sheet1_dot_xml=sheet)
    assert len(hollow) < 100_000
    assert refused(hollow) is FileProblem.TOO_HEAVY


SEATS = tuple(
    SeatKnown(number, slug, 1, names, number, "amanat", names[0], names[1], None)
    for number, (slug, *names) in enumerate(
        (
            ("kuspan", "Құспан Абзал Әбілқайырұлы", "Куспан Абзал Абилкаирович"),
            ("nazarov", "Назаров Ардақ Серікұлы", "Назаров Ардак Серикович"),
            ("nazarov-2", "Назаров Бекзат", "Назаров Бекзат"),
        ),
        1,
    )
    for names in [tuple(names)]
)
KNOWN = Known(
    1, "kz-mazhilis-8", dt.date(2023, 3, 29), dt.date(2026, 6, 30), SEATS,
    (NamedKnown("amanat", ("Аманат", "AMANAT")),), (NamedKnown("7", ("Дороги", "Жолдар")),),
    {seat.id: seat for seat in SEATS},
)  # fmt: skip


def context(**more):
    return Context(KNOWN, ingest.read_date, is_address, dt.date(2026, 11, 20), **more)


def said(form, key, cell, **more):
    try:
        return value_of(form.field(key), cell, context(**more))
    except WrongError as error:
        return error.problem


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2023 жылғы 4 қазан", When(day=dt.date(2023, 10, 4))),
        ("4 октября 2023 г.", When(day=dt.date(2023, 10, 4))),
        ("04.10.23", When(day=dt.date(2023, 10, 4))),
        (dt.date(2023, 10, 4), When(day=dt.date(2023, 10, 4))),
        (45203, When(day=dt.date(2023, 10, 4))),
        ("45203", When(day=dt.date(2023, 10, 4))),
        ("октябрь 2023", When(month=dt.date(2023, 10, 1))),
        ("2023 жылғы қазан", When(month=dt.date(2023, 10, 1))),
        ("2023-10", When(month=dt.date(2023, 10, 1))),
        ("10.2023", When(month=dt.date(2023, 10, 1))),
        ("02.10.2023-06.10.2023", When(start=dt.date(2023, 10, 2), end=dt.date(2023, 10, 6))),
        ("2023-10-02 – 2023-10-06", When(start=dt.date(2023, 10, 2), end=dt.date(2023, 10, 6))),
        ("с 2 октября 2023 по 6 октября 2023",
         When(start=dt.date(2023, 10, 2), end=dt.date(2023, 10, 6))),
        ("2023", Problem.NOT_A_DATE),
        ("31.11.2023", Problem.NO_SUCH_DAY),
        (True, Problem.NOT_A_DATE),
        ("нет данных", None),
    ],
)  # fmt: skip
def test_days_months_and_periods_in_the_forms_of_both_languages(cell, value):
    assert said(ITEMS, "when", cell) == value


def test_days_counted_from_1904_are_told_apart():
    assert said(ITEMS, "when", 43741, since_1904=True) == When(day=dt.date(2023, 10, 4))


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("requests", "1 234", 1234), ("requests", 12.0, 12), ("requests", "12,0", 12),
        ("requests", "0", 0), ("requests", "—", None), ("requests", "12 шт", Problem.NOT_A_NUMBER),
        ("requests", "9" * 40, Problem.TOO_BIG), ("requests", "-1", Problem.NEGATIVE),
        ("party", "«АМАНАТ»", "amanat"), ("party", "Ауыл", Problem.UNKNOWN_PARTY),
        ("specific_promises", "Иә", True), ("specific_promises", "нет", False),
        ("specific_promises", "жоқ", False), ("specific_promises", "-", None),
        ("programme_url", "file:///etc/passwd", Problem.NOT_A_LINK),
        ("programme_url", "https://user:pw@example.org/", Problem.NOT_A_LINK),
    ],
)  # fmt: skip
def test_cells_are_read_as_their_type_or_named_as_wrong(key, cell, value):
    assert said(MONITORING, key, cell) == value


def test_a_name_means_one_deputy_or_nobody():
    people = People(KNOWN)
    for name in ("Құспан А.", "Абзал Куспан", "Kuspan Abzal", "КУСПАН А.А.", "Куспан"):
        assert people.named(name).slug == "kuspan", name
    assert people.named("Назаров А.").slug == "nazarov"
    for name, problem in (
        ("Назаров", Problem.SEVERAL_DEPUTIES), ("Назаров Ю.", Problem.UNKNOWN_DEPUTY),
        ("А. А.", Problem.UNKNOWN_DEPUTY), ("Абзал", Problem.UNKNOWN_DEPUTY),
    ):  # fmt: skip
        with pytest.raises(WrongError) as caught:
            people.named(name)
        assert caught.value.problem is problem, name
    assert parts("Құспан А., Назаров Бекзат;\nСарым А.") == [
        "Құспан А.", "Назаров Бекзат", "Сарым А.",
    ]  # fmt: skip


def test_what_people_said_that_a_value_means_is_taken():
    meanings = {"party": {"nd": "amanat"}, "deputy": {"abzal aga": "kuspan"}, "requests": {}}
    assert said(MONITORING, "party", "НД", meanings=meanings) == "amanat"
    assert said(MONITORING, "deputy", "Абзал-аға", meanings=meanings) == 1


def test_headings_are_known_below_a_title_and_in_three_languages():
    rows = (("Отчёт за год", None, None), (None,) * 3, ("Депутаттың аты-жөні", "Округ", "Requests"))
    sheet = Sheet("", rows)
    assert guess.heading_row(sheet, MONITORING) == 3
    assert guess.columns([str(cell) for cell in rows[2]], MONITORING) == {
        "0": "deputy", "1": "district", "2": "requests",
    }  # fmt: skip
    assert guess.columns(["Депутат", "Депутат"], MONITORING) == {"0": "deputy"}
    shortened = ["Кол-во депутатских запросов", "Кол. встреч"]
    assert guess.columns(shortened, MONITORING) == {"0": "requests", "1": "meetings"}


def test_everything_that_can_be_wrong_has_words():
    assert set(FILES) == set(FileProblem) and set(PROBLEMS) == set(Problem)
    assert {of.holds for form in FORMS.values() for of in form.fields} <= set(TYPES)
    for form in FORMS.values():
        keys = [of.key for of in form.fields]
        assert len(keys) == len(set(keys))
    assert [column_name(number) for number in (0, 25, 26, 701, 702)] == [
        "A", "Z", "AA", "ZZ", "AAA",
    ]  # fmt: skip

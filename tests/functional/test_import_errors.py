"""A broken spreadsheet: every kind of error is named with its row and column, nothing is written.

The copy with the errors, corrected by hand, is brought in twice with the same result.
"""

import datetime as dt
import io

import openpyxl
import pytest
from sqlalchemy import func, select

from app import ingest
from app.imports.annotate import annotated
from app.imports.fields import FORMS
from app.imports.problems import Problem, Trouble
from app.imports.reading import read
from app.queries import imports as queries
from app.services import imports as service
from app.services.imports import WrongRowsError
from app.words import Words
from models import audit
from models.audit import Audit
from models.imports import ImportKind, ImportState
from models.item import Item
from models.record import Record
from models.user import UserRole
from tests.conftest import NOW
from tests.factories.imports import Chamber, apply, bring

HEADINGS = ("ID", "Вид", "Дата", "Номер", "Название", "Инициатор", "Подписант", "Депутат",
            "Ссылка", "Тематика", "Место", "В округе", "Участников", "Адресат")  # fmt: skip
GOOD = ("r1", "Депутатский запрос", "2023-10-04", "ДЗ-1", "О дороге", "Куспан А.", None, None,
        "https://example.org/1", None, None, None, None, "Министру")  # fmt: skip
#: What is wrong in a row: the column, what stands there, the problem and what mends it.
WRONG = (
    ("Вид", "нечто", Problem.UNKNOWN_VALUE, "reception"),
    ("Дата", "вчера", Problem.NOT_A_DATE, "2023-10-05"),
    ("Дата", "30.02.2023", Problem.NO_SUCH_DAY, "28.02.2024"),
    ("Дата", "2031-01-01", Problem.FUTURE, "2024-01-01"),
    ("Дата", "2011-01-01", Problem.BEFORE_TERM, "2024-01-02"),
    ("Дата", "01.11.2026", Problem.AFTER_TERM, "2024-01-03"),
    ("Дата", "05.10.2023 – 01.10.2023", Problem.ENDS_BEFORE_START, "01.10.2023 – 05.10.2023"),
    ("Дата", None, Problem.DATE_REQUIRED, "қазан 2023"),
    ("Название", None, Problem.TITLE_REQUIRED, "О школе"),
    ("Название", "д" * 2_001, Problem.TOO_LONG, "О больнице"),
    ("Инициатор", "Никтоев Н.", Problem.UNKNOWN_DEPUTY, "Назаров Ардак"),
    ("Инициатор", "Назарова А.; Назарова Ажар", Problem.TWICE_IN_ROW, "Назарова Ажар"),
    ("Подписант", "Куспан Абзал", Problem.TWICE_IN_ROW, "Сарым А."),
    ("Инициатор", None, Problem.NO_DEPUTY, "Құспан Абзал Әбілқайырұлы"),
    ("Ссылка", "javascript:alert(1)", Problem.NOT_A_LINK, "https://example.org/2"),
    ("Тематика", "Космос", Problem.UNKNOWN_TOPIC, "Дороги"),
    ("В округе", "может быть", Problem.NOT_YES_NO, "иә"),
    ("Участников", "много", Problem.NOT_A_NUMBER, "40"),
    ("Участников", -3, Problem.NEGATIVE, "3"),
    ("Участников", 2.5, Problem.FRACTION, "2"),
    ("Участников", 99_999_999_999, Problem.TOO_BIG, "9"),
    ("ID", "r1", Problem.SAME_ROW, "r99"),
    ("Адресат", "=NOTSAVED()", Problem.FORMULA_UNSAVED, "Премьер-министру"),
    ("Адресат", "#REF!", Problem.FORMULA_FAILED, "Акиму"),
    ("Адресат", "merged", Problem.MERGED, "Министру"),
)  # fmt: skip


@pytest.fixture
def chamber(session):
    made = Chamber(session)
    made.world.topics("Дороги")
    return made


@pytest.fixture
def coordinator(session, make_user):
    user = make_user(UserRole.COORDINATOR)
    audit.bind(session, actor=f"user:{user.id}", now=NOW)
    return user


def broken():
    """A workbook with one sound row and one for each kind of error."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(GOOD)
    for number, (column, cell, problem, _) in enumerate(WRONG, 3):
        row = dict(zip(HEADINGS, GOOD, strict=True)) | {"ID": f"r{number}", "Номер": f"ДЗ-{number}"}
        row[column] = cell
        if problem is Problem.MERGED:
            row[column] = None
        sheet.append([row[name] for name in HEADINGS])
        if problem is Problem.FORMULA_FAILED:
            sheet.cell(number, HEADINGS.index(column) + 1).data_type = "e"
        if problem is Problem.MERGED:
            place = HEADINGS.index(column) + 1
            sheet.cell(number, place - 1).value = 7
            sheet.merge_cells(
                start_row=number, end_row=number, start_column=place - 1, end_column=place
            )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def corrected(data):
    """The annotated copy as a person would correct it, the column of errors left where it is."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    assert not any(cell.data_type == "f" for cells in sheet.rows for cell in cells)
    for number, (column, _, _, mended) in enumerate(WRONG, 3):
        sheet.cell(number, HEADINGS.index(column) + 1).value = mended
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def written(session):
    tables = (Item, Record)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_every_error_is_named_and_the_corrected_copy_comes_in_twice_alike(
    session, chamber, coordinator, config
):
    tools, convocation = ingest.import_tools(config), chamber.convocation.id
    data = broken()
    row = bring(session, coordinator, tools, data, ImportKind.ITEMS, convocation)
    found = {}
    for each in queries.wrong_rows(session, row.id):
        troubles = [Trouble.of(kept) for kept in each.troubles]
        found[each.number] = {(t.problem, HEADINGS[t.column]) for t in troubles}
    assert len({problem for _, _, problem, _ in WRONG}) >= 20
    for number, (column, _, problem, _) in enumerate(WRONG, 3):
        assert found[number] == {(problem, column)}, (number, problem)
    assert row.counts["wrong"] == len(WRONG)
    with pytest.raises(WrongRowsError):
        apply(session, coordinator, tools, row)
    assert written(session) == [0, 0]
    before = session.scalar(select(func.count()).select_from(Audit))
    for lang in ("kk", "ru", "en"):
        copy = mark(session, row, data, lang)
    assert session.scalar(select(func.count()).select_from(Audit)) == before

    sound = corrected(copy)
    first = bring(session, coordinator, tools, sound, ImportKind.ITEMS, convocation)
    assert (first.counts["wrong"], first.counts["created"]) == (0, len(WRONG) + 1), [
        each.troubles for each in queries.wrong_rows(session, first.id)
    ]
    apply(session, coordinator, tools, first)
    assert first.state is ImportState.APPLIED
    counts = written(session)
    assert counts == [len(WRONG) + 1] * 2
    second = bring(session, coordinator, tools, sound, ImportKind.ITEMS, convocation)
    assert (second.counts["created"], second.counts["changed"]) == (0, 0)
    assert second.counts["unchanged"] == len(WRONG) + 1
    apply(session, coordinator, tools, second)
    assert written(session) == counts
    assert second.counts["written"] == {"records": 0, "merged": 0, "proposed": 0}


def mark(session, row, data, lang):
    """The annotated copy: each error stands in its row, named by its column."""
    troubles = {
        each.number: [Trouble.of(kept) for kept in each.troubles]
        for each in queries.wrong_rows(session, row.id)
    }
    copy = annotated(
        read(data, row.sheet), row.heading_row, troubles, FORMS[row.kind], Words(lang)
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).active
    for number, (column, _, _, _) in enumerate(WRONG, 3):
        told = sheet.cell(number, len(HEADINGS) + 1).value
        assert told, (lang, number)
        place = sheet.cell(number, HEADINGS.index(column) + 1)
        assert told.startswith(f"{place.column_letter}, ")
        assert place.fill.start_color.rgb == "FFF8CBCB"
    assert sheet.cell(2, len(HEADINGS) + 1).value is None
    return copy


MONITORING = (
    ("Округ", 777, Problem.UNKNOWN_DISTRICT),
    ("Партия", "Нечто", Problem.UNKNOWN_PARTY),
    ("Партия", "Аманат", Problem.OTHER_PARTY),
    ("Депутат", "Назаров", None),
    ("Депутат", None, Problem.REQUIRED),
    ("Доступность программы", "publicly available", Problem.FOUND_WHERE),
    ("Происхождение", "own", Problem.DAY_REQUIRED),
    ("Начало периода", "2023-12-30", Problem.ENDS_BEFORE_START),
    ("Конец периода", "2020-01-01", Problem.ENDS_BEFORE_START),
)  # fmt: skip


def test_a_monitoring_row_is_held_against_what_is_known(session, chamber, coordinator, config):
    tools = ingest.import_tools(config)
    names = ("Депутат", "Округ", "Партия", "Доступность программы", "Происхождение",
             "Начало периода", "Конец периода", "Инициировано запросов")  # fmt: skip
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(names)
    for column, cell, _ in MONITORING:
        row = dict.fromkeys(names) | {"Депутат": "Куспан А.", "Инициировано запросов": 1}
        sheet.append([(row | {column: cell})[name] for name in names])
    other = {"Депутат": "Куспан А.", "Округ": chamber.district(chamber.nazarov)}
    sheet.append([(dict.fromkeys(names) | other)[name] for name in names])
    target = io.BytesIO()
    book.save(target)
    row = bring(
        session, coordinator, tools, target.getvalue(), ImportKind.MONITORING,
        chamber.convocation.id,
    )  # fmt: skip
    found = {
        each.number: {Trouble.of(kept).problem for kept in each.troubles}
        for each in queries.wrong_rows(session, row.id)
    }
    for number, (_, _, problem) in enumerate(MONITORING, 2):
        if problem is not None:
            assert problem in found[number], (number, problem, found.get(number))
    assert Problem.OTHER_DISTRICT in found[len(MONITORING) + 2]
    # "Назаров" is a surname of its own beside "Назарова": it means one person.
    assert 5 not in found or Problem.SEVERAL_DEPUTIES not in found[5]
    assert service.check(session, NOW, row.id, tools).plan == row.plan
    assert dt.date(2023, 3, 29) == row.period_start

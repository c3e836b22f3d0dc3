"""How tables of a report lie: what stands at the right, what keeps apart, what is left out."""

import pytest

from app.queries.deputies import Text
from app.queries.report_figures import Stated
from app.reports import shown
from app.reports.document import DASH, Grid
from app.reports.sections.cited import Cited
from app.reports.teller import Teller
from app.words import Words
from models.base import Confidence

ECHO = Text("Есеп", "Отчёт", "Report")


def grid(*rows):
    return Grid("k", "Caption", tuple(f"h{n}" for n in range(len(rows[0]))), rows)


def test_a_number_among_words_stands_at_the_left_as_they_do():
    assert shown.number_columns(grid(("Convocation", 8), ("Body", "Mazhilis"))) == (False, False)
    assert shown.number_columns(grid(("a", 8), ("b", None), ("c", DASH))) == (False, True)
    assert shown.number_columns(grid(("a", None), ("b", None))) == (False, False)


def test_words_on_the_right_of_numbers_keep_away_from_them():
    numbers = (False, True, False, False)
    assert [shown.beside_number(numbers, n) for n in range(4)] == [False, False, True, False]


def test_a_table_of_short_words_takes_less_than_the_page_and_a_wide_one_all_of_it():
    short = shown.measure(grid(("yes", 1), ("no", 2)), Words("en"))
    long = shown.measure(grid(("a long text " * 9, "another long text " * 9)), Words("en"))
    assert sum(short.shares) == pytest.approx(shown.NARROWEST)
    assert sum(long.shares) == pytest.approx(1) and not long.wide


def test_wide_letters_of_kazakh_take_more_room_than_latin_ones():
    kazakh = shown.measure(grid(("мазмұндалған", "l" * 12), ("ж", "l")), Words("kk"))
    assert kazakh.shares[0] > kazakh.shares[1]


def test_columns_that_tell_nothing_are_left_out():
    spared = grid(("a", DASH, 1), ("b", DASH, 2)).spared()
    assert spared.head == ("h0", "h2") and spared.rows == (("a", 1), ("b", 2))
    assert grid(("a", DASH), ("b", 3)).spared().head == ("h0", "h1")


def figure(**fields):
    return Stated("k", "chamber", "requests", 3, **fields)


def cited(lang):
    return Cited(Teller(None, None, Words(lang), None))  # type: ignore[arg-type]


def test_a_source_is_written_once_and_named_by_its_number():
    found = cited("ru")
    report, paper = figure(source="Report", sources=ECHO), figure(source="paper.kz")
    assert [found.of(one) for one in (report, paper, report)] == ["[1]", "[2]", "[1]"]
    assert found.of(report, paper) == "[1], [2]" and found.of(figure()) is None
    assert found.note("Сказано.") == "Сказано.\n[1] Отчёт\n[2] paper.kz"


def test_a_computed_figure_says_so_and_a_foreign_source_names_its_language():
    found = cited("en")
    computed = figure(source="Есеп", sources=Text("Есеп", None, None))
    assert found.of(computed) == "[1]" and found.note() == "[1] Есеп (in Kazakh)"
    inferred = figure(source="Report", sources=ECHO, confidence=Confidence.INFERRED)
    assert found.of(inferred) == "computed from: [2]"
